"""What a playbook's reader may raise, and the search for what was meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from fieldapp.base.errors import FieldAppError


class PlaybookError(FieldAppError):
    """A playbook, or a part of one, cannot be read."""


class ExpressionError(PlaybookError):
    """A condition does not follow the language; `column` counts from 1."""

    def __init__(self, code: str, /, *, column: int, where: str = "", **params: str | int) -> None:
        super().__init__(code, where=where, column=column, **params)


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name `name` was most likely meant to be; empty if there are none at all."""
    names = sorted(known)
    close = get_close_matches(name.lower(), names, n=1, cutoff=0)
    return close[0] if close else ""
