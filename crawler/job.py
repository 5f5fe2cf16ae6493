"""What a run is asked to do: from spider arguments, which are strings, to a checked `Job`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cleaners.page.sites import Site, SiteError, find_site, host_of, load_sites, nearest_domains

ARGUMENTS = ("site", "url", "country", "all", "sites", "since", "until", "max_pages", "max_time", "shard")
"""The spider's arguments, `-a NAME=VALUE`."""

_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}


class BadArgumentError(ValueError):
    """An argument that makes no sense; the message is one line for people."""


@dataclass(frozen=True, slots=True)
class Target:
    """A site to crawl."""

    site: str
    """The host without `www.`: the name under which the store and the dataset know it."""
    home: str
    """Where to begin."""
    file: Site | None
    """What we know of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A checked order."""

    targets: tuple[Target, ...]
    since: datetime | None = None
    """Only stories from this time on; UTC."""
    until: datetime | None = None
    """Only stories before this time; UTC."""
    max_pages: int | None = None
    """Pages of each site."""
    max_time: float | None = None
    """Seconds of the whole run."""
    shard: tuple[int, int] | None = None
    """(2, 8): the second of eight machines; sites are dealt out by name."""

    def describe(self) -> dict[str, Any]:
        """The order as the store keeps it: two runs of one description continue each other."""
        return {
            "homes": sorted(target.home for target in self.targets),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "max_pages": self.max_pages,
            "max_time": self.max_time,
            "shard": list(self.shard) if self.shard else None,
        }


def parse_job(arguments: Mapping[str, str | None], *, now: datetime) -> Job:
    """A `Job` from spider arguments. Raises BadArgumentError, whose message names the nearest right word."""
    given = {name: value for name, value in arguments.items() if value is not None}
    for name in given:
        if name not in ARGUMENTS:
            raise BadArgumentError(f"unknown argument {name!r}{_nearest(name, ARGUMENTS)}")
    shard = parse_shard(given["shard"]) if "shard" in given else None
    folder = _folder(given["sites"]) if "sites" in given else None
    targets = [target for target in _targets(given, folder) if shard is None or in_shard(target.site, *shard)]
    if not targets and shard is None:
        raise BadArgumentError("nothing to crawl: give site=DOMAIN, url=HOME_PAGE, country=CODE or all=1")
    return Job(
        targets=tuple({target.site: target for target in targets}.values()),
        since=_moment("since", given["since"], now) if "since" in given else None,
        until=_moment("until", given["until"], now) if "until" in given else None,
        max_pages=_whole("max_pages", given["max_pages"]) if "max_pages" in given else None,
        max_time=_span("max_time", given["max_time"]) if "max_time" in given else None,
        shard=shard,
    )


def in_shard(site: str, number: int, of: int) -> bool:
    """Whether `site` falls to shard `number` of `of`, counted from 1; the same on every machine."""
    digest = blake2b(site.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % of == number - 1


def _targets(given: Mapping[str, str], folder: Path | None) -> Iterable[Target]:
    for name in re.split(r"[\s,،]+", given.get("site", "").strip()):
        if name:
            yield _known_site(name, folder)
    for url in given.get("url", "").split():
        yield _any_site(url, folder)
    if "country" in given:
        yield from _sites_of(given["country"].upper(), folder)
    if given.get("all", "0").lower() in ("1", "true", "yes"):
        yield from (_of_file(site) for site in _all_sites(folder))
    elif given.get("all", "0").lower() not in ("0", "false", "no"):
        raise BadArgumentError(f"all: {given['all']!r} is neither 1 nor 0")


def _known_site(name: str, folder: Path | None) -> Target:
    site = _find(name, folder)
    if site is None:
        near = nearest_domains(name, folder)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise BadArgumentError(
            f"unknown site {name!r}{hint} (a site without a file is crawled by its home page: url=https://…)"
        )
    return _of_file(site)


def _any_site(url: str, folder: Path | None) -> Target:
    parts = _split(url)
    host = host_of(url)
    if parts is None or parts.scheme not in ("http", "https") or host is None:
        raise BadArgumentError(
            f"not the address of a home page: {url!r} (it begins with https:// or http://)"
        )
    home = url if parts.path else f"{url}/"
    return Target(host, home, _find(host, folder))


def _split(url: str) -> Any:
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    return parts


def _of_file(site: Site) -> Target:
    named = (*site.feeds, *site.sitemaps, *site.sections)
    is_plain = bool(named) and all(url.startswith("http://") for url in named)
    return Target(site.domain, f"{'http' if is_plain else 'https'}://{site.domain}/", site)


def _find(name: str, folder: Path | None) -> Site | None:
    try:
        return find_site(name, folder)
    except SiteError as error:
        raise BadArgumentError(str(error)) from None


def _all_sites(folder: Path | None) -> list[Site]:
    try:
        return list(load_sites(folder))
    except SiteError as error:
        raise BadArgumentError(str(error)) from None


def _sites_of(country: str, folder: Path | None) -> Iterable[Target]:
    sites = _all_sites(folder)
    chosen = [site for site in sites if site.country == country]
    if not chosen:
        codes = sorted({site.country for site in sites if site.country})
        raise BadArgumentError(f"no site of country {country!r}; countries with sites: {' '.join(codes)}")
    return [_of_file(site) for site in chosen]


def _folder(name: str) -> Path:
    folder = Path(name)
    if not folder.is_dir():
        raise BadArgumentError(f"sites: {name!r} is no folder")
    return folder


def _moment(name: str, text: str, now: datetime) -> datetime:
    """A date or time («2024-05-14», in UTC unless it says otherwise), or a span back from now («2d»)."""
    if span := _SPAN.fullmatch(text.strip()):
        if not span[2]:
            raise BadArgumentError(f"{name}: {text!r} lacks its unit: s, m, h or d")
        return now - timedelta(seconds=float(span[1]) * _SECONDS[span[2]])
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise BadArgumentError(f"{name}: {text!r} is neither a date (2024-05-14) nor a span (2d)") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _span(name: str, text: str) -> float:
    if (span := _SPAN.fullmatch(text.strip())) and float(span[1]) > 0:
        return float(span[1]) * _SECONDS[span[2]]
    raise BadArgumentError(f"{name}: {text!r} is no span of time such as 90, 30m or 2h")


def _whole(name: str, text: str) -> int:
    if text.strip().isdecimal() and int(text) > 0:
        return int(text)
    raise BadArgumentError(f"{name}: {text!r} is no whole number above 0")


def parse_shard(text: str) -> tuple[int, int]:
    """«2/8» as (2, 8). Raises BadArgumentError."""
    found = re.fullmatch(r"(\d+)/(\d+)", text.strip())
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise BadArgumentError(f"shard: {text!r} is no share such as 2/8")
    return int(found[1]), int(found[2])


def _nearest(word: str, words: Iterable[str]) -> str:
    near = get_close_matches(word, list(words), 1, 0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(words)}"
