"""The figures as files: one for spreadsheets of any kind, one workbook.

They hold what is shown and no more; what is not told is not in them either.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence

from fieldapp.base.language import Lang, tr
from fieldapp.base.spreadsheet import csv_text, text_cell
from fieldapp.overview.figures import Overview
from fieldapp.overview.tables import Cell, Section, Table, sections

_LONGEST_NAME = 31
"""Characters of a sheet's name."""
_NO_NAME = re.compile(r"[\[\]:*?/\\']")


def csv_file(overview: Overview, team: str, lang: Lang) -> bytes:
    """All tables one below the other, UTF-8 with a mark at its beginning."""
    text = io.StringIO(newline="")
    out = csv.writer(text)
    for line in _about(overview, team, lang):
        out.writerow([csv_text(part) for part in line])
    for section in sections(overview, lang):
        for table in section.tables:
            out.writerow([])
            out.writerow([csv_text(_plain(_title(section, table)))])
            out.writerow([csv_text(_plain(part)) for part in _heads(table)])
            for row in table.rows:
                cells = (csv_text(v) if isinstance(v, str) else v for v in map(_value, row.cells))
                out.writerow([csv_text(_plain(row.name)), *cells])
    return text.getvalue().encode("utf-8-sig")


def workbook(overview: Overview, team: str, lang: Lang) -> bytes:
    """An xlsx file with a sheet for each section that has something to tell."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.properties.creator = "FieldApp"
    first = book.create_sheet(_sheet_name(tr("team.title", lang)))
    first.column_dimensions["A"].width = 28
    for line in _about(overview, team, lang):
        first.append([text_cell(first, part) for part in line])
    for section in sections(overview, lang):
        if not section.tables:
            continue
        sheet = book.create_sheet(_sheet_name(section.title))
        sheet.column_dimensions["A"].width = 36
        for table in section.tables:
            sheet.append([text_cell(sheet, _plain(table.title), is_heading=True)])
            sheet.append([text_cell(sheet, _plain(p), is_heading=True) for p in _heads(table)])
            for row in table.rows:
                cells = (
                    text_cell(sheet, v) if isinstance(v, str) else v for v in map(_value, row.cells)
                )
                sheet.append([text_cell(sheet, _plain(row.name)), *cells])
            sheet.append([])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _about(overview: Overview, team: str, lang: Lang) -> Iterator[tuple[str, ...]]:
    yield tr("team.title", lang), _plain(team)
    yield tr("team.since", lang), overview.since.isoformat()
    yield tr("team.until", lang), overview.last.isoformat()
    yield tr("team.as_of", lang), overview.today.isoformat()
    yield tr("team.count", lang), str(overview.cases)


def _title(section: Section, table: Table) -> str:
    return section.title if table.title == section.title else f"{section.title}: {table.title}"


def _heads(table: Table) -> Sequence[str]:
    return [f"{one.title} ({one.unit})" if one.unit else one.title for one in table.columns]


def _value(cell: Cell) -> int | float | str:
    return cell.shown if cell.value is None else cell.value


def _plain(text: str) -> str:
    """Without what no spreadsheet takes."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cs") and c < "\ufffe")


def _sheet_name(title: str) -> str:
    return _NO_NAME.sub(" ", title)[:_LONGEST_NAME]
