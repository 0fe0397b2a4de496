"""Reviewing on a laptop: one report as it is decided on, and the decision. All of it works offline.

A supervisor reads what was issued, its frozen content and its PDF, never what is still being
written.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from fieldapp.base.findings import Finding
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import ids, reviewing
from fieldapp.case.records import Evidence
from fieldapp.case.reportstate import Report, current, reports, returned_before
from fieldapp.case.reviewing import Condition, ReviewError, Verdict
from fieldapp.playbook.library import Library
from fieldapp.report.signing.trace import bears_a_signature
from fieldapp.store.errors import BlobError
from fieldapp.store.workspace import Committed, Workspace, Writing
from fieldapp.usecases import cases, people, signatures
from fieldapp.usecases.drafting import Part, parts_of
from fieldapp.usecases.issued import (
    asked_of,
    content_of,
    differences_of,
    evidence_of,
    playbook_of,
)
from fieldapp.usecases.places import Places
from fieldapp.usecases.supervisors import Supervision
from fieldapp.usecases.workshop import WorkshopError

if TYPE_CHECKING:
    from fieldapp.report.asks import Asked
    from fieldapp.report.comparison import Difference
    from fieldapp.report.content import Content

__all__ = ["Condition", "Decided", "Looked", "ReviewError", "Verdict", "decide", "look", "pdf"]

_log = logging.getLogger(__name__)


@frozen
class Looked:
    """A report as somebody decides on it.

    `content` None: the edition has not come yet, or was erased. `changes`: what is otherwise than
    in the version that was returned last, of number `since`; 0: none was. `unconfirmed`: by the
    review's id, the key of the contact who wrote what cannot be verified here. `is_unsigned`: its
    PDF is here and carries no signature.
    """

    case_id: bytes
    report: Report
    versions: tuple[Report, ...]
    content: Content | None
    asked: Asked | None
    parts: tuple[Part, ...]
    evidence: tuple[Evidence, ...]
    changes: tuple[Difference, ...]
    since: int
    title: Text
    company: Text
    names: Mapping[bytes, str]
    is_mine: bool
    is_unsigned: bool = False
    unconfirmed: Mapping[str, bytes] = field(default_factory=dict)
    colleagues: Mapping[bytes, str] = field(default_factory=dict)
    """Who else may decide on it, by author id, as far as their names are known here."""

    @property
    def reference(self) -> str:
        return f"{ids.reference(self.case_id)}-{self.report.issue.number or 0}"


def look(workspace: Workspace, case_id: bytes, library: Library, issue: str = "") -> Looked:
    """A report of a case, by default the current one, or the last where all were withdrawn.

    Raises:
        ReviewError: there is none.
        StoreError: from the disk.
    """
    supervision = Supervision(workspace)
    known = reports(workspace.load(case_id).shared, supervision.counts(case_id))
    report = next((one for one in known if one.issue.id == issue), None)
    if report is None and not issue:
        report = current(known) or (known[-1] if known else None)
    if report is None:
        raise ReviewError("review.no_such_report")
    content = content_of(workspace, report)
    playbook = playbook_of(workspace, library, content)
    before = returned_before(known, report.issue.id)
    former = content_of(workspace, before) if before else None
    case = content.case if content else cases.load(workspace, case_id, library)
    names = people.people(workspace).names
    others = supervision.authors() - {report.author, workspace.identity.author}
    return Looked(
        case_id=case_id,
        report=report,
        versions=known,
        content=content,
        asked=asked_of(workspace, library, content),
        parts=parts_of(content, Places(case, playbook)) if content and playbook else (),
        evidence=evidence_of(content, playbook),
        changes=differences_of(former, content, playbook),
        since=before.issue.number or 0 if before and former else 0,
        title=case.title,
        company=case.customer.company,
        names=names,
        is_mine=report.author == workspace.identity.author,
        is_unsigned=_is_unsigned(workspace, report),
        unconfirmed=supervision.unconfirmed(report.rulings),
        colleagues={one: names[one] for one in sorted(others) if one in names},
    )


def pdf(workspace: Workspace, report: Report) -> bytes:
    """The PDF that was issued.

    Raises:
        BlobError: it is not here, or damaged.
    """
    return workspace.get_blob(report.issue.pdf)


def _is_unsigned(workspace: Workspace, report: Report) -> bool:
    try:
        return not bears_a_signature(pdf(workspace, report))
    except BlobError:
        return False  # not here: nothing is known of it


@frozen
class Decided:
    """What was written: the review, by id, and the change that holds it."""

    review: str
    committed: Committed


def decide(workspace: Workspace, case_id: bytes, issue: str, verdict: Verdict) -> Decided:
    """Writes a supervisor's word about an issued report. It travels like every other change.

    Raises:
        ReviewError: something is missing, the report is one's own, or in one's team somebody else
            decides; nothing was written.
        StoreError: nothing was written.
    """
    if not Supervision(workspace).may_decide(case_id):
        raise ReviewError("review.not_deciding")
    known = reports(workspace.load(case_id).shared, lambda _: True)
    report = next((one for one in known if one.issue.id == issue), None)
    if report is not None and report.author == workspace.identity.author:
        raise ReviewError("review.own_report")
    signed = _countersigned(workspace, case_id, report, verdict)
    made: list[str] = []

    def write(writing: Writing) -> None:
        made[:] = [reviewing.write(writing.shared, issue, replace(verdict, signed=signed))]

    committed = workspace.commit(case_id, write)
    return Decided(made[0], committed)


def _countersigned(
    workspace: Workspace, case_id: bytes, report: Report | None, verdict: Verdict
) -> str:
    """The name of the PDF signed as approved. No decision waits for it: it is empty where the PDF
    is not here or could not be signed, which `Review.is_unsigned` tells everybody."""
    from fieldapp.report.errors import SigningError

    if verdict.signed or report is None or verdict.fault():
        return verdict.signed
    name, pdf = verdict.by.original, report.issue.pdf
    try:
        match verdict.decision:
            case "approved" | "conditions" as decision:
                return signatures.countersign(workspace, case_id, pdf, name, decision)
    except (BlobError, SigningError, WorkshopError) as error:
        _log.warning("a report is approved without a signature: %s", error.finding.code)
    except Exception:
        _log.exception("a report is approved without a signature")
    return ""


def take_back(workspace: Workspace, case_id: bytes, review: str) -> Finding | None:
    """Takes one's own review back, while nobody has read or answered it.

    Returns:
        Why not; None if it is done.
    """
    found: list[Finding] = []

    def write(writing: Writing) -> None:
        fault = reviewing.take_back(writing.shared, review, workspace.identity.author)
        found[:] = [fault] if fault else []

    workspace.commit(case_id, write)
    return found[0] if found else None
