"""What an administrator wants to know of a mapping file before it is used: line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.crm.mapping import KEY
from fieldapp.crm.rows import may_leave
from fieldapp.playbook import schema, source
from fieldapp.playbook.errors import nearest
from fieldapp.playbook.fields import Field, Visibility
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.source import Node
from fieldapp.report.audience import HEADER

FORMAT = "fieldapp-crm/1"


def check_mapping(path: Path, playbooks: Sequence[Playbook]) -> list[Finding]:
    """Everything worth telling its author; empty if all is well. Never raises.

    Args:
        playbooks: those whose fields it may name.
    """
    node, findings = source.read(path)
    if node is None:
        return findings
    findings += schema.check(node, "crm", path.name)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return findings
    modules = node.entries["modules"].items
    return [*findings, *_Check(path.name, playbooks).modules(modules)]


class _Check:
    def __init__(self, file: str, playbooks: Iterable[Playbook]) -> None:
        self._file = file
        self._fields: dict[str, list[Field]] = {}
        for playbook in playbooks:
            for name, field in playbook.fields.items():
                self._fields.setdefault(name, []).append(field)

    def modules(self, modules: Sequence[Node]) -> Iterator[Finding]:
        before: list[str] = []
        for module in modules:
            name = _text(module, "name")
            if name in before:
                yield self._found("crm.named_twice", module.entries["name"], name=name)
            yield from self._module(module, name, before)
            before.append(name)

    def _module(self, module: Node, name: str, before: Sequence[str]) -> Iterator[Finding]:
        targets = module.entries["fields"].items
        seen: list[str] = []
        for target in targets:
            to = _text(target, "to")
            if to in seen:
                yield self._found("crm.named_twice", target.entries["to"], name=to)
            seen.append(to)
            if _text(target, "type") == "lookup" and _text(target, "module") not in before:
                at = target.get("module") or target
                yield self._found("crm.mapping_order", at, module=name)
            yield from self._source(target.get("from"))
        if _text(module, "key") not in seen:
            yield self._found("crm.mapping_order", module.entries["key"], module=name)
        yield from self._source(module.get("when"))

    def _source(self, node: Node | None) -> Iterator[Finding]:
        """What a mapping looks for is there, and may leave."""
        name = str(node.value) if node is not None else KEY
        if node is None or name == KEY:
            return
        fields = self._fields.get(name, [])
        if name not in HEADER and not fields:
            known = [*self._fields, *HEADER, KEY]
            near = nearest(name, known)
            yield self._found("crm.source_unknown", node, name=name[:60], nearest=near)
        elif HEADER.get(name, Visibility.CRM) < Visibility.CRM or (
            fields and not any(map(may_leave, fields))
        ):
            yield self._found("crm.closed", node, Severity.WARNING, field=name)

    def _found(
        self, code: str, at: Node, severity: Severity = Severity.ERROR, **params: str
    ) -> Finding:
        return Finding(code, params, f"{self._file}:{at.line}", severity)


def _text(node: Node, key: str) -> str:
    found = node.get(key)
    return str(found.value) if found is not None else ""
