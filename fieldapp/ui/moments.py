"""Moments in as few figures as say when it was."""

from __future__ import annotations

from datetime import datetime

from fieldapp.base.clock import system_clock


def short(then: datetime) -> str:
    """The time of today; of another day the day too, without its year if that is this one."""
    now = system_clock().astimezone(then.tzinfo)
    if then.date() == now.date():
        return f"{then:%H:%M}"
    return f"{then:%m-%d %H:%M}" if then.year == now.year else f"{then:%Y-%m-%d}"
