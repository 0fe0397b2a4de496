"""When something is due, in a few words and a colour."""

from __future__ import annotations

from datetime import date, datetime

from fieldapp.base.language import Lang, tr
from fieldapp.case.pending import end_of
from fieldapp.ui.theme.tokens import Theme

_SOON = 7
"""Days within which it is told how many they are."""


def days_left(due: date, now: datetime) -> int:
    """Whole days until the day on which it is due; negative once that has passed."""
    return (end_of(due, now.tzinfo).date() - now.date()).days


def is_over(due: date, now: datetime) -> bool:
    """Whether its time is up."""
    return end_of(due, now.tzinfo) < now


def words(due: date, now: datetime, lang: Lang) -> str:
    """`due today`, `2 days over`, `by 14:30`, `12-01`."""
    days, over = days_left(due, now), is_over(due, now)
    end = end_of(due, now.tzinfo)
    if isinstance(due, datetime) and days == 0:
        return tr("agenda.over_at" if over else "agenda.by_time", lang, time=f"{end:%H:%M}")
    if over:
        return tr("agenda.over", lang, days=-days)
    if days == 0:
        return tr("agenda.today", lang)
    if days == 1:
        return tr("agenda.tomorrow", lang)
    if days <= _SOON:
        return tr("agenda.in_days", lang, days=days)
    return f"{end:%m-%d}" if end.year == now.year else f"{end:%Y-%m-%d}"


def ink(due: date, now: datetime, theme: Theme) -> str:
    """The colour of these words."""
    if is_over(due, now):
        return theme.danger
    return theme.warning if days_left(due, now) == 0 else theme.ink_soft
