"""Reports: from a case file or from the workspace to a PDF on disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base.clock import Clock, system_clock
from fieldapp.base.findings import Finding
from fieldapp.base.progress import Check, unwatched
from fieldapp.case.records import Case, Evidence
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.usecases import casefiles, crafts, playbooks, workshop

if TYPE_CHECKING:
    from fieldapp.report.blocks import Edition
    from fieldapp.report.content import Audience, Content, Issue
    from fieldapp.report.layout.document import Approval
    from fieldapp.report.layout.voice import ReportLang

__all__ = ["Made", "Photos", "ReportLang", "Wish", "draft", "make", "report_file"]

Photos = Callable[[Evidence], bytes | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which report is wanted. `lang` None: the language the case's title was written in."""

    lang: ReportLang | None = None
    edition: Edition = "a4"
    audience: Audience = "supervisor"
    contact: str = ""
    """How the customer reaches us, in one line; in the customer's edition only."""


@dataclass(frozen=True, slots=True)
class Made:
    """A report that came out."""

    pdf: bytes
    pages: int
    plain: bool
    """Only the plain edition could be set."""
    content: Content
    missing: tuple[Finding, ...]
    """What a final report still needs."""


def report_file(path: Path, wish: Wish, library: Library, clock: Clock = system_clock) -> Made:
    """A preliminary report from a case file; needs no workspace.

    Raises:
        UnreadableFileError, CaseFileError, UnknownPlaybookError: see there.
    """
    file = casefiles.read(path)
    playbook = playbooks.named(file.document["playbook"], library)
    found = casefiles.take(file, path.parent, playbook.is_private, clock)

    def photo(evidence: Evidence) -> bytes | None:
        place = found.evidence_path(evidence)
        return casefiles.read_bytes(place, casefiles.MAX_EVIDENCE_BYTES) if place else None

    content, missing = draft(found.case, playbook, clock(), found.ops_digest)
    return make(content, playbook, photo, wish, missing=missing)


def draft(
    case: Case, playbook: Playbook, now: datetime, ops_digest: str, issue: Issue | None = None
) -> tuple[Content, tuple[Finding, ...]]:
    """A report's content as the case stands, and what a final one still needs."""
    from fieldapp.report.compose import compose
    from fieldapp.report.content import Issue

    missing = Guide(playbook, case, now.date()).missing()
    content = compose(case, playbook, issue or Issue(at=now), ops_digest=ops_digest)
    return content, missing


def make(
    content: Content,
    playbook: Playbook,
    photos: Photos,
    wish: Wish,
    *,
    missing: tuple[Finding, ...] = (),
    approval: Approval | None = None,
    for_signing: bool = False,
    check: Check = unwatched,
) -> Made:
    """Sets frozen content as the wished edition; `check` may stop it and is told how far it is.

    Args:
        approval: of this very content.
    """

    def watched(evidence: Evidence) -> bytes | None:
        check(0, 0)
        return photos(evidence)

    craft = partial(
        crafts.make_report,
        content,
        playbook,
        lang=wish.lang or content.case.title.src,
        edition=wish.edition,
        audience=wish.audience,
        contact=wish.contact,
        approval=approval,
        for_signing=for_signing,
    )
    rendered = workshop.ours.do(craft, calls=(watched, check))
    return Made(rendered.pdf, rendered.pages, rendered.plain, content, missing)
