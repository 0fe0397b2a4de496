"""The folds of cases, kept in memory while they are used and brought up to date on every load.

A long log is not folded from its beginning: its state is kept every 200 changes in `case_state`,
which can be thrown away at any time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fieldapp.case.change import Change, Values
from fieldapp.store.database import Database
from fieldapp.store.log import Log

if TYPE_CHECKING:
    from fieldapp.case.fold import Fold

CASES_IN_MEMORY = 4
CHANGES_A_STATE = 200
_FEW = 50


@dataclass(slots=True)
class Folded:
    """A case as its two logs stand. To be read, not applied to."""

    shared: Fold
    private: Fold
    n: int = 0
    """The last change taken in, of either log."""
    unkept: int = 0
    """Changes taken in since the state was kept."""
    missing: set[bytes] = field(default_factory=set)
    """Hashes of values that have not come yet."""

    @classmethod
    def empty(cls) -> Folded:
        """A case nobody has written to. Folding is loaded with the first case, not at the start."""
        from fieldapp.case.fold import Fold

        return cls(Fold(), Fold())

    def of(self, log: Log) -> Fold:
        return self.private if log.is_private else self.shared

    def take(self, log: Log, change: Change, values: Values) -> None:
        """Applies a change that is new here."""
        fold = self.of(log)
        fold.apply(change, values)
        self.unkept += 1
        for op in change.ops:
            if op.value is not None and op.value not in values and not fold.is_erased(op):
                self.missing.add(op.value)


class Folds:
    """Loads folds; another program may have added changes since the last time."""

    def __init__(self, database: Database, shared: Log, private: Log) -> None:
        self._database = database
        self._logs = (shared, private)
        self._known: OrderedDict[bytes, Folded] = OrderedDict()

    def load(self, case: bytes) -> Folded:
        """A case's folds as the database holds them now; empty for an unknown case."""
        folded = self._known.get(case)
        if folded is None:
            folded = self._known[case] = self._kept(case)
        elif folded.missing and any(log.values(case, folded.missing) for log in self._logs):
            folded = self._known[case] = Folded.empty()
        self._known.move_to_end(case)
        if len(self._known) > CASES_IN_MEMORY:
            self._known.popitem(last=False)
        after = folded.n
        for log in self._logs:
            folded.n = max(folded.n, self._catch_up(log, folded, case, after))
        return folded

    def _catch_up(self, log: Log, folded: Folded, case: bytes, after: int) -> int:
        tail = log.changes(case, after)
        if not tail:
            return 0
        wanted = {name for kept in tail for name in kept.change.named}
        values = log.values(case, wanted if len(wanted) <= _FEW else None)
        for kept in tail:
            folded.take(log, kept.change, values)
        return tail[-1].n

    def forget(self) -> None:
        """Drops all cases from memory: each is read again at its next load."""
        self._known.clear()

    # Kept states

    def keep(self, case: bytes, folded: Folded) -> None:
        """Keeps the state of a case whose log has grown, inside the caller's transaction."""
        from fieldapp.case import foldstate

        if folded.unkept < CHANGES_A_STATE or folded.missing:
            return
        for log in self._logs:
            state = foldstate.freeze(folded.of(log))
            if state is not None:
                self._database.write(
                    "INSERT OR REPLACE INTO case_state VALUES (?, ?, ?, ?)",
                    (case, log.is_private, folded.n, state),
                )
        folded.unkept = 0

    def _kept(self, case: bytes) -> Folded:
        from fieldapp.case import foldstate

        rows = self._database.rows(
            "SELECT private, n, state FROM case_state WHERE case_id = ? ORDER BY private", (case,)
        )
        numbers = {n for _, n, _ in rows}
        if len(rows) != len(self._logs) or len(numbers) != 1:
            return Folded.empty()
        shared, private = (
            foldstate.thaw(state, log.values(case))
            for log, (_, _, state) in zip(self._logs, rows, strict=True)
        )
        if shared is None or private is None:
            return Folded.empty()
        return Folded(shared, private, numbers.pop())

    def discard(self, case: bytes) -> None:
        """Throws a case's state away; its values may have been erased."""
        self._database.write("DELETE FROM case_state WHERE case_id = ?", (case,))

    def discard_all(self) -> None:
        self.forget()
        self._database.write("DELETE FROM case_state")
