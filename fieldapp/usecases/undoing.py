"""Undo: takes back what a person did last, where nobody has built on it since."""

from __future__ import annotations

from dataclasses import dataclass, field

from fieldapp.base.findings import Finding
from fieldapp.case.change import Change
from fieldapp.case.edit import Edit
from fieldapp.case.undo import history, undo
from fieldapp.store.workspace import Committed, Workspace, Writing
from fieldapp.usecases.editing import Add, Delete, PutText, Wish

__all__ = ["Committed", "Deeds", "TakenBack", "take_back"]


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


@dataclass(slots=True)
class _Deed:
    """What one undo takes back: its commits, in order.

    `fresh`: the record it has made, as long as nobody has said anything in it.
    """

    commits: list[Committed] = field(default_factory=list)
    fresh: str = ""


class Deeds:
    """What a person did since a case was opened, as they would count it.

    The first words in a record are one deed with the making of it; a record that was made and taken
    away again without a word is none. Used by one thread; `can_undo` and `can_redo` by any.
    """

    def __init__(self) -> None:
        self._done: list[_Deed] = []
        self._undone: list[_Deed] = []

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def remember(self, wishes: tuple[Wish, ...], committed: Committed) -> None:
        """Adds what was just done; a commit that changed nothing is passed over.

        Args:
            wishes: what was wished, none where the work was done in another way.
        """
        if not committed:
            return
        self._undone.clear()
        last = self._done[-1] if self._done else _Deed()
        if not last.fresh or _changed(committed) != {last.fresh}:
            self._done.append(_Deed([committed], _fresh(wishes)))
        elif any(isinstance(wish, Delete) for wish in wishes):
            self._done.pop()
        else:
            last.commits.append(committed)
            if any(_says_something(wish, last.fresh) for wish in wishes):
                last.fresh = ""

    def undo(self, workspace: Workspace, case_id: bytes) -> tuple[Finding, ...]:
        """Takes the last deed back; returns what `TakenBack.changed_since` tells.

        Raises:
            StoreError: what is not taken back yet stays to be undone.
        """
        return _turn(workspace, case_id, self._done, self._undone)

    def redo(self, workspace: Workspace, case_id: bytes) -> tuple[Finding, ...]:
        """Does again what was taken back last; see `undo`."""
        return _turn(workspace, case_id, self._undone, self._done)


def _turn(
    workspace: Workspace, case_id: bytes, source: list[_Deed], target: list[_Deed]
) -> tuple[Finding, ...]:
    if not source:
        return ()
    findings: tuple[Finding, ...] = ()
    turned = _Deed()
    while commits := source[-1].commits:
        taken = take_back(workspace, case_id, commits[-1])
        commits.pop()
        findings += taken.changed_since
        if taken.committed:
            turned.commits.append(taken.committed)
    source.pop()
    if turned.commits:
        target.append(turned)
    return findings


def _changed(committed: Committed) -> set[str]:
    """The records a commit has changed; of what is no record, its place."""
    changes = (committed.shared, committed.private)
    return {"/".join(op.path.split("/")[:2]) for change in changes if change for op in change.ops}


def _fresh(wishes: tuple[Wish, ...]) -> str:
    """The record that these wishes make, if they do nothing else and nobody speaks in it yet."""
    match wishes:
        case (Add(collection, values, item_id),) if item_id and not values.get("text"):
            return f"{collection}/{item_id}"
    return ""


def _says_something(wish: Wish, item: str) -> bool:
    """Whether it puts the first words into a record."""
    if not isinstance(wish, PutText) or not wish.path.startswith(f"{item}/"):
        return False
    return bool(wish.text.strip())
