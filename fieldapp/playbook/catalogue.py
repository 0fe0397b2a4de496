"""The shared fields and emotion level tables a playbook draws on, read from authors' files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.declaring import Kind, Spec
from fieldapp.case.records import COLLECTIONS, specs
from fieldapp.playbook import folders, schema, source
from fieldapp.playbook.errors import nearest
from fieldapp.playbook.source import Node

DEFAULTS = {
    "merge": "single",
    "visibility": "internal",
    "report": "none",
    "personal": False,
    "always": False,
}
"""What a field is unless its author says otherwise."""


@dataclass(slots=True)
class Catalogue:
    """Fields and tables in their plain compiled form, by id; `places` says where each stands."""

    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    scales: dict[str, dict[str, Any]] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def of(cls, roots: Sequence[Path]) -> Catalogue:
        """Reads `fields/` and `scales/` of each folder. A file with errors is left out."""
        catalogue = cls()
        for path in folders.parts(roots):
            catalogue.add(path)
        return catalogue

    def add(self, path: Path) -> None:
        node, findings = source.read(path)
        self.findings += findings
        if node is None:
            return
        stated = node.get("format")
        name = "scale" if stated and stated.value == "fieldapp-scale/1" else "fields"
        findings = schema.check(node, name, path.name)
        self.findings += findings
        if not _broken(findings):
            (self._add_scale if name == "scale" else self._add_fields)(node, path.name)

    def _add_fields(self, node: Node, file: str) -> None:
        topic = node.plain()["topic"]
        for item in node.entries["fields"].items:
            known = {**DEFAULTS, **without_nulls(item.plain()), "topic": topic}
            where = f"{file}:{item.line}"
            if self._is_new(known["id"], where):
                self.fields[known["id"]] = known
                self.findings += _record_findings(item, file)

    def _add_scale(self, node: Node, file: str) -> None:
        scale = node.plain()
        where = f"{file}:{node.entries['id'].line}"
        if not self._is_new(scale["id"], where):
            return
        numbers = [level["level"] for level in scale["levels"]]
        if numbers != sorted(set(numbers)):
            line = node.entries["levels"].key_line
            self.findings.append(Finding("playbook.scale_levels", {}, f"{file}:{line}"))
            return
        self.scales[scale["id"]] = _scale(scale)

    def _is_new(self, item_id: str, where: str) -> bool:
        if first := self.places.get(item_id):
            params = {"id": item_id, "first": first}
            self.findings.append(Finding("playbook.id_twice", params, where))
            return False
        self.places[item_id] = where
        return True


def without_nulls(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if value is not None}


def _broken(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _scale(scale: dict[str, Any]) -> dict[str, Any]:
    """The table with each sign and response as one text in both languages."""
    levels = [
        {**level, **{key: _paired(level[key]) for key in ("signs", "response")}}
        for level in scale["levels"]
    ]
    return {"id": scale["id"], "title": scale["title"], "levels": levels}


def _paired(texts: dict[str, list[str]]) -> list[dict[str, str]]:
    longest = max(map(len, texts.values()))
    return [
        {lang: lines[index] for lang, lines in texts.items() if index < len(lines)}
        for index in range(longest)
    ]


def _record_findings(item: Node, file: str) -> list[Finding]:
    """What a records field says of its records that they do not have."""
    if "record" not in item.entries:
        return []
    known = specs(COLLECTIONS[str(item.entries["record"].value)])
    found = []
    needs = item.get("needs")
    where = item.get("where")
    named = [(str(node.value), node.line) for node in (needs.items if needs else [])]
    named += [(key, node.key_line) for key, node in (where.entries if where else {}).items()]
    for name, line in named:
        if name not in known:
            params = {"key": name, "nearest": nearest(name, known)}
            found.append(Finding("playbook.record_key", params, f"{file}:{line}"))
    for name, node in (where.entries if where else {}).items():
        if name in known and not _can_equal(known[name], node.value):
            allowed = ", ".join(known[name].choices) or known[name].kind.value
            params = {"key": name, "value": str(node.value), "allowed": allowed}
            found.append(Finding("playbook.record_value", params, f"{file}:{node.line}"))
    return found


def _can_equal(spec: Spec, value: object) -> bool:
    match spec.kind:
        case Kind.CHOICE:
            return isinstance(value, str) and (not spec.choices or value in spec.choices)
        case Kind.BOOL:
            return isinstance(value, bool)
        case Kind.INT:
            return isinstance(value, int) and not isinstance(value, bool)
        case _:
            return False
