"""The periods that figures are looked at for."""

from __future__ import annotations

from datetime import date
from typing import Literal

from fieldapp.overview.lessons import month_after

Period = Literal["month", "last", "quarter", "year"]
PERIODS: tuple[Period, ...] = ("month", "last", "quarter", "year")
"""This month, the one before, three and twelve months with this one."""
_BACK: dict[Period, tuple[int, int]] = {
    "month": (0, 0),
    "last": (1, 1),
    "quarter": (2, 0),
    "year": (11, 0),
}
"""How many months ago each begins, and its last month began."""


def span(period: Period, today: date) -> tuple[date, date]:
    """The first day of a period, and the one after its last."""
    this = today.replace(day=1)
    first, last = _BACK[period]
    return month_after(this, -first), month_after(this, 1 - last)
