"""Whether an issued report is approved, for the editions that are given of it afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.case.reportstate import Report, reports
from fieldapp.case.reviewrecords import APPROVING
from fieldapp.store.errors import BlobError
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import crafts, workshop
from fieldapp.usecases.reporting import Made, Wish
from fieldapp.usecases.supervisors import Supervision

if TYPE_CHECKING:
    from fieldapp.report.content import Content
    from fieldapp.report.layout.document import Approval


def approval_of(workspace: Workspace, case_id: bytes, content: str) -> Approval | None:
    """The approval of an issue, which holds though a later version has been issued since; None if
    there is none, or decisions contradict each other.

    Args:
        content: SHA-256 (hex) of the frozen content.
    """
    from fieldapp.report.layout.document import Approval

    report = _approved(workspace, case_id, content)
    if report is None:
        return None
    last = report.decisions[-1].review
    at = last.at or report.issue.at
    return Approval(last.by, at) if at is not None else None


def kept_edition(workspace: Workspace, case_id: bytes, content: Content, wish: Wish) -> Made | None:
    """The PDF that is kept of an issued report, with the second signature once it is approved; None
    where it is not the edition that is wanted, or not here."""
    if wish.audience != "supervisor":
        return None
    approved = _approved(workspace, case_id, content.hash)
    known = reports(workspace.load(case_id).shared, lambda _: True)
    issues = (one.issue.pdf for one in known if one.issue.content == content.hash)
    name = approved.decisions[-1].review.signed if approved else next(issues, "")
    try:
        pdf = workspace.get_blob(name) if name else b""
    except BlobError:
        return None
    return _as_made(pdf, content, wish) if pdf else None


def _as_made(pdf: bytes, content: Content, wish: Wish) -> Made | None:
    """A kept PDF, if it is the edition that is wanted."""
    from fieldapp.report.errors import CarrierError

    try:
        told, pages = workshop.ours.do(crafts.edition_of, pdf)
    except CarrierError:
        return None
    wanted = (wish.lang or content.case.title.src, wish.edition, wish.audience)
    if (told.get("lang"), told.get("edition"), told.get("audience")) != wanted:
        return None
    return Made(pdf, pages, plain=False, content=content, missing=())


def _approved(workspace: Workspace, case_id: bytes, content: str) -> Report | None:
    """The report with this frozen content, if it is approved."""
    fold = workspace.load(case_id).shared
    if not fold.known_items("reviews"):
        return None
    known = reports(fold, Supervision(workspace).counts(case_id))
    found = (one for one in known if one.issue.content == content and _is_approved(one))
    return next(found, None)


def _is_approved(report: Report) -> bool:
    words = {ruling.review.decision for ruling in report.decisions}
    return report.issue.withdrawn is None and bool(words) and words <= set(APPROVING)
