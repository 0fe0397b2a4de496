"""What each case on this laptop contributes to the figures of its team, counted once.

To count a case takes its whole log and the edition that was issued. So what was counted is
remembered for as long as the workspace is open, and counted anew where something has changed that
it follows from: the case, whose word counts, the playbooks, what has arrived or was erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import get_args
from weakref import WeakKeyDictionary

from fieldapp.base.progress import Check, counted, unwatched
from fieldapp.base.values import frozen
from fieldapp.case.reportstate import State, current, reports
from fieldapp.overview.rows import CaseRow, Edition, case_row
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.issued import content_of, playbook_of
from fieldapp.usecases.supervisors import Supervision

_MOST = 5_000
"""Cases that are remembered; whoever has more counts the rest anew each time."""
_AT_ONCE = 500
"""Cases a question to the disk."""


@frozen
class Begun:
    """`rows`: of the cases that have not changed since they were counted; `left`: the others."""

    rows: tuple[CaseRow, ...]
    left: tuple[bytes, ...]


@frozen
class _Counted:
    """A row, and what it holds for: the number of the case's last change, and its team."""

    row: CaseRow | None
    recency: int
    team: bytes


@dataclass
class _Memory:
    """What was counted while the same was known of people, playbooks and erasures. It holds no
    workspace, and nothing of it is written."""

    basis: bytes = b""
    library: Library | None = None
    rows: dict[bytes, _Counted] = field(default_factory=dict)


_MEMORIES: WeakKeyDictionary[Workspace, _Memory] = WeakKeyDictionary()


def begin(workspace: Workspace, library: Library) -> Begun:
    """What is known already, and the cases that `rows` is to count: all that a report was issued
    of, but those.

    Raises:
        StoreError: from the disk.
    """
    memory = _memory(workspace, library, Supervision(workspace))
    recencies = _recencies(workspace)
    teams = _teams(workspace, recencies)
    holds = {
        case: known
        for case, known in memory.rows.items()
        if (known.recency, known.team) == (recencies.get(case), teams.get(case, b""))
    }
    memory.rows = holds
    left = tuple(case for case in recencies if case not in holds)
    return Begun(tuple(one.row for one in holds.values() if one.row is not None), left)


def rows(
    workspace: Workspace, library: Library, cases: Sequence[bytes], check: Check = unwatched
) -> tuple[CaseRow, ...]:
    """What each of some cases contributes; one whose reports were all withdrawn does not.

    Raises:
        StoreError: from the disk.
    """
    supervision = Supervision(workspace)
    memory = _memory(workspace, library, supervision)
    teams = _teams(workspace, cases)
    found: list[CaseRow] = []
    for case in counted(cases, len(cases), check):
        recency = _recency(workspace, case)
        row, is_whole = _row(workspace, library, supervision, case)
        if row is not None:
            found.append(row)
        # What still lacks its edition or its playbook may get it without a change of its own.
        if is_whole and recency is not None and len(memory.rows) < _MOST:
            memory.rows[case] = _Counted(row, recency, teams.get(case, b""))
    return tuple(found)


def all_rows(workspace: Workspace, library: Library) -> tuple[CaseRow, ...]:
    """Those of all cases.

    Raises:
        StoreError: from the disk.
    """
    begun = begin(workspace, library)
    return (*begun.rows, *rows(workspace, library, begun.left))


def forget(workspace: Workspace) -> None:
    """Counts everything anew the next time."""
    _MEMORIES.pop(workspace, None)


def _memory(workspace: Workspace, library: Library, supervision: Supervision) -> _Memory:
    memory = _MEMORIES.setdefault(workspace, _Memory())
    ((erasures,),) = workspace.parts.database.rows("SELECT count(*) FROM erasure")
    basis = b"%d %s" % (erasures, supervision.fingerprint())
    if memory.basis != basis or memory.library is not library:
        memory = _MEMORIES[workspace] = _Memory(basis, library)
    return memory


def _recencies(workspace: Workspace) -> dict[bytes, int]:
    return {case: recency for recency, case, _ in workspace.listing().reported(get_args(State))}


def _recency(workspace: Workspace, case: bytes) -> int | None:
    row = workspace.listing().row(case)
    return None if row is None else row.recency


def _teams(workspace: Workspace, cases: Iterable[bytes]) -> dict[bytes, bytes]:
    """The teams of cases, where that has been said."""
    every, found = list(cases), dict[bytes, bytes]()
    for start in range(0, len(every), _AT_ONCE):
        found |= workspace.parts.spaces.homes_of(every[start : start + _AT_ONCE])
    return found


def _row(
    workspace: Workspace, library: Library, supervision: Supervision, case: bytes
) -> tuple[CaseRow | None, bool]:
    """A case's row, and whether all it follows from was here."""
    fold = workspace.load(case).shared
    known = reports(fold, supervision.counts(case))
    standing = current(known)
    if standing is None:
        return None, True
    content = content_of(workspace, standing)
    playbook = playbook_of(workspace, library, content)
    edition = None
    if content is not None and playbook is not None:
        edition = Edition(content, playbook, workspace.changes(case))
    return case_row(case, known, fold, edition), edition is not None
