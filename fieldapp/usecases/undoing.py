"""Undo: takes back what a person did last, where nobody has built on it since."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.base.findings import Finding
from fieldapp.case.change import Change
from fieldapp.case.edit import Edit
from fieldapp.case.undo import history, undo
from fieldapp.store.workspace import Committed, Workspace, Writing

__all__ = ["Committed", "TakenBack", "take_back"]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """`committed` is what the taking back itself wrote: take that back to redo.

    `changed_since`: a finding for each place that somebody has changed since, left as it is.
    """

    committed: Committed
    changed_since: tuple[Finding, ...] = ()


def take_back(workspace: Workspace, case_id: bytes, made: Committed) -> TakenBack:
    """Takes one commit back.

    Raises:
        StoreError: nothing was changed.
    """
    logs = {private: workspace.changes(case_id, private=private) for private in (False, True)}
    findings: list[Finding] = []

    def write(writing: Writing) -> None:
        findings.clear()
        _undo(writing.shared, made.shared, logs[False], findings)
        _undo(writing.private, made.private, logs[True], findings)

    committed = workspace.commit(case_id, write)
    return TakenBack(committed, tuple(findings))


def _undo(edit: Edit, change: Change | None, log: list[Change], findings: list[Finding]) -> None:
    if change is not None:
        findings += undo(edit, change, history(log))
