"""The projections of the logs: list, conflicts, agenda, reports, search, wanted files. Each can be
remade.

A commit only notes, in its transaction, that they are due for its case; whoever reads one brings it
up to date first. So a commit stays cheap however large the case, and nothing read is ever stale.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields
from functools import cached_property
from typing import TYPE_CHECKING

from fieldapp.base.values import frozen
from fieldapp.case import hlc, ids
from fieldapp.case.pending import Pending, promises
from fieldapp.case.summary import Summary, summarise, texts
from fieldapp.store.agenda import Agenda
from fieldapp.store.database import Database
from fieldapp.store.folds import Folds
from fieldapp.store.listing import Listing, Row
from fieldapp.store.reports import Reports

if TYPE_CHECKING:
    from fieldapp.case.fold import Fold
    from fieldapp.case.records import Case
    from fieldapp.store.folds import Folded
    from fieldapp.store.search import Search
    from fieldapp.store.shipping import Shipping

_VERSION = "6"
LIST, SEARCH, FILES = "list", "search", "files"
KINDS = (LIST, SEARCH, FILES)
CASES_AT_ONCE = 50


def _alone(case: bytes, shared: Fold, private: Fold) -> Case:
    from fieldapp.case import view

    return view.project(case, shared, private)


def _no_labels(case: Case) -> Iterable[str]:
    return ()


def _no_clocks(case: Case) -> Iterable[Pending]:
    return ()


@frozen
class Projector:
    """What the list and the search need of the layers above, which know playbooks and languages.

    `project` gives the case of an id, a shared and a private fold. `labels` gives what search finds
    a case by beside its own texts, `clocks` what a playbook's clocks say is still to be done; with
    another `edition` of them the projections are made again.
    """

    project: Callable[[bytes, Fold, Fold], Case] = _alone
    labels: Callable[[Case], Iterable[str]] = _no_labels
    clocks: Callable[[Case], Iterable[Pending]] = _no_clocks
    edition: str = ""


plain = Projector()


class Projections:
    """The tables `case_list`, `conflict`, `pending`, `report`, `search`, `case_file` and, of what
    is due in them, `due`.

    Writing needs the caller's transaction.
    """

    def __init__(self, database: Database, folds: Folds, projector: Projector = plain) -> None:
        self._database = database
        self._folds = folds
        self._projector = projector
        self.listing = Listing(database)
        self.agenda = Agenda(database)
        self.reports = Reports(database)

    @cached_property
    def search(self) -> Search:
        from fieldapp.store.search import Search

        return Search(self._database)

    @cached_property
    def shipping(self) -> Shipping:
        from fieldapp.store.shipping import Shipping

        return Shipping(self._database)

    @property
    def fingerprint(self) -> bytes:
        """Names what the projections hold; those of another version are made again."""
        columns = (field.name for field in fields(Summary))
        return " ".join((_VERSION, self._projector.edition, *columns)).encode()

    def owe(self, case: bytes) -> None:
        """Notes that a case has changed."""
        for kind in KINDS:
            self._database.write("INSERT OR IGNORE INTO due VALUES (?, ?)", (kind, case))

    def is_due(self, kind: str) -> bool:
        return self._database.row("SELECT 1 FROM due WHERE kind = ?", (kind,)) is not None

    def catch_up(self, kind: str) -> None:
        """Brings one kind up to date for some of the cases that are due."""
        due = self._database.rows(
            "SELECT case_id FROM due WHERE kind = ? LIMIT ?", (kind, CASES_AT_ONCE)
        )
        for (case,) in due:
            self.update(case, kind)

    def update(self, case: bytes, *kinds: str) -> None:
        """Makes what is derived from a case again."""
        folded = self._folds.load(case)
        if FILES in kinds:
            self.shipping.put(case, _files(folded.shared))
        if LIST in kinds or SEARCH in kinds:
            self._show(case, folded, kinds)
        for kind in kinds:
            self._database.write("DELETE FROM due WHERE kind = ? AND case_id = ?", (kind, case))

    def _show(self, case: bytes, folded: Folded, kinds: tuple[str, ...]) -> None:
        projected = self._projector.project(case, folded.shared, folded.private)
        if LIST in kinds:
            last = max(folded.shared.last_hlc, folded.private.last_hlc)
            pending = (*promises(projected), *self._projector.clocks(projected))
            self.listing.put(
                Row(case, summarise(projected, pending), hlc.milliseconds(last), folded.n),
                projected.disputed,
            )
            self.agenda.put(case, projected.customer.company, pending)
            self.reports.put(case, folded.shared)
        if SEARCH in kinds:
            labels = self._projector.labels(projected)
            found_by = (ids.reference(case), *labels, *texts(projected))
            self.search.put(case, folded.n, found_by)

    def clear(self) -> None:
        """Throws all of them away."""
        self.listing.clear()
        self.agenda.clear()
        self.reports.clear()
        self.search.clear()
        self.shipping.clear()
        self._database.write("DELETE FROM due")


def _files(shared: Fold) -> list[tuple[str, bool]]:
    """What every holder of a case should have: (SHA-256, whether it is a playbook)."""
    from fieldapp.case import files

    playbooks = files.playbooks_named(shared)
    return [(name, name in playbooks) for name in sorted(files.wanted_files(shared))]
