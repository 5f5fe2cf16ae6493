"""Scrapy settings of the project. What differs from Scrapy's default says why."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version

from scrapy.settings import default_settings

try:
    VERSION = version("warraq")
except PackageNotFoundError:  # run from a folder that was never installed
    VERSION = "0"

BOT_NAME = "warraq"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
COMMANDS_MODULE = "crawler.commands"  # `scrapy crawl` with exit codes that cron can trust

# --- Manners ---
# Who we are and whom to write to. Set WARRAQ_CONTACT to your own address: owners write before they block.
CONTACT = os.environ.get("WARRAQ_CONTACT", "https://pypi.org/project/warraq/")
USER_AGENT = f"warraq/{VERSION} (+{CONTACT})"
ROBOTSTXT_OBEY = False  # our own RobotsMiddleware does, in all cases: Scrapy's takes an outage for a yes
ROBOTSTXT_USER_AGENT = "warraq"
CONCURRENT_REQUESTS = 100_000  # a request that waits for its host's turn must not keep other hosts waiting
WARRAQ_TRANSFERS = 64  # over all hosts; many sites are crawled side by side
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # one request at a time to a host: small newsrooms run small servers
DOWNLOAD_DELAY = (
    1.0  # least seconds between two requests to a host; robots.txt and site files may ask for more
)
DOWNLOAD_DELAY_JITTER = 0.0  # Scrapy's would shorten the delay, too
WARRAQ_SLOW_SECONDS = 1.0  # a host that takes longer to answer is given twice the time it took
WARRAQ_BACKOFF_SECONDS = 10.0  # the first wait for a host in trouble; doubles with each further failure
WARRAQ_LONGEST_WAIT = 900.0  # the cap on that, and on what Retry-After asks for
CONCURRENT_ITEMS = 1  # a page gives one item; Scrapy would start a hundred tasks for each response
COOKIES_ENABLED = False  # no session: every page is fetched as a first-time reader sees it
REFERRER_POLICY = "no-referrer"  # which page led us somewhere is nobody's business
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "ar,en;q=0.5",  # sites that serve by language shall serve Arabic
}

# --- Limits ---
DOWNLOAD_MAXSIZE = 10 * 1024 * 1024  # of the body, also after decompression; a news page is below 1 MiB
DOWNLOAD_WARNSIZE = 0  # the limit above is hard; no warning before it
DOWNLOAD_TIMEOUT = 30  # seconds for a whole response; Scrapy's three minutes hold a host's only slot too long
DNS_TIMEOUT = 20
RETRY_TIMES = 2  # within a run; what still fails is tried again by the next run
# A server may close a connection that we use again. Time-outs and dead names are left to the next run.
RETRY_EXCEPTIONS = ["scrapy.exceptions.DownloadFailedError", "scrapy.exceptions.ResponseDataLossError"]
RETRY_GIVE_UP_LOG_LEVEL = "DEBUG"  # the report counts what failed, and the home page's failure has a line
REDIRECT_MAX_TIMES = 5  # http → https → www → article is three
METAREFRESH_ENABLED = False  # pages that reload themselves would be fetched for ever
URLLENGTH_LIMIT = 0  # the store takes none over 8,192 bytes; Scrapy would drop them without a word
SCRAPER_SLOT_MAX_ACTIVE_SIZE = (
    64 * 1024 * 1024
)  # pages wait for the processes, and fetching goes on meanwhile
DOWNLOAD_FAIL_ON_DATALOSS = False  # old servers close early; what came is cleaned and judged

# --- Doors that stay shut ---
# Private addresses, refused where the connection is made: see crawler/guard.py.
TWISTED_DNS_RESOLVER = "crawler.guard.GuardedResolver"
DOWNLOADER_MIDDLEWARES = {
    "crawler.guard.AddressGuardMiddleware": 40,  # before robots.txt is asked for
    "crawler.politeness.robots.RobotsMiddleware": 100,
    "crawler.politeness.gate.GateMiddleware": 990,  # the last before the downloader
    # Each costs every request time: which addresses are the site's is asked where they are found, and no site has a
    # password.
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
}
HTTPPROXY_ENABLED = False  # a proxy resolves names itself, out of our sight
TELNETCONSOLE_ENABLED = False  # a console that runs any Python
REMOTE_CONTROL_ENABLED = False  # the same by another door
DOWNLOAD_HANDLERS = {
    "file": None, "data": None, "ftp": None, "s3": None,  # a page could link to /etc/passwd
    "http": "crawler.download.CappedDownloadHandler", "https": "crawler.download.CappedDownloadHandler",
}  # fmt: skip
DOWNLOAD_VERIFY_CERTIFICATES = False  # many Arabic sites let certificates lapse; we send no secrets

# --- Parts of Scrapy that are off by a setting above ---
# An entry None would load them all the same, and with them a web server and two HTTP clients: 0.12 s.
_OFF = ("remote_control.", "telnet.", "cookies.")
EXTENSIONS_BASE, DOWNLOADER_MIDDLEWARES_BASE = (
    {name: order for name, order in base.items() if not any(map(name.__contains__, _OFF))}
    for base in (default_settings.EXTENSIONS_BASE, default_settings.DOWNLOADER_MIDDLEWARES_BASE)
)

# --- Our parts ---
ITEM_PIPELINES = {"crawler.pipelines.RecordPipeline": 300}
EXTENSIONS = {
    "crawler.extensions.DatasetExtension": 0,
    "crawler.progress.ProgressExtension": 10,
    "scrapy.extensions.logstats.LogStats": None,  # says the same with less
    "scrapy.extensions.corestats.CoreStats": None,  # the store counts
}
SPIDER_MIDDLEWARES = {
    "crawler.keep.KeepPagesMiddleware": 50,
    # What these do is not wanted here (depth and errors are the store's affair), and each costs every page time.
    "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
    "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
    "scrapy.spidermiddlewares.metacopy.MetaCopyDetectionMiddleware": None,
    "scrapy.spidermiddlewares.start.StartSpiderMiddleware": None,
}
DOWNLOADER_STATS = False  # the store counts
FEED_EXPORTERS = {"parquet": "crawler.exporters.ParquetItemExporter"}
FEED_STORAGES = {"": "crawler.exporters.FileStorage", "file": "crawler.exporters.FileStorage"}
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # the store knows what was seen, over all runs
LOG_LEVEL = "INFO"
STATS_DUMP = False  # the run's report says it in a reader's words

# --- Settings of our own (names begin with WARRAQ_) ---
WARRAQ_ALLOW_ADDRESSES: list[str] = []  # private ones that may be reached: addresses, networks, host names
WARRAQ_OUTPUT = "output"  # the dataset's folder: articles/, rejected/, runs/ and store.db
WARRAQ_STORE = None  # where store.db lies when it is not the dataset's folder
WARRAQ_KEEP_PAGES = False  # keep the pages themselves as WARC, in the dataset's folder pages/
WARRAQ_CHROMIUM = None  # the program, where it is not found by its usual names
WARRAQ_PROCESSES = 0  # that clean pages; 0: one for each core
WARRAQ_PAGE_SECONDS = 10.0  # to clean one page; the slowest honest page takes below one
WARRAQ_PAGE_MEBIBYTES = 1024  # of memory to clean one page
WARRAQ_PART_ROWS = 1_000  # records of one site that are made into a part before the run ends
WARRAQ_FREE_MEBIBYTES = 256  # a run stops, and can be continued, before the disk is fuller than this
WARRAQ_PROGRESS = True  # say how far the run is
WARRAQ_AT_HAND = 6  # URLs of a site that wait in memory or are being read; the rest wait in the store
