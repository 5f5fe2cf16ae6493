# The same commands by hand and in CI. Everything runs in .venv, which `setup` makes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Imports what `compiled` built before what lies in the tree.
COMPILED := PYTHONSAFEPATH=1 PYTHONPATH=$(CURDIR)/build/compiled:$(CURDIR) $(BIN)/python
.DEFAULT_GOAL := help

.PHONY: help setup demo test lint compiled test-compiled bench soak clean

help:  ## what there is
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

setup: $(BIN)/.ready  ## the virtual environment with the pinned versions

$(BIN)/.ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt pip
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[all]' --group dev
	touch $@

demo: setup  ## crawl a news site of our own over HTTP and show what came out
	$(BIN)/warraq demo

test: setup lint  ## types, style and all tests
	$(BIN)/python -m pytest -n 2

lint: setup  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

compiled: build/compiled/.ready  ## the page cleaner as C (mypyc), in build/compiled; needs a C compiler

# A copy is built: in the tree itself, compiled files would hide what is edited afterwards.
build/compiled/.ready: $(BIN)/.ready $(shell find cleaners crawler -name '*.py' -o -name '*.toml')
	rm -rf build/source build/compiled
	mkdir -p build/source
	cp -r pyproject.toml README.md LICENSE cleaners crawler build/source
	HATCH_BUILD_HOOKS_ENABLE=1 PIP_CONSTRAINT=$(CURDIR)/constraints.txt $(BIN)/python -m pip install --quiet \
		--disable-pip-version-check --no-deps --target build/compiled ./build/source
	touch $@

test-compiled: compiled  ## the cleaner's tests once more, on the compiled one
	$(COMPILED) -m pytest -n 2 --import-mode=append --override-ini=pythonpath= tests/page tests/golden tests/evaluate

bench: setup compiled  ## speed (as Python and compiled) and accuracy beside trafilatura
	$(BIN)/python -m tests.benchmarks.speed
	$(COMPILED) -m tests.benchmarks.speed
	$(BIN)/python -m tests.benchmarks.foreign
	$(COMPILED) -m tests.benchmarks.crawl_speed

soak: setup  ## the long forms of the tests: 50,000 generated pages, 50 kills, memory over 10,000 pages
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest tests/page/test_properties.py
	$(BIN)/python -m tests.soak.kills
	$(BIN)/python -m tests.soak.memory
	$(BIN)/python -m tests.soak.corpus_kills
	$(BIN)/python -m tests.soak.large_part

clean:  ## everything that can be made again
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
