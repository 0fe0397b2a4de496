"""The figures of a team from the cases on this laptop, and a month's lessons on paper.

What counts of a case is what was issued, as its supervisors are shown it; so whoever has others'
cases here sees the same as on a hub.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from fieldapp.base.language import Lang, tr
from fieldapp.base.progress import Check, counted, unwatched
from fieldapp.case.reportstate import State, current, reports
from fieldapp.overview.figures import Overview
from fieldapp.overview.lessons import Summary
from fieldapp.overview.periods import Period, span
from fieldapp.overview.rows import CaseRow, Edition, case_row
from fieldapp.overview.tables import Section, sections
from fieldapp.overview.team import overview
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import crafts, workshop
from fieldapp.usecases.issued import content_of, playbook_of
from fieldapp.usecases.outputs import write_file
from fieldapp.usecases.supervisors import Supervision

if TYPE_CHECKING:
    from fieldapp.report.layout.voice import ReportLang


def reported(workspace: Workspace) -> tuple[bytes, ...]:
    """The cases that a report was issued of, by id."""
    return tuple(one.case for one in workspace.reports().of(get_args(State), -1))


def rows(
    workspace: Workspace, library: Library, cases: Sequence[bytes], check: Check = unwatched
) -> tuple[CaseRow, ...]:
    """What each of some cases contributes; one whose reports were all withdrawn does not.

    Raises:
        StoreError: from the disk.
    """
    supervision = Supervision(workspace)
    found = (
        _row(workspace, library, supervision, case) for case in counted(cases, len(cases), check)
    )
    return tuple(row for row in found if row is not None)


def _row(
    workspace: Workspace, library: Library, supervision: Supervision, case: bytes
) -> CaseRow | None:
    fold = workspace.load(case).shared
    known = reports(fold, supervision.counts(case))
    standing = current(known)
    if standing is None:
        return None
    content = content_of(workspace, standing)
    playbook = playbook_of(workspace, library, content)
    edition = None
    if content is not None and playbook is not None:
        edition = Edition(content, playbook, workspace.changes(case))
    return case_row(case, known, fold, edition)


def told_of(
    found: Iterable[CaseRow], period: Period, today: date, lang: Lang
) -> tuple[Overview, tuple[Section, ...]]:
    """The figures of a period as of a day, and the same as they are shown."""
    told = overview(found, *span(period, today), today)
    return told, sections(told, lang)


def save_csv(found: Overview, lang: Lang, path: Path) -> None:
    """Saves figures for spreadsheets of any kind.

    Raises:
        NotWrittenError: with the reason; what was there is still there.
    """
    from fieldapp.overview import files

    write_file(path, files.csv_file(found, tr("lessons.this_laptop", lang), lang))


def save_workbook(found: Overview, lang: Lang, path: Path) -> None:
    """The same as a workbook.

    Raises:
        NotWrittenError: with the reason; what was there is still there.
    """
    from fieldapp.overview import files

    write_file(path, files.workbook(found, tr("lessons.this_laptop", lang), lang))


def save_lessons(
    found: Summary, path: Path, *, lang: ReportLang, source: Lang, at: datetime
) -> int:
    """Saves the summary of a month as a PDF.

    Args:
        lang: of the PDF; in both, `source` leads.
        at: when it is made.

    Returns:
        Its pages.

    Raises:
        NotWrittenError: with the reason; what was there is still there.
    """
    from fieldapp.overview.lessons_paper import Issued, lessons_paper

    document = lessons_paper(found, Issued(lang, source, at))
    made = workshop.ours.do(crafts.set_document, document)
    write_file(path, made.pdf)
    return made.pages
