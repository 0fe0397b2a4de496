"""The check of a case file's content: every fault at once, each with its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS
from fieldapp.case import ids
from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.layout import (
    FORMAT,
    MAJOR,
    MINOR,
    keys_at,
    later,
    minor,
    named,
    record_fields,
)
from fieldapp.case.records import GROUPS, WRITTEN_BY_HAND, Case, specs
from fieldapp.case.typed import typed

MAX_FINDINGS = 100
MAX_KEY = 80
"""Characters of a key; longer ones are no names."""
MAX_NAME = 200
_SHOWN = 60


@dataclass(slots=True)
class Checker:
    """Collects what is wrong with one document, `MAX_FINDINGS` at most.

    Args:
        name: what to call the file in findings.
    """

    name: str
    findings: list[Finding] = field(default_factory=list)
    _newer: bool = False
    _ids: dict[str, set[str]] = field(default_factory=dict)

    def document(self, document: dict[str, Any]) -> None:
        self._format(document.get("format"))
        self._keys(document, ())
        self._later(document)
        self._id(document.get("id"))
        self._playbook(document.get("playbook"))
        self._title(document)
        self._fields(document, specs(Case), ())
        for name, group in GROUPS.items():
            if (part := self._mapping(document.get(name), (name,))) is not None:
                self._keys(part, (name,))
                self._fields(part, specs(group), (name,))
        for name in WRITTEN_BY_HAND:
            self._collection(name, document.get(name))
        self._references(document)
        self._answers(document.get("answers"))

    def _note(
        self,
        code: str,
        place: Iterable[str],
        severity: Severity = Severity.ERROR,
        **params: str | int,
    ) -> None:
        if len(self.findings) < MAX_FINDINGS:
            where = ": ".join(filter(None, (self.name, "/".join(place))))
            self.findings.append(Finding(f"case.file_{code}", params, where, severity))

    # The head

    def _format(self, found: Any) -> None:
        version = minor(found) if isinstance(found, str) else -1
        if version < 0:
            newer = isinstance(found, str) and re.match(rf"{FORMAT}/[1-9]", found)
            code = "newer_major" if newer else "format"
            self._note(code, ("format",), found=_shown(found), wanted=f"{FORMAT}/{MAJOR}")
        self._newer = version > MINOR

    def _id(self, found: Any) -> None:
        if found is not None and (not isinstance(found, str) or len(found) > MAX_NAME):
            self._note("not_name", ("id",), found=_shown(found), limit=MAX_NAME)

    def _playbook(self, found: Any) -> None:
        if found in (None, ""):
            self._note("missing", ("playbook",), key="playbook")
        elif not isinstance(found, str) or not ids.is_item_id(found):
            self._note("not_ref", ("playbook",), found=_shown(found))

    def _title(self, document: Mapping[str, Any]) -> None:
        title = document.get("title")
        if title is None:
            self._note("missing", ("title",), key="title")
        elif title == "":
            self._note("untitled", ("title",), Severity.WARNING)

    def _later(self, document: Mapping[str, Any]) -> None:
        """What came with a later minor version than the file states, whose readers refuse it."""
        found = document.get("format")
        stated = minor(found) if isinstance(found, str) else -1
        for place, what, since in later(document) if stated >= 0 else ():
            if stated < since:
                self._note("later_key", place, key=what, format=named(since))

    # Keys and fields

    def _keys(self, mapping: Mapping[str, Any], place: tuple[str, ...]) -> None:
        known = keys_at(place)
        for key in mapping:
            if key in known:
                continue
            short = key[:MAX_KEY]
            here = (*place, short)
            if len(key) > MAX_KEY:
                self._note("long_key", here, limit=MAX_KEY)
            elif key.startswith("x-"):
                continue
            elif self._newer:
                self._note("newer_key", here, Severity.WARNING, key=short)
            elif near := self._nearest(short, known):
                self._note("unknown_key_near", here, key=short, near=near)
            else:
                self._note("unknown_key", here, key=short)

    def _nearest(self, found: str, known: Iterable[str]) -> str:
        """The known name most like this one; not looked for once there are findings enough."""
        if len(self.findings) >= MAX_FINDINGS:
            return ""
        return next(iter(get_close_matches(found, list(known), 1, 0.5)), "")

    def _mapping(self, found: Any, place: tuple[str, ...]) -> dict[str, Any] | None:
        if found is not None and not isinstance(found, dict):
            self._note("not_object", place, found=_shown(found))
            return None
        return found

    def _fields(
        self, mapping: Mapping[str, Any], fields: Mapping[str, Spec], place: tuple[str, ...]
    ) -> None:
        for name, spec in fields.items():
            found = mapping.get(name)
            if found is not None and found != "":
                self._value(found, spec, (*place, name))

    def _value(self, found: Any, spec: Spec, place: tuple[str, ...]) -> None:
        """Checks one field's JSON against its kind."""
        if spec.kind is Kind.TEXT:
            self._text(found, place)
        elif spec.kind is Kind.REFS:
            self._ids_list(found, place)
        elif spec.kind is Kind.FILE and isinstance(found, str):
            if not _fits(found, spec):
                self._note("outside", place, path=_shown(found))
        elif not _fits(found, spec):
            self._misfit(found, spec, place)

    def _misfit(self, found: Any, spec: Spec, place: tuple[str, ...]) -> None:
        if spec.choices and isinstance(found, str):
            near = self._nearest(found[:MAX_KEY], spec.choices)
            choices = near or ", ".join(spec.choices)
            self._note("choice", place, found=_shown(found), choices=choices)
        elif spec.low is not None and type(found) is int:
            self._note(
                "range", place, found=_shown(found), low=spec.low, high=spec.high or spec.low
            )
        else:
            self._note(f"not_{spec.kind.value}", place, found=_shown(found))

    def _text(self, found: Any, place: tuple[str, ...]) -> None:
        if isinstance(found, str):
            return
        if not isinstance(found, dict):
            self._note("not_text", place, found=_shown(found))
            return
        self._keys(found, place)
        for lang in LANGS:
            part = found.get(lang)
            if part is not None and not isinstance(part, str):
                self._note("not_string", (*place, lang), found=_shown(part))
        source = found.get("src")
        if source not in (*LANGS, "", None):
            self._note("choice", (*place, "src"), found=_shown(source), choices=", ".join(LANGS))

    def _ids_list(self, found: Any, place: tuple[str, ...]) -> None:
        if not isinstance(found, list) or not all(_is_id(ref) for ref in found):
            self._note("not_refs", place, found=_shown(found))

    # Records and answers

    def _collection(self, name: str, found: Any) -> None:
        seen = self._ids.setdefault(name, set())
        if found is not None and not isinstance(found, list):
            self._note("not_list", (name,), found=_shown(found))
            return
        for number, record in enumerate(found or (), 1):
            place = (name, str(number))
            if not isinstance(record, dict):
                self._note("not_object", place, found=_shown(record))
                continue
            self._keys(record, place)
            self._item_id(record.get("id"), place, seen)
            self._fields(record, record_fields(name), place)

    def _item_id(self, found: Any, place: tuple[str, ...], seen: set[str]) -> None:
        if found is None:
            return
        if not _is_id(found):
            self._note("not_ref", (*place, "id"), found=_shown(found))
        elif found in seen:
            self._note("duplicate_id", (*place, "id"), id=found)
        else:
            seen.add(found)

    def _references(self, document: Mapping[str, Any]) -> None:
        """References to items the file does not hold: perhaps in the workspace, so a warning."""
        for name in WRITTEN_BY_HAND:
            records = document.get(name)
            links = {k: s.refers_to for k, s in record_fields(name).items() if s.refers_to}
            for number, record in enumerate(records if isinstance(records, list) else (), 1):
                for key, target in links.items():
                    found = record.get(key) if isinstance(record, dict) else None
                    for ref in found if isinstance(found, list) else [found]:
                        if isinstance(ref, str) and _is_id(ref) and ref not in self._ids[target]:
                            place = (name, str(number), key)
                            self._note("dangling", place, Severity.WARNING, id=ref)

    def _answers(self, found: Any) -> None:
        for key, answer in (self._mapping(found, ("answers",)) or {}).items():
            place = ("answers", key[:MAX_KEY])
            if not ids.is_item_id(key):
                self._note("not_ref", place, found=_shown(key))
            elif isinstance(answer, dict):
                self._text(answer, place)
            elif isinstance(answer, list):
                self._ids_list(answer, place)


def _fits(found: Any, spec: Spec) -> bool:
    raw = str(found) if isinstance(found, Decimal) and spec.kind is Kind.DECIMAL else found
    try:
        typed(raw, spec)
    except ValueError:
        return False
    return True


def _is_id(found: Any) -> bool:
    return isinstance(found, str) and ids.is_item_id(found)


def _shown(found: Any) -> str:
    """What stands there, shortened, as its writer knows it."""
    if isinstance(found, list | dict):
        return "[...]" if isinstance(found, list) else "{...}"
    if isinstance(found, str) and len(found) > _SHOWN:
        found = found[: _SHOWN - 1] + "…"
    return str(found) if isinstance(found, Decimal) else json.dumps(found, ensure_ascii=False)
