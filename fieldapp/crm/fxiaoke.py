"""What Fxiaoke 纷享销客 takes: a workbook an object for its import page, and bodies for its API.

There is no public description of its import files. The workbook has one row of headings, which the
import page lets a person match with its fields; everything in it is text.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any

from fieldapp.base.language import Lang
from fieldapp.base.spreadsheet import text_cell
from fieldapp.crm.mapping import Module
from fieldapp.crm.rows import Cell, Row, changed

_CHINA = timezone(timedelta(hours=8))
"""Days begin there when they do in China."""
_WIDTHS = {"long_text": 60, "text": 28}


def workbook(module: Module, rows: Sequence[Row], lang: Lang) -> bytes:
    """An xlsx file of one sheet. No cell is a formula, whatever it begins with."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    book.properties.creator = "FieldApp"
    sheet = book.create_sheet(module.title.get(lang)[:31])
    sheet.freeze_panes = "A2"
    for number, field in enumerate(module.fields, 1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(field.kind, 18)

    heads = (field.label.get(lang) for field in module.fields)
    sheet.append([text_cell(sheet, head, is_heading=True) for head in heads])
    for row in rows:
        cells = (row.cell(field.to) for field in module.fields)
        sheet.append([text_cell(sheet, _shown(cell)) if cell else None for cell in cells])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def body(
    row: Row, ids: Mapping[tuple[str, str], str] | None = None, owner: str = ""
) -> dict[str, Any]:
    """The `data` of a call that makes a row, or changes one that is there.

    Args:
        ids: their ids of rows handed over before, by module and key.
        owner: the person of theirs a new row is given to.
    """
    known = ids or {}
    there = known.get((row.module, row.key))
    found: dict[str, Any] = {"dataObjectApiName": row.module}
    if there:
        found["_id"] = there
    elif owner:
        found["owner"] = [owner]
    for to, cell in changed(row, is_known=there is not None).items():
        found[to] = _sent(cell, known)
    return {"object_data": found}


def _sent(cell: Cell, ids: Mapping[tuple[str, str], str]) -> Any:
    """Numbers are texts there, days and moments milliseconds."""
    value = cell.value
    if cell.target.kind == "lookup":
        return ids.get((cell.target.module, cell.told), cell.told)
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    if isinstance(value, date):
        return int(datetime(value.year, value.month, value.day, tzinfo=_CHINA).timestamp() * 1000)
    return cell.told


def _shown(cell: Cell) -> str:
    if isinstance(cell.value, bool):
        return "是" if cell.value else "否"
    return cell.told.replace("T", " ") if isinstance(cell.value, datetime) else cell.told
