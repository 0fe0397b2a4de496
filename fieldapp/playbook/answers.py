"""What a case says to a field: its typed value, or why what it says does not fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import typed
from fieldapp.case.record import Record
from fieldapp.case.records import Case
from fieldapp.playbook import evaluation
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.model import HIGHEST, LOWEST

Answered = (
    None | Text | str | bool | Decimal | date | datetime | tuple[str, ...] | tuple[Record, ...]
)
"""A field's value: None where it is unanswered."""


@frozen
class Reading:
    """`misfit` is what is kept but does not fit the field; a set of choices may have both."""

    value: Answered = None
    misfit: Any = None

    @property
    def for_conditions(self) -> evaluation.Value:
        """The value as conditions see it: a text is its original."""
        return self.value.original if isinstance(self.value, Text) else self.value


UNANSWERED = Reading()


def read(field: Field, case: Case) -> Reading:
    """The case's answer to a field. Never raises: what does not fit is a misfit."""
    if field.type is FieldType.RECORDS:
        return Reading(_records(field, case) or None)
    if field.type is FieldType.HEADER:
        return Reading(_header(field, case))
    raw = case.answers.get(field.id)
    if raw is None:
        return Reading(misfit=case.misfits.get(field.register))
    if _blank(raw):
        return UNANSWERED
    if field.type is FieldType.CHOICES:
        return _choices(field, raw)
    try:
        value = _READERS[field.type](field, raw)
    except ValueError:
        value = None
    return Reading(misfit=raw) if value is None else Reading(value)


def _blank(raw: object) -> bool:
    if isinstance(raw, Text):
        return not (raw.zh.strip() or raw.en.strip())
    return (isinstance(raw, str) and not raw.strip()) or raw == ()


def _records(field: Field, case: Case) -> tuple[Record, ...]:
    try:
        items = case.collection(field.record)
    except AttributeError:
        return ()  # A collection only a newer version knows.
    if not field.where:
        return items
    return tuple(
        item
        for item in items
        if all(getattr(item, name, None) == wanted for name, wanted in field.where.items())
    )


def _header(field: Field, case: Case) -> Answered:
    found: Any = case
    for name in field.path.split("."):
        found = getattr(found, name, None)
    if _blank(found):
        return None
    if isinstance(found, int) and not isinstance(found, bool):
        return Decimal(found)
    return found if isinstance(found, (Text, str, date)) else None


def lacks(field: Field, record: Record) -> tuple[str, ...]:
    """Which of the record's fields a final report needs and finds empty."""
    return tuple(name for name in field.needs if _nothing(getattr(record, name, None)))


def _nothing(found: object) -> bool:
    return found is None or (isinstance(found, (str, tuple, Text)) and not found)


def _plain(raw: object) -> str | None:
    if isinstance(raw, Text):
        return raw.original.strip()
    return raw.strip() if isinstance(raw, str) else None


def _text(_: Field, raw: object) -> Text | None:
    if isinstance(raw, str):
        return Text.of(raw)
    return raw if isinstance(raw, Text) else None


def _choice(field: Field, raw: object) -> str | None:
    plain = _plain(raw)
    return plain if plain is not None and field.choice(plain) else None


def _choices(field: Field, raw: object) -> Reading:
    members = raw if isinstance(raw, (tuple, list)) else (raw,)
    known = {id(member): _choice(field, member) for member in members}
    fitting = tuple(sorted({choice for choice in known.values() if choice}))
    strays = tuple(member for member in members if known[id(member)] is None)
    return Reading(fitting or None, strays or None)


def _number(field: Field, raw: object) -> Decimal | None:
    if isinstance(raw, (str, Text)):
        raw = typed.decimal(_plain(raw) or "")
    value = evaluation.number(raw)
    if value is None:
        return None
    too_low = field.low is not None and value < field.low
    too_high = field.high is not None and value > field.high
    return None if too_low or too_high else value


def _level(field: Field, raw: object) -> Decimal | None:
    value = _number(field, raw)
    return value if value in range(LOWEST, HIGHEST + 1) else None


def _day(_: Field, raw: object) -> date | None:
    return raw if isinstance(raw, date) else typed.day(_plain(raw) or "")


def _moment(_: Field, raw: object) -> datetime | None:
    return raw if isinstance(raw, datetime) else typed.moment(_plain(raw) or "")


def _boolean(_: Field, raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


_READERS: dict[FieldType, Callable[[Field, object], Answered]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.CHOICE: _choice,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _number,
    FieldType.LEVEL: _level,
    FieldType.DAY: _day,
    FieldType.MOMENT: _moment,
    FieldType.BOOLEAN: _boolean,
}
"""Each returns None, or raises ValueError, for what does not fit."""
