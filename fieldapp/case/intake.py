"""Intake: a case file becomes edits against a case's logs.

Importing a known case merges: only what the file states otherwise than the case shows is written;
what it leaves out (null, `""` and `[]` too) stays, sets only grow, and nothing is deleted. An item
that was deleted comes back only if the file states something new of it. Items without an id get one
from their content, so that the same file twice changes nothing. The engineer's own readings, unless
shared, and private answers go to the private log.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from fieldapp.base.language import Text
from fieldapp.case import ids, layout
from fieldapp.case.casefile import CaseFile, text_of
from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.edit import Edit
from fieldapp.case.fold import LIFE
from fieldapp.case.layout import keys_at, record_fields
from fieldapp.case.outflow import plain, record_document
from fieldapp.case.records import COLLECTIONS, GROUPS, KEPT, WRITTEN_BY_HAND, Case, defaults, specs
from fieldapp.case.typed import typed
from fieldapp.case.view import CASE_SPECS, UNANSWERED, Reader

IsPrivate = Callable[[str], bool]
"""Whether an answer's field is private."""

Place = tuple[str, ...]


def take_in(file: CaseFile, shared: Edit, private: Edit, is_private: IsPrivate) -> None:
    """Adds to the edits of the two logs what a case file says."""
    _Intake(file, _Side(shared), _Side(private)).case(is_private)


def is_own(collection: str, record: Mapping[str, Any]) -> bool:
    """Whether a record stays private: the engineer's own reading, or of a private collection."""
    return KEPT[collection].is_private or (
        collection == "emotions"
        and record.get("who") == "engineer"
        and record.get("share") is not True
    )


class _Side:
    """One of the two logs: what it shows, and what is to be written there."""

    def __init__(self, edit: Edit) -> None:
        self.edit = edit
        self.reader = Reader(edit.fold)

    def shows(self, item: str) -> bool:
        state = self.edit.fold.item(item)
        return state is not None and state.alive

    def fields(
        self, stated: Mapping[str, Any], fields: Mapping[str, Spec], place: Place, owner: type[Any]
    ) -> None:
        """Writes the fields of a record, a group or the case."""
        unanswered = defaults(owner)
        for name, spec in fields.items():
            found = stated.get(name)
            if found not in (None, "", []):
                self._field(found, spec, "/".join((*place, name)), unanswered.get(name))
                if isinstance(found, dict):
                    self.extras(found, (*place, name))

    def _field(self, found: Any, spec: Spec, path: str, unanswered: Any) -> None:
        if spec.kind is Kind.TEXT:
            self.text(found, path)
        elif spec.kind is Kind.REFS:
            self.edit.add_members(path, found)
        else:
            raw = str(found) if spec.kind is Kind.DECIMAL else found
            held = self.reader.value(path, spec)
            if not _equal(unanswered if held is UNANSWERED else held, typed(raw, spec)):
                self.edit.write(path, raw)

    def text(self, found: Any, path: str) -> None:
        """Writes a text; a translation the file leaves out stays."""
        text, held = text_of(found), self.reader.text(path)
        if isinstance(found, dict) or (held.zh and held.en):
            states_source = isinstance(found, dict) and found.get("src")
            source = text.src if states_source or not held else held.src
            text = Text(text.zh or held.zh, text.en or held.en, source)
        if text and text != held:
            self.edit.set_text(path, text)

    def answer(self, name: str, answer: Any) -> None:
        path = f"answers/{name}"
        held = self.reader.answer(name)
        if isinstance(answer, dict) or (isinstance(answer, str) and isinstance(held, Text)):
            self.text(answer, path)
        elif isinstance(answer, list):
            self.edit.add_members(path, answer)
        elif not _same(plain(held), plain(answer)):
            self.edit.write(path, answer)
        if isinstance(answer, dict):
            self.extras(answer, ("answers", name))

    def extras(self, mapping: Mapping[str, Any], place: Place) -> None:
        """Writes the keys that are no field of ours."""
        known = keys_at(place)
        for key, content in mapping.items():
            if key not in known and content is not None:
                path = ids.EXTRAS + layout.pointer((*place, key))
                if not _same(plain(self.reader.kept(path)), plain(content)):
                    self.edit.write(path, content)


