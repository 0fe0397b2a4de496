"""Reports that call for somebody: those that wait for a decision, came back, or were decided on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import hlc, ids
from fieldapp.case.declaring import NO_TEXT
from fieldapp.case.reportstate import WAITING, State, current, reports
from fieldapp.playbook.library import Library
from fieldapp.store.reports import Standing
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases
from fieldapp.usecases.issued import asked_of, content_of
from fieldapp.usecases.summons import RETURNED
from fieldapp.usecases.supervisors import Supervision

if TYPE_CHECKING:
    from fieldapp.report.asks import Asked

_DECIDED: tuple[State, ...] = ("approved", "conditions", "declined")
MOST = 60
"""Reports a list shows; the rest is counted."""


@frozen
class Listed:
    """A report in a list. `to`: who was asked to decide, empty for nobody in particular."""

    case_id: bytes
    issue: str
    number: int
    final: bool
    state: State
    at: datetime
    """When that state came about; an issue's, when it was issued."""
    title: Text
    company: Text
    engineer: Text
    asked: Asked | None
    """None: its edition has not come yet."""
    to: Text = NO_TEXT
    is_for_me: bool = False
    """Of what waits: nobody else was asked to decide."""

    @property
    def reference(self) -> str:
        return f"{ids.reference(self.case_id)}-{self.number}"


@frozen
class Lists:
    """Others' reports, and how many more there are of each than are shown.

    `waiting`: what one was asked for first, then by when it must be decided.
    """

    waiting: tuple[Listed, ...]
    returned: tuple[Listed, ...]
    decided: tuple[Listed, ...]
    more: Mapping[str, int] = field(default_factory=dict)


def lists(workspace: Workspace, library: Library) -> Lists:
    """Others' reports by what became of them."""
    supervision = Supervision(workspace)
    known, own = workspace.reports(), workspace.identity.author
    doubted = known.reviewed((*RETURNED, *_DECIDED), supervision.authors())
    # What nobody here can vouch for may have decided nothing.
    rows = {
        name: [one for one in found if one.author != own]
        for name, found in (
            ("waiting", [*known.of(WAITING, -1), *doubted]),
            ("returned", known.of(RETURNED, -1)),
            ("decided", known.of(_DECIDED, -1)),
        )
    }
    wanted = {"waiting": WAITING, "returned": RETURNED, "decided": _DECIDED}
    shown = {
        name: [
            one
            for row in rows[name][:MOST]
            if (one := _listed(workspace, library, supervision, row)) and one.state in states
        ]
        for name, states in wanted.items()
    }
    shown["waiting"].sort(key=_urgency)
    return Lists(
        waiting=tuple(shown["waiting"]),
        returned=tuple(shown["returned"]),
        decided=tuple(shown["decided"]),
        more={name: len(found) - MOST for name, found in rows.items() if len(found) > MOST},
    )


def _urgency(one: Listed) -> tuple[bool, bool, str, datetime]:
    deadline = one.asked.deadline if one.asked else None
    day = deadline.isoformat() if deadline else ""
    return (not one.is_for_me, not day, day, one.at)


def _listed(
    workspace: Workspace, library: Library, supervision: Supervision, row: Standing
) -> Listed | None:
    fold = workspace.load(row.case).shared
    report = current(reports(fold, supervision.counts(row.case)))
    if report is None:
        return None
    content = content_of(workspace, report)
    case = content.case if content else cases.load(workspace, row.case, library)
    own = workspace.identity.author.hex()
    asked_for = report.assigned
    came = max((ruling.hlc for ruling in report.decisions), default=report.hlc)
    now = workspace.machine.clock()
    return Listed(
        case_id=row.case,
        issue=report.issue.id,
        number=report.issue.number or 0,
        final=report.issue.final,
        state=report.state,
        at=hlc.shown(came, now).astimezone(now.tzinfo),
        title=case.title,
        company=case.customer.company,
        engineer=case.engineer,
        asked=asked_of(workspace, library, content),
        to=asked_for.to_name if asked_for else NO_TEXT,
        is_for_me=asked_for is None or asked_for.to == own,
    )
