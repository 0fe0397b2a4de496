"""Intake: a case file becomes edits against a case's logs.

Importing a known case merges: only what the file states differently is written, what it leaves out
stays. Items without an id get one from their text, so that the same file twice changes nothing.
The engineer's own readings, unless shared, and private answers go to the private log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fieldapp.base.language import LANGS
from fieldapp.case import ids
from fieldapp.case.casefile import CaseFile, text_of
from fieldapp.case.edit import SOURCE, Edit
from fieldapp.case.records import COLLECTIONS, GROUPS, WRITTEN_BY_HAND, Case, Kind, Spec, specs
from fieldapp.case.typed import freeze

IsPrivate = Callable[[str], bool]
"""Whether an answer's field is private."""


def take_in(file: CaseFile, shared: Edit, private: Edit, is_private: IsPrivate) -> None:
    """Adds to the edits of the two logs what a case file says."""
    document = file.document
    shared.write("playbook", document["playbook"])
    if (name := document.get("id", "")) and name != file.case_id.hex():
        shared.write("file_id", name)
    for name, spec in specs(Case).items():
        _value(shared, name, document.get(name), spec)
    for name, group in GROUPS.items():
        part = document.get(name) or {}
        for key, spec in specs(group).items():
            _value(shared, f"{name}/{key}", part.get(key), spec)
        _extras(shared, part, name, specs(group))
    for name in WRITTEN_BY_HAND:
        for record in document.get(name) or ():
            _record(shared, private, name, record)
    for name, answer in (document.get("answers") or {}).items():
        _answer(private if is_private(name) else shared, f"answers/{name}", answer)
    known = {"format", "id", "playbook", "answers", *specs(Case), *GROUPS, *WRITTEN_BY_HAND}
    _extras(shared, document, "", known)


def is_own_reading(collection: str, record: Mapping[str, Any]) -> bool:
    """Whether a record is the engineer's own reading that stays private."""
    return (
        collection == "emotions"
        and record.get("who") == "engineer"
        and record.get("share") is not True
    )


def _record(shared: Edit, private: Edit, collection: str, record: Mapping[str, Any]) -> None:
    item_id = record.get("id") or ids.item_id_for(collection, _fingerprint(record))
    edit, elsewhere = (shared, private)
    if is_own_reading(collection, record):
        edit, elsewhere = (private, shared)
    if collection == "emotions":
        elsewhere.delete(f"{collection}/{item_id}")
    item = edit.add(collection, item_id)
    fields = specs(COLLECTIONS[collection])
    for name, spec in fields.items():
        _value(edit, f"{item}/{name}", record.get(name), spec)
    _extras(edit, record, item, {"id", *fields})


def _fingerprint(record: Mapping[str, Any]) -> str:
    return repr(sorted((key, repr(value)) for key, value in record.items()))


def _value(edit: Edit, path: str, found: Any, spec: Spec) -> None:
    if found is None:
        return
    if spec.kind is Kind.TEXT:
        _text(edit, path, found)
    elif spec.kind is Kind.REFS:
        edit.set_members(path, found)
    elif spec.kind is Kind.DECIMAL:
        edit.write(path, str(found))
    else:
        edit.write(path, freeze(found))


def _text(edit: Edit, path: str, found: Any) -> None:
    """Writes a text; one in a single language leaves a translation that is there alone."""
    text = text_of(found)
    if not any(edit.fold.heads(f"{path}/@{lang}") for lang in LANGS):
        edit.set_text(path, text)
        return
    for lang in LANGS:
        if text.has(lang):
            edit.write(f"{path}/@{lang}", text.get(lang))
    if isinstance(found, dict):
        edit.write(f"{path}/{SOURCE}", text.src)


def _answer(edit: Edit, path: str, answer: Any) -> None:
    if isinstance(answer, dict):
        _text(edit, path, answer)
    elif isinstance(answer, list):
        edit.set_members(path, answer)
    elif isinstance(answer, str) and any(edit.fold.heads(f"{path}/@{lang}") for lang in LANGS):
        _text(edit, path, answer)
    else:
        edit.write(path, freeze(answer))


def _extras(edit: Edit, mapping: Mapping[str, Any], where: str, known: Any) -> None:
    for key, content in mapping.items():
        if key not in known:
            path = f"{where}/{key}" if where else key
            edit.write(f"extras/{path}", freeze(content))
