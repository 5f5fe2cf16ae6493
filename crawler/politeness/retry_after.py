"""The header Retry-After: how long a server asks us to stay away."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds to wait from `now` (UTC), as seconds or an HTTP date say; None where the value says nothing.

    A date in the past is 0. There is no upper bound here: see `pace.Manners.longest_wait`.
    """
    text = (value or "").strip()
    # ASCII digits alone: float() would take "inf", "1e9" and Arabic-Indic digits, too. What no float holds
    # is longer than anyone's patience.
    if re.fullmatch(r"[0-9]{1,300}(?:\.[0-9]{1,20})?", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    # "-0000" gives a date without a zone: HTTP dates are in UTC.
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
    return max(0.0, (moment - now).total_seconds())
