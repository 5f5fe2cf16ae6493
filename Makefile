# The same commands by hand and in CI. Everything runs in .venv, which `setup` makes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

.PHONY: help setup demo test lint compiled bench soak clean

help:  ## what there is
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/'

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

# A copy is built: in the tree itself compiled files would hide what is edited afterwards.
compiled: setup  ## the page cleaner as C (mypyc), in build/compiled; needs a C compiler
	rm -rf build/source build/compiled
	mkdir -p build/source
	cp -r pyproject.toml README.md LICENSE cleaners crawler build/source
	HATCH_BUILD_HOOKS_ENABLE=1 PIP_CONSTRAINT=$(CURDIR)/constraints.txt \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --target build/compiled ./build/source

bench: setup  ## speed and accuracy beside trafilatura, in one run
	$(BIN)/python -m tests.benchmarks.speed
	$(BIN)/python -m tests.benchmarks.foreign
	$(BIN)/python -m tests.benchmarks.crawl_speed

soak: setup  ## the long forms of the tests: 50,000 generated pages, 50 kills, memory over 10,000 pages
	HYPOTHESIS_PROFILE=soak $(BIN)/python -m pytest tests/page/test_properties.py
	$(BIN)/python -m tests.soak.kills
	$(BIN)/python -m tests.soak.memory
	$(BIN)/python -m tests.soak.corpus_kills
	$(BIN)/python -m tests.soak.large_part

clean:  ## everything that can be made again
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
