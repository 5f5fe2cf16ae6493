"""The strict schema of site files, and every file that we ship."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cleaners.page import sites
from cleaners.page.sites import (
    Site,
    SiteError,
    find_site,
    host_of,
    known_domains,
    load_sites,
    nearest_domains,
    parse_site,
    split_attribute,
)

FULL = """
domain = "example.com"
name = "مثال"
name_en = "Example"
country = "IQ"
time_zone = "Asia/Baghdad"
kind = "agency"
feeds = ["https://example.com/feed"]
sitemaps = ["https://example.com/sitemap.xml"]
sections = ["https://example.com/politics"]
article_url = '^/news/\\d+'
delay = 2
browser = true
verified = true
confidence = "high"
body = ["div.entry > p", "#story"]
strip = [".share"]
cut_after = ["#post-extra-info"]
title = ["h1.title"]
date = ['meta[property="article:published_time"]@content', "time@datetime"]
author = [".byline a"]
drop_lines = ["اشترك في .*"]
"""


def test_every_key_is_read() -> None:
    site = parse_site(FULL, "example.com.toml")
    assert site.delay == 2.0
    assert site.date == ('meta[property="article:published_time"]@content', "time@datetime")
    defaults = Site(domain="example.com")
    keys = [field.name for field in fields(Site) if field.name != "domain"]
    unread = [key for key in keys if getattr(site, key) == getattr(defaults, key)]
    assert unread == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('titl = ["h1"]', "example.com.toml: titl: unknown key; did you mean 'title'?"),
        ('cutafter = ["h1"]', "example.com.toml: cutafter: unknown key; did you mean 'cut_after'?"),
        ("zzqq = 1", "example.com.toml: zzqq: unknown key; known keys: domain, name"),
        ('body = "div"', "example.com.toml: body: must be a list of strings"),
        ("body = [1]", "example.com.toml: body: must be a list of strings"),
        ('body = [""]', "example.com.toml: body: must be a list of strings"),
        ('body = ["div["]', "example.com.toml: body: not a CSS selector: 'div['"),
        ('strip = ["time@datetime"]', "example.com.toml: strip: not a CSS selector"),
        ('drop_lines = ["("]', "example.com.toml: drop_lines: not a regular expression: '('"),
        ('article_url = "["', "example.com.toml: article_url: not a regular expression"),
        ('country = "iraq"', "example.com.toml: country: not an ISO 3166-1 alpha-2 code: 'iraq'"),
        ('time_zone = "baghdad"', "example.com.toml: time_zone: not an IANA time zone"),
        ('kind = "blog"', "example.com.toml: kind: 'blog' is none of agency,"),
        ("verified = 1", "example.com.toml: verified: must be true or false, not 1"),
        ("delay = true", "example.com.toml: delay: must be seconds between 0 and 3600"),
        ("delay = -1", "example.com.toml: delay: must be seconds between 0 and 3600"),
        ("delay = nan", "example.com.toml: delay: must be seconds between 0 and 3600"),
        ("name = 3", "example.com.toml: name: must be a string, not 3"),
        ('feeds = ["file:///etc/passwd"]', "example.com.toml: feeds: not an http address"),
        ("name = ", "example.com.toml: not TOML"),
        ("[body]", "example.com.toml: body: must be a list of strings"),
    ],
)
def test_breach_names_file_and_key(line: str, message: str) -> None:
    with pytest.raises(SiteError) as caught:
        parse_site(f'domain = "example.com"\n{line}\n', "example.com.toml")
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "source", "message"),
    [
        ('name = "x"', "example.com.toml", "domain: missing"),
        ('domain = "other.com"', "example.com.toml", "must be the file's name"),
        ('domain = "www.example.com"', "www.example.com.toml", "without www"),
        ('domain = "../x"', "x.toml", "not a host name"),
        ('domain = "Example.com"', "Example.com.toml", "lower case"),
    ],
)
def test_domain_is_the_file_name(text: str, source: str, message: str) -> None:
    with pytest.raises(SiteError, match=re.escape(message)):
        parse_site(text, source)


@pytest.mark.parametrize(
    ("selector", "parts"),
    [
        ("time@datetime", ("time", "datetime")),
        ("h1.title", ("h1.title", None)),
        ('a[href*="@x"]', ('a[href*="@x"]', None)),
        ('meta[property="og:title"]@content', ('meta[property="og:title"]', "content")),
    ],
)
def test_split_attribute(selector: str, parts: tuple[str, str | None]) -> None:
    assert split_attribute(selector) == parts


@pytest.mark.parametrize(
    ("given", "host"),
    [
        ("https://www.Example.com:8080/a?b#c", "example.com"),
        ("example.com/path", "example.com"),
        ("//m.example.com", "m.example.com"),
        ("http://user:pass@example.com./", "example.com"),
        ("http://موقع.وزارة-الاتصالات.مصر/", "xn--4gbrim.xn----ymcbaaajlc6dj7bxne2c.xn--wgbh1c"),
        ("127.0.0.1:8000", "127.0.0.1"),
        ("", None),
        ("../../etc/passwd", None),
        ("http://[::1", None),
        ("a/../b", "a"),
        ("x" * 300 + ".com", None),
        ("CON\x00.com", None),
    ],
)
def test_host_of(given: str, host: str | None) -> None:
    assert host_of(given) == host


def test_a_folder_of_ones_own_comes_first(tmp_path: Path) -> None:
    (tmp_path / "paper.example.toml").write_text('domain = "paper.example"\nname = "صحيفة"\n', "utf-8")
    for address in ("https://www.paper.example/a", "paper.example", "https://m.paper.example/x"):
        site = find_site(address, tmp_path)
        assert site is not None
        assert site.name == "صحيفة"
    assert find_site("https://other.example/", tmp_path) is None
    assert find_site("example", tmp_path) is None
    assert "paper.example" in known_domains(tmp_path)
    assert nearest_domains("papr.example", tmp_path)[0] == "paper.example"


def test_one_site_reads_one_file(tmp_path: Path) -> None:
    (tmp_path / "good.example.toml").write_text('domain = "good.example"', "utf-8")
    (tmp_path / "bad.example.toml").write_text("nonsense", "utf-8")
    assert find_site("good.example", tmp_path) == Site(domain="good.example")
    with pytest.raises(SiteError, match=r"bad\.example\.toml"):
        find_site("bad.example", tmp_path)
    with pytest.raises(SiteError):
        list(load_sites(tmp_path))


ARAB_STATES = frozenset(re.findall("..", "AEBHDJDZEGIQJOKMKWLBLYMAMROMPSQASASDSOSYTNYE"))


class TestOurFiles:
    """Facts about the files in data/sites."""

    def test_all_load_with_known_zones(self) -> None:
        shipped = list(load_sites())
        assert len(shipped) >= 150
        for site in shipped:
            if site.time_zone is not None:
                ZoneInfo(site.time_zone)
            assert site.name, site.domain

    def test_all_arab_states_are_there(self) -> None:
        countries = Counter(site.country for site in load_sites())
        assert set(countries) >= ARAB_STATES

    @pytest.mark.parametrize(
        "domain", ["burathanews.com", "aliraqnews.com", "alkhaleej.ae", "alyaoum24.com", "arabkhabar.com"]
    )
    def test_named_sites(self, domain: str) -> None:
        site = find_site(f"https://www.{domain}/x")
        assert site is not None
        assert site.domain == domain

    def test_nearest(self) -> None:
        assert "burathanews.com" in nearest_domains("burathanew.com")
        assert nearest_domains("qqqqqqqqqqqqqq.zz") == []

    def test_unknown_never_parses_a_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(text: str, source: str) -> Site:
            raise AssertionError(source)

        monkeypatch.setattr(sites, "parse_site", fail)
        assert find_site("https://no-such-site.example/") is None
