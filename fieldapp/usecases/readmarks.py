"""Marks that an answer was read: only in the cases of a team that has set so."""

from __future__ import annotations

from fieldapp.base import policy
from fieldapp.case import reviewing
from fieldapp.case.reportstate import reports
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.usecases.supervisors import Supervision


def note_read(workspace: Workspace, case_id: bytes) -> bool:
    """Notes that whoever issued a case's reports has read what supervisors said about them.

    Returns:
        Whether anything was written: nothing is where the team has not set it, where it is noted
        already, or where the reports are somebody else's.

    Raises:
        StoreError: nothing was written.
    """
    fold, own = workspace.load(case_id).shared, workspace.identity.author
    known = reports(fold, Supervision(workspace).counts(case_id))
    unread = [
        ruling.review.id
        for report in known
        for ruling in report.rulings
        if report.author == own and not (ruling.doubt or ruling.is_read)
    ]
    if not unread or not _are_wanted(workspace, case_id):
        return False
    now = workspace.machine.clock()

    def write(writing: Writing) -> None:
        for review in unread:
            reviewing.mark_read(writing.shared, review, now)

    return bool(workspace.commit(case_id, write))


def _are_wanted(workspace: Workspace, case_id: bytes) -> bool:
    """Whether the team that a case is of has set it."""
    from fieldapp.sync import notices
    from fieldapp.usecases.company.told import telling

    home, _ = workspace.parts.spaces.home(case_id)
    if not home:
        return False
    told = telling(workspace).of(notices.POLICY)
    return any(policy.read(one.content).read_marks for one in told if one.space == home)
