"""What Zoho CRM takes: a CSV file a module for its import page, and bodies for its API (version 8).

Field names are those of its public API description; see `forms/crm/zoho.yaml`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from fieldapp.base.language import Lang
from fieldapp.base.spreadsheet import csv_text
from fieldapp.crm.mapping import Module
from fieldapp.crm.rows import Cell, Row, changed

MOST = 100
"""Rows in a call."""
_RELATED = "What_Id"
"""A lookup into any module, which has to be named beside it."""


def csv_file(module: Module, rows: Sequence[Row], lang: Lang) -> bytes:
    """A CSV file with their headings, UTF-8 with a mark at its beginning, so that a person may look
    at it in a spreadsheet first.

    A text that a spreadsheet would compute has an apostrophe before it.
    """
    text = io.StringIO(newline="")
    out = csv.writer(text)
    out.writerow([field.label.get(lang) for field in module.fields])
    for row in rows:
        cells = (row.cell(field.to) for field in module.fields)
        out.writerow([_shown(cell) if cell else "" for cell in cells])
    return text.getvalue().encode("utf-8-sig")


def body(
    module: Module, rows: Sequence[Row], ids: Mapping[tuple[str, str], str] | None = None
) -> dict[str, Any]:
    """The body of a call that makes rows or changes those that are there.

    Args:
        ids: their ids of rows handed over before, by module and key. A row that has one is only
            changed. Without any, a lookup has its key as a name, for somebody who fills it in.
    """
    return {
        "data": [_record(row, ids or {}) for row in rows],
        "duplicate_check_fields": [module.key],
        # None of their workflows begins because of us.
        "trigger": [],
    }


def _record(row: Row, ids: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    there = ids.get((row.module, row.key))
    found: dict[str, Any] = {"id": there} if there else {}
    for to, cell in changed(row, is_known=there is not None).items():
        found[to] = _sent(cell, ids)
        if to == _RELATED:
            found["$se_module"] = cell.target.module
    return found


def _sent(cell: Cell, ids: Mapping[tuple[str, str], str]) -> Any:
    value, target = cell.value, cell.target
    if target.kind == "lookup":
        theirs = ids.get((target.module, cell.told))
        return {"id": theirs} if theirs else {"name": cell.told}
    if isinstance(value, bool):
        return value
    if target.kind == "number":
        return float(cell.told)
    return cell.told


def _shown(cell: Cell) -> str:
    text = cell.told
    if isinstance(cell.value, datetime):
        return text.replace("T", " ")
    return csv_text(text) if isinstance(cell.value, str) else text
