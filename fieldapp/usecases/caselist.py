"""The list of cases as a person looks through it: all of them, those in a state, those found."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from fieldapp.base.values import frozen
from fieldapp.store.listing import Row
from fieldapp.store.workspace import Workspace

__all__ = ["STATES", "Looked", "Row", "Wanted", "look", "order", "row", "rows_at"]

STATES = ("open", "issued", "final")
"""The states a person may look for; see `Summary.state`."""
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
    if wanted.text.strip():
        rows, is_whole = _search(workspace, wanted), True
    else:
        rows = workspace.page(limit=FIRST, state=wanted.state)
        is_whole = len(rows) < FIRST
    found = array("q", (row.recency for row in rows))
    return Looked(wanted, found, tuple(rows), workspace.count(), is_whole)


def order(workspace: Workspace, state: str) -> array[int]:
    """The recency of every case, or of those in a state, the newest first."""
    return workspace.order(state)


def rows_at(workspace: Workspace, recencies: Iterable[int]) -> tuple[Row, ...]:
    """The rows at some places of the order, at most 500; without those that have changed since."""
    return tuple(workspace.rows_at(recencies))


def row(workspace: Workspace, case_id: bytes) -> Row | None:
    """A case's row."""
    return workspace.row(case_id)


def _search(workspace: Workspace, wanted: Wanted) -> list[Row]:
    found: list[Row] = []
    before: int | None = None
    while len(found) < MOST_FOUND:
        page = workspace.search(wanted.text, limit=MOST_FOUND, before=before)
        found += [row for row in page if wanted.state in ("", row.summary.state)]
        if len(page) < MOST_FOUND or not wanted.state:
            break
        before = page[-1].recency
    return found[:MOST_FOUND]
