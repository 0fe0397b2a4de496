"""The figures of a team from the cases on this laptop (`teamrows`), and a month's lessons on paper.

What counts of a case is what was issued, as its supervisors are shown it; so whoever has others'
cases here sees the same as on a hub.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base.language import Lang, tr
from fieldapp.overview.figures import Overview
from fieldapp.overview.lessons import Summary
from fieldapp.overview.periods import Period, span
from fieldapp.overview.rows import CaseRow
from fieldapp.overview.tables import Section, sections
from fieldapp.overview.team import overview
from fieldapp.usecases import crafts, workshop
from fieldapp.usecases.outputs import write_file

if TYPE_CHECKING:
    from fieldapp.report.layout.voice import ReportLang


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
