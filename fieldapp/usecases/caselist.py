"""The list of cases as a person looks through it: all of them, those in a state, those found."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from fieldapp.base.values import frozen
from fieldapp.store.listing import Row
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import verdicts
from fieldapp.usecases.verdicts import DECIDED, TOLD

if TYPE_CHECKING:
    from fieldapp.case.reportstate import State

__all__ = ["STATES", "TOLD", "Looked", "Row", "Wanted", "look", "order", "row", "rows_at"]

STATES = ("open", "issued", "final", "returned", "decided")
"""The states a person may look for: those of `Summary.state`, and those of the report."""
_REPORTS: Mapping[str, tuple[State, ...]] = {"returned": ("returned",), "decided": DECIDED}
MOST_FOUND = 300
"""Cases a search shows; whoever wants an older one types more of it."""
FIRST = 60
"""Rows read at once, more than a screen shows."""


@frozen
class Wanted:
    """`text`: the words to be found, everything if empty. `state`: one of STATES, or any."""

    text: str = ""
    state: str = ""


@frozen
class Looked:
    """What there is: the recency of each row, the newest first, and the first rows themselves."""

    wanted: Wanted
    order: array[int]
    rows: tuple[Row, ...]
    total: int
    """How many cases the workspace holds in all."""
    is_whole: bool = True
    """Whether `order` is all of it; else it is how it begins."""


def look(workspace: Workspace, wanted: Wanted) -> Looked:
    """The cases that are wanted: of many, those that fill the screen, which are quickly read."""
    total, is_whole = workspace.listing().count(), True
    if wanted.text.strip():
        rows = _search(workspace, wanted)
    elif states := _REPORTS.get(wanted.state):
        found = verdicts.order(workspace, states)
        return Looked(wanted, found, rows_at(workspace, found[:FIRST]), total)
    else:
        page = workspace.listing().page(limit=FIRST, state=wanted.state)
        rows = verdicts.vouched(workspace, page)
        is_whole = len(rows) < FIRST
    return Looked(wanted, array("q", (row.recency for row in rows)), rows, total, is_whole)


def order(workspace: Workspace, state: str) -> array[int]:
    """The recency of every case, or of those in a state, the newest first."""
    states = _REPORTS.get(state)
    return verdicts.order(workspace, states) if states else workspace.listing().order(state)


def rows_at(workspace: Workspace, recencies: Iterable[int]) -> tuple[Row, ...]:
    """The rows at some places of the order, at most 500; without those that have changed since."""
    return verdicts.vouched(workspace, workspace.listing().rows_at(recencies))


def row(workspace: Workspace, case_id: bytes) -> Row | None:
    """A case's row."""
    found = workspace.listing().row(case_id)
    return verdicts.vouched(workspace, (found,))[0] if found else None


def _search(workspace: Workspace, wanted: Wanted) -> tuple[Row, ...]:
    found: list[Row] = []
    before: int | None = None
    while len(found) < MOST_FOUND:
        page = workspace.search(wanted.text, limit=MOST_FOUND, before=before)
        found += [row for row in verdicts.vouched(workspace, page) if _is_wanted(row, wanted.state)]
        if len(page) < MOST_FOUND or not wanted.state:
            break
        before = page[-1].recency
    return tuple(found[:MOST_FOUND])


def _is_wanted(row: Row, state: str) -> bool:
    if states := _REPORTS.get(state):
        return row.report in states
    return state in ("", row.summary.state)
