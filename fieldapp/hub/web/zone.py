"""In whose time moments are shown: the reader's, once their browser has told it (`zone.js`)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from fastapi import Request

COOKIE = "__Host-fieldapp-zone"
_LONGEST = 64


def zone_of(request: Request) -> ZoneInfo | None:
    """The reader's zone; None where it is not known."""
    name = unquote(request.cookies.get(COOKIE, ""))
    if not name or len(name) > _LONGEST:
        return None
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None


def local(at: int, zone: ZoneInfo | None) -> datetime:
    """A moment by the reader's clock, else by the hub's. `at`: milliseconds since 1970."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)


def day(at: int, zone: ZoneInfo | None) -> int:
    """The day it is then, in days since 1970."""
    return local(at, zone).toordinal() - date(1970, 1, 1).toordinal()


def end_of(last: date, zone: ZoneInfo | None) -> int:
    """When a day ends by the reader's clock, else by the hub's, in milliseconds since 1970.

    Raises:
        OverflowError: there is no day after it, or no such moment.
    """
    midnight = datetime.combine(last + timedelta(days=1), time(), zone)
    try:
        return int(midnight.timestamp() * 1000)
    except (ValueError, OSError) as error:
        raise OverflowError from error


def last_day(end: int, zone: ZoneInfo | None) -> date:
    """The day that ends at a moment, or within which it lies. `end`: milliseconds since 1970."""
    return local(end - 1, zone).date()
