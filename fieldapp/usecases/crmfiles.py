"""Handing cases over to a customer system as files: looked at first, row by row, then written."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fieldapp.base.language import Lang
from fieldapp.crm import rows
from fieldapp.crm.files import files
from fieldapp.crm.mapping import CrmMapping
from fieldapp.crm.rows import Rows
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases
from fieldapp.usecases.company import allowed
from fieldapp.usecases.outputs import make_folder, write_file


def prepare(
    workspace: Workspace,
    case_ids: Iterable[bytes],
    mapping: CrmMapping,
    library: Library,
    lang: Lang,
) -> Rows:
    """What would leave of some cases, and what of it does not fit.

    Raises:
        UnknownPlaybookError: see `cases.playbook_of`; without it nobody knows what may leave.
    """
    made = []
    for case_id in case_ids:
        case = cases.load(workspace, case_id, library)
        guide = cases.playbook_of(workspace, case, library)
        made.append(rows.rows(case, guide, mapping, lang))
    return rows.together(mapping, made)


def write(made: Rows, into: Path, lang: Lang) -> tuple[Path, ...]:
    """Writes the files of rows that somebody has looked at, over those of an earlier time. They are
    no longer protected by the encrypted store.

    Raises:
        ForbiddenError: the company does not let cases leave the team.
        NotWrittenError: the folder cannot be written.
    """
    allowed.check_open_export()
    make_folder(into)
    written = []
    for name, content in files(made, lang).items():
        write_file(into / name, content)
        written.append(into / name)
    return tuple(written)
