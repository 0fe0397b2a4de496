"""What a supervisor would see changed between two issues of a report, field by field.

Both are frozen content; only what a supervisor's edition prints is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.declaring import NO_TEXT
from fieldapp.case.record import Record
from fieldapp.case.records import COLLECTIONS, Case, specs
from fieldapp.playbook import answers
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience
from fieldapp.report.content import Content
from fieldapp.report.phrasing import both, iso_day, iso_moment, number
from fieldapp.report.telling import Teller

WRITTEN = ("background", "impact", "solution", "benefit")
_KEYED = frozenset(
    {"text", "speaker", "level", "word", "trigger", "title", "cost", "benefit", "feasibility"}
    | {"risk", "reason", "what", "who", "due", "measure", "condition", "proof", "caption"}
    | {"value", "unit"}
)
"""Fields of records that the report has a word for; changes of others show in its sections."""
_NAMES = ("what", "title", "text", "caption", "word")
MOST = 200


@frozen
class Difference:
    """One thing that is otherwise. `label`: what; `name`: which one, of several.

    `section`: the part of the report it is told in, empty for its head.
    """

    label: Text
    before: Text
    after: Text
    section: str = ""
    name: Text = NO_TEXT
    event: Literal["changed", "added", "removed"] = "changed"


def differences(before: Content, after: Content, playbook: Playbook) -> tuple[Difference, ...]:
    """In the order of the report.

    Args:
        playbook: the one `after` was composed with.
    """
    older, newer = (
        audience.printed(content.case, playbook, "supervisor") for content in (before, after)
    )
    found = [*_written(older, newer), *_answered(older, newer, playbook)]
    for name in COLLECTIONS:
        found += _records(name, older, newer, playbook)
    return tuple(found[:MOST])


def _written(older: Case, newer: Case) -> Iterator[Difference]:
    """What the author wrote in the report's own words."""
    for name in WRITTEN:
        was, now = getattr(older.report, name), getattr(newer.report, name)
        if was != now:
            yield Difference(both(f"section_{name}"), was, now, name)


def _answered(older: Case, newer: Case, playbook: Playbook) -> Iterator[Difference]:
    before, after = (Teller(case, playbook, "supervisor") for case in (older, newer))
    for field in playbook.fields.values():
        if field.type is FieldType.RECORDS or field.path.startswith("report."):
            continue
        if field.type is FieldType.HEADER:
            was, now = (_shown(answers.read(field, case).value) for case in (older, newer))
        else:
            was, now = before.value(field), after.value(field)
        if was != now:
            yield Difference(field.label, was, now, field.report.value)


def _records(collection: str, older: Case, newer: Case, playbook: Playbook) -> Iterator[Difference]:
    before = {record.id: record for record in older.collection(collection)}
    after = {record.id: record for record in newer.collection(collection)}
    for name in [*before, *(name for name in after if name not in before)]:
        was, now = before.get(name), after.get(name)
        field = _field(playbook, collection, now or was)
        if field is None or was == now:
            continue
        label, section = field.label, field.report.value
        if was is None or now is None:
            event: Literal["added", "removed"] = "added" if was is None else "removed"
            yield Difference(label, _name(was), _name(now), section, event=event)
            continue
        for key, spec in specs(COLLECTIONS[collection]).items():
            values = _shown(getattr(was, key)), _shown(getattr(now, key))
            if values[0] != values[1] and key in _KEYED and spec.choices == ():
                yield Difference(both(f"key_{key}"), *values, section, _name(now))
        if collection == "commitments" and getattr(was, "status", "") != getattr(now, "status", ""):
            old, new = (both(f"status_{getattr(one, 'status', '')}") for one in (was, now))
            yield Difference(both("column_status"), old, new, section, _name(now))


def _field(playbook: Playbook, collection: str, record: Record | None) -> Field | None:
    """The field that shows a record."""
    for field in playbook.fields.values():
        if (
            field.type is FieldType.RECORDS
            and field.record == collection
            and all(getattr(record, key, None) == wanted for key, wanted in field.where.items())
        ):
            return field
    return None


def _name(record: Record | None) -> Text:
    """What a record is called: its own words."""
    names = (getattr(record, key, None) for key in _NAMES)
    return next((found for found in names if isinstance(found, Text) and found), NO_TEXT)


def _shown(value: Any) -> Text:
    match value:
        case Text():
            return value
        case datetime():
            shown = iso_moment(value)
        case date():
            shown = iso_day(value)
        case Decimal() | int() if not isinstance(value, bool):
            shown = number(value)
        case str():
            shown = value
        case _:
            return NO_TEXT
    return Text(shown, shown) if shown else NO_TEXT
