"""`warraq sites`: the list, a first file for a new site, a check of a file."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from news_site import Answer, run, serve_site

from cleaners.page.sites import parse_site
from crawler.cli import main
from crawler.sites_cli import Seen, draft_file


def test_the_list_by_country_and_kind(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sites", "list", "--country", "iq"])
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("burathanews.com ") for line in lines)
    assert {line.split()[1] for line in lines} == {"IQ"}
    with pytest.raises(SystemExit):
        main(["sites", "list", "--kind", "no such kind"])
    assert capsys.readouterr().out == ""


def test_an_unknown_site_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["sites", "check", "burathanew.com"])
    assert caught.value.code == 2
    assert "did you mean burathanews.com?" in capsys.readouterr().err


def test_a_first_file_keeps_what_works_and_is_valid() -> None:
    seen = [
        Seen('https://example.com/rss?a="b"', "feed", "done", None, False),
        Seen("https://example.com/feed/", "feed", "gone", "http_404", False),
        Seen("https://example.com/s.xml", "sitemap", "done", "not a sitemap", False),
        Seen("https://example.com/news/1", "page", "done", None, True),
    ]
    site = parse_site(draft_file("example.com", seen), "example.com.toml")
    assert site.feeds == ('https://example.com/rss?a="b"',)
    assert site.sitemaps == ()
    assert not site.verified


def test_a_site_that_nobody_described_is_looked_at() -> None:
    with serve_site(3) as site:
        feed = f"<rss><channel><item><link>{site.base}/news/1001</link></item></channel></rss>"
        site.answers["/feed/"] = Answer(feed.encode(), content_type="application/rss+xml")
        command = [sys.executable, "-m", "crawler.cli", "sites", "new", site.base]
        command += ["--delay", "0", "--allow", "127.0.0.1"]
        done = run(command)
    assert done.returncode == 0, done.stderr
    drafted = parse_site(done.stdout, "127.0.0.1.toml")
    assert drafted.feeds == (f"{site.base}/feed/",)
    assert f"# article: {site.base}/news/1001" in done.stdout
    dead = run([*command[:-5], "http://127.0.0.1:9/", *command[-4:]])
    assert dead.returncode == 1
    assert "nothing could be fetched" in dead.stderr


def test_a_file_is_held_against_its_site(tmp_path: Path) -> None:
    with serve_site(3) as site:
        feed = f"<rss><channel><item><link>{site.base}/news/1001</link></item></channel></rss>"
        site.answers["/feed.php"] = Answer(feed.encode(), content_type="application/rss+xml")
        command = [sys.executable, "-m", "crawler.cli", "sites", "check", site.base, "--sites", str(tmp_path)]
        command += ["--delay", "0", "--allow", "127.0.0.1"]
        file = tmp_path / "127.0.0.1.toml"
        text = f'domain = "127.0.0.1"\nfeeds = ["{site.base}/feed.php"]\narticle_url = "^/news/[0-9]+$"\n'
        file.write_text(text)
        good = run(command)
        file.write_text(text.replace("feed.php", "old.php").replace("/news/", "/story/"))
        bad = run(command)
    assert good.returncode == 0, good.stdout
    assert f"works feed     {site.base}/feed.php" in good.stdout
    assert "works pattern  ^/news/[0-9]+$  3 of 3 articles" in good.stdout
    assert f"FAILS feed     {site.base}/old.php  http_404" in bad.stdout
    assert "FAILS pattern  ^/story/[0-9]+$  0 of 3 articles" in bad.stdout
    assert "3 articles among 3 pages looked at" in bad.stdout
    assert bad.returncode == 3
