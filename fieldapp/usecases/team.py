"""The figures of a team from the cases on this laptop, and a month's lessons on paper.

What counts of a case is what was issued, as its supervisors are shown it; so whoever has others'
cases here sees the same as on a hub.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from fieldapp.base.progress import Check, counted, unwatched
from fieldapp.case.reportstate import State, current, reports
from fieldapp.overview.lessons import Summary, summary
from fieldapp.overview.rows import CaseRow, Edition, case_row
from fieldapp.overview.steps import in_order
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import crafts, workshop
from fieldapp.usecases.issued import content_of, playbook_of
from fieldapp.usecases.outputs import write_file
from fieldapp.usecases.supervisors import Supervision

if TYPE_CHECKING:
    from fieldapp.overview.lessons_paper import Issued
    from fieldapp.report.rendered import Rendered


def rows(workspace: Workspace, library: Library, check: Check = unwatched) -> tuple[CaseRow, ...]:
    """What every case contributes that a report was issued of.

    Raises:
        StoreError: from the disk.
    """
    supervision = Supervision(workspace)
    known = workspace.reports().of(get_args(State), -1)
    found = (
        _row(workspace, library, supervision, one.case) for one in counted(known, len(known), check)
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


def month_summary(
    found: tuple[CaseRow, ...], library: Library, month: date, today: date
) -> Summary:
    """The summary of the month that begins on a day."""
    made = summary(found, month, today)
    return replace(made, month=in_order(made.month, library.get))


def paper(found: Summary, issued: Issued) -> Rendered:
    """A summary as a PDF."""
    from fieldapp.overview.lessons_paper import lessons_paper

    return workshop.ours.do(crafts.set_document, lessons_paper(found, issued))


def save_paper(found: Summary, issued: Issued, path: Path) -> int:
    """Saves a summary as a PDF.

    Returns:
        Its pages.

    Raises:
        NotWrittenError: with the reason; what was there is still there.
    """
    made = paper(found, issued)
    write_file(path, made.pdf)
    return made.pages
