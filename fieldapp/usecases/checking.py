"""Checking: a case before it is issued, a playbook before it is given out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from fieldapp.base.clock import Clock, system_clock
from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.library import Library
from fieldapp.usecases import casefiles, crafts, playbooks, workshop
from fieldapp.usecases.outputs import write_file
from fieldapp.usecases.reporting import draft

_MAPPINGS = "crm"
_KINDS = ("playbooks", "fields", "scales", "handbook", "practice", _MAPPINGS)
"""Folders with authors' files."""


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
    """What is wrong in an author's file, a playbook or a mapping to a customer system, with file
    and line."""
    from fieldapp.crm import lint
    from fieldapp.playbook import source
    from fieldapp.playbook.lint.check import check_playbook

    node, _ = source.read(path)
    stated = node.get("format") if node is not None else None
    if stated is None or stated.value != lint.FORMAT:
        return tuple(check_playbook(path))
    path = path.resolve()
    root = path.parent.parent if path.parent.name == _MAPPINGS else path.parent
    return tuple(lint.check_mapping(path, Library([root]).playbooks))


def check_folder(folder: Path) -> tuple[Finding, ...]:
    """What is wrong in a company's own folder, laid out as the built-in forms: in its playbooks and
    their parts, pages, practice, and mappings. What is found names the part of the folder too.
    That nothing of it lies there is a finding too.
    """
    files = [path for kind in _KINDS for path in sorted((folder / kind).glob("*.yaml"))]
    if not files:
        return (Finding("usecases.nothing_to_check", {"folder": str(folder)}),)
    return tuple(
        replace(finding, where=f"{path.parent.name}/{finding.where}")
        for path in files
        for finding in check_playbook_file(path)
    )


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
