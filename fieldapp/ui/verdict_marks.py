"""How a supervisor's verdict on a report is marked: by a picture and a colour, beside its word."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.ui.theme.tokens import Theme

ICONS: Mapping[str, str] = {
    "issued": "file-text",
    "disputed": "split",
    "returned": "undo-2",
    "approved": "circle-check",
    "conditions": "circle-check",
    "declined": "circle-slash",
    "withdrawn": "x",
}


def ink(theme: Theme, state: str) -> str:
    """A verdict's colour; empty where it has none of its own."""
    if state in ("disputed", "returned"):
        return theme.warning
    return theme.ok if state in ("approved", "conditions") else ""
