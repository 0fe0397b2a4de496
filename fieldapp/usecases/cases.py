"""Cases in the workspace: found, read, reported on."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from fieldapp.base.errors import FieldAppError
from fieldapp.base.progress import Check, unwatched
from fieldapp.case import ids, log
from fieldapp.case.records import Case, Evidence, Issue
from fieldapp.case.reviewrecords import PAPERS
from fieldapp.case.typed import without_surrogates
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.store.errors import BlobError
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import playbooks
from fieldapp.usecases.reporting import Made, Photos, Wish, draft, make
from fieldapp.usecases.workspaces import project

if TYPE_CHECKING:
    from fieldapp.report.content import Content

_HEX = re.compile(r"[0-9a-f]{1,32}\Z")
_REFERENCE = re.compile(r"C-[A-Z2-7]{1,8}\Z")


class CaseNotFoundError(FieldAppError):
    """No case, or more than one, goes by what was typed."""


def find(workspace: Workspace, typed: str) -> bytes:
    """The case that an id, a reference (`C-...`) or the unique beginning of either names.

    Raises:
        CaseNotFoundError: none or several do.
    """
    named = ids.case_id_for(without_surrogates(typed))
    if workspace.listing().row(named) is not None:
        return named
    found = _beginning_with(workspace, typed)
    if len(found) > 1:
        raise CaseNotFoundError("usecases.case_ambiguous", typed=typed[:80])
    if found:
        return found[0]
    raise CaseNotFoundError("usecases.case_unknown", typed=typed[:80])


def _beginning_with(workspace: Workspace, typed: str) -> list[bytes]:
    """Cases whose id or reference begins so: all if it is one, some if they are more."""
    if _HEX.match(typed.lower()):
        return workspace.listing().starting_with(typed.lower())
    beginning = typed.upper()
    if not _REFERENCE.match(beginning):
        return []
    prefix = ids.hex_prefix(beginning)
    # Five bits a symbol, four a digit: the prefix alone may stand for other references too.
    near = (workspace.listing().starting_with(prefix + digit) for digit in "0123456789abcdef")
    return [case for found in near for case in found if ids.reference(case).startswith(beginning)]


def load(workspace: Workspace, case_id: bytes, library: Library) -> Case:
    """A case as it stands, with what is private."""
    folded = workspace.load(case_id)
    return project(library, case_id, folded.shared, folded.private)


def playbook_of(workspace: Workspace, case: Case, library: Library) -> Playbook:
    """The playbook that guides a case, in the version it began with.

    Raises:
        UnknownPlaybookError: it is not here.
    """
    return playbooks.of_case(case, library, workspace.playbook)


def ops_digest(workspace: Workspace, case_id: bytes) -> str:
    """Names the state of a case's shared log, apart from what becomes of its reports."""
    return log.digest(
        change.id
        for change in workspace.changes(case_id)
        if not all(op.path.startswith(PAPERS) for op in change.ops) or not change.ops
    )


def photos(workspace: Workspace) -> Photos:
    """Gives the kept rendition of an evidence; None where it is not here or damaged."""

    def photo(evidence: Evidence) -> bytes | None:
        if not evidence.blob:
            return None
        try:
            return workspace.get_blob(evidence.blob)
        except BlobError:
            return None

    return photo


def latest_issue(case: Case) -> Issue | None:
    """The last issued report of a case."""
    numbered = [issue for issue in case.issues if issue.number is not None]
    return max(numbered, key=lambda issue: issue.number or 0, default=None)


def report(
    workspace: Workspace,
    case_id: bytes,
    wish: Wish,
    library: Library,
    check: Check = unwatched,
) -> Made:
    """A report on a case: what was issued, if nothing has changed since; else preliminary.

    Raises:
        UnknownPlaybookError: see `playbook_of`.
    """
    case = load(workspace, case_id, library)
    playbook = playbook_of(workspace, case, library)
    digest = ops_digest(workspace, case_id)
    issued = issued_content(workspace, case)
    if issued is not None and issued.ops_digest == digest:
        from fieldapp.usecases.approvals import approval_of, kept_edition

        if kept := kept_edition(workspace, case_id, issued, wish):
            return kept
        approval = approval_of(workspace, case_id, issued.hash)
        return make(issued, playbook, photos(workspace), wish, approval=approval, check=check)
    now: datetime = workspace.machine.clock()
    content, missing = draft(case, playbook, now, digest)
    return make(content, playbook, photos(workspace), wish, missing=missing, check=check)


def issued_content(workspace: Workspace, case: Case) -> Content | None:
    """The frozen content of the last issued report, where it is kept."""
    from fieldapp.report.content import Content

    issue = latest_issue(case)
    if issue is None or not issue.content:
        return None
    try:
        return Content.from_bytes(workspace.get_blob(issue.content))
    except BlobError:
        return None
