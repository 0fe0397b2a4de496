"""The projections of the logs: list, conflicts and search. Any of them can be made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields

from fieldapp.case import hlc, ids, view
from fieldapp.case.fold import Fold
from fieldapp.case.records import Case
from fieldapp.case.summary import Summary, summarise, texts
from fieldapp.store.database import Database
from fieldapp.store.folds import Folded
from fieldapp.store.listing import Listing, Row
from fieldapp.store.search import Search

FINGERPRINT = " ".join(("1", *(field.name for field in fields(Summary)))).encode()
"""Names what the projections hold; those of another version are made again."""

Projector = Callable[[bytes, Fold, Fold], Case]
"""From a case's id, shared and private fold to the case, with its playbook's merge policies."""


def plain(case: bytes, shared: Fold, private: Fold) -> Case:
    return view.project(case, shared, private)


class Projections:
    """Follows every change of a case inside the transaction that keeps it."""

    def __init__(self, database: Database, project: Projector = plain) -> None:
        self._database = database
        self._project = project
        self.listing = Listing(database)
        self.search = Search(database)

    def update(self, case: bytes, folded: Folded) -> None:
        """Replaces all that is derived from a case."""
        projected = self._project(case, folded.shared, folded.private)
        last = max(folded.shared.last_hlc, folded.private.last_hlc)
        row = Row(case, summarise(projected), hlc.milliseconds(last), folded.n)
        former = self.listing.put(row)
        if former is not None:
            self.search.remove(former)
        self.search.put(folded.n, (ids.reference(case), *texts(projected)))
        self._database.write("DELETE FROM conflict WHERE case_id = ?", (case,))
        self._database.write_many(
            "INSERT OR IGNORE INTO conflict VALUES (?, ?)",
            ((case, conflict.path) for conflict in projected.conflicts),
        )

    def conflicts(self) -> list[tuple[bytes, str]]:
        """(case, path) of every register with several values."""
        rows = self._database.rows("SELECT case_id, path FROM conflict ORDER BY case_id, path")
        return [(case, path) for case, path in rows]

    def clear(self) -> None:
        """Throws all of them away."""
        self.listing.clear()
        self.search.clear()
        self._database.write("DELETE FROM conflict")
