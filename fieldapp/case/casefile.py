"""The case file: the public, hand-writable form of a case (`docs/case-format.md`).

Reading checks everything and reports everything at once, each finding with its place and, for an
unknown key, the nearest known one. Keys of a newer minor version are kept with a warning, `x-...`
always.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Text
from fieldapp.base.values import frozen
from fieldapp.case import ids
from fieldapp.case.filecheck import Checker
from fieldapp.case.typed import decimal, is_inside, without_surrogates

__all__ = ["MAX_BYTES", "CaseFile", "CaseFileError", "is_inside", "read", "text_of"]

MAX_BYTES = 20 * 1024 * 1024
MAX_VALUES = 30_000
"""Strings, numbers, lists and objects in one file: more would not fit into one change."""
MAX_DEPTH = 32
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class CaseFileError(FieldAppError):
    """The bytes are no case file, or one with errors; `findings` names them all."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = next(f for f in findings if f.severity is Severity.ERROR)
        super().__init__(first.code, where=first.where, **first.params)
        self.findings = findings


@frozen
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
    checker = Checker(name)
    checker.document(document)
    if any(finding.severity is Severity.ERROR for finding in checker.findings):
        raise CaseFileError(tuple(checker.findings))
    return CaseFile(document, tuple(checker.findings))


def _parse(data: bytes, name: str) -> dict[str, Any]:
    def refused(code: str, **params: str | int) -> CaseFileError:
        return CaseFileError((Finding(f"case.file_{code}", params, name),))

    if len(data) > MAX_BYTES:
        raise refused("too_large", limit=MAX_BYTES // 2**20)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused("encoding", byte=error.start + 1) from error
    if "\0" in text:  # UTF-16 without a mark reads as UTF-8, with a zero beside every letter.
        raise refused("encoding", byte=data.index(0) + 1)
    try:
        document = _Parser().parse(text)
    except json.JSONDecodeError as error:
        cut_off = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        code = "cut_off" if cut_off else "json"
        raise refused(code, line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise refused("depth", limit=MAX_DEPTH) from error
    except _DuplicateKey as error:
        raise refused("duplicate_key", key=str(error)) from error
    except _TooMany as error:
        raise refused("too_many", limit=MAX_VALUES) from error
    except ValueError as error:
        raise refused("number", number=str(error)) from error
    if not isinstance(document, dict):
        raise refused("not_object")
    depth, count = _size(document)
    if depth > MAX_DEPTH:
        raise refused("depth", limit=MAX_DEPTH)
    if count > MAX_VALUES:
        raise refused("too_many", limit=MAX_VALUES)
    return _whole(document) if _SURROGATE.search(text) else document


class _DuplicateKey(Exception):
    pass


class _TooMany(Exception):
    pass


class _Parser:
    """Parses JSON with exact numbers; stops early at numbers and objects without end."""

    def __init__(self) -> None:
        self._left = MAX_VALUES

    def parse(self, text: str) -> Any:
        return json.loads(
            text,
            parse_int=self._integer,
            parse_float=self._decimal,
            parse_constant=self._constant,
            object_pairs_hook=self._object,
        )

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _TooMany

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        self._count()
        found = dict(pairs)
        if len(found) < len(pairs):
            ((key, _),) = Counter(key for key, _ in pairs).most_common(1)
            raise _DuplicateKey(key[:80])
        return found

    def _integer(self, text: str) -> int:
        self._count()
        if len(text) > 20 or not -(2**63) <= int(text) < 2**64:
            raise ValueError(text[:40])
        return int(text)

    def _decimal(self, text: str) -> int | Decimal:
        self._count()
        try:
            number = decimal(text)
        except ValueError as error:
            raise ValueError(text[:40]) from error
        whole = abs(number) < 2**53 and number == number.to_integral_value()
        return int(number) if whole else number

    def _constant(self, text: str) -> Any:
        raise ValueError(text)


def _size(document: dict[str, Any]) -> tuple[int, int]:
    """How deep it is nested and how many values it holds; counting stops beyond the limits."""
    depth = count = 0
    level: list[Any] = [document]
    while level and depth <= MAX_DEPTH and count <= MAX_VALUES:
        depth += 1
        count += len(level)
        inner = [part.values() if isinstance(part, dict) else part for part in level]
        level = [value for part in inner if not isinstance(part, _SCALARS) for value in part]
    return depth, count


_SCALARS = (str, int, Decimal, type(None))


def _whole(value: Any) -> Any:
    """The value with halves of surrogate pairs, which no encoding can carry, replaced."""
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, list):
        return [_whole(part) for part in value]
    if isinstance(value, dict):
        return {without_surrogates(key): _whole(part) for key, part in value.items()}
    return value


def text_of(found: str | Mapping[str, str]) -> Text:
    """A file's text as a `Text`; `src` defaults to the language that is there."""
    if isinstance(found, str):
        return Text.of(found)
    zh, en = (found.get(lang) or "" for lang in LANGS)
    source = found.get("src") or ("zh" if zh else "en")
    return Text(zh, en, "zh" if source == "zh" else "en")
