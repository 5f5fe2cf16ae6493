"""The words by which a report counts what kept a page from coming."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
)

_WORDS: dict[type[Exception], str] = {
    CannotResolveHostError: "host_not_found",
    DownloadConnectionRefusedError: "refused",
    DownloadTimeoutError: "timeout",
    DownloadCancelledError: "too_large",
    DownloadFailedError: "broken_connection",
}


def reason_of(error: BaseException | None) -> str:
    """One word for an error of the downloader or of a middleware."""
    from crawler.guard import AddressRefusedError
    from crawler.politeness.gate import HostLeftError
    from crawler.politeness.robots import ForbiddenError

    if isinstance(error, HostLeftError):
        return error.reason
    if isinstance(error, ForbiddenError):
        return "robots"
    if isinstance(error, AddressRefusedError):
        return "refused_by_us"
    if isinstance(error, IgnoreRequest):
        return _ignored(str(error))
    if type(error).__module__.startswith("playwright"):
        return "timeout" if "Timeout" in type(error).__name__ else "browser_failed"
    return next((word for kind, word in _WORDS.items() if isinstance(error, kind)), "failed")


def forget_frames(error: BaseException | None) -> None:
    """Let go of the frames that an error came through: those of a bomb hold what it swelled to, 10 MiB each, until
    the collector of cycles comes by."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


def _ignored(message: str) -> str:
    """Scrapy's middlewares tell their reasons in words only."""
    if "decompress" in message:
        return "too_large"
    return "redirects" if "redirect" in message else "refused_by_us"
