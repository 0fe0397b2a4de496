"""The work calendar as a file that a person or company changes."""

from __future__ import annotations

from pathlib import Path

from fieldapp.base import paths
from fieldapp.playbook.library import CALENDAR
from fieldapp.usecases import playbooks
from fieldapp.usecases.company.allowed import ForbiddenError
from fieldapp.usecases.outputs import make_folder, write_file


def to_change(folder: Path | None = None) -> Path:
    """The person's own calendar; where there is none yet, the built-in one is copied there.

    Args:
        folder: of their own forms; None: the one that is set.

    Raises:
        NotWrittenError: with the reason.
        ForbiddenError: the company has set that only its own is used.
    """
    if playbooks.is_company_only():
        raise ForbiddenError("company.own_lists")
    path = (folder or playbooks.own_folder().parent) / CALENDAR
    if not path.exists():
        make_folder(path.parent)
        write_file(path, paths.forms(CALENDAR).read_bytes())
    return path
