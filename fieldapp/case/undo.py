"""Undo: takes a change back where nobody has built on it since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.change import DELETE, RETRACT, SET, Change, Op, OpId
from fieldapp.case.edit import Edit
from fieldapp.case.fold import KNOWN_KINDS, LIFE, Fold


class Written(NamedTuple):
    """An op, who wrote it and when."""

    op: Op
    author: bytes
    hlc: int


History = dict[OpId, Written]
"""Every op of the case's log by its id, to find what an op had replaced and who replaced it."""


def history(changes: Iterable[Change]) -> History:
    return {
        OpId(change.id, place): Written(op, change.author, change.hlc)
        for change in changes
        for place, op in enumerate(change.ops)
    }


def undo(edit: Edit, change: Change, ops: History) -> tuple[Finding, ...]:
    """Adds to an edit what takes a change back, register by register.

    A write is reset to what it replaced, or withdrawn if it replaced nothing or if another value
    stands beside it; what was withdrawn is written again; a deleted item is shown again; a new item
    is hidden. What somebody has changed since is left as it is; but where only the author went on,
    and has come back to what the change wrote, as by undoing the later changes one after the other,
    that stands for the change's own. What replaced a value that has been erased is left as well.

    Returns:
        A finding for each register that was left, and why.
    """
    by_path: dict[str, dict[OpId, Op]] = {}
    for place, op in enumerate(change.ops):
        if op.kind in KNOWN_KINDS:
            by_path.setdefault(op.path, {})[OpId(change.id, place)] = op
    registers = (_Register(edit, path, mine, change, ops) for path, mine in by_path.items())
    return tuple(filter(None, (register.undo() for register in registers)))


class _Register:
    """What one change did to one register, to be taken back."""

    def __init__(
        self, edit: Edit, path: str, mine: Mapping[OpId, Op], change: Change, ops: History
    ) -> None:
        self._edit, self._fold, self._path = edit, edit.fold, path
        self._mine, self._author, self._ops = mine, change.author, ops
        self._order = (change.hlc, change.id)
        self._kinds = {op.kind for op in mine.values()}
        self._item, _, last = path.rpartition("/")
        self._is_life = last == LIFE
        self._heads = edit.fold.heads(path)
        self._standing = self._still_standing()

    def undo(self) -> Finding | None:
        since = self._changed_since()
        if since is not None:
            params = {"author": since.hex()}
            return Finding("case.changed_since", params, self._path, Severity.INFO)
        if not self._take_back():
            return Finding("case.former_gone", {}, self._path, Severity.INFO)
        return None

    def _still_standing(self) -> set[OpId]:
        """The heads that are the change's own ops, or the author's return to what they wrote."""
        written = {(op.kind, self._fold.data(op)) for op in self._mine.values()}
        return {
            head.id
            for head in self._heads
            if head.id in self._mine
            or (
                (head.op.kind, self._fold.data(head.op)) in written
                and not self._is_touched_by_others()
            )
        }

    def _is_touched_by_others(self) -> bool:
        """Whether somebody else wrote the register after the change."""
        return any(
            written.author != self._author and (written.hlc, op_id.change) > self._order
            for op_id, written in self._ops.items()
            if written.op.path == self._path
        )

    def _changed_since(self) -> bytes | None:
        """Who has built on the change's ops; None if nobody has."""
        if not self._standing:
            if self._heads:
                return self._heads[-1].author
            if self._kinds == {RETRACT}:
                return None
            mine, all_ops = self._mine.keys(), self._ops.values()
            later = (w.author for w in all_ops if not mine.isdisjoint(w.op.supersedes))
            return next(later, self._author)
        if not self._is_life or self._kinds != {SET}:
            return None
        replaced = (old for op in self._mine.values() for old in _replaced(op, self._ops))
        known = {seen for old in replaced for seen in old.sees}
        strange = (
            head
            for head in (*self._heads, *self._fold.item_heads(self._item))
            if head.author != self._author and head.id not in known
        )
        latest = max(strange, key=lambda head: head.order, default=None)
        return None if latest is None else latest.author

    def _take_back(self) -> bool:
        """False if what the change replaced is no longer here."""
        edit, path = self._edit, self._path
        if self._is_life and self._kinds == {SET}:
            edit.delete(self._item)
        elif any(head.id not in self._standing for head in self._heads):
            edit.withdraw(path, self._standing)
        elif self._is_life and self._kinds == {DELETE}:
            edit.write(path, True)
        elif former := _former(self._fold, self._mine.values(), self._ops):
            edit.again(path, former)
        elif any(old.kind == SET for op in self._mine.values() for old in _replaced(op, self._ops)):
            return False
        else:
            edit.clear(path)
        return True


def _former(fold: Fold, mine: Iterable[Op], ops: History) -> list[bytes]:
    """The distinct values that ops of one register replaced, as canonical bytes."""
    replaced = (old for op in mine for old in _replaced(op, ops) if old.kind == SET)
    found = (fold.data(old) for old in replaced)
    return sorted({data for data in found if data is not None})


def _replaced(op: Op, ops: History) -> Iterator[Op]:
    """The ops of the same register that an op superseded."""
    known = (ops[ref].op for ref in op.supersedes if ref in ops)
    return (old for old in known if old.path == op.path)
