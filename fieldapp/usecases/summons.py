"""Summons: how many reports call for this laptop's person. Asked with the list, at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.base.values import frozen

if TYPE_CHECKING:
    from fieldapp.case.reportstate import State
    from fieldapp.store.workspace import Workspace

RETURNED: tuple[State, ...] = ("returned",)


@frozen
class Returned:
    """A case whose report came back to this laptop's person."""

    case_id: bytes
    title: Text
    company: Text


@frozen
class Summons:
    """How many reports call for this laptop's person.

    `waiting`: others' reports that wait for a decision; nothing where they do not decide.
    `returned`: their own that came back.
    """

    waiting: int = 0
    returned: tuple[Returned, ...] = ()
    """The latest first."""


def summons(workspace: Workspace, *, decides: bool = False) -> Summons:
    """Args: decides: the person has said that they decide on reports."""
    known, own = workspace.reports(), workspace.identity.author
    mine = [one.case for one in known.of(RETURNED) if one.author == own]
    rows = {row.case: row.summary for row in workspace.listing().rows_of(mine)}
    returned = tuple(
        Returned(case, rows[case].title, rows[case].company) for case in mine if case in rows
    )
    if not (decides or _is_supervisor(workspace)):
        return Summons(0, returned)
    from fieldapp.case.reportstate import WAITING

    waiting = [one for one in known.of(WAITING, -1) if one.author != own]
    return Summons(len(waiting), returned)


def _is_supervisor(workspace: Workspace) -> bool:
    if not workspace.parts.spaces.memberships():
        return False
    from fieldapp.usecases.supervisors import Supervision

    return Supervision(workspace).is_supervisor()
