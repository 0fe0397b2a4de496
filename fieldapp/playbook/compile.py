"""From an author's files to one canonical JSON, whose SHA-256 is the playbook's version.

`python -m fieldapp.playbook.compile [FOLDER] [--check]` writes, or with `--check` only compares,
`FOLDER/compiled/` for the playbooks of a folder (as a rule the built-in one).
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from fieldapp.base import paths
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import message
from fieldapp.playbook import folders, schema, source
from fieldapp.playbook.catalogue import Catalogue, without_nulls
from fieldapp.playbook.errors import ExpressionError, nearest
from fieldapp.playbook.expression import parse, references
from fieldapp.playbook.model import ISSUED, OPENED, OVERRIDE_REASON
from fieldapp.playbook.source import Node
from fieldapp.playbook.tools import TOOLS

CARRIED = ("gap_reason", OVERRIDE_REASON)
"""Shared fields every playbook carries, used or not, because the program itself asks for them.
Private fields are carried too: no reader may take one for a field it merely does not know."""

_LEFT_BEHIND = ("format", "tests")


def compile_file(path: Path, catalogue: Catalogue) -> tuple[bytes | None, list[Finding]]:
    """The compiled bytes of a playbook's file, None if it has errors, and everything noticed."""
    node, findings = source.read(path)
    if node is None:
        return None, findings
    data, more = compile_node(node, catalogue, path.name)
    return data, findings + more


def compile_node(node: Node, catalogue: Catalogue, file: str) -> tuple[bytes | None, list[Finding]]:
    """As `compile_file`, of a file already read; `file` is its name."""
    findings = schema.check(node, "playbook", file)
    if findings:
        return None, findings
    check = _Check(catalogue, file)
    check.playbook(node)
    if any(finding.severity is Severity.ERROR for finding in check.findings):
        return None, check.findings
    return canonical(_content(node, catalogue, check.used)), check.findings


def canonical(content: dict[str, Any]) -> bytes:
    """Sorted keys, UTF-8, no white space, whole numbers only."""
    text = json.dumps(
        content, ensure_ascii=False, default=int, sort_keys=True, separators=(",", ":")
    )
    return text.encode()


def _content(node: Node, catalogue: Catalogue, used: set[str]) -> dict[str, Any]:
    body = {
        key: value
        for key, value in node.plain().items()
        if key not in _LEFT_BEHIND and not key.startswith("x-")
    }
    body["steps"] = [_step(step) for step in body["steps"]]
    body["clocks"] = [_clock(clock) for clock in body.get("clocks", ())]
    carried = {
        known["id"]: known
        for known in catalogue.fields.values()
        if known["id"] in used or known["id"] in CARRIED or known["visibility"] == "private"
    }
    scale = catalogue.scales[body["scale"]]
    return {"format": folders.FORMAT, "playbook": body, "fields": carried, "scale": scale}


def _step(step: dict[str, Any]) -> dict[str, Any]:
    uses = [{"use": use} if isinstance(use, str) else use for use in step["fields"]]
    return without_nulls({**step, "fields": uses})


def _clock(clock: dict[str, Any]) -> dict[str, Any]:
    rest = {key: value for key, value in clock.items() if key != "hours"}
    return {**rest, "minutes": {key: int(hours * 60) for key, hours in clock["hours"].items()}}


