"""Registers' contents and typed values: numbers, days, moments, and JSON with decimals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from fieldapp.case.records import Kind, Spec

_DECIMAL = "decimal"
_MAX_DIGITS = 30


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
        case ((Kind.REF | Kind.FILE), str()):
            found = raw
        case _:
            raise ValueError(f"{raw!r} is not a {spec.kind.value}")
    return found


def _within(number: int, spec: Spec) -> bool:
    return (spec.low is None or number >= spec.low) and (spec.high is None or number <= spec.high)


def decimal(raw: int | str) -> Decimal:
    """A finite decimal of at most 30 digits.

    Raises:
        ValueError: it is none.
    """
    try:
        number = Decimal(raw)
    except InvalidOperation as error:
        raise ValueError(f"{raw!r} is not a number") from error
    digits = number.as_tuple().digits
    if not number.is_finite() or max(len(digits), abs(number.adjusted())) > _MAX_DIGITS:
        raise ValueError(f"{raw!r} is out of range")
    return number


def moment(raw: str) -> datetime:
    """An ISO 8601 date and time; one without an offset is taken as UTC.

    Raises:
        ValueError: it is none.
    """
    found = datetime.fromisoformat(raw)
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def day(raw: str) -> date:
    """A calendar day, or the moment that stands in its place.

    Raises:
        ValueError: it is neither.
    """
    return moment(raw) if len(raw) > len("2026-11-20") else date.fromisoformat(raw)


def freeze(content: Any) -> Any:
    """JSON content as a register holds it: decimals as `{"decimal": "4.5"}`, no surrogates."""
    if isinstance(content, Decimal):
        whole = content == content.to_integral_value() and abs(content) < 2**53
        return int(content) if whole else {_DECIMAL: str(content)}
    if isinstance(content, str):
        return without_surrogates(content)
    if isinstance(content, list | tuple):
        return [freeze(part) for part in content]
    if isinstance(content, dict):
        return {without_surrogates(key): freeze(part) for key, part in content.items()}
    return content


def thaw(content: Any) -> Any:
    """The opposite of `freeze`."""
    if isinstance(content, dict):
        if content.keys() == {_DECIMAL}:
            try:
                return decimal(content[_DECIMAL])
            except (ValueError, TypeError):
                return content
        return {key: thaw(part) for key, part in content.items()}
    if isinstance(content, list):
        return [thaw(part) for part in content]
    return content


def without_surrogates(text: str) -> str:
    """The text with halves of surrogate pairs, which no encoding can carry, replaced."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
