"""Rows for a customer system, made from a case as its visibility `crm` lets it.

The case is filtered first (`report.audience`), and rows are made of what is left; so a mapping
cannot widen what leaves. Emotion data never does, whatever a company's own fields say.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import Lang, Text, tr
from fieldapp.base.values import frozen
from fieldapp.case.records import SITUATIONS, Case
from fieldapp.crm.mapping import KEY, CrmMapping, Module, Target
from fieldapp.playbook import answers
from fieldapp.playbook.fields import Field, FieldType, Visibility
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience

Value = str | Decimal | bool | date | datetime

_NEVER = frozenset({"emotion"})
"""Topics of fields that no customer system is told."""
_MORE = "…"
_KEPT = "\n\t"
_NO_XML = "\ufffe\uffff"


@frozen(kw_only=True)
class Cell:
    """A value for one field of theirs; of a lookup, the key of the row it points to."""

    target: Target
    value: Value

    @property
    def told(self) -> str:
        """As a person reads it and a file has it."""
        return told(self.value)


@frozen(kw_only=True)
class Row:
    """One record of theirs. `key`: what it is recognised by."""

    module: str
    key: str
    cells: tuple[Cell, ...]

    def cell(self, to: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.target.to == to), None)


@frozen(kw_only=True)
class Rows:
    """What is handed over of some cases, modules in the mapping's order, and what does not fit."""

    mapping: CrmMapping
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = ()

    def of(self, module: str) -> list[Row]:
        return [row for row in self.rows if row.module == module]


def key_of(case_id: str) -> str:
    """What a case is called in customer systems: the same each time, and nothing of its id."""
    return "fa-" + hashlib.sha256(f"fieldapp crm 1 {case_id}".encode()).hexdigest()[:24]


def rows(case: Case, playbook: Playbook, mapping: CrmMapping, lang: Lang) -> Rows:
    """What a customer system is told of a case.

    Args:
        lang: in which texts and labels go out; a text that is not translated goes as it was
            written.
    """
    filler = _Filler(case, playbook, lang)
    for module in mapping.modules:
        filler.fill(module)
    closed = (
        Finding("crm.closed", {"field": source}, severity=Severity.WARNING)
        for source in unreadable(mapping, playbook)
    )
    findings = (*filler.findings, *closed)
    return Rows(mapping=mapping, rows=tuple(filler.made), findings=findings)


def together(mapping: CrmMapping, several: Iterable[Rows]) -> Rows:
    """The rows of several cases; what is one row there (a customer) is one here."""
    found: dict[tuple[str, str], Row] = {}
    findings: list[Finding] = []
    for one in several:
        found |= {(row.module, row.key): row for row in one.rows}
        findings += one.findings
    order = [module.name for module in mapping.modules]
    ordered = sorted(found.values(), key=lambda row: order.index(row.module))
    return Rows(mapping=mapping, rows=tuple(ordered), findings=tuple(findings))


