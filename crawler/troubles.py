"""What is wrong with a site, judged from what a run counted there and what earlier runs did. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from crawler.schedule import DAY

ENOUGH_PAGES = 10
"""Below so many pages a share says nothing."""
JUMP = 0.3
"""By how much a share must exceed its usual value to be named."""
SILENCE = 7 * DAY

Tally = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What is wrong with a site."""

    what: str
    """One line for people."""
    dead: bool = False
    """The site gave nothing at all."""


def family(tally: Tally, prefix: str) -> dict[str, int]:
    """The counts whose keys begin with `prefix:`, largest first."""
    found = {key.partition(":")[2]: int(n) for key, n in tally.items() if key.startswith(f"{prefix}:")}
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def find_troubles(tally: Tally, history: Sequence[Tally], silence: float | None = None) -> list[Trouble]:
    """What is wrong with a site, from its counts and those of its earlier runs, the latest first.

    `silence`: seconds since it last gave a new article, None where it never did.
    """
    errors = family(tally, "error")
    fetched, failed = int(tally.get("fetched", 0)), sum(errors.values())
    answered = fetched - sum(n for key, n in errors.items() if key.startswith("http_"))
    left = {key: n for key, n in family(tally, "left").items() if key != "no_time"}
    if answered <= 0:
        return [Trouble(what=f"nothing could be fetched ({_list(errors | left) or 'no answer'})", dead=True)]
    troubles = []
    if left:
        troubles.append(
            Trouble(what=f"left for a later run with {int(tally.get('waiting', 0))} URLs ({_list(left)})")
        )
    failed -= errors.get("robots", 0)  # to be forbidden a page is no failure
    asked = answered + failed
    if asked >= ENOUGH_PAGES and failed > asked / 2:
        troubles.append(Trouble(what=f"{failed} of {asked} requests failed ({_list(errors)})"))
    troubles += _yield_troubles(tally, history)
    troubles += _share_troubles(tally, history)
    gave = sum(1 for each in history if each.get("article:new"))
    if silence is not None and silence > SILENCE and gave >= 3 and not tally.get("article:new"):
        troubles.append(Trouble(what=f"no new article for {silence / DAY:.0f} days"))
    return troubles


def _yield_troubles(tally: Tally, history: Sequence[Tally]) -> list[Trouble]:
    pages, articles = judged_pages(tally), articles_of(tally)
    before = [articles_of(each) for each in history if judged_pages(each)]
    if articles or (not pages and any(before)):
        return []  # it gave articles; or it gave some before and has nothing new today
    rejected = _list(family(tally, "rejected"))
    if pages and any(before):
        usual = sum(before) / len(before)
        what = f"gave {usual:.0f} articles a run and gives none: all {pages} pages rejected ({rejected})"
        return [Trouble(what=what)]
    if pages:
        return [Trouble(what=f"none of its {pages} pages is an article ({rejected})", dead=True)]
    if tally.get("outside_dates") or tally.get("not_modified") or tally.get("waiting"):
        return []
    return [Trouble(what="no articles were found", dead=True)]


def _share_troubles(tally: Tally, history: Sequence[Tally]) -> list[Trouble]:
    troubles = []
    for name, part, whole, direction in (
        ("rejected pages", rejected_of, judged_pages, 1),
        ("articles of low confidence", _low, articles_of, 1),
        ("articles with a date", _dated, articles_of, -1),
    ):
        now = share(part, whole, tally)
        usual = [value for each in history if (value := share(part, whole, each)) is not None]
        if now is None or not usual or not articles_of(tally):
            continue
        mean = sum(usual) / len(usual)
        if (now - mean) * direction > JUMP:
            troubles.append(Trouble(what=f"{name}: {now:.0%}, usually {mean:.0%}"))
    return troubles


def share(part: Callable[[Tally], float], whole: Callable[[Tally], float], tally: Tally) -> float | None:
    """A share of enough pages to mean something, or None."""
    total = whole(tally)
    return part(tally) / total if total >= ENOUGH_PAGES else None


def rejected_of(tally: Tally) -> int:
    """Pages that were fetched and gave no article; a page that is not there was not judged."""
    return sum(n for reason, n in family(tally, "rejected").items() if reason != "http_error")


def articles_of(tally: Tally) -> int:
    """Articles that were read, new or known."""
    return sum(family(tally, "article").values())


def judged_pages(tally: Tally) -> int:
    return articles_of(tally) + rejected_of(tally)


def _low(tally: Tally) -> float:
    return tally.get("low_confidence", 0)


def _dated(tally: Tally) -> float:
    return tally.get("dated", 0)


def _list(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{key} {n}" for key, n in list(counts.items())[:4])
