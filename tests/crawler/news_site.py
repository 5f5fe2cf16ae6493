"""A small news site on loopback whose every answer a test can set, and how to crawl it as a user does."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cleaners.corpus.parts import read_dataset
from crawler.cli import main
from crawler.items import Page

ROOT = Path(__file__).resolve().parents[2]
WORDS = """
أعلنت وزارة الموارد المائية اليوم انتهاء أعمال الصيانة في
السد الكبير بعد شهرين من العمل المتواصل وقال المتحدث
باسمها إن المياه ستعود إلى القرى المجاورة قبل نهاية
الأسبوع وأضاف أن الفرق الهندسية أصلحت ثلاث بوابات من
أصل خمس
""".split()


@dataclass
class Answer:
    """What the site answers to a path."""

    body: bytes
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    send: Callable[[BinaryIO], object] | None = None
    """Writes the raw response instead, status line and all; the connection ends with it."""


class Hit(NamedTuple):
    """A request that was answered."""

    path: str
    began: float
    """On the monotonic clock."""
    ended: float


@dataclass
class NewsSite:
    """A site under test: paths and their answers, and what was asked."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    before: Callable[[str], None] = lambda path: None
    """Called before each answer."""
    base: str = ""
    hits: list[Hit] = field(default_factory=list)
    """All requests, in the order in which their answers ended."""

    def add_articles(self, numbers: range) -> None:
        """Articles, and a home page that links to all articles so far."""
        for number in numbers:
            self.answers[f"/news/{number}"] = Answer(article(number).encode())
        self.set_home()

    def set_home(self) -> None:
        links = "".join(
            f'<li><a href="{path}">خبر رقم {path.rpartition("/")[2]} عن أعمال الصيانة في السد الكبير</a></li>'
            for path in self.answers
            if path.startswith("/news/")
        )
        self.answers["/"] = Answer(f"<html><body><h1>الرئيسية</h1><ul>{links}</ul></body></html>".encode())

    def pages_asked(self) -> int:
        """Requests for articles."""
        return sum(n for path, n in self.asked.items() if path.startswith("/news/"))


def article(number: int, text: str = "") -> str:
    """A page with a story of its own."""
    words = [WORDS[(number * 7 + place * 3) % len(WORDS)] for place in range(30)]
    paragraphs = [
        f"{' '.join(words)} {number}.",
        text or f"وختم المتحدث حديثه بالقول {' '.join(reversed(words))}.",
    ]
    story = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<html lang="ar"><head><meta charset="utf-8"><title>خبر رقم {number}</title></head>'
        f'<body><article><h1>خبر رقم {number}</h1><div class="entry-content">{story}</div></article>'
        "</body></html>"
    )


@contextmanager
def serve_site(articles: int = 0) -> Iterator[NewsSite]:
    """A site with so many articles, on a free port, while the block runs."""
    site = NewsSite({"/robots.txt": Answer(b"User-agent: *\nAllow: /\n", content_type="text/plain")})
    site.set_home()
    if articles:
        site.add_articles(range(1001, 1001 + articles))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            began = time.monotonic()
            try:
                self.answer()
            except OSError:
                self.close_connection = True  # the crawler was killed, or had enough
            site.hits.append(Hit(self.path, began, time.monotonic()))

        def answer(self) -> None:
            site.before(self.path)
            site.asked[self.path] += 1
            found = site.answers.get(self.path, Answer(b"not here", 404, "text/plain"))
            if found.send is not None:
                self.close_connection = True
                found.send(self.wfile)
                return
            self.send_response(found.status)
            self.send_header("Content-Type", found.content_type)
            self.send_header("Content-Length", str(len(found.body)))
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(found.body)

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # connections that the killed crawler reset

    with Server(("127.0.0.1", 0), Handler) as server:
        site.base = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()


def crawl_arguments(target: str, output: Path, *options: str) -> list[str]:
    """`warraq crawl` without waiting between requests."""
    return ["crawl", target, "-o", str(output), "--delay", "0", "--allow", "127.0.0.1", *options]


class BrokenPipeline:
    """A pipeline with a fault of its own."""

    def process_item(self, item: Page) -> Page:
        if item.url.endswith("/1002"):
            raise ValueError("a fault")
        return item


def scrapy_command(target: str, output: Path, *settings: str) -> list[str]:
    """`scrapy crawl news` without waiting between requests."""
    fixed = (f"WARRAQ_OUTPUT={output}", "DOWNLOAD_DELAY=0", "WARRAQ_ALLOW_ADDRESSES=127.0.0.1")
    chosen = [part for setting in (*fixed, *settings) for part in ("-s", setting)]
    return [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"url={target}", *chosen]


def crawl(target: str, output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Crawl to the end, in a process that has its imports behind it."""
    arguments = crawl_arguments(target, output, *options)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["crawler.runner", "crawler.report", "crawler.packing"])
    with tempfile.TemporaryDirectory() as folder:
        told = [Path(folder, name) for name in ("out", "err")]
        process = context.Process(target=run_warraq, args=(arguments, *told))
        process.start()
        process.join(100)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"still crawling: {arguments}")
        out, err = (path.read_text(encoding="utf-8") for path in told)
        return subprocess.CompletedProcess(arguments, process.exitcode, out, err)


def run_warraq(arguments: list[str], out: Path, err: Path) -> None:
    """`warraq` with its outputs in two files; ends the process with the exit code."""
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.chdir(ROOT)
    main(arguments)


def run(command: list[str]) -> subprocess.CompletedProcess[str]:
    """A command from the project's folder, with its outputs as text."""
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


def start_crawl(target: str, output: Path, *options: str) -> subprocess.Popen[bytes]:
    """Crawl in the background."""
    return start([sys.executable, "-m", "crawler.cli", *crawl_arguments(target, output, *options)])


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A command in the background, from the project's folder."""
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def crawl_and_kill(
    site: NewsSite,
    output: Path,
    after: int,
    number: int = signal.SIGKILL,
    *,
    command: list[str] | None = None,
) -> int:
    """Crawl, and send a signal when so many more articles were asked for; returns the exit code."""
    reached = threading.Event()
    goal = site.pages_asked() + after

    def count(path: str) -> None:
        if site.pages_asked() >= goal:
            reached.set()

    site.before = count
    with start(command) if command else start_crawl(site.base, output) as process:
        while not reached.wait(0.02) and process.poll() is None:
            pass
        process.send_signal(number)
        code = process.wait(60)
    site.before = lambda path: None
    return code


def rows(output: Path, kind: str = "articles") -> list[dict[str, object]]:
    """The records of a dataset."""
    found: list[dict[str, object]] = read_dataset(str(output), kind).to_table().to_pylist()  # type: ignore[arg-type]
    return found


def report(output: Path) -> dict[str, Any]:
    """The report of the last run."""
    found: dict[str, Any] = json.loads(max((output / "runs").glob("*.json")).read_text())
    return found


def site_report(output: Path, site: str = "127.0.0.1") -> dict[str, Any]:
    """What the report of the last run says of a site."""
    told: dict[str, Any] = report(output)["sites"][site]
    return told