def told(value: Value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


class _Filler:
    """Fills the modules of a mapping, one after the other, with one case."""

    def __init__(self, case: Case, playbook: Playbook, lang: Lang) -> None:
        self._case = audience.handed_over(case, playbook)
        self._key = key_of(case.id)
        self._playbook = playbook
        self._lang: Lang = lang
        self._keys: dict[str, str] = {}
        self.made: list[Row] = []
        self.findings: list[Finding] = []

    def fill(self, module: Module) -> None:
        if module.when and self._value(module.when) is None:
            return
        cells = []
        for target in module.fields:
            value = self._fitted(module, target)
            if value is not None:
                cells.append(Cell(target=target, value=value))
            elif target.needed:
                self._find("crm.missing", module, target)
                return
        key = next((cell.told for cell in cells if cell.target.to == module.key), "")
        if not key:
            target = next(one for one in module.fields if one.to == module.key)
            self._find("crm.missing", module, target)
            return
        self._keys[module.name] = key
        self.made.append(Row(module=module.name, key=key, cells=tuple(cells)))

    def _fitted(self, module: Module, target: Target) -> Value | None:
        """What goes into a field of theirs, as far as it fits."""
        if target.kind == "lookup":
            return self._keys.get(target.module)
        if target.value:
            return target.value.get(self._lang)
        value = self._value(target.source)
        if value is None:
            return None
        made = self._typed(target, value)
        if made is None:
            self._find("crm.no_choice" if target.choices else "crm.other_type", module, target)
            return None
        if isinstance(made, str):
            made = _clean(made, target.kind == "long_text")
            if target.length is not None and _length(made) > target.length:
                limit = target.length
                self._find("crm.too_long", module, target, limit=limit, length=_length(made))
                made = _cut(made, limit)
        return made or None if isinstance(made, str) else made

    def _typed(self, target: Target, value: Value | Text | tuple[str, ...]) -> Value | None:
        """The value as their field's type has it; None if it has no such thing."""
        kind = target.kind
        if kind in ("text", "long_text", "choice"):
            return self._words(target, value)
        if kind == "day" and isinstance(value, date):
            return date(value.year, value.month, value.day)
        if kind == "moment" and isinstance(value, datetime):
            return value
        if kind == "number" and isinstance(value, Decimal):
            return value
        return value if kind == "boolean" and isinstance(value, bool) else None

    def _words(self, target: Target, value: Value | Text | tuple[str, ...]) -> str | None:
        if isinstance(value, Text):
            return value.get(self._lang)
        if isinstance(value, str | tuple):
            chosen = (value,) if isinstance(value, str) else value
            labels = [self._label(target, choice) for choice in chosen]
            return None if None in labels else ", ".join(label for label in labels if label)
        return told(value)

    def _label(self, target: Target, choice: str) -> str | None:
        if target.choices:
            theirs = target.choices.get(choice)
            return theirs.get(self._lang) if theirs else None
        if target.source == "situation":
            known = choice in SITUATIONS
            return tr(f"report.situation_{choice}", self._lang) if known else None
        field = self._playbook.fields.get(target.source)
        found = field.choice(choice) if field else None
        return found.label.get(self._lang) if found else choice

    def _value(self, source: str) -> Value | Text | tuple[str, ...] | None:
        """What the case says where a mapping looks; None if it says nothing or may not."""
        if source == KEY:
            return Text.of(self._key)
        if source in audience.HEADER:
            return _header(self._case, source)
        field = self._playbook.fields.get(source)
        if field is None or not may_leave(field):
            return None
        value = answers.read(field, self._case).value
        if isinstance(value, tuple):
            return tuple(one for one in value if isinstance(one, str)) or None
        return value

    def _find(self, code: str, module: Module, target: Target, **params: str | int) -> None:
        told = {"module": module.title.get(self._lang), "field": target.label.get(self._lang)}
        where = self._case.title.get(self._lang)
        severity = Severity.ERROR if code == "crm.missing" else Severity.WARNING
        self.findings.append(Finding(code, told | params, where, severity))


def may_leave(field: Field) -> bool:
    """Whether a customer system may be told what a field holds."""
    emotional = field.type is FieldType.LEVEL or field.topic in _NEVER
    return field.visibility >= Visibility.CRM and not (emotional or field.type is FieldType.RECORDS)


def unreadable(mapping: CrmMapping, playbook: Playbook) -> Sequence[str]:
    """The fields of ours a mapping names that may not leave, in its order."""
    named = dict.fromkeys(
        field.source for module in mapping.modules for field in module.fields if field.source
    )
    return [source for source in named if not _is_open(source, playbook)]


def _is_open(source: str, playbook: Playbook) -> bool:
    if source == KEY:
        return True
    if source in audience.HEADER:
        return audience.HEADER[source] >= Visibility.CRM
    field = playbook.fields.get(source)
    return field is None or may_leave(field)


def _header(case: Case, path: str) -> Value | Text | None:
    holder: object = case
    for name in path.split("."):
        holder = getattr(holder, name)
    found: Value | Text | None = holder if isinstance(holder, Text | str | datetime) else None
    return found or None


def _clean(text: str, is_long: bool) -> str:
    """Without what no file or screen of theirs takes: control characters, halves of pairs."""
    whole = "".join(
        char
        for char in text.replace("\r\n", "\n").replace("\r", "\n")
        if char in _KEPT or not (unicodedata.category(char) in ("Cc", "Cs") or char in _NO_XML)
    )
    return whole.strip() if is_long else " ".join(whole.split())


def _length(text: str) -> int:
    """Characters as their systems and spreadsheets count them."""
    return len(text.encode("utf-16-le")) // 2


def _cut(text: str, limit: int) -> str:
    cut = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
    return cut + _MORE


def changed(row: Row, *, is_known: bool) -> Mapping[str, Cell]:
    """The cells that are to be set: where they have the row already, not those of once only."""
    return {cell.target.to: cell for cell in row.cells if not (is_known and cell.target.once)}
