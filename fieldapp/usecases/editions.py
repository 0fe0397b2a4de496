"""Editions of what was issued: the primary PDF as it was kept, others from the frozen content."""

from __future__ import annotations

from fieldapp.base.errors import FieldAppError
from fieldapp.base.progress import Check, unwatched
from fieldapp.case.records import Issue
from fieldapp.playbook.library import Library
from fieldapp.report.content import Content
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases, playbooks
from fieldapp.usecases.approvals import approval_of, kept_edition
from fieldapp.usecases.reporting import Made, Wish, make


class NotIssuedError(FieldAppError):
    """No report of that number was issued, or it has been erased."""


def primary(workspace: Workspace, case_id: bytes, number: int, library: Library) -> bytes:
    """The PDF that was made when the report was issued.

    Raises:
        NotIssuedError: there is none.
        BlobError: it is not here, or damaged.
    """
    return workspace.get_blob(_issue(workspace, case_id, number, library).pdf)


def edition(
    workspace: Workspace,
    case_id: bytes,
    number: int,
    wish: Wish,
    library: Library,
    *,
    check: Check = unwatched,
) -> Made:
    """An edition of an issued report: the one that was signed, or the same frozen content in
    another language, for another reader, on other paper.

    Raises:
        NotIssuedError: there is none.
        BlobError: it is not here, or damaged.
        UnknownPlaybookError, ReportError: its playbook is not here in the version it was made with.
    """
    issue = _issue(workspace, case_id, number, library)
    content = Content.from_bytes(workspace.get_blob(issue.content))
    if kept := kept_edition(workspace, case_id, content, wish):
        return kept
    playbook = playbooks.of_case(content.case, library, workspace.playbook)
    approval = approval_of(workspace, case_id, issue.content)
    photos = cases.photos(workspace)
    return make(content, playbook, photos, wish, approval=approval, check=check)


def _issue(workspace: Workspace, case_id: bytes, number: int, library: Library) -> Issue:
    case = cases.load(workspace, case_id, library)
    kept = workspace.blobs(case_id)
    for issue in case.issues:
        if issue.number == number and {issue.content, issue.pdf} <= kept:
            return issue
    raise NotIssuedError("drafting.not_issued", number=number)
