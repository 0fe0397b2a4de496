"""What became of a report, for whoever issued it: decided, or returned and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import reviewing
from fieldapp.case.reportstate import Report, Ruling, current, reports
from fieldapp.case.reviewing import ReviewError
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Committed, Workspace, Writing
from fieldapp.usecases import cases, people
from fieldapp.usecases.issued import content_of, differences_of
from fieldapp.usecases.supervisors import Supervision

if TYPE_CHECKING:
    from fieldapp.report.comparison import Difference

_DECIDED = ("approved", "conditions", "declined")


@frozen
class Answer:
    """What became of a case's report, for whoever issued it.

    `answered`: the report that came back last, while no later version has been issued. `changes`:
    what would be otherwise in a version that is issued now.
    """

    versions: tuple[Report, ...]
    report: Report | None
    names: Mapping[bytes, str]
    changes: tuple[Difference, ...] = ()
    unconfirmed: Mapping[str, bytes] = field(default_factory=dict)
    has_team: bool = False
    """What is issued goes out to a hub by itself."""

    @property
    def rulings(self) -> tuple[Ruling, ...]:
        """What was said about the current report, the latest first."""
        return self.report.rulings[::-1] if self.report else ()

    def remarks(self) -> dict[str, list[tuple[Text, Ruling]]]:
        """Of a report that came back: the reasons by the part they are about."""
        found: dict[str, list[tuple[Text, Ruling]]] = {}
        if self.report is not None and self.report.state == "returned":
            for ruling in self.report.decisions:
                for remark in ruling.remarks:
                    found.setdefault(remark.section, []).append((remark.text, ruling))
        return found


def answer(workspace: Workspace, case_id: bytes, library: Library) -> Answer:
    """What became of a case's report."""
    supervision = Supervision(workspace)
    known = reports(workspace.load(case_id).shared, supervision.counts(case_id))
    report = current(known) or (known[-1] if known else None)
    names = people.people(workspace).names
    if report is None:
        return Answer(known, None, names)
    changes: tuple[Difference, ...] = ()
    if report.state == "returned":
        changes = _since(workspace, case_id, library, report)
    unconfirmed = supervision.unconfirmed(report.rulings)
    has_team = bool(workspace.parts.spaces.memberships())
    return Answer(known, report, names, changes, unconfirmed, has_team)


def _since(
    workspace: Workspace, case_id: bytes, library: Library, report: Report
) -> tuple[Difference, ...]:
    """What a version that is issued now would say otherwise."""
    from fieldapp.report.compose import compose
    from fieldapp.report.content import Issue

    case = cases.load(workspace, case_id, library)
    playbook = cases.playbook_of(workspace, case, library)
    now = compose(case, playbook, Issue(at=workspace.machine.clock()))
    return differences_of(content_of(workspace, report), now, playbook)


def withdraw(workspace: Workspace, case_id: bytes, issue: str, reason: Text) -> Committed:
    """Takes a wrong report out of the supervisor's hands. It stays to be seen, with the reason.

    Raises:
        ReviewError: it was decided on, or withdrawn before, or no reason is given.
        StoreError: nothing was written.
    """
    counts = Supervision(workspace).counts(case_id)
    known = reports(workspace.load(case_id).shared, counts)
    report = next((one for one in known if one.issue.id == issue), None)
    if report is not None and report.state in _DECIDED:
        raise ReviewError("review.was_decided")
    now = workspace.machine.clock()

    def write(writing: Writing) -> None:
        reviewing.withdraw(writing.shared, issue, now, reason)

    return workspace.commit(case_id, write)
