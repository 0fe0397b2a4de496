"""What a company may give to all its laptops: playbooks, and files that stand beside the built-in
ones.

A playbook goes out compiled, so that it brings all its fields along; the other files go as they
are. Loads what reads them only when something is read.
"""

from __future__ import annotations

import re
from pathlib import Path

from fieldapp.base import paths
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.values import frozen

PLAYBOOK, WORDS = "playbook", "words"
"""Kinds of wares."""
FILES = {
    "phrases": "phrases.yaml",
    "glossary": "words/jargon.yaml",
    "calendar": "calendar.yaml",
    "compensation": "compensation.yaml",
}
"""Name of a file that is given -> where it stands in a folder of forms."""
_ID = re.compile("[a-z][a-z0-9_]{0,59}")
READY = "ready"
"""Where a folder of forms holds playbooks that are compiled already."""


@frozen
class Ware:
    """Something to give. `name`: the playbook's id, or one of `FILES`."""

    kind: str
    name: str
    content: bytes


def read(path: Path) -> tuple[Ware | None, list[Finding]]:
    """The ware of an author's file, None if it has errors, and everything noticed."""
    from fieldapp.playbook import source
    from fieldapp.playbook.lint.check import check_playbook, open_playbook

    node, findings = source.read(path)
    if node is None:
        return None, findings
    stated = node.get("format")
    form = str(stated.value) if stated is not None else ""
    name = form.removeprefix("fieldapp-").partition("/")[0]
    if name in FILES:
        content = path.read_bytes()
        fault = flaw(WORDS, name, content)
        return (None if fault else Ware(WORDS, name, content)), [fault] if fault else []
    findings = check_playbook(path)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None, findings
    playbook = open_playbook(path) if name == "playbook" else None
    if playbook is None:
        return None, [*findings, Finding("playbook.ware_unfit", {}, path.name)]
    if (paths.forms("playbooks") / f"{playbook.id}.yaml").is_file():
        params = {"id": playbook.id, "first": f"{playbook.id}.yaml"}
        return None, [*findings, Finding("playbook.id_taken", params, path.name)]
    return Ware(PLAYBOOK, playbook.id, playbook.compiled), findings


def flaw(kind: str, name: str, content: bytes) -> Finding | None:
    """Why something that was given cannot be used here; None if it is good."""
    from fieldapp.playbook import schema, source
    from fieldapp.playbook.errors import PlaybookError
    from fieldapp.playbook.model import Playbook

    if kind == PLAYBOOK:
        if not _ID.fullmatch(name):
            return Finding("playbook.ware_unfit", {}, name[:80])
        try:
            found = Playbook.from_compiled(content)
        except PlaybookError as error:
            return error.finding
        return None if found.id == name else Finding("playbook.ware_unfit", {}, name)
    if name not in FILES:
        return Finding("playbook.ware_unfit", {}, name[:80])
    node, findings = source.read_bytes(content, FILES[name])
    findings += schema.check(node, name, FILES[name]) if node is not None else []
    errors = (one for one in findings if one.severity is Severity.ERROR)
    return next(errors, None)
