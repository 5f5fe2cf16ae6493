"""The phrases of `data/markers.toml`, ready for matching."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from cleaners.page.arabic import fold
from cleaners.page.labels import Label
from cleaners.page.lines import INNER, bare

SEPARATOR = re.compile(r"\s*(?:\(\d+\)\s*)?[:：|؛>»«\-–—/…]+|\s*\.\.+")


class Marker(NamedTuple):
    """What a phrase says of its line."""

    label: Label
    words: int
    """The longest line that it may stand in; 0 where the phrase is the whole line."""


class LabelLine(NamedTuple):
    """A line such as «المصدر: وكالات»: its label and where what it labels begins."""

    label: Label
    end: int
    """Index into the folded text, behind the phrase and its separator."""
    separated: bool
    """Whether a separator stood behind the phrase."""


class Call(NamedTuple):
    """«تابعوا … عبر غوغل نيوز»: first words and what they ask to follow."""

    label: Label
    words: int
    verbs: frozenset[str]
    objects: re.Pattern[str]


@cache
def _load() -> dict[str, Any]:
    return tomllib.loads(files("cleaners.page.data").joinpath("markers.toml").read_text("utf-8"))


@cache
def _call() -> Call:
    entry = _load()["call"]
    objects = "|".join(re.escape(bare(fold(phrase))) for phrase in entry["objects"])
    verbs = frozenset(bare(fold(verb)) for verb in entry["verbs"])
    return Call(Label(entry["label"]), entry["words"], verbs, re.compile(rf"\b(?:{objects})\b"))


def _find_call(line: str, first: str, words: int) -> Label | None:
    call = _call()
    if words > call.words or first not in call.verbs:
        return None
    return call.label if call.objects.search(line) else None


@cache
def _table(form: str) -> dict[str, Marker]:
    data = _load()
    table: dict[str, Marker] = {}
    for entry in data[form]:
        marker = Marker(Label(entry["label"]), entry.get("words", 0))
        for phrase in entry["phrases"]:
            line = bare(fold(phrase))
            if not line:
                raise ValueError(f"markers.toml: [[{form}]] holds a phrase without letters: {phrase!r}")
            table.setdefault(line, marker)
    return table


@cache
def _by_first_word(form: str) -> dict[str, list[tuple[str, Marker]]]:
    """The phrases of `form` by their first word, longest first: most lines begin with none of them."""
    found: dict[str, list[tuple[str, Marker]]] = {}
    for phrase in sorted(_table(form), key=len, reverse=True):
        found.setdefault(phrase.split(" ", 1)[0], []).append((phrase, _table(form)[phrase]))
    return found


def _find_start(line: str, first: str, words: int, form: str) -> Label | None:
    """The label of the longest phrase of `form` that the bare line begins with and is short enough for."""
    for phrase, marker in _by_first_word(form).get(first, ()):
        begins = line.startswith(phrase) and line[len(phrase) : len(phrase) + 1] in ("", " ")
        if begins and words <= marker.words:
            return marker.label
    return None


LONGEST_HEADING = 80
"""Characters."""


def find_heading(line: str) -> Label | None:
    """The label of the section that a bare line governs, None where it is no heading.

    Only a whole line counts, so that «اقرأ أيضا ما كتبه ابن خلدون» is prose.
    """
    return _remembered_heading(line) if len(line) <= LONGEST_HEADING else None


@lru_cache(maxsize=16_384)
def _remembered_heading(line: str) -> Label | None:
    marker = _table("heading").get(line)
    if marker is not None:
        return marker.label
    return _find_start(line, line.split(" ", 1)[0], line.count(" ") + 1, "opening")


def ends_with_heading(line: str) -> Label | None:
    """The label of a heading that a bare line ends with («عنوان.. اقرأ أيضا»), None where it ends with none."""
    words = line.split(" ")
    for count in range(min(len(words) - 1, 4), 1, -1):
        marker = _table("heading").get(" ".join(words[-count:]))
        if marker is not None:
            return marker.label
    return None


SHORT = 60
"""Characters of a line whose label is remembered: a site prints its menus, buttons and headings on every page."""


def find_line(line: str) -> Label | None:
    """The label of a bare line of furniture, or of one that begins as furniture does; None for all others."""
    return _remembered_line(line) if len(line) <= SHORT else _find_line(line)


def _find_line(line: str) -> Label | None:
    if not line or len(line) > 600:
        return None
    marker = _table("line").get(line)
    if marker is not None:
        return marker.label
    # Most lines are told by their first word to be none of what follows.
    first, words = line.split(" ", 1)[0], line.count(" ") + 1
    for label in (Label.SHARE, Label.COMMENT_FORM):
        if _is_made_of(line, first, words, label):
            return label
    return _find_start(line, first, words, "begins") or _find_call(line, first, words)


_remembered_line = lru_cache(maxsize=16_384)(_find_line)

NETWORK_LINE = 12
"""Words; a bar of share buttons names no more networks."""


def _is_made_of(line: str, first: str, words: int, label: Label) -> bool:
    """Whether a bare line is nothing but words of such lines: «شارك فيسبوك تويتر واتساب», «إعجاب رد»."""
    known = _words_of(label)
    if not 1 < words <= 2 * NETWORK_LINE or (first not in known and not first.isdigit()):
        return False
    # Counters stand between the names.
    names = [word for word in line.split(" ") if not word.isdigit()]
    return 1 < len(names) <= NETWORK_LINE and known.issuperset(names)


@cache
def _words_of(label: Label) -> frozenset[str]:
    """The words of share bars, and the single words of comment buttons: their longer lines hold ordinary words."""
    table = _table("line") | _table("heading")
    lines = [line for line, marker in table.items() if marker.label is label]
    if label is Label.COMMENT_FORM:
        return frozenset(line for line in lines if " " not in line)
    return frozenset(word for line in lines for word in line.split(" "))


@cache
def _buttons() -> dict[str, list[list[str]]]:
    """The phrases of comment areas in words, by their first one, longest first."""
    phrases = {line for form in ("line", "heading") for line in _form_lines(form)} | set(_table("button"))
    found: dict[str, list[list[str]]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        words = phrase.split(" ")
        if words[-1] == "علي":  # «رد على 2» says whom a comment answers
            continue
        found.setdefault(words[0], []).append(words)
    return found


def _form_lines(form: str) -> Iterator[str]:
    return (line for line, marker in _table(form).items() if marker.label is Label.COMMENT_FORM)


BUTTONS = 12
"""Words of the longest row of buttons: votes, an answer, a report, a link."""


def is_buttons(line: str) -> bool:
    """Whether a bare line of a comment area is nothing but buttons, controls and numbers: «أوافق لا أوافق 23 إبلاغ»."""
    words = line.split(" ")
    if not line or len(words) > BUTTONS or (words[0] not in _buttons() and not words[0].isdigit()):
        return False
    at = pressed = 0
    while at < len(words):
        phrases = _buttons().get(words[at], ())
        taken = next((len(p) for p in phrases if words[at : at + len(p)] == p), 0)
        if not taken and not words[at].isdigit():
            return False
        pressed += bool(taken)
        at += taken or 1
    return pressed > 0


@cache
def _label_pattern() -> re.Pattern[str]:
    phrases = sorted(_table("label"), key=len, reverse=True)
    joined = "|".join(re.escape(phrase).replace(r"\ ", r"[\s/]+") for phrase in phrases)
    return re.compile(rf"^[\W_]*({joined})(?!\w)(?:{SEPARATOR.pattern})?\s*")


@cache
def _label_words() -> frozenset[str]:
    return frozenset(phrase.split(" ", 1)[0] for phrase in _table("label"))


def find_label(folded: str, line: str | None = None) -> LabelLine | None:
    """The label that a folded line begins with, as in «المصدر: وكالات»; None where it begins with none.

    `line`: the same line bare, where it is known.
    """
    if line is not None and line.split(" ", 1)[0] not in _label_words():
        return None
    match = _label_pattern().match(folded)
    if match is None:
        return None
    label = _table("label")[INNER.sub(" ", match[1])].label
    behind = folded[match.end(1) : match.end()]
    return LabelLine(label, match.end(), bool(behind.strip()))


@cache
def _by_rarest_word() -> dict[str, list[tuple[str, Marker]]]:
    """The phrases of notices by their longest word, which few lines hold; where it is the first, behind «و» too."""
    found: dict[str, list[tuple[str, Marker]]] = {}
    for phrase, marker in _table("notice").items():
        rarest = max(phrase.split(" "), key=len)
        for word in (rarest, f"و{rarest}") if phrase.startswith(rarest) else (rarest,):
            found.setdefault(word, []).append((phrase, marker))
    return found


def find_notice(line: str) -> Label | None:
    """The label of a prose-like notice (comment rules, cookies, disclaimers), None where there is none."""
    if len(line) > 1500:
        return None
    return _remembered_notice(line) if len(line) <= SHORT else _find_notice(line)


def _find_notice(line: str) -> Label | None:
    words, phrases = line.split(" "), _by_rarest_word()
    for word in filter(phrases.__contains__, words):
        for phrase, marker in phrases[word]:
            # «ولا تعبر عن …»: a phrase may stand behind the conjunction.
            if len(words) <= marker.words and (f" {phrase} " in f" {line} " or f" و{phrase} " in f" {line} "):
                return marker.label
    return None


_remembered_notice = lru_cache(maxsize=16_384)(_find_notice)