@dataclass(slots=True)
class _Intake:
    file: CaseFile
    shared: _Side
    private: _Side
    _alike: Counter[str] = field(default_factory=Counter)

    def case(self, is_private: IsPrivate) -> None:
        document = self.file.document
        self._head(document)
        self.shared.fields(document, specs(Case), (), Case)
        self.shared.extras(document, ())
        for name, group in GROUPS.items():
            part = document.get(name) or {}
            self.shared.fields(part, specs(group), (name,), group)
            self.shared.extras(part, (name,))
        for name in WRITTEN_BY_HAND:
            for record in document.get(name) or ():
                self._record(name, record)
        for name, answer in (document.get("answers") or {}).items():
            if answer not in (None, "", [], {}):
                (self.private if is_private(name) else self.shared).answer(name, answer)

    def _head(self, document: Mapping[str, Any]) -> None:
        edit = self.shared.edit
        edit.write("playbook", document["playbook"])
        name = document.get("id")
        if name and name != self.file.case_id.hex():
            edit.write("file_id", name)
        held = self.shared.reader.value("file_format", CASE_SPECS["file_format"])
        newest = max(document["format"], "" if held is UNANSWERED else held, key=layout.minor)
        if layout.minor(newest) > layout.MINOR:
            edit.write("file_format", newest)

    def _record(self, collection: str, stated: Mapping[str, Any]) -> None:
        item_id = stated.get("id") or self._id_from(collection, stated)
        item = f"{collection}/{item_id}"
        side = self.shared
        moved: dict[str, Any] = {}
        if KEPT[collection].is_private:
            side = self.private
        if collection == "emotions":
            side, moved = self._side_of(item, stated)
            stated = {**moved, **stated}
        if moved or not side.edit.fold.heads(f"{item}/{LIFE}"):
            side.edit.add(collection, item_id)
        place = (collection, item_id)
        side.fields(stated, record_fields(collection), place, COLLECTIONS[collection])
        side.extras(stated, place)

    def _side_of(self, item: str, stated: Mapping[str, Any]) -> tuple[_Side, dict[str, Any]]:
        """Where a reading belongs, and what it said elsewhere if it is moved from there.

        It stays where it is unless the file says whether to share it.
        """
        share = stated.get("share")
        own = is_own("emotions", stated)
        if self.private.shows(item):
            if share is not True:
                return self.private, {}
            return self.shared, self._taken_out(item, self.private)
        if self.shared.shows(item):
            if not own or share is not False:
                return self.shared, {}
            return self.private, self._taken_out(item, self.shared)
        return (self.private if own else self.shared), {}

    def _taken_out(self, item: str, side: _Side) -> dict[str, Any]:
        record = COLLECTIONS["emotions"]
        known = record(id=item, **side.reader.values(specs(record), f"{item}/"))
        side.edit.delete(item)
        return record_document(known, "emotions")

    def _id_from(self, collection: str, stated: Mapping[str, Any]) -> str:
        content = json.dumps(stated, sort_keys=True, default=str)
        self._alike[f"{collection}\0{content}"] += 1
        count = self._alike[f"{collection}\0{content}"]
        return ids.item_id_for(collection, content if count == 1 else f"{content}\0{count}")


def _equal(held: Any, stated: Any) -> bool:
    if isinstance(held, date) and isinstance(stated, date):
        return held.isoformat() == stated.isoformat()
    return type(held) is type(stated) and bool(held == stated)


def _same(held: Any, stated: Any) -> bool:
    """Whether two pieces of JSON are the same: the number 1 is not true."""
    return json.dumps(held, sort_keys=True) == json.dumps(stated, sort_keys=True)
