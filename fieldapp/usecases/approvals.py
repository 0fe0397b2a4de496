"""Whether an issued report is approved, for the editions that are made of it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.case.reportstate import Report, reports
from fieldapp.case.reviewrecords import APPROVED, CONDITIONS
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.supervisors import Supervision

if TYPE_CHECKING:
    from fieldapp.report.layout.document import Approval

_APPROVING = {APPROVED, CONDITIONS}


def approval_of(workspace: Workspace, case_id: bytes, content: str) -> Approval | None:
    """The approval of an issue, which holds though a later version has been issued since; None if
    there is none, or decisions contradict each other.

    Args:
        content: SHA-256 (hex) of the frozen content.
    """
    from fieldapp.report.layout.document import Approval

    fold = workspace.load(case_id).shared
    if not fold.known_items("reviews"):
        return None
    known = reports(fold, Supervision(workspace).counts(case_id))
    for report in known:
        if report.issue.content == content and _is_approved(report):
            last = report.decisions[-1].review
            at = last.at or report.issue.at
            return Approval(last.by, at) if at is not None else None
    return None


def _is_approved(report: Report) -> bool:
    words = {ruling.review.decision for ruling in report.decisions}
    return report.issue.withdrawn is None and bool(words) and words <= _APPROVING
