"""Undo: takes a change back where nobody has built on it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.change import DELETE, RETRACT, SET, Change, Op, OpId
from fieldapp.case.edit import Edit
from fieldapp.case.fold import KNOWN_KINDS, LIFE, Fold


class Written(NamedTuple):
    """An op and who wrote it."""

    op: Op
    author: bytes


History = dict[OpId, Written]
"""Every op of the case's log by its id, to find what an op had replaced and who replaced it."""


def history(changes: Iterable[Change]) -> History:
    return {
        OpId(change.id, place): Written(op, change.author)
        for change in changes
        for place, op in enumerate(change.ops)
    }


def undo(edit: Edit, change: Change, ops: History) -> tuple[Finding, ...]:
    """Adds to an edit what takes a change back, register by register.

    A write is reset to what it replaced, or withdrawn if it replaced nothing or if another value
    stands beside it; what was withdrawn is written again; a deleted item is shown again; a new item
    is hidden. What somebody has changed since is left as it is.

    Returns:
        A finding for each register that was changed since, naming who.
    """
    by_path: dict[str, dict[OpId, Op]] = {}
    for place, op in enumerate(change.ops):
        if op.kind in KNOWN_KINDS:
            by_path.setdefault(op.path, {})[OpId(change.id, place)] = op
    findings = []
    for path, mine in by_path.items():
        since = _changed_since(edit.fold, path, mine, change.author, ops)
        if since is None:
            _take_back(edit, path, mine, ops)
        else:
            params = {"author": since.hex()}
            findings.append(Finding("case.changed_since", params, path, Severity.INFO))
    return tuple(findings)


def _changed_since(
    fold: Fold, path: str, mine: Mapping[OpId, Op], author: bytes, ops: History
) -> bytes | None:
    """Who has built on a change's ops of one register; None if nobody has."""
    heads = fold.heads(path)
    kinds = {op.kind for op in mine.values()}
    if not any(head.id in mine for head in heads):
        if heads:
            return heads[-1].author
        if kinds == {RETRACT}:
            return None
        later = (w.author for w in ops.values() if not mine.keys().isdisjoint(w.op.supersedes))
        return next(later, author)
    item, _, last = path.rpartition("/")
    if last != LIFE or kinds != {SET}:
        return None
    known = {seen for op in mine.values() for old in _replaced(op, ops) for seen in old.sees}
    strange = (
        head
        for head in (*heads, *fold.item_heads(item))
        if head.author != author and head.id not in known
    )
    latest = max(strange, key=lambda head: head.order, default=None)
    return None if latest is None else latest.author


def _take_back(edit: Edit, path: str, mine: Mapping[OpId, Op], ops: History) -> None:
    fold = edit.fold
    item, _, last = path.rpartition("/")
    kinds = {op.kind for op in mine.values()}
    beside = [head for head in fold.heads(path) if head.id not in mine]
    if last == LIFE and kinds == {SET}:
        edit.delete(item)
    elif beside:
        edit.withdraw(path, mine)
    elif last == LIFE and kinds == {DELETE}:
        edit.write(path, True)
    elif former := _former(fold, mine.values(), ops):
        edit.again(path, former)
    else:
        edit.clear(path)


def _former(fold: Fold, mine: Iterable[Op], ops: History) -> list[bytes]:
    """The distinct values that ops of one register replaced, as canonical bytes."""
    replaced = (old for op in mine for old in _replaced(op, ops) if old.kind == SET)
    found = (fold.data(old) for old in replaced)
    return sorted({data for data in found if data is not None})


def _replaced(op: Op, ops: History) -> Iterator[Op]:
    """The ops of the same register that an op superseded."""
    known = (ops[ref].op for ref in op.supersedes if ref in ops)
    return (old for old in known if old.path == op.path)
