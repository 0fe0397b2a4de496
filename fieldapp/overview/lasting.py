"""How long something took, in words."""

from __future__ import annotations

from fieldapp.base.language import Text
from fieldapp.report.phrasing import both

_HOUR, _DAY = 60, 1440


def lasting(minutes: int) -> Text:
    """`40 min`, `5 h`, `1 d 4 h`, `12 d`: no finer than helps."""
    if minutes < _HOUR:
        return both("lessons.minutes", count=minutes)
    if minutes < _DAY:
        return both("lessons.hours", count=minutes // _HOUR)
    days, hours = minutes // _DAY, minutes % _DAY // _HOUR
    if hours and days < 4:
        return both("lessons.days_hours", days=days, hours=hours)
    return both("lessons.days", count=days)


def in_one_unit(minutes: int) -> tuple[str, str]:
    """A figure to stand alone, and its unit, of `lessons.unit_...`: `36`, `hours`."""
    if minutes < _HOUR:
        return str(minutes), "minutes"
    if minutes < 3 * _DAY:
        return str(minutes // _HOUR), "hours"
    return str(minutes // _DAY), "days"
