"""The author's own tests: a small case, and what the guide should make of it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from fieldapp.base.clock import Entropy
from fieldapp.base.findings import Finding
from fieldapp.case import casefile, ids, intake, view
from fieldapp.case.casefile import CaseFileError
from fieldapp.case.change import Identity
from fieldapp.case.edit import Edit
from fieldapp.case.log import CaseLog
from fieldapp.case.records import Case
from fieldapp.playbook.errors import nearest
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.source import Node

TODAY = date(2026, 1, 15)
"""The day of a test that names none."""


def check(node: Node, playbook: Playbook, file: str) -> list[Finding]:
    """Runs the tests of a playbook that compiles; a finding for each expectation not met."""
    tests = node.get("tests")
    found: list[Finding] = []
    for test in tests.items if tests else []:
        found += _run(test, playbook, file)
    return found


def _run(test: Node, playbook: Playbook, file: str) -> list[Finding]:
    name = str(test.entries["name"].value)
    stated = test.get("today")
    try:
        today = date.fromisoformat(str(stated.value)) if stated else TODAY
    except ValueError:
        line = stated.line if stated else test.line
        params = {"at": "tests.today", "value": str(stated.value) if stated else ""}
        return [Finding("playbook.day_form", params, f"{file}:{line}")]
    given = test.entries["case"]
    try:
        case = _case(given.plain(), playbook)
    except CaseFileError as error:
        return [replace(f, where=f"{file}:{_line(given, f.where)}") for f in error.findings]
    guide = Guide(playbook, case, today, test.plain().get("overrides", ()))
    actual = _actual(guide)
    known = {"steps": {step.id for step in playbook.steps}, "rules": _rule_ids(playbook)}
    found = []
    for kind, wanted in test.entries["expect"].entries.items():
        names = known.get(_named_by(kind), set(playbook.fields))
        for item in wanted.items:
            code = "test_unknown" if item.value not in names else "test_failed"
            if code == "test_unknown" or item.value not in actual[kind]:
                params = {
                    "name": name,
                    "kind": kind,
                    "id": str(item.value),
                    "nearest": nearest(str(item.value), names),
                }
                found.append(Finding(f"playbook.{code}", params, f"{file}:{item.line}"))
    return found


def _line(node: Node, place: str) -> int:
    """The line of a place such as `statements/1/text` in a test's case."""
    for part in place.split("/"):
        inner = node.get(part)
        if part.isdecimal() and 0 < int(part) <= len(node.items):
            inner = node.items[int(part) - 1]
        if inner is None:
            break
        node = inner
    return node.key_line


def _named_by(kind: str) -> str:
    """What an expectation's ids name: steps, rules or fields."""
    return {"folded": "steps", "open": "steps", "rules": "rules"}.get(kind, "fields")


def _rule_ids(playbook: Playbook) -> set[str]:
    return {rule.id for rule in playbook.rules}


def _actual(guide: Guide) -> dict[str, Collection[object]]:
    states = [known for step in guide.steps for known in step.fields]
    visible = {known.field.id for known in states if known.visible}
    return {
        "visible": visible,
        "hidden": {known.field.id for known in states} - visible,
        "required": {known.field.id for known in states if known.required},
        "folded": {state.step.id for state in guide.steps if state.folded},
        "open": {state.step.id for state in guide.steps if not state.folded},
        "missing": {finding.params["field"] for finding in guide.missing()},
        "rules": {finding.params["rule"] for finding in guide.rules()},
    }


def _entropy() -> Entropy:
    """Bytes that are others at every call, as the elements of a set need, but not in every run."""
    numbers = count(1)
    return lambda size: next(numbers).to_bytes(size, "little")


def _case(content: dict[str, Any], playbook: Playbook) -> Case:
    """The test's case, by the door every case comes in.

    Raises:
        CaseFileError: it is no case.
    """
    header = {"format": "fieldapp-case/1", "title": "-", "playbook": playbook.id}
    data = json.dumps({**header, **content}, default=float).encode()
    file = casefile.read(data)
    entropy = _entropy()
    shared, private = (
        CaseLog(case_id, Identity.new(bytes), lambda: datetime(2026, 1, 15, tzinfo=UTC), entropy)
        for case_id in (file.case_id, ids.private_id(file.case_id))
    )
    edit, own = Edit(shared.fold, entropy), Edit(private.fold, entropy)
    intake.take_in(file, edit, own, playbook.is_private)
    shared.commit_edit(edit)
    private.commit_edit(own)
    return view.project(file.case_id, shared.fold, private.fold)
