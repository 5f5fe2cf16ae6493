"""When the next request may go to a host. Pure: the clock is an argument, in seconds on the monotonic clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """What holds for every host; times in seconds."""

    delay: float = 1.0
    """Least time between the beginnings of two requests; a host may ask for more."""
    slow: float = 1.0
    """A host that takes longer to answer is given twice the time it took, from request to request."""
    longest_delay: float = 60.0
    """More than that is never our own idea; what a host asks for (Crawl-delay) may be longer."""
    backoff: float = 10.0
    """The first wait for a host in trouble; it doubles with each further failure."""
    longest_wait: float = 900.0
    """The cap on what Retry-After asks for, and on the wait above."""
    patience: int = 5
    """Failures in a row after which a host is left alone for this run."""


class Pace:
    """The pace of one host."""

    def __init__(self, manners: Manners, asked: float = 0.0) -> None:
        """`asked`: seconds between two requests that the host, or its site file, asks for."""
        self._manners = manners
        self._least = max(manners.delay, asked)
        self._delay = self._least
        self._strikes = 0
        self.ready_at = 0.0
        """When the next request may begin."""

    @property
    def delay(self) -> float:
        """Seconds between two requests at present."""
        return self._delay

    @property
    def is_hopeless(self) -> bool:
        """Whether the host failed so often in a row that this run leaves it alone."""
        return self._strikes >= self._manners.patience

    def ask(self, seconds: float) -> None:
        """The host asks for so much time between two requests."""
        self._least = max(self._least, seconds)
        self._delay = max(self._delay, self._least)

    def begin(self, now: float) -> None:
        """A request begins."""
        self.ready_at = now + self._delay

    def answered(self, now: float, latency: float) -> None:
        """The host answered, `latency` after the request began. Slow ones get more time: at once when they
        slow down, step by step back when they recover."""
        self._strikes = 0
        wanted = 2 * latency if latency > self._manners.slow else 0.0
        wanted = max(wanted, (self._delay + wanted) / 2)
        if wanted <= self._least + 0.01 * self._manners.slow:
            wanted = self._least
        self._delay = max(self._least, min(wanted, self._manners.longest_delay))
        self.ready_at = max(self.ready_at, now - latency + self._delay)

    def refused(self, now: float, told: float | None) -> float:
        """The host asks us to come back later (429, 503), in `told` seconds if it says so. Returns the wait."""
        self._strikes += 1
        wait = self._backoff(self._strikes) if told is None else told
        return self._hold(now, wait)

    def failed(self, now: float) -> float:
        """No answer, or one of a broken server. One failure alone may be the page's. Returns the wait."""
        self._strikes += 1
        return self._hold(now, self._backoff(self._strikes - 1)) if self._strikes > 1 else 0.0

    def _backoff(self, strikes: int) -> float:
        return self._manners.backoff * 2.0 ** min(strikes - 1, 20)

    def _hold(self, now: float, wait: float) -> float:
        wait = min(wait, self._manners.longest_wait)
        self.ready_at = max(self.ready_at, now + wait)
        return wait
