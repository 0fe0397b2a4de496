"""The case file: the public, hand-writable form of a case (`forms/schema/case.schema.json`).

Reading checks everything and reports everything at once, each finding with its place and, for an
unknown key, the nearest known one. Keys of a newer minor version are kept with a warning, `x-...`
always.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import get_close_matches
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Text
from fieldapp.case import ids
from fieldapp.case.records import (
    COLLECTIONS,
    GROUPS,
    WRITTEN_BY_HAND,
    Case,
    Kind,
    Spec,
    specs,
)
from fieldapp.case.typed import typed, without_surrogates

FORMAT, MAJOR, MINOR = "fieldapp-case", 1, 0
MAX_BYTES = 20 * 1024 * 1024
MAX_ITEMS = 10_000
_FORMAT = re.compile(r"fieldapp-case/(\d{1,3})(?:\.(\d{1,3}))?\Z")
_PLAIN = {"format", "id", "title", "playbook"}
_HIDDEN = {"blob"}
"""Fields of records that the store makes and no file states."""


class CaseFileError(FieldAppError):
    """The bytes are no case file, or one with errors; `findings` names them all."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = next(f for f in findings if f.severity is Severity.ERROR)
        super().__init__(first.code, where=first.where, **first.params)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A valid case file. `document` is the JSON with decimals as `Decimal`."""

    document: Mapping[str, Any]
    warnings: tuple[Finding, ...] = ()

    @property
    def case_id(self) -> bytes:
        """The id it names; without one, an id derived from its content."""
        named = self.document.get("id")
        if named:
            return ids.case_id_for(named)
        return ids.case_id_for(json.dumps(self.document, sort_keys=True, default=str))


def read(data: bytes, name: str = "") -> CaseFile:
    """Reads and checks a case file.

    Args:
        data: its bytes: UTF-8 JSON, with or without a byte order mark.
        name: what to call the file in findings.

    Raises:
        CaseFileError: with every finding.
    """
    document = _parse(data, name)
    checker = _Checker(name)
    checker.document(document)
    if any(finding.severity is Severity.ERROR for finding in checker.findings):
        raise CaseFileError(tuple(checker.findings))
    return CaseFile(document, tuple(checker.findings))


def _parse(data: bytes, name: str) -> dict[str, Any]:
    def refuse(code: str, **params: str | int) -> CaseFileError:
        return CaseFileError((Finding(f"case.file_{code}", params, name),))

    if len(data) > MAX_BYTES:
        raise refuse("too_large", size=len(data) // 2**20, limit=MAX_BYTES // 2**20)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse("encoding", byte=error.start) from error
    try:
        document = json.loads(
            text, parse_float=_number, parse_constant=_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise refuse("json", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise refuse("depth") from error
    except _DuplicateKey as error:
        raise refuse("duplicate_key", key=str(error)) from error
    except ValueError as error:
        raise refuse("number", number=str(error)[:40]) from error
    if not isinstance(document, dict):
        raise refuse("not_object")
    return document


class _DuplicateKey(Exception):
    pass


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _DuplicateKey(key[:80])
        found[key] = value
    return found


def _number(text: str) -> Decimal:
    return Decimal(text)


def _constant(text: str) -> Any:
    raise ValueError(text)


@dataclass(slots=True)
class _Checker:
    name: str
    findings: list[Finding] = field(default_factory=list)
    newer: bool = False
    ids: dict[str, set[str]] = field(default_factory=dict)

    def note(
        self, code: str, where: str, severity: Severity = Severity.ERROR, **params: str | int
    ) -> None:
        place = f"{self.name}: {where}" if self.name and where else self.name or where
        self.findings.append(Finding(f"case.file_{code}", params, place, severity))

    def document(self, document: dict[str, Any]) -> None:
        self._format(document.get("format"))
        known = [*_PLAIN, *specs(Case), *GROUPS, *WRITTEN_BY_HAND, "answers"]
        self.keys(document, known, "")
        if not document.get("title"):
            self.note("missing", "title", key="title")
        if not document.get("playbook"):
            self.note("missing", "playbook", key="playbook")
        for key in ("id", "playbook"):
            if key in document and not isinstance(document[key], str):
                self.note("type", key, wanted="string", found=_kind(document[key]))
        for name, spec in specs(Case).items():
            self.value(document.get(name), spec, name)
        for name, group in GROUPS.items():
            if (part := self.mapping(document.get(name), name)) is not None:
                self.keys(part, specs(group), name)
                for key, spec in specs(group).items():
                    self.value(part.get(key), spec, f"{name}/{key}")
        for name in WRITTEN_BY_HAND:
            self.collection(name, document.get(name))
        self.references(document)
        self.answers(document.get("answers"))

    def _format(self, found: Any) -> None:
        match = _FORMAT.match(found) if isinstance(found, str) else None
        if match is None:
            self.note("format", "format", found=str(found)[:60])
        elif int(match[1]) != MAJOR:
            self.note("newer_major", "format", found=str(found))
        else:
            self.newer = int(match[2] or 0) > MINOR

    def keys(self, mapping: Mapping[str, Any], known: Iterable[str], where: str) -> None:
        names = list(known)
        for key in mapping:
            place = f"{where}/{key}" if where else key
            if key in names or key.startswith("x-"):
                continue
            if self.newer:
                self.note("newer_key", place, Severity.WARNING, key=key)
                continue
            near = get_close_matches(key, names, 1, 0.5)
            if near:
                self.note("unknown_key_near", place, key=key[:80], near=near[0])
            else:
                self.note("unknown_key", place, key=key[:80])

    def mapping(self, found: Any, where: str) -> dict[str, Any] | None:
        if found is None:
            return None
        if not isinstance(found, dict):
            self.note("type", where, wanted="object", found=_kind(found))
            return None
        return found

    def collection(self, name: str, found: Any) -> None:
        seen = self.ids.setdefault(name, set())
        if found is None:
            return
        if not isinstance(found, list):
            self.note("type", name, wanted="list", found=_kind(found))
            return
        if len(found) > MAX_ITEMS:
            self.note("too_many", name, limit=MAX_ITEMS)
            return
        fields = {k: s for k, s in specs(COLLECTIONS[name]).items() if k not in _HIDDEN}
        for number, record in enumerate(found, 1):
            where = f"{name}/{number}"
            item = self.mapping(record, where)
            if item is None:
                if record is None:
                    self.note("type", where, wanted="object", found="null")
                continue
            self.keys(item, ["id", *fields], where)
            self._item_id(item.get("id"), where, seen)
            for key, spec in fields.items():
                self.value(item.get(key), spec, f"{where}/{key}")

    def _item_id(self, found: Any, where: str, seen: set[str]) -> None:
        if found is None:
            return
        if not isinstance(found, str) or not ids.is_item_id(found):
            self.note("item_id", f"{where}/id", found=str(found)[:60])
        elif found in seen:
            self.note("duplicate_id", f"{where}/id", id=found)
        else:
            seen.add(found)

    def value(self, found: Any, spec: Spec, where: str) -> None:
        """Checks one field's JSON against its kind."""
        if found is None:
            return
        if spec.kind is Kind.TEXT:
            self.text(found, where)
        elif spec.kind is Kind.REFS:
            if not isinstance(found, list) or not all(
                isinstance(ref, str) and ids.is_item_id(ref) for ref in found
            ):
                self.note("type", where, wanted="list of ids", found=_kind(found))
        elif spec.kind is Kind.FILE:
            if not isinstance(found, str) or not is_inside(found):
                self.note("outside", where, path=str(found)[:80])
        else:
            self._scalar(found, spec, where)

    def _scalar(self, found: Any, spec: Spec, where: str) -> None:
        raw = str(found) if isinstance(found, Decimal) and spec.kind is Kind.DECIMAL else found
        try:
            typed(raw, spec)
        except ValueError:
            if spec.choices and isinstance(found, str):
                near = get_close_matches(found, spec.choices, 1, 0.5)
                self.note(
                    "choice", where, found=found[:60], choices=", ".join(near or spec.choices)
                )
            elif spec.low is not None and type(found) is int:
                self.note("range", where, found=found, low=spec.low, high=spec.high or spec.low)
            else:
                self.note("type", where, wanted=spec.kind.value, found=_kind(found))

    def text(self, found: Any, where: str) -> None:
        if isinstance(found, str):
            return
        if not isinstance(found, dict):
            self.note("type", where, wanted="text", found=_kind(found))
            return
        self.keys(found, [*LANGS, "src"], where)
        for key in (*LANGS, "src"):
            part = found.get(key, "")
            if not isinstance(part, str):
                self.note("type", f"{where}/{key}", wanted="string", found=_kind(part))
        source = found.get("src", "zh")
        if isinstance(source, str) and source not in LANGS:
            self.note("choice", f"{where}/src", found=source[:60], choices=", ".join(LANGS))

    def references(self, document: Mapping[str, Any]) -> None:
        """References to items the file does not hold: perhaps in the workspace, so a warning."""
        for name in WRITTEN_BY_HAND:
            records = document.get(name)
            if not isinstance(records, list):
                continue
            for number, record in enumerate(records, 1):
                if not isinstance(record, dict):
                    continue
                for key, spec in specs(COLLECTIONS[name]).items():
                    found = record.get(key)
                    refs = found if isinstance(found, list) else [found]
                    for ref in refs:
                        if (
                            spec.refers_to
                            and isinstance(ref, str)
                            and ref not in self.ids.get(spec.refers_to, ())
                        ):
                            where = f"{name}/{number}/{key}"
                            self.note("dangling", where, Severity.WARNING, id=ref[:64])

    def answers(self, found: Any) -> None:
        mapping = self.mapping(found, "answers")
        for key, answer in (mapping or {}).items():
            where = f"answers/{key}"
            if not ids.is_item_id(key):
                self.note("item_id", where, found=key[:60])
            elif isinstance(answer, dict):
                self.text(answer, where)
            elif isinstance(answer, list) and not all(
                isinstance(part, str) and ids.is_item_id(part) for part in answer
            ):
                self.note("type", where, wanted="list of choices", found="list")


def _kind(found: Any) -> str:
    """A JSON value's type, as its writer knows it."""
    names = {bool: "true/false", int: "number", Decimal: "number", str: "string"}
    names |= {list: "list", dict: "object", type(None): "null"}
    return names.get(type(found), type(found).__name__)


def is_inside(path: str) -> bool:
    """Whether a path is relative and stays in its folder, on any system."""
    if not path:
        return True
    windows = PureWindowsPath(path)
    if "\0" in path or windows.drive or windows.root or PurePosixPath(path).is_absolute():
        return False
    return ".." not in windows.parts


def text_of(found: str | Mapping[str, str]) -> Text:
    """A file's text as a `Text`; `src` defaults to the language that is there."""
    if isinstance(found, str):
        return Text.of(without_surrogates(found))
    zh, en = (without_surrogates(found.get(lang, "")) for lang in LANGS)
    source = found.get("src") or ("zh" if zh else "en")
    return Text(zh, en, "zh" if source == "zh" else "en")
