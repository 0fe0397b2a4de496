"""Checking: a case before it is issued, a playbook before it is given out."""

from __future__ import annotations

from pathlib import Path

from fieldapp.base.clock import Clock, system_clock
from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.library import Library
from fieldapp.usecases import casefiles, crafts, playbooks, workshop
from fieldapp.usecases.outputs import write_file
from fieldapp.usecases.reporting import draft


def check_case_file(
    path: Path, library: Library | None = None, clock: Clock = system_clock
) -> tuple[Finding, ...]:
    """What is missing in a case file and what a supervisor would send back, gravest first.

    Raises:
        UnreadableFileError, CaseFileError, UnknownPlaybookError: it cannot be taken as a case.
    """
    from fieldapp.playbook import compensation
    from fieldapp.report.lint import lint

    file = casefiles.read(path)
    known = library or playbooks.library()
    playbook = playbooks.named(file.document["playbook"], known)
    found = casefiles.take(file, path.parent, playbook.is_private, clock)
    lost = tuple(
        Finding("usecases.evidence_missing", {"path": evidence.file}, f"evidence/{evidence.id}")
        for evidence in found.case.evidence
        if evidence.file and found.evidence_path(evidence) is None
    )
    now = clock()
    content, _ = draft(found.case, playbook, now, found.ops_digest)
    guide = Guide(playbook, found.case, now.date())
    beyond = tuple(compensation.check(found.case, known.remedies))
    told = guide.findings() + lint(found.case, playbook, content)
    findings = file.warnings + lost + beyond + told
    return tuple(sorted(findings, key=lambda finding: -finding.severity))


def check_playbook_file(path: Path) -> tuple[Finding, ...]:
    """What is wrong in a playbook, with file and line."""
    from fieldapp.playbook.lint.check import check_playbook

    return tuple(check_playbook(path))


def preview(path: Path, output: Path, lang: Lang) -> int | None:
    """Writes a playbook's steps as a PDF for its author.

    Returns:
        The number of pages; None if the playbook is too broken to be shown.
    """
    from fieldapp.playbook.lint.check import open_playbook
    from fieldapp.usecases.playbook_preview import preview as document

    playbook = open_playbook(path)
    if playbook is None:
        return None
    rendered = workshop.ours.do(crafts.set_document, document(playbook, lang))
    write_file(output, rendered.pdf)
    return rendered.pages
