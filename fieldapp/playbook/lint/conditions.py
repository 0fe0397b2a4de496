"""Conditions that read well but can never do what was meant.

Comparisons of different kinds and unknown choices are found by reading. Whether a condition can be
true, and false, at all is tried out on sample answers: every choice, every level, the numbers and
texts the condition names and their neighbours. Where that would be too much, or arithmetic is in
it, nothing is said: a finding is always right, silence is no proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from math import prod

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.records import COLLECTIONS, SITUATIONS, specs
from fieldapp.playbook.errors import nearest
from fieldapp.playbook.evaluation import Facts, Value, holds
from fieldapp.playbook.expression import (
    Binary,
    Call,
    Expression,
    FieldRef,
    Literal,
    Negation,
    parse,
    unparse,
    walk,
)
from fieldapp.playbook.fields import Field, FieldType
from fieldapp.playbook.lint.structure import phrases
from fieldapp.playbook.model import HIGHEST, LOWEST, Playbook
from fieldapp.playbook.source import Node

MAX_SAMPLES = 4000
_TODAY = date(2026, 1, 15)
_LEVELS = (None, *range(LOWEST, HIGHEST + 1))
_EQUAL = ("=", "!=")
_ORDERED = ("<", "<=", ">", ">=")
_ARITHMETIC = ("+", "-", "*", "div", "mod")

Fields = Mapping[str, Field]


def check(node: Node, playbook: Playbook, file: str) -> list[Finding]:
    """Findings about the conditions of a playbook that compiles; `node` is its file."""
    found: list[Finding] = []
    fields = playbook.fields
    for tree, line in _conditions(node):
        found += _meaning(tree, fields, f"{file}:{line.line}")
    for step in node.entries["steps"].items:
        if guard := step.get("guard"):
            found += _constant("guard", guard.entries["when"], fields, file)
        for use in step.entries["fields"].items:
            found += _use(use, fields, file)
        for phrase in phrases(step):
            if when := phrase.get("when"):
                found += _constant("phrase", when, fields, file)
    for rule in _items(node, "rules"):
        found += _constant("rule", rule.entries["when"], fields, file)
    return found


def _items(node: Node, key: str) -> list[Node]:
    group = node.get(key)
    return group.items if group else []


def _conditions(node: Node) -> Iterator[tuple[Expression, Node]]:
    for step in node.entries["steps"].items:
        uses = step.entries["fields"].items
        guards = [step.entries["guard"]] if step.get("guard") else []
        holders = [*uses, *guards, *phrases(step)]
        for holder in holders:
            for key in ("when", "visible_when", "required_when"):
                if line := holder.get(key):
                    yield parse(str(line.value)), line
    for rule in _items(node, "rules"):
        yield parse(str(rule.entries["when"].value)), rule.entries["when"]


def _use(use: Node, fields: Fields, file: str) -> list[Finding]:
    """A field that can never show, or never be required although a condition says when."""
    visible, required = use.get("visible_when"), use.get("required_when")
    name = str(use.entries["use"].value) if use.entries else str(use.value)
    found = []
    if visible and not fields[name].always and True not in outcomes(_tree(visible), fields):
        needed = required is not None or (
            "required" in use.entries and use.entries["required"].value is True
        )
        code = "required_invisible" if needed else "never_visible"
        where = f"{file}:{visible.line}"
        return [Finding(f"playbook.{code}", {"field": name}, where, Severity.WARNING)]
    if required:
        both = Binary("and", _tree(visible), _tree(required)) if visible else _tree(required)
        if True not in outcomes(both, fields):
            where = f"{file}:{required.line}"
            params = {"field": name}
            found.append(Finding("playbook.never_required", params, where, Severity.WARNING))
    return found


def _constant(kind: str, line: Node, fields: Fields, file: str) -> list[Finding]:
    """A guard, rule or phrase that always or never applies."""
    possible = outcomes(_tree(line), fields)
    if len(possible) > 1:
        return []
    code = f"playbook.{kind}_{'always' if True in possible else 'never'}_holds"
    return [Finding(code, {}, f"{file}:{line.line}", Severity.WARNING)]


def _tree(line: Node) -> Expression:
    return parse(str(line.value))


def _meaning(tree: Expression, fields: Fields, where: str) -> list[Finding]:
    found = []
    for part in walk(tree):
        match part:
            case Binary(operator, left, right) if operator in _EQUAL:
                found += _unknown_choice(left, right, fields, where)
                found += _unknown_choice(right, left, fields, where)
                if operator == "=" and Literal("") in (left, right):
                    found.append(_of_part("comparison_empty", part, where))
                elif _differ(left, right, fields):
                    found.append(_of_part("comparison_kinds", part, where))
            case Binary(operator, left, right) if operator in _ORDERED:
                kinds = {_kind(left, fields), _kind(right, fields)} - {"any"}
                if (not kinds <= {"number"} and not kinds <= {"day", "text"}) or kinds == {"text"}:
                    found.append(_of_part("comparison_kinds", part, where))
            case Call("selected", (chosen, choice)):
                found += _unknown_choice(chosen, choice, fields, where)
            case Call("sum", (FieldRef(name), Literal(str(key)))):
                found += _unknown_key(fields[name], key, where)
    return found


def _of_part(code: str, part: Expression, where: str) -> Finding:
    return Finding(f"playbook.{code}", {"text": unparse(part)}, where, Severity.WARNING)


def _unknown_choice(
    asked: Expression, written: Expression, fields: Fields, where: str
) -> list[Finding]:
    known: list[str] = []
    if isinstance(asked, FieldRef):
        field = fields[asked.name]
        known = [choice.id for choice in field.choices]
        known = list(SITUATIONS) if field.path == "situation" else known
    elif asked == Call("situation"):
        known = list(SITUATIONS)
    if not known or not isinstance(written, Literal) or not isinstance(written.value, str):
        return []
    if written.value in (*known, ""):
        return []
    params = {
        "found": written.value,
        "asked": unparse(asked),
        "nearest": nearest(written.value, known),
        "allowed": ", ".join(known),
    }
    return [Finding("playbook.choice_unknown", params, where)]


def _unknown_key(field: Field, key: str, where: str) -> list[Finding]:
    known = specs(COLLECTIONS[field.record]) if field.record in COLLECTIONS else {}
    if key in known:
        return []
    return [Finding("playbook.record_key", {"key": key, "nearest": nearest(key, known)}, where)]


_FIELD_KINDS = {
    FieldType.CHOICES: "set",
    FieldType.NUMBER: "number",
    FieldType.MONEY: "number",
    FieldType.LEVEL: "number",
    FieldType.DAY: "day",
    FieldType.MOMENT: "day",
    FieldType.BOOLEAN: "truth",
    FieldType.RECORDS: "records",
}
_CALL_KINDS = {
    **dict.fromkeys(("count", "sum", "string-length", "level", "severity"), "number"),
    **dict.fromkeys(("not", "answered", "selected"), "truth"),
    "today": "day",
    "situation": "text",
}
_HEADER_KINDS = {"severity": "number", "opened": "day"}


def _kind(tree: Expression, fields: Fields) -> str:
    match tree:
        case Literal(value):
            kinds = {bool: "truth", str: "text"}
            return kinds.get(type(value), "number")
        case FieldRef(name) if fields[name].type is FieldType.HEADER:
            return _HEADER_KINDS.get(fields[name].path, "text")
        case FieldRef(name):
            return _FIELD_KINDS.get(fields[name].type, "text")
        case Call("if", (_, one, two)) | Call("coalesce", (one, two)):
            kind = _kind(one, fields)
            return kind if kind == _kind(two, fields) else "any"
        case Call(function):
            return _CALL_KINDS.get(function, "any")
        case Binary(operator) if operator not in _ARITHMETIC:
            return "truth"
    return "number"


def _differ(left: Expression, right: Expression, fields: Fields) -> bool:
    """Whether two sides of an equation can never be equal because of what they are."""
    kinds = {_kind(left, fields), _kind(right, fields)}
    if "records" in kinds:
        return True
    return len(kinds) > 1 and "any" not in kinds and kinds not in ({"day", "text"}, {"set", "text"})


def outcomes(tree: Expression, fields: Fields) -> frozenset[bool]:
    """What a condition came to over the samples; both where it was not tried."""
    both = frozenset({True, False})
    parts = list(walk(tree))
    if any(
        isinstance(part, Negation)
        or (isinstance(part, Binary) and part.operator in _ARITHMETIC)
        or (isinstance(part, Call) and part.function == "sum")
        for part in parts
    ):
        return both
    literals = [part.value for part in parts if isinstance(part, Literal)]
    names = sorted({part.name for part in parts if isinstance(part, FieldRef)})
    called = {part.function for part in parts if isinstance(part, Call)}
    axes = [_samples(fields[name], literals) for name in names]
    levels = _LEVELS if "level" in called else (None,)
    severities = _LEVELS if "severity" in called else (None,)
    situations = ("", *SITUATIONS) if "situation" in called else ("",)
    around = list(product(levels, levels, severities, situations))
    if len(around) * prod(map(len, axes)) > MAX_SAMPLES:
        return both
    found = set[bool]()
    for customer, engineer, severity, situation in around:
        read = {"customer": customer, "engineer": engineer}
        known = {who: level for who, level in read.items() if level is not None}
        for answers in product(*axes):
            fields_read = dict(zip(names, answers, strict=True))
            facts = Facts(fields_read, known, severity, situation, _TODAY)
            found.add(holds(tree, facts))
        if len(found) == 2:
            break
    return frozenset(found)


def _samples(field: Field, literals: list[Decimal | str | bool]) -> list[Value]:
    numbers = [value for value in literals if isinstance(value, Decimal)]
    words = [value for value in literals if isinstance(value, str)]
    return [None, *_SAMPLES.get(_sampled_as(field), _texts)(field, numbers, words)]


def _sampled_as(field: Field) -> str:
    if field.choices and field.type is not FieldType.CHOICES:
        return "choice"
    if field.type is FieldType.HEADER:
        return {"situation": "situation"}.get(field.path, _HEADER_KINDS.get(field.path, "text"))
    return _FIELD_KINDS.get(field.type, "text")


def _texts(_: Field, numbers: list[Decimal], words: list[str]) -> list[Value]:
    lengths = {int(n) + d for n in numbers for d in (-1, 0, 1) if 0 < n + d <= 5000}
    return [*words, *("x" * length for length in sorted(lengths | {1, 5}))]


def _numbers(field: Field, numbers: list[Decimal], _: list[str]) -> Sequence[Value]:
    near = {n + d for n in numbers for d in (-1, 0, 1)} | {Decimal(0), Decimal(1), Decimal(1000)}
    low, high = field.low, field.high
    if field.type is FieldType.LEVEL or field.path == "severity":
        low, high = LOWEST, HIGHEST
        near |= {Decimal(level) for level in range(LOWEST, HIGHEST + 1)}
    return sorted(n for n in near if (low is None or n >= low) and (high is None or n <= high))


def _days(_: Field, __: list[Decimal], words: list[str]) -> list[Value]:
    named = [_TODAY]
    for word in words:
        try:
            named.append(date.fromisoformat(word))
        except ValueError:
            continue
    return [day + timedelta(days=d) for day in named for d in (-1, 0, 1)]


def _records(field: Field, numbers: list[Decimal], _: list[str]) -> list[Value]:
    counts = {int(n) + d for n in numbers for d in (-1, 0, 1) if 0 < n + d <= 50} | {1, 2}
    record = COLLECTIONS.get(field.record)
    if record is None:
        return []
    return [tuple(record(id=f"i{n}") for n in range(count)) for count in sorted(counts)]


def _sets(field: Field, numbers: list[Decimal], _: list[str]) -> list[Value]:
    ids = [choice.id for choice in field.choices]
    sizes = {int(n) + d for n in numbers for d in (-1, 0, 1) if 0 < n + d <= len(ids)}
    return [*((one,) for one in ids), *(tuple(ids[:size]) for size in sorted({*sizes, len(ids)}))]


_SAMPLES: dict[str, Callable[[Field, list[Decimal], list[str]], Sequence[Value]]] = {
    "choice": lambda field, _, __: [choice.id for choice in field.choices],
    "situation": lambda _, __, ___: list(SITUATIONS),
    "truth": lambda _, __, ___: [True, False],
    "number": _numbers,
    "day": _days,
    "records": _records,
    "set": _sets,
    "text": _texts,
}
