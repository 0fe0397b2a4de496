"""Registers' contents and typed values: numbers, days, moments, and JSON with decimals."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.ids import is_item_id

MAX_DIGITS = 30
MAX_STROKES = 40_000
"""Characters of a drawing: some four thousand points."""
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?)?\Z"
)
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_ON_SHEET = "(?:0|[1-9][0-9]{0,2}|1000) (?:0|[1-9][0-9]?|[1-3][0-9]{2}|400)"
_STROKES = re.compile(rf"(?:M{_ON_SHEET}(?:L{_ON_SHEET})*)+\Z")
_POINT = re.compile(r"([0-9]+) ([0-9]+)")
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\Z", re.IGNORECASE)


def typed(raw: Any, spec: Spec) -> Any:
    """A register's content as its field's type.

    Raises:
        ValueError: it does not fit.
    """
    found: Any
    match spec.kind, raw:
        case Kind.CHOICE, str() if not spec.choices or raw in spec.choices or raw == "":
            found = raw
        case Kind.INT, int() if not isinstance(raw, bool) and _within(raw, spec):
            found = raw
        case Kind.DECIMAL, (int() | str()) if not isinstance(raw, bool):
            found = decimal(raw)
        case Kind.BOOL, bool():
            found = raw
        case Kind.MOMENT, str():
            found = moment(raw)
        case Kind.DAY, str():
            found = day(raw)
        case Kind.REF, str() if is_item_id(raw) or raw == "":
            found = raw or None
        case Kind.FILE, str() if is_inside(raw):
            found = raw
        case Kind.HASH, str() if _HASH.match(raw) or raw == "":
            found = raw
        case Kind.STROKES, str() if raw == "" or are_strokes(raw):
            found = raw
        case _:
            raise ValueError(f"no {spec.kind.value}")
    return found


def _within(number: int, spec: Spec) -> bool:
    return (spec.low is None or number >= spec.low) and (spec.high is None or number <= spec.high)


def decimal(raw: int | str) -> Decimal:
    """A finite decimal of at most 30 digits, before or after the point.

    Raises:
        ValueError: it is none.
    """
    if isinstance(raw, str) and (len(raw) > 3 * MAX_DIGITS or not _DECIMAL.match(raw)):
        raise ValueError(f"{raw[:40]!r} is not a number")
    number = Decimal(raw)
    if max(len(number.as_tuple().digits), abs(number.adjusted())) > MAX_DIGITS:
        raise ValueError("a number out of range")
    return number


def moment(raw: str) -> datetime:
    """An ISO 8601 date and time, or a date alone; without an offset it is taken as UTC.

    Raises:
        ValueError: it is none.
    """
    if not _MOMENT.match(raw):
        raise ValueError(f"{raw[:40]!r} is not a date and time")
    found = datetime.fromisoformat(raw)
    _check_year(found.year)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def day(raw: str) -> date:
    """A calendar day, or the moment that stands in its place.

    Raises:
        ValueError: it is neither.
    """
    if not _DAY.match(raw):
        return moment(raw)
    found = date.fromisoformat(raw)
    _check_year(found.year)
    return found


def _check_year(year: int) -> None:
    """Leaves room for counting days and changing zones."""
    if not 1 < year < 9999:
        raise ValueError(f"the year {year} is out of range")


def are_strokes(drawing: str) -> bool:
    """Whether a text is strokes of a pen that stay on their sheet (`declaring.SHEET`)."""
    return len(drawing) <= MAX_STROKES and _STROKES.match(drawing) is not None


def strokes(drawing: str) -> list[list[tuple[int, int]]]:
    """The points of each stroke of a drawing that `are_strokes` takes."""
    return [
        [(int(x), int(y)) for x, y in _POINT.findall(stroke)]
        for stroke in drawing.split("M")
        if stroke
    ]


def is_inside(path: str) -> bool:
    """Whether a path is empty, or relative and stays in its folder on any system.

    Who opens it must follow links too: a link in the folder may lead out of it.
    """
    windows = PureWindowsPath(path)
    return not (
        "\0" in path
        or windows.drive
        or windows.root
        or PurePosixPath(path).is_absolute()
        or any(_leaves(part) for part in windows.parts)
    )


def _leaves(part: str) -> bool:
    """Whether a segment is a way up, also as Windows reads it, or one of its devices."""
    plain = part.rstrip(" .")
    return not plain or _DEVICE.match(plain.partition(".")[0].rstrip()) is not None


def freeze(content: Any) -> Any:
    """JSON content as a register holds it: decimals as `{"@decimal": "4.5"}`, no surrogates.

    A key of the content's own that begins with `@` gets one more.
    """
    if isinstance(content, Decimal):
        whole = content == content.to_integral_value() and abs(content) < 2**53
        return int(content) if whole else {"@decimal": str(content)}
    if isinstance(content, str):
        return without_surrogates(content)
    if isinstance(content, list | tuple):
        return [freeze(part) for part in content]
    if isinstance(content, dict):
        return {_escaped(without_surrogates(key)): freeze(part) for key, part in content.items()}
    return content


def thaw(content: Any) -> Any:
    """The opposite of `freeze`.

    Raises:
        ValueError: `freeze` does not make such content.
    """
    match content:
        case None | bool() | int() | str():
            return content
        case list():
            return [thaw(part) for part in content]
        case {"@decimal": str() as digits} if len(content) == 1:
            return decimal(digits)
        case dict() if not any(key.startswith("@") and key[1:2] != "@" for key in content):
            return {key.removeprefix("@"): thaw(part) for key, part in content.items()}
    raise ValueError("no content of a case file")


def _escaped(key: str) -> str:
    return f"@{key}" if key.startswith("@") else key


def without_surrogates(text: str) -> str:
    """The text with halves of surrogate pairs, which no encoding can carry, replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