@dataclass(slots=True)
class _Check:
    """References between the parts of a playbook and to the catalogue."""

    catalogue: Catalogue
    file: str
    findings: list[Finding] = field(default_factory=list)
    used: set[str] = field(default_factory=set)

    def _note(self, code: str, node: Node, **params: str | int) -> None:
        self.findings.append(Finding(f"playbook.{code}", params, f"{self.file}:{node.line}"))

    def playbook(self, node: Node) -> None:
        self._id(node.entries["id"])
        self._scale(node.entries["scale"])
        self._distinct(node.entries["steps"])
        for step in node.entries["steps"].items:
            self._step(step)
        for key in ("rules", "clocks", "practice"):
            if group := node.get(key):
                self._distinct(group)
        for rule in _items(node, "rules"):
            self._condition(rule.entries["when"])
            if about := rule.get("field"):
                self._field(about)
        for clock in _items(node, "clocks"):
            self._clock(clock)
        report = node.get("report")
        for section in (report.entries if report else {}).values():
            for item in section.items:
                self._field(item)
        for script in _items(node, "practice"):
            self._script(script)

    def _id(self, node: Node) -> None:
        stem = self.file.removesuffix(".yaml")
        if node.value != stem:
            self._note("id_file", node, id=str(node.value), stem=stem)

    def _scale(self, node: Node) -> None:
        if node.value not in self.catalogue.scales:
            name = str(node.value)
            self._note("scale_unknown", node, id=name, nearest=nearest(name, self.catalogue.scales))

    def _distinct(self, group: Node) -> None:
        seen: dict[str, Node] = {}
        for item in group.items:
            item_id = str(item.entries["id"].value)
            if item_id in seen:
                first = f"{self.file}:{seen[item_id].line}"
                self._note("id_twice", item.entries["id"], id=item_id, first=first)
            seen.setdefault(item_id, item)

    def _step(self, step: Node) -> None:
        seen: set[str] = set()
        for use in step.entries["fields"].items:
            name = use.entries["use"] if use.entries else use
            if self._field(name) and str(name.value) in seen:
                self._note("field_twice", name, id=str(name.value))
            seen.add(str(name.value))
            for key in ("visible_when", "required_when"):
                if condition := use.get(key):
                    self._condition(condition)
        if guard := step.get("guard"):
            self._condition(guard.entries["when"])
        for name in _items(step, "tools"):
            self._tool(name)
        for kind in ("say", "ask", "avoid"):
            for phrase in _items(step, kind):
                low, high = (level.value for level in phrase.entries["levels"].items)
                if isinstance(low, int) and isinstance(high, int) and low > high:
                    self._note("levels_order", phrase.entries["levels"], low=low, high=high)
                if condition := phrase.get("when"):
                    self._condition(condition)

    def _field(self, node: Node) -> bool:
        name = str(node.value)
        if name not in self.catalogue.fields:
            known = nearest(name, self.catalogue.fields)
            self._note("field_unknown", node, id=name, nearest=known)
            return False
        self.used.add(name)
        return True

    def _tool(self, node: Node) -> None:
        known = [tool.id for tool in TOOLS]
        if node.value not in known:
            name = str(node.value)
            self._note("tool_unknown", node, id=name, nearest=nearest(name, known))

    def _condition(self, node: Node) -> None:
        try:
            tree = parse(str(node.value))
        except ExpressionError as error:
            self._note(error.finding.code.removeprefix("playbook."), node, **error.finding.params)
            return
        for reference in references(tree):
            if reference.name in self.catalogue.fields:
                self.used.add(reference.name)
                continue
            known = nearest(reference.name, self.catalogue.fields)
            self._note(
                "expression_field",
                node,
                column=reference.column,
                found=reference.name,
                nearest=known,
            )

    def _clock(self, clock: Node) -> None:
        for key, own in (("from", OPENED), ("until", ISSUED)):
            end = clock.get(key)
            if (
                end is not None
                and end.value != own
                and self._field(end)
                and self.catalogue.fields[str(end.value)]["type"] not in ("day", "moment")
            ):
                self._note(f"clock_{key}", end, id=str(end.value))
        for hours in clock.entries["hours"].entries.values():
            if isinstance(hours.value, (int, Decimal)) and hours.value * 60 % 1:
                self._note("clock_minutes", hours, hours=str(hours.value))

    def _script(self, script: Node) -> None:
        self._distinct(script.entries["nodes"])
        known = {str(node.entries["id"].value) for node in script.entries["nodes"].items}
        targets = [script.entries["start"]]
        for node in script.entries["nodes"].items:
            if options := node.get("options"):
                self._distinct(options)
            targets += [
                option.entries["next"]
                for option in _items(node, "options")
                if "next" in option.entries
            ]
        for target in targets:
            if target.value not in known:
                name = str(target.value)
                self._note("practice_node", target, id=name, nearest=nearest(name, known))


def _items(node: Node, key: str) -> list[Node]:
    group = node.get(key)
    return group.items if group else []


def build(folder: Path) -> tuple[dict[str, bytes], list[Finding]]:
    """The files of `folder/compiled/` by name, and everything noticed on the way."""
    sources = folders.sources(folder)
    catalogue = Catalogue.of(sources)
    findings = list(catalogue.findings)
    written: dict[str, bytes] = {}
    index: dict[str, dict[str, str]] = {}
    for path in folders.playbooks(folder):
        data, more = compile_file(path, catalogue)
        findings += more
        if data is not None:
            written[f"{path.stem}.json"] = data
            index[path.stem] = {
                "sources": folders.digest(path, folders.parts(sources)),
                "version": hashlib.sha256(data).hexdigest(),
            }
    listed = json.dumps(index, indent=2, sort_keys=True) + "\n"
    return {**written, folders.INDEX: listed.encode()}, findings


def stale(folder: Path, wanted: dict[str, bytes]) -> Iterator[str]:
    """Names in `folder/compiled/` that differ from what they should be."""
    there = {path.name: path.read_bytes() for path in (folder / "compiled").glob("*.json")}
    return (name for name in sorted(there.keys() | wanted) if there.get(name) != wanted.get(name))


def main(arguments: Sequence[str]) -> int:
    """0 done or fresh, 1 stale or an error in the files."""
    folder = next((Path(name) for name in arguments if not name.startswith("-")), paths.forms())
    wanted, findings = build(folder)
    for finding in findings:
        print(f"{finding.where}: {message(finding, 'en')}", file=sys.stderr)
    failed = any(finding.severity is Severity.ERROR for finding in findings)
    changed = list(stale(folder, wanted))
    if "--check" in arguments:
        for name in changed:
            print(f"compiled/{name} is stale: run python -m fieldapp.playbook.compile")
        return 1 if changed or failed else 0
    (folder / "compiled").mkdir(exist_ok=True)
    for name in changed:
        path = folder / "compiled" / name
        if name in wanted:
            path.write_bytes(wanted[name])
        else:
            path.unlink()
        print(f"{path}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
