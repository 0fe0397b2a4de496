"""What a connector does: it puts rows of one module, and says what became of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

from fieldapp.base.values import frozen
from fieldapp.crm.mapping import Module
from fieldapp.crm.rows import Row

Ids = Mapping[tuple[str, str], str]
"""Module and key of rows handed over -> their id."""
_WORD = re.compile(r"[A-Za-z0-9_]{1,60}")


@frozen(kw_only=True)
class Outcome:
    """What became of a row: its id there, or a code of theirs why it was not taken."""

    row: Row
    theirs: str = ""
    fault: str = ""


class Link(Protocol):
    most: int
    """Rows at once."""

    def put(self, module: Module, rows: Sequence[Row], ids: Ids) -> list[Outcome]:
        """Makes rows, or changes those that are there; the same again changes nothing.

        Raises:
            CallError: nothing is known of any of them.
        """

    def close(self) -> None: ...


def code(*parts: object) -> str:
    """Their code for a fault; nothing of what they may have said besides."""
    words = [part for part in parts if isinstance(part, str) and _WORD.fullmatch(part)]
    return " ".join(words)[:60] or "UNKNOWN"
