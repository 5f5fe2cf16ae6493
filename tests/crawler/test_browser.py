"""Pages that only a script fills, with the system's Chromium; skipped where the extra or Chromium is missing."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from news_site import Answer, article, rows, run, scrapy_command, serve_site, site_report
from test_doors import serve_inside

from crawler.browser.choice import find_chromium, what_is_missing
from crawler.browser.proxy import GuardedProxy
from crawler.guard import AllowList

missing = what_is_missing()
needs_browser = pytest.mark.skipif(missing is not None, reason=str(missing))

EMPTY = """<html lang="ar"><head><meta charset="utf-8"><title>خبر</title></head><body><div id="app"></div><script>
fetch("/api/{number}.json").then(answer => answer.json()).then(story => {{
    document.title = story.title;
    document.getElementById("app").innerHTML = story.html;
}});
fetch("http://127.0.0.9:{port}/secret").catch(() => 0);
fetch("http://[::ffff:127.0.0.9]:{port}/secret").catch(() => 0);
</script><img src="/large.png"></body></html>"""


def site_file(folder: Path, browser: bool) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "127.0.0.1.toml").write_text(f'domain = "127.0.0.1"\nbrowser = {str(browser).lower()}\n')
    return folder


@needs_browser
def test_pages_that_a_script_fills_become_articles_where_the_site_file_says_so(tmp_path: Path) -> None:
    with serve_inside() as (port, asked), serve_site(2) as site:
        for number in (1001, 1002):
            story = {"title": f"خبر {number}", "html": article(number).partition("<body>")[2]}
            site.answers[f"/api/{number}.json"] = Answer(
                json.dumps(story).encode(), content_type="application/json"
            )
            site.answers[f"/news/{number}"] = Answer(EMPTY.format(number=number, port=port).encode())
        site.answers["/large.png"] = Answer(b"x", content_type="image/png")
        plain = run(scrapy_command(site.base, tmp_path / "plain"))
        assert plain.returncode == 1, "without a browser there is no story"
        files = site_file(tmp_path / "files", browser=True)
        command = scrapy_command(site.base, tmp_path / "filled")
        done = run([*command, "-a", f"sites={files}"])
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        assert site.asked["/large.png"] == 0, "pictures hold no text"
        assert site.asked["/robots.txt"] == 2
    assert asked == [], "no page's script reaches a private address"
    found = rows(tmp_path / "filled")
    assert sorted(str(row["title"]) for row in found) == ["خبر رقم 1001", "خبر رقم 1002"]
    assert {str(row["text"]).partition("\n")[0].split()[-1] for row in found} == {"1001.", "1002."}


@needs_browser
def test_a_page_that_never_rests_or_never_comes_holds_nothing_up(tmp_path: Path) -> None:
    restless = article(1001).replace("</body>", "<script>setInterval(() => fetch('/tick'), 50)</script></body>")
    with serve_site(3) as site:
        site.answers["/news/1001"] = Answer(restless.encode())
        site.answers["/tick"] = Answer(b"{}", content_type="application/json")
        site.answers["/news/1002"] = Answer(b"", send=lambda out: time.sleep(12))
        files = site_file(tmp_path / "files", browser=True)
        command = scrapy_command(site.base, tmp_path / "data", "DOWNLOAD_TIMEOUT=4")
        done = run([*command, "-a", f"sites={files}"])
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(rows(tmp_path / "data")) == 2
    assert site_report(tmp_path / "data")["errors"]["timeout"] == 1


def test_without_a_browser_the_log_says_so_and_the_site_is_crawled_as_any_other(tmp_path: Path) -> None:
    files = site_file(tmp_path / "files", browser=True)
    with serve_site(2) as site:
        command = scrapy_command(site.base, tmp_path / "data", "WARRAQ_CHROMIUM=/nowhere/chromium")
        done = run([*command, "-a", f"sites={files}"])
        assert done.returncode == 0, done.stderr
    assert "127.0.0.1: the pages need a browser: " in done.stderr
    assert len(rows(tmp_path / "data")) == 2


def test_a_folder_of_site_files_that_is_none_is_one_line(tmp_path: Path) -> None:
    done = run([*scrapy_command("http://127.0.0.1/", tmp_path), "-a", f"sites={tmp_path / 'none'}"])
    assert done.returncode == 2
    assert "is no folder" in done.stderr
    assert find_chromium("/nowhere/chromium") is None


@pytest.mark.parametrize(
    ("allowed", "statuses"), [([], {403}), (["127.0.0.1"], {200})], ids=["refused", "allowed"]
)
def test_the_proxy_reaches_what_may_be_reached(allowed: list[str], statuses: set[int]) -> None:
    async def ask(url: str) -> int:
        proxy = GuardedProxy(AllowList.parse(allowed))
        port = await proxy.start()
        opener = build_opener(ProxyHandler({"http": f"http://127.0.0.1:{port}"}))

        def get() -> int:
            try:
                with opener.open(url, timeout=10) as response:
                    return int(response.status)
            except OSError as error:
                return int(getattr(error, "code", 0))

        try:
            return await asyncio.to_thread(get)
        finally:
            await proxy.stop()

    with serve_site(1) as site:
        found = {asyncio.run(ask(f"{site.base}/news/1001"))}
        assert found == statuses
        assert bool(site.asked) is (200 in statuses)
        port = site.base.rpartition(":")[2]
        others = [f"http://127.0.0.9:{port}/", f"http://2130706441:{port}/", f"http://[::1]:{port}/"]
        assert {asyncio.run(ask(url)) for url in others} == {403}
