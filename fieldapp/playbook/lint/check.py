"""The check of one author's file: a playbook, a topic's fields, an emotion level table, a page of
the handbook, a script to practise with.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.playbook import folders, schema, source
from fieldapp.playbook.catalogue import Catalogue
from fieldapp.playbook.compile import compile_file, compile_node
from fieldapp.playbook.errors import nearest
from fieldapp.playbook.library import Library
from fieldapp.playbook.lint import conditions, phrases, practice, structure, texts, trials
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.source import Node

_SHARED = ("fields", "scale")
"""Kinds of files that playbooks take parts from."""
_KINDS = {name: kind for name, kind in schema.FORMATS.items() if kind != "phrases"}


def check_playbook(path: Path) -> list[Finding]:
    """Everything worth telling the author of a file, by line; empty if all is well.

    Shared fields come from the built-in forms and from the folder the file lies in. Never raises:
    a file that cannot be read is a finding too.
    """
    path = path.resolve()
    node, findings = source.read(path)
    if node is None:
        return findings
    kind, wrong = _kind(node, path.name)
    findings += wrong or schema.check(node, kind, path.name)
    if _broken(findings):
        return findings
    sources = _sources(path)
    catalogue = Catalogue.of(sources)
    if kind == "playbook":
        in_shared_files = [f for f in catalogue.findings if f.severity is Severity.ERROR]
        # Without whole shared files, most of what a playbook names would seem unknown.
        findings += in_shared_files or _playbook(node, catalogue, path.name)
    elif kind == "practice":
        method = _method(node, sources)
        groups = phrases.words(sources)
        findings += practice.check(node, method, groups, path.name)
    elif kind in _SHARED:
        if path not in folders.parts(sources):
            catalogue.add(path)
        findings += [f for f in catalogue.findings if f.where.startswith(f"{path.name}:")]
        if kind == "fields":
            findings += structure.unused(node, folders.playbooks(sources[-1]), path.name)
    findings += texts.check(node, kind, path.name)
    findings += phrases.check(node, phrases.words(sources), path.name)
    return sorted(_once(findings), key=_line)


def open_playbook(path: Path) -> Playbook | None:
    """The playbook of an author's file, None if it has errors (which `check_playbook` names)."""
    path = path.resolve()
    data, _ = compile_file(path, Catalogue.of(_sources(path)))
    return Playbook.from_compiled(data) if data else None


def _sources(path: Path) -> list[Path]:
    """The folders a file's shared parts come from; its own is the last."""
    root = path.parent.parent if path.parent.name in folders.KINDS else path.parent
    return folders.sources(root)


def _playbook(node: Node, catalogue: Catalogue, file: str) -> list[Finding]:
    data, findings = compile_node(node, catalogue, file)
    if data is None:
        return findings
    playbook = Playbook.from_compiled(data)
    return [
        *findings,
        *structure.check(node, playbook, file),
        *conditions.check(node, playbook, file),
        *trials.check(node, playbook, file),
    ]


def _method(node: Node, sources: list[Path]) -> list[str] | None:
    """The steps of the method that a script practises; None where there is no such method."""
    known = Library(sources[1:], built_in=sources[0]).get(str(node.entries["playbook"].value))
    return [step.id for step in known.steps] if known is not None else None


def _kind(node: Node, file: str) -> tuple[str, list[Finding]]:
    """Which schema a file follows; findings if its format is none of ours."""
    stated = node.get("format")
    found = str(stated.value) if stated is not None else ""
    if found in _KINDS:
        return _KINDS[found], []
    if stated is None:
        return "", [Finding("playbook.format_missing", {"allowed": ", ".join(_KINDS)}, f"{file}:1")]
    params = {"value": found[:60], "nearest": nearest(found, _KINDS), "allowed": ", ".join(_KINDS)}
    where = f"{file}:{stated.line}"
    return "", [Finding("playbook.value_unknown", {"at": "format", **params}, where)]


def _broken(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _once(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once."""
    seen: dict[str, Finding] = {}
    for finding in findings:
        seen.setdefault(repr(finding), finding)
    return list(seen.values())


def _line(finding: Finding) -> tuple[str, int]:
    file, _, line = finding.where.rpartition(":")
    return file, int(line) if line.isdecimal() else 0
