"""What this laptop has of issued reports: the frozen content, what it asks for and carries, and
what is otherwise in another version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.base.errors import FieldAppError
from fieldapp.case.records import Evidence
from fieldapp.case.reportstate import Report
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.store.errors import BlobError
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import playbooks

if TYPE_CHECKING:
    from fieldapp.report.asks import Asked
    from fieldapp.report.comparison import Difference
    from fieldapp.report.content import Content


def content_of(workspace: Workspace, report: Report) -> Content | None:
    """Frozen content; None if it has not come yet, was erased, or cannot be read here."""
    from fieldapp.report.content import Content
    from fieldapp.report.errors import ReportError

    try:
        return Content.from_bytes(workspace.get_blob(report.issue.content))
    except (BlobError, ReportError):
        return None


def playbook_of(workspace: Workspace, library: Library, content: Content | None) -> Playbook | None:
    """The playbook that content was composed with; None if it is not here."""
    if content is None:
        return None
    try:
        return playbooks.of_case(content.case, library, workspace.playbook)
    except FieldAppError:
        return None


def asked_of(workspace: Workspace, library: Library, content: Content | None) -> Asked | None:
    """What a report asks for; None if it is not here."""
    from fieldapp.report.asks import asked

    return asked(content, playbook_of(workspace, library, content)) if content else None


def evidence_of(content: Content | None, playbook: Playbook | None) -> tuple[Evidence, ...]:
    """The evidence a supervisor may see."""
    from fieldapp.report import audience

    if content is None or playbook is None:
        return ()
    return audience.printed(content.case, playbook, "supervisor").evidence


def differences_of(
    before: Content | None, after: Content | None, playbook: Playbook | None
) -> tuple[Difference, ...]:
    """What a supervisor would see changed; nothing where one of them is not here."""
    from fieldapp.report.comparison import differences

    if before is None or after is None or playbook is None:
        return ()
    return differences(before, after, playbook)
