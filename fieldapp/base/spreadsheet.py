"""Texts in files for spreadsheets: none of them is computed, whatever it begins with."""

from __future__ import annotations

from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_text(text: str) -> str:
    """A text of a CSV file; one that a spreadsheet would compute has an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def text_cell(sheet: Any, text: str, *, is_heading: bool = False) -> Any:
    """A cell of a write-only sheet of openpyxl."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    cell.quotePrefix = not is_heading
    if is_heading:
        cell.font = Font(bold=True)
    return cell
