"""How a clock stands, in words and their colour."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from fieldapp.base.language import Lang, tr
from fieldapp.playbook.clocks import Timed
from fieldapp.ui.widgets.labels import Kind

State = Literal["running", "soon", "over", "in_time", "late", "left"]
_SOON = 0.75
"""The part of its time after which a clock is nearly over."""


def state(clock: Timed, now: datetime) -> State:
    """How it stands. `left`: it ended with the case, without an answer."""
    if clock.ended is not None:
        return "in_time" if clock.in_time else "late"
    if clock.is_over:
        return "left"
    if now > clock.due:
        return "over"
    return "soon" if part(clock, now) >= _SOON else "running"


def part(clock: Timed, now: datetime) -> float:
    """How much of its time has passed, 0 to 1."""
    whole = (clock.due - clock.started).total_seconds()
    gone = ((clock.ended or now) - clock.started).total_seconds()
    return min(1.0, max(0.0, gone / whole)) if whole > 0 else 1.0


def words(clock: Timed, now: datetime, lang: Lang) -> str:
    """`3 h 20 min left`, `2 h over`, `took 35 min, in time`."""
    how = state(clock, now)
    if how == "left":
        return tr("clocks.state_left", lang)
    if clock.ended is not None:
        return tr(f"clocks.state_{how}", lang, span=span(clock.ended - clock.started, lang))
    if how == "over":
        return tr("clocks.state_over", lang, span=span(now - clock.due, lang))
    return tr("clocks.state_running", lang, span=span(clock.due - now, lang))


def until(clock: Timed, now: datetime) -> str:
    """The moment its time is up, in the machine's own zone: `11-26 10:00`."""
    due = clock.due.astimezone(now.tzinfo)
    return f"{due:%H:%M}" if due.date() == now.date() else f"{due:%m-%d %H:%M}"


def span(length: timedelta, lang: Lang) -> str:
    """`2 d 3 h`: the two greatest units."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return tr("clocks.days_hours" if hours else "clocks.days", lang, days=days, hours=hours)
    if hours:
        key = "clocks.hours_minutes" if rest else "clocks.hours"
        return tr(key, lang, hours=hours, minutes=rest)
    return tr("clocks.minutes", lang, minutes=rest)


def kind(clock: Timed, now: datetime) -> Kind:
    """The kind of label these words are shown as."""
    kinds: dict[State, Kind] = {"over": "danger", "late": "warning", "soon": "warning"}
    kinds["in_time"] = "ok"
    return kinds.get(state(clock, now), "strong")
