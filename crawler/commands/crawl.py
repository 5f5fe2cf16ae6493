"""`scrapy crawl` with one line for a wrong argument and an exit code that cron can trust."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from scrapy.commands.crawl import Command as ScrapyCommand
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from crawler.ahead import start_ahead
from crawler.exporters import FeedError, FileStorage
from crawler.extensions import DatasetExtension
from crawler.job import BadArgumentError, parse_job
from crawler.outcome import ExitCode
from crawler.report import print_outcome
from crawler.spiders.news import NewsSpider


class Command(ScrapyCommand):
    """Scrapy's own command for other spiders; for `news`, with its arguments checked and its outcome told."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        if args != [NewsSpider.name]:
            return
        assert self.settings is not None
        try:
            parse_job(opts.spargs, now=datetime.now(UTC))
            check_feeds(self.settings)
        except (BadArgumentError, FeedError) as error:
            print(f"scrapy crawl news: {error}", file=sys.stderr)
            sys.exit(ExitCode.BAD_USE)
        start_ahead()

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if args != [NewsSpider.name]:
            super().run(args, opts)
            return
        assert self.crawler_process is not None
        crawler = self._create_crawler(NewsSpider.name)
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self.exitcode = tell_outcome(crawler)


def check_feeds(settings: BaseSettings) -> None:
    """Raises FeedError for a feed (`-o FILE`) that cannot be written as asked."""
    for uri, options in settings.getdict("FEEDS").items():
        if options.get("format") == "parquet" and not options.get("overwrite") and "://" not in str(uri):
            FileStorage(str(uri), feed_options=options)


def tell_outcome(crawler: Crawler) -> ExitCode:
    """Print how a crawl went and return its exit code; one that broke before it could tell did not work."""
    extension = crawler.get_extension(DatasetExtension) if crawler._extensions is not None else None
    if extension is None or extension.outcome is None:
        return ExitCode.NOTHING_WORKED
    print_outcome(extension.outcome)
    lost = lost_feeds(crawler)
    if lost:
        print(f"{lost} of the feeds asked for could not be written: see the log", file=sys.stderr)
        return max(extension.outcome.code, ExitCode.TROUBLE)
    return extension.outcome.code


def lost_feeds(crawler: Crawler) -> int:
    """Feeds (`-O FILE`) that were asked for and not stored; Scrapy itself ends well then."""
    stats = crawler.stats.get_stats()
    stored = sum(int(n) for key, n in stats.items() if key.startswith("feedexport/success_count/"))
    return max(0, len(crawler.settings.getdict("FEEDS")) - stored)
