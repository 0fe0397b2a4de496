"""What the company lets leave a laptop, asked before it does."""

from __future__ import annotations

from collections.abc import Iterable

from fieldapp.base.errors import FieldAppError
from fieldapp.base.policy import TEAM
from fieldapp.usecases import settings


class ForbiddenError(FieldAppError):
    """The company has set that this is not done. Nothing was written."""


def check_open_export() -> None:
    """For whatever is to be written without encryption, to be taken elsewhere.

    Raises:
        ForbiddenError: cases stay within the team.
    """
    if settings.policy().exports == TEAM:
        raise ForbiddenError("company.export_open")


def check_recipients(teams: Iterable[str]) -> None:
    """For cases that are handed to somebody.

    Args:
        teams: of those who are to have them; empty for somebody of none.

    Raises:
        ForbiddenError: one of them is of no team of this laptop.
    """
    if settings.policy().exports == TEAM and not all(teams):
        raise ForbiddenError("company.export_stranger")
