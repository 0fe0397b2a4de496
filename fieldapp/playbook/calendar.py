"""The work calendar: hours of the week, holidays, days worked instead; and counting along it.

It is data, `calendar.yaml` in a forms folder: the built-in one, or a company's own in its place.
"""

# inventory 66: answers in time, counted along the company's own hours

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from itertools import pairwise
from pathlib import Path
from typing import Any

from fieldapp.base.findings import Finding
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.playbook import schema, source
from fieldapp.playbook.fields import text_of
from fieldapp.playbook.library import CALENDAR as FILE

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SPAN = re.compile(r"([0-2]\d):([0-5]\d)-([0-2]\d):([0-5]\d)\Z")
_FURTHEST = 3700
"""Days looked through for working time, some ten years."""

Span = tuple[int, int]
"""Minutes of a day, from and until."""
_MIDNIGHT = 24 * 60


@frozen
class Holiday:
    """Days that are free, both ends included."""

    first: date
    last: date
    title: Text


@frozen
class WorkCalendar:
    """When work is done.

    `week`: spans of each day of `DAYS`, in order. `workdays`: days worked although they are free in
    the week or a holiday; they have the hours of a Monday. `zone`: None for that of the moment
    counted from.
    """

    week: Mapping[str, tuple[Span, ...]]
    holidays: tuple[Holiday, ...] = ()
    workdays: frozenset[date] = frozenset()
    zone: tzinfo | None = None
    title: Text = Text()

    def spans(self, day: date) -> tuple[Span, ...]:
        """When work is done on a day."""
        if day in self.workdays:
            return self.week[DAYS[0]]
        if self.holiday(day) is not None:
            return ()
        return self.week[DAYS[day.weekday()]]

    def holiday(self, day: date) -> Holiday | None:
        return next((known for known in self.holidays if known.first <= day <= known.last), None)

    def after(self, start: datetime, minutes: int) -> datetime | None:
        """The moment when so many minutes of work have passed; in the offset of `start`.

        None: there is no working time within ten years.
        """
        zone = self.zone or start.tzinfo or UTC
        here = start.astimezone(zone)
        left = timedelta(minutes=minutes)
        for first, last in self._open_from(here):
            if left <= last - first:
                return (first + left).astimezone(start.tzinfo or UTC)
            left -= last - first
        return None

    def _open_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        for ahead in range(_FURTHEST):
            day = moment.date() + timedelta(ahead)
            for begin, end in self.spans(day):
                first, last = _at(day, begin, moment), _at(day, end, moment)
                if last > moment:
                    yield max(first, moment), last


ALWAYS = WorkCalendar(dict.fromkeys(DAYS, ((0, _MIDNIGHT),)))
"""Every hour counts."""


def read(folders: Sequence[Path]) -> tuple[WorkCalendar, tuple[Finding, ...]]:
    """The calendar of the last of the folders that has a good one, and what is wrong with others.

    Where none has, every hour counts.
    """
    findings: list[Finding] = []
    for folder in reversed(folders):
        path = folder / FILE
        if not path.is_file():
            continue
        node, found = source.read(path)
        faults = [*found, *(schema.check(node, "calendar", FILE) if node is not None else ())]
        faults += _faults(node) if node is not None and not faults else ()
        if node is not None and not faults:
            return _calendar(node.plain()), tuple(findings)
        findings += faults
    return ALWAYS, tuple(findings)


def _faults(node: source.Node) -> list[Finding]:
    """What the schema cannot say: spans that run backwards or overlap, days that do not exist."""
    found = []
    for name, spans in node.entries["week"].entries.items():
        minutes = [_span(str(span.value)) for span in spans.items]
        backwards = any(first >= last for first, last in minutes)
        if backwards or any(one[1] > two[0] for one, two in pairwise(minutes)):
            found.append(_fault("span", spans, value=name))
    named = [entry.entries for entry in _items(node, "holidays")]
    days = [entries[key] for entries in named for key in ("from", "to") if key in entries]
    for day in (*days, *_items(node, "workdays")):
        try:
            date.fromisoformat(str(day.value))
        except ValueError:
            found.append(_fault("day", day, value=str(day.value)))
    return found


def _items(node: source.Node, key: str) -> list[source.Node]:
    inner = node.get(key)
    return inner.items if inner is not None else []


def _fault(code: str, node: source.Node, **params: str) -> Finding:
    return Finding(f"clocks.calendar_{code}", params, f"{FILE}:{node.line}")


def _calendar(content: Mapping[str, Any]) -> WorkCalendar:
    holidays = (
        Holiday(
            date.fromisoformat(entry["from"]),
            date.fromisoformat(entry.get("to") or entry["from"]),
            text_of(entry.get("title")),
        )
        for entry in content.get("holidays") or ()
    )
    return WorkCalendar(
        {day: tuple(map(_span, content["week"].get(day) or ())) for day in DAYS},
        tuple(holidays),
        frozenset(map(date.fromisoformat, content.get("workdays") or ())),
        _zone(content.get("offset") or ""),
        text_of(content.get("title")),
    )


def _span(written: str) -> Span:
    found = _SPAN.match(written)
    if found is None:  # the schema has looked
        raise ValueError(written)
    hours = list(map(int, found.groups()))
    return hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]


def _zone(offset: str) -> tzinfo | None:
    if not offset:
        return None
    sign = -1 if offset[0] == "-" else 1
    hours, minutes = int(offset[1:3]), int(offset[4:6])
    return timezone(sign * timedelta(hours=hours, minutes=minutes))


def _at(day: date, minute: int, like: datetime) -> datetime:
    midnight = datetime.combine(day, time(), like.tzinfo)
    return midnight + timedelta(minutes=minute)
