"""The files that rows become, for whichever system they are."""

from __future__ import annotations

import json
from typing import Any

from fieldapp.base.language import Lang
from fieldapp.crm import fxiaoke, zoho
from fieldapp.crm.mapping import Module
from fieldapp.crm.rows import Row, Rows

# inventory 61: rows for Fxiaoke, as workbooks and as bodies for its API
# inventory 62: rows for Zoho CRM, as CSV files and as bodies for its API
# inventory 97: cases handed to a customer system, shown row by row before they leave


def files(made: Rows, lang: Lang) -> dict[str, bytes]:
    """Name -> content: for each module that has rows, the file its import page takes (numbered in
    the order to import them), and the bodies its API takes.

    Args:
        lang: of the headings: the one their pages are in.
    """
    found: dict[str, bytes] = {}
    for number, module in enumerate(made.mapping.modules, 1):
        rows = made.of(module.name)
        if not rows:
            continue
        stem = f"{number}-{module.name}"
        if made.mapping.system == "zoho":
            found[f"{stem}.csv"] = zoho.csv_file(module, rows, lang)
        else:
            found[f"{stem}.xlsx"] = fxiaoke.workbook(module, rows, lang)
        content = _bodies(made.mapping.system, module, rows)
        found[f"{stem}.json"] = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    return found


def _bodies(system: str, module: Module, rows: list[Row]) -> list[dict[str, Any]]:
    """The bodies of the calls, one after the other."""
    if system == "zoho":
        parts = (rows[at : at + zoho.MOST] for at in range(0, len(rows), zoho.MOST))
        return [zoho.body(module, part) for part in parts]
    return [fxiaoke.body(row) for row in rows]
