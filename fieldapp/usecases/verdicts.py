"""Verdicts: what the list of cases may say of the report of each, by a word that counts.

The store notes how a report stands as if every review counted. Whose word counts, the team's
certificates or this laptop's person say; where they do not vouch for everybody who reviewed a
report, it is worked out from the case itself.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from fieldapp.store.listing import Row
from fieldapp.store.workspace import Workspace

if TYPE_CHECKING:
    from fieldapp.case.reportstate import State

DECIDED: tuple[State, ...] = ("approved", "conditions", "declined", "disputed")
TOLD: tuple[State, ...] = ("returned", *DECIDED, "withdrawn")
"""What is told of a report; that it was issued says less than whether it was the final one."""
_MOST = 5_000
"""Reports that are remembered."""
_AT_ONCE = 500
"""Cases a question to the disk."""


def vouched(workspace: Workspace, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The same rows; where not every review counts, with how the report stands without those."""
    found = tuple(rows)
    reviewed = {row.case: row.hands for row in found if row.hands}
    if not reviewed:
        return found
    judge = _Judge(workspace)
    doubted = judge.doubted(reviewed)
    return tuple(
        replace(row, report=judge.state(row.case, row.recency)) if row.case in doubted else row
        for row in found
    )


def order(workspace: Workspace, states: tuple[State, ...]) -> array[int]:
    """The recencies of the cases whose report is in some states, the newest first."""
    rows = workspace.listing().reported(states)
    judge = _Judge(workspace)
    doubted = judge.doubted({case: hands for _, case, hands in rows})
    return array(
        "q",
        (
            recency
            for recency, case, _ in rows
            if case not in doubted or judge.state(case, recency) in states
        ),
    )


@dataclass
class _Memory:
    """What was found out while the same people's words counted. It holds no workspace."""

    trust: bytes = b""
    supervisors: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    states: dict[tuple[bytes, int], State | None] = field(default_factory=dict)


_MEMORIES: WeakKeyDictionary[Workspace, _Memory] = WeakKeyDictionary()
"""To check a team's certificates takes longer than a jump in the list may."""


class _Judge:
    """Whose word counts, at one moment."""

    def __init__(self, workspace: Workspace) -> None:
        # Loaded here: the list comes first, and most workspaces have no reviews.
        from fieldapp.usecases.supervisors import Supervision

        self._workspace = workspace
        self._supervision = Supervision(workspace)
        self._memory = _MEMORIES.setdefault(workspace, _Memory())
        if self._memory.trust != (trust := self._supervision.fingerprint()):
            self._memory = _MEMORIES[workspace] = _Memory(trust)

    def doubted(self, hands: Mapping[bytes, frozenset[bytes]]) -> frozenset[bytes]:
        """The cases among these where somebody's word may not count, by who reviewed the report."""
        cases, homes = list(hands), dict[bytes, bytes]()
        for start in range(0, len(cases), _AT_ONCE):
            homes |= self._workspace.parts.spaces.homes_of(cases[start : start + _AT_ONCE])
        first = self._supervision.first
        return frozenset(
            case for case, who in hands.items() if not who <= self._deciding(homes.get(case, first))
        )

    def _deciding(self, space: bytes) -> frozenset[bytes]:
        known = self._memory.supervisors
        if space not in known:
            known[space] = self._supervision.deciding(space)
        return known[space]

    def state(self, case: bytes, recency: int) -> State | None:
        """How a report stands by the words that count. `recency`: of the case as it is now."""
        from fieldapp.case.reportstate import current, reports

        states = self._memory.states
        if (case, recency) not in states:
            if len(states) >= _MOST:
                states.clear()
            fold, counts = self._workspace.load(case).shared, self._supervision.counts(case)
            known = reports(fold, counts)
            report = current(known) or (known[-1] if known else None)
            states[case, recency] = report.state if report else None
        return states[case, recency]
