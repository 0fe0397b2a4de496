"""The folds of cases, kept in memory while they are used and brought up to date on every load."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from fieldapp.case.fold import Fold
from fieldapp.store.log import Log

CASES_IN_MEMORY = 32
_FEW = 50


@dataclass(slots=True)
class Folded:
    """A case as its two logs stand. To be read, not applied to."""

    shared: Fold = field(default_factory=Fold)
    private: Fold = field(default_factory=Fold)
    n: int = 0
    """The last change taken in, of either log."""


class Folds:
    """Loads folds; another program may have added changes since the last time."""

    def __init__(self, shared: Log, private: Log) -> None:
        self._shared = shared
        self._private = private
        self._known: OrderedDict[bytes, Folded] = OrderedDict()

    def load(self, case: bytes) -> Folded:
        """A case's folds as the database holds them now; empty for an unknown case."""
        folded = self._known.get(case)
        if folded is None:
            folded = self._known[case] = Folded()
        self._known.move_to_end(case)
        if len(self._known) > CASES_IN_MEMORY:
            self._known.popitem(last=False)
        after = folded.n
        for log, fold in ((self._shared, folded.shared), (self._private, folded.private)):
            folded.n = max(folded.n, self._catch_up(log, fold, case, after))
        return folded

    def _catch_up(self, log: Log, fold: Fold, case: bytes, after: int) -> int:
        tail = log.changes(case, after)
        if not tail:
            return 0
        wanted = {op.value for kept in tail for op in kept.change.ops if op.value is not None}
        values = log.values(case, wanted if len(wanted) <= _FEW else None)
        for kept in tail:
            fold.apply(kept.change, values)
        return tail[-1].n

    def forget(self, case: bytes) -> None:
        """Drops a case from memory: it is read again at the next load."""
        self._known.pop(case, None)

    def forget_all(self) -> None:
        self._known.clear()
