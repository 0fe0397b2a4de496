"""A case inside frozen content: every typed field as JSON and back without loss.

Unlike the case file it keeps blobs' names and tells a decimal answer from a text; nothing of the
private log ever enters it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fieldapp.base.language import Text
from fieldapp.case.declaring import Kind
from fieldapp.case.layout import LATER
from fieldapp.case.records import (
    COLLECTIONS,
    GROUPS,
    WRITTEN_BY_HAND,
    Answer,
    Case,
    defaults,
    specs,
)
from fieldapp.case.typed import freeze, thaw, typed, without_surrogates

_NAMES = ("id", "file_id", "file_format", "playbook", "playbook_version")


def take(case: Case) -> dict[str, Any]:
    """The case as JSON, without issues and without anything private.

    Keys that came later are left out where they are empty: content frozen before keeps its hash.
    """
    found: dict[str, Any] = {name: getattr(case, name) for name in _NAMES}
    found |= _fields(case)
    found |= {name: _fields(getattr(case, name)) for name in GROUPS}
    for name in WRITTEN_BY_HAND:
        records = (item for item in case.collection(name) if not item.private)
        found[name] = [{"id": item.id, **_fields(item)} for item in records]
    found["answers"] = {
        name: _answer(answer)
        for name, answer in case.answers.items()
        if name not in case.private_answers
    }
    found["extras"] = freeze(dict(case.extras))
    found["adrift"] = list(case.adrift)
    return {name: part for name, part in found.items() if part or name not in LATER}


def give(data: Mapping[str, Any]) -> Case:
    """The case of `take`'s JSON.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it is none.
    """
    parts: dict[str, Any] = {name: str(data[name]) for name in _NAMES}
    parts |= _values(Case, data)
    parts |= {name: group(**_values(group, data[name])) for name, group in GROUPS.items()}
    for name in WRITTEN_BY_HAND:
        record = COLLECTIONS[name]
        parts[name] = tuple(
            record(id=str(item["id"]), **_values(record, item))
            for item in (data.get(name, ()) if name in LATER else data[name])
        )
    parts["answers"] = {name: _answer_back(answer) for name, answer in data["answers"].items()}
    parts["extras"] = thaw(data["extras"])
    parts["adrift"] = tuple(data["adrift"])
    return Case(**parts)


def _fields(record: Any) -> dict[str, Any]:
    found = {}
    for name, spec in specs(type(record)).items():
        value = getattr(record, name)
        if spec.since and value == defaults(type(record))[name]:
            continue
        if spec.kind is Kind.TEXT:
            value = _text(value)
        elif spec.kind is Kind.DECIMAL:
            value = None if value is None else str(value)
        elif spec.kind in (Kind.MOMENT, Kind.DAY):
            value = None if value is None else value.isoformat()
        elif spec.kind is Kind.REFS:
            value = list(value)
        found[name] = value
    return found


def _values(record: type[Any], data: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, spec in specs(record).items():
        if spec.since and name not in data:
            continue
        value = data[name]
        if spec.kind is Kind.TEXT:
            found[name] = _text_back(value)
        elif spec.kind is Kind.REFS:
            found[name] = tuple(map(str, value))
        elif value is not None:
            found[name] = typed(value, spec)
    return found


def _text(text: Text) -> list[str]:
    return [without_surrogates(text.zh), without_surrogates(text.en), text.src]


def _text_back(data: Any) -> Text:
    zh, en, src = data
    return Text(str(zh), str(en), "en" if src == "en" else "zh")


def _answer(answer: Answer) -> Any:
    match answer:
        case Text():
            return {"text": _text(answer)}
        case Decimal():
            return {"decimal": str(answer)}
        case tuple():
            return {"choices": list(answer)}
        case str():
            return without_surrogates(answer)
    return answer


def _answer_back(data: Any) -> Answer:
    match data:
        case {"text": text}:
            return _text_back(text)
        case {"decimal": digits}:
            return Decimal(digits)
        case {"choices": choices}:
            return tuple(map(str, choices))
        case str() | bool() | int():
            return data
    raise ValueError(f"{type(data).__name__} is no answer")
