"""Undo: takes a change back where nobody has built on it since."""

from __future__ import annotations

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.change import DELETE, SET, Change, Op, OpId
from fieldapp.case.edit import Edit
from fieldapp.case.fold import LIFE, Fold

History = dict[OpId, Op]
"""Every op of the case's log by its id, to find what an op had replaced."""


def history(changes: list[Change]) -> History:
    return {OpId(change.id, place): op for change in changes for place, op in enumerate(change.ops)}


def undo(edit: Edit, change: Change, ops: History) -> tuple[Finding, ...]:
    """Adds to an edit what takes a change back, op by op.

    A write is reset to what it replaced, or withdrawn if it replaced nothing; a deleted item is
    shown again; a new item is hidden. What is no longer a head is left as it is.

    Returns:
        A finding for each register that somebody has changed since.
    """
    findings = []
    fold = edit.fold
    for place, op in enumerate(change.ops):
        if fold.is_head(OpId(change.id, place), op.path):
            _take_back(edit, op, ops)
        elif later := fold.heads(op.path):
            findings.append(
                Finding(
                    "case.changed_since",
                    {"author": later[-1].author.hex()},
                    op.path,
                    Severity.INFO,
                )
            )
    return tuple(findings)


def _take_back(edit: Edit, op: Op, ops: History) -> None:
    item, _, last = op.path.rpartition("/")
    if last == LIFE:
        if op.kind == DELETE:
            edit.write(op.path, True)
        else:
            edit.delete(item)
        return
    former = _former(edit.fold, op, ops)
    if former:
        edit.again(op.path, former)
    else:
        edit.clear(op.path)


def _former(fold: Fold, op: Op, ops: History) -> list[bytes]:
    """The distinct values an op replaced, as canonical bytes."""
    replaced = (ops[ref] for ref in op.supersedes if ref in ops)
    found = (fold.data(old) for old in replaced if old.path == op.path and old.kind == SET)
    return sorted({data for data in found if data is not None})
