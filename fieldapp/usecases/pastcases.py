"""Past cases read a few at a time, for what can be learned from them; none is changed."""

from __future__ import annotations

from fieldapp.case.records import Case
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases

MOST = 40
"""Of the cases changed last."""


def recent(workspace: Workspace, but: bytes) -> tuple[bytes, ...]:
    """The ids of the cases changed last, without one."""
    rows = workspace.listing().page(limit=MOST + 1)
    return tuple(row.case for row in rows if row.case != but)[:MOST]


def read(workspace: Workspace, case_id: bytes, library: Library) -> Case:
    """A past case."""
    return cases.load(workspace, case_id, library)
