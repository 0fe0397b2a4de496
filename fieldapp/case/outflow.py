"""Outflow: a case becomes a case file again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from fieldapp.base.language import Text, detect
from fieldapp.case import layout
from fieldapp.case.declaring import Kind
from fieldapp.case.layout import keys_at, record_fields
from fieldapp.case.record import Record
from fieldapp.case.records import GROUPS, WRITTEN_BY_HAND, Case, specs


def document(case: Case, *, private: bool = False) -> dict[str, Any]:
    """A case as the JSON document of a case file, empty fields left out.

    Args:
        private: with what lives in the private log; only for the person's own export.
    """
    found: dict[str, Any] = {"format": case.file_format}
    if case.file_id or case.id:
        found["id"] = case.file_id or case.id
    found["title"] = plain(case.title)
    found["playbook"] = case.playbook
    found |= _fields(case, [name for name in specs(Case) if name != "title"])
    for name, group in GROUPS.items():
        if part := _fields(getattr(case, name), list(specs(group))):
            found[name] = part
    for name in WRITTEN_BY_HAND:
        records = [
            record_document(record, name)
            for record in case.collection(name)
            if private or not record.private
        ]
        if records:
            found[name] = records
    answers = {
        name: plain(answer)
        for name, answer in sorted(case.answers.items())
        if private or name not in case.private_answers
    }
    if answers:
        found["answers"] = answers
    if not case.file_format:
        found["format"] = layout.named(
            max((since for _, _, since in layout.later(found)), default=0)
        )
    for path, content in case.extras.items():
        _put_extra(found, layout.place(path), plain(content), newer=bool(case.file_format))
    return found


def record_document(record: Record, collection: str) -> dict[str, Any]:
    """One record as a case file holds it."""
    return {"id": record.id, **_fields(record, list(record_fields(collection)))}


def dumps(case: Case, *, private: bool = False) -> bytes:
    """A case file's bytes: UTF-8 JSON, indented, with a final newline."""
    return encode(document(case, private=private))


def encode(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


_ALWAYS = {"kind", "who", "basis", "category", "party", "status", "verbatim", "root", "chosen"}
"""Fields written even where they hold their default: they decide what a record is."""


def _fields(record: Any, names: list[str]) -> dict[str, Any]:
    found = {}
    kinds = {name: spec.kind for name, spec in specs(type(record)).items()}
    for name in names:
        value = getattr(record, name)
        if value is False and kinds[name] is Kind.BOOL and name not in _ALWAYS:
            continue
        if (shown := plain(value)) not in (None, "", []):
            found[name] = shown
    return found


def plain(value: Any) -> Any:
    """A typed value as JSON."""
    shown: Any = value
    if isinstance(value, Text):
        shown = _text(value)
    elif isinstance(value, Decimal):
        shown = _number(value)
    elif isinstance(value, date):
        shown = value.isoformat()
    elif isinstance(value, list | tuple):
        shown = [plain(part) for part in value]
    elif isinstance(value, Mapping):
        shown = {key: plain(part) for key, part in value.items()}
    return shown


def _text(text: Text) -> Any:
    """A plain string where that says it all."""
    only = text.original
    if not only or (not (text.zh and text.en) and text.has(text.src) and detect(only) == text.src):
        return only
    return _both(text)


def _both(text: Text) -> dict[str, Any]:
    return {"zh": text.zh, "en": text.en, "src": text.src}


def _number(number: Decimal) -> int | float | str:
    """A JSON number where that loses nothing, else its digits."""
    if number == number.to_integral_value() and abs(number) < 2**53:
        return int(number)
    return float(number) if Decimal(str(float(number))) == number else str(number)


def _put_extra(found: dict[str, Any], place: tuple[str, ...], content: Any, *, newer: bool) -> None:
    """Puts a kept key back where it came from, if that is still there and a file may hold it."""
    *way, key = place
    known = keys_at(way)
    if not known or key in known or not (newer or key.startswith("x-")):
        return
    holder: Any = found
    for depth, segment in enumerate(way, 1):
        if isinstance(holder, list):
            inner = next((record for record in holder if record["id"] == segment), None)
        else:
            inner = holder.get(segment)
            if isinstance(inner, str) and layout.is_text(way[:depth]):
                inner = holder[segment] = _both(Text.of(inner))
        if not isinstance(inner, dict | list):
            return
        holder = inner
    holder[key] = content
