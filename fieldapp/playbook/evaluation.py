"""What a condition comes to for a given case. Total: it never raises and always ends.

An unanswered field is empty. Comparing with empty is false, except `!=`, which is true if exactly
one side is empty. Arithmetic with empty, and division by zero, is empty. Sides of different kinds
are unequal and in no order. An empty condition does not hold.
"""

from __future__ import annotations

import decimal
import operator as operators
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fieldapp.base.values import frozen
from fieldapp.case.record import Record
from fieldapp.playbook.expression import Binary, Call, Expression, FieldRef, Literal, Negation

Value = None | bool | Decimal | str | date | datetime | tuple[str, ...] | tuple[Record, ...]
"""None is empty; a tuple is a set of choices or the items of a records field."""

_ARITHMETIC = decimal.Context(prec=28, Emax=999, Emin=-999, traps=[])


@frozen
class Facts:
    """What conditions may ask about a case."""

    fields: Mapping[str, Value] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    """Latest emotion level of `customer` and `engineer`, where there is one."""
    severity: int | None = None
    situation: str = ""
    today: date | None = None


def number(value: object) -> Decimal | None:
    """A number as conditions know it: finite, 28 digits; None if it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    try:
        rounded = _ARITHMETIC.create_decimal(value)
    except (decimal.DecimalException, ValueError):
        return None
    return rounded if rounded.is_finite() else None


def holds(tree: Expression, facts: Facts) -> bool:
    """Whether a condition is true."""
    return _truth(evaluate(tree, facts))


def evaluate(tree: Expression, facts: Facts) -> Value:
    match tree:
        case Literal(value):
            return value
        case FieldRef(name):
            answer = facts.fields.get(name)
            return number(answer) if isinstance(answer, Decimal) else answer
        case Negation(operand):
            return _calculated("-", Decimal(0), number(evaluate(operand, facts)))
        case Binary("or", left, right):
            return holds(left, facts) or holds(right, facts)
        case Binary("and", left, right):
            return holds(left, facts) and holds(right, facts)
        case Binary(operator, left, right):
            one, two = evaluate(left, facts), evaluate(right, facts)
            if operator in _COMPARED:
                return _compared(operator, one, two)
            return _difference(operator, one, two)
        case Call(function, arguments):
            return _called(function, arguments, facts)


def _truth(value: Value) -> bool:
    return value is not None and bool(value)


def empty(value: Value) -> bool:
    return value is None or value in ("", ())


_COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


def _compared(operator: str, one: Value, two: Value) -> bool:
    if empty(one) or empty(two):
        return operator == "!=" and empty(one) != empty(two)
    one, two = _alike(one, two), _alike(two, one)
    comparable = type(one) is type(two)
    if operator in ("=", "!="):
        return (comparable and one == two) == (operator == "=")
    return comparable and isinstance(one, (Decimal, date)) and _COMPARED[operator](one, two)


def _alike(value: Value, other: Value) -> Value:
    """`value` in the form in which it can be compared with `other`."""
    if isinstance(value, datetime):
        if isinstance(other, datetime):
            if (value.tzinfo is None) == (other.tzinfo is None):
                return value
            return value.replace(tzinfo=None)
        return value.date()
    if isinstance(value, str) and isinstance(other, date):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, str) and isinstance(other, tuple):
        return (value,)
    return value


def _difference(operator: str, one: Value, two: Value) -> Decimal | None:
    if operator == "-" and isinstance(one, date) and isinstance(two, date):
        days = _calendar_day(one) - _calendar_day(two)
        return Decimal(days.days)
    return _calculated(operator, number(one), number(two))


def _calendar_day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


_CALCULATED: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "+": _ARITHMETIC.add,
    "-": _ARITHMETIC.subtract,
    "*": _ARITHMETIC.multiply,
    "div": _ARITHMETIC.divide,
    "mod": _ARITHMETIC.remainder,
}


def _calculated(operator: str, one: Decimal | None, two: Decimal | None) -> Decimal | None:
    if one is None or two is None:
        return None
    return number(_CALCULATED[operator](one, two))


def _called(function: str, arguments: tuple[Expression, ...], facts: Facts) -> Value:
    if function == "if":
        test, so, otherwise = arguments
        return evaluate(so if holds(test, facts) else otherwise, facts)
    return _FUNCTIONS[function](facts, *(evaluate(argument, facts) for argument in arguments))


def _level(facts: Facts, who: Value) -> Value:
    return number(facts.levels.get(str(who)))


def _count(_: Facts, value: Value) -> Value:
    return Decimal(len(value) if isinstance(value, tuple) else not empty(value))


def _selected(_: Facts, chosen: Value, choice: Value) -> Value:
    return isinstance(choice, str) and choice in (chosen if isinstance(chosen, tuple) else [chosen])


def _sum(_: Facts, items: Value, name: Value) -> Value:
    if not isinstance(items, tuple) or not isinstance(name, str):
        return None
    total: Decimal | None = None
    for item in items:
        amount = number(getattr(item, name, None)) if isinstance(item, Record) else None
        if amount is not None:
            total = _calculated("+", total or Decimal(0), amount)
    return total


def _length(_: Facts, text: Value) -> Value:
    return Decimal(len(text) if isinstance(text, str) else 0)


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "not": lambda _, value: not _truth(value),
    "coalesce": lambda _, first, second: second if empty(first) else first,
    "answered": lambda _, value: not empty(value),
    "count": _count,
    "selected": _selected,
    "sum": _sum,
    "string-length": _length,
    "level": _level,
    "severity": lambda facts: number(facts.severity),
    "situation": lambda facts: facts.situation or None,
    "today": lambda facts: facts.today,
}
