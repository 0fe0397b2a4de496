"""What is to be done on a day as a calendar file (RFC 5545, iCalendar) that any calendar takes in.

A file like this leaves the encrypted store: it says what is to be done and the case's number, and
not whom we meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

from fieldapp.base.language import Lang, tr
from fieldapp.base.values import frozen
from fieldapp.case.pending import Pending

_WIDTH = 75
"""Bytes of a line without its end; longer ones are folded."""
_REMIND = "PT9H"
"""An entry of a whole day is called to mind at nine in its morning."""
_REMIND_BEFORE = "-PT30M"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@frozen
class Entry:
    """Something with a day. `name` is the same whenever it is written: nothing is doubled."""

    name: str
    reference: str
    pending: Pending


def calendar(entries: Iterable[Entry], now: datetime, lang: Lang) -> bytes:
    """A calendar with an event each, those of a day as events of the whole day.

    Args:
        now: when it is made, aware.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//FieldApp//FieldApp//EN"]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for entry in entries:
        lines += _event(entry, now, lang)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _event(entry: Entry, now: datetime, lang: Lang) -> Iterator[str]:
    pending, due = entry.pending, entry.pending.due
    what, told = pending.what.get(lang), tr("agenda.calendar_note", lang, reference=entry.reference)
    is_promise = pending.kind == "promise"
    who = pending.who.get(lang) if is_promise else ""
    side = tr(f"forms.party_{pending.party}", lang) if is_promise else ""
    yield "BEGIN:VEVENT"
    yield f"UID:{_plain(entry.name)}@fieldapp"
    yield f"DTSTAMP:{_moment(now)}"
    if isinstance(due, datetime):
        yield f"DTSTART:{_moment(due)}"
        yield f"DTEND:{_moment(due + timedelta(minutes=15))}"
    elif due is not None:
        yield f"DTSTART;VALUE=DATE:{_day(due)}"
        yield f"DTEND;VALUE=DATE:{_day(due + timedelta(days=1))}"
    yield f"SUMMARY:{_text(what)}"
    yield f"DESCRIPTION:{_text(' · '.join(part for part in (who, side, told) if part))}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "BEGIN:VALARM"
    yield "ACTION:DISPLAY"
    yield f"DESCRIPTION:{_text(what)}"
    yield f"TRIGGER:{_REMIND_BEFORE if isinstance(due, datetime) else _REMIND}"
    yield "END:VALARM"
    yield "END:VEVENT"


def _moment(moment: datetime) -> str:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", name)


def _text(words: str) -> str:
    """A text value: what has a meaning in the format is escaped, other control characters go."""
    one = words.replace("\r\n", "\n").replace("\r", "\n")
    one = _UNPRINTABLE.sub("", one).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return one.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A content line in parts of at most 75 bytes, no character cut in two."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _WIDTH:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
