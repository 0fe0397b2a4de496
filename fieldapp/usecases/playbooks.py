"""Which playbook guides a case: the version it began with, as long as it can be had."""

from __future__ import annotations

import sys
from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base import paths
from fieldapp.base.errors import FieldAppError
from fieldapp.base.policy import COMPANY
from fieldapp.playbook.errors import PlaybookError
from fieldapp.playbook.library import Library
from fieldapp.usecases import settings

if TYPE_CHECKING:
    from fieldapp.case.records import Case
    from fieldapp.playbook.model import Playbook

_LISTS = ("fieldapp.playbook.glossary", "fieldapp.report.lint.words")
"""Remember lists that a company may have given; not loaded for that."""
FetchCompiled = Callable[[str], bytes | None]
"""Gives the compiled playbook with a version (hex), where it is kept."""


class UnknownPlaybookError(FieldAppError):
    """The case names a playbook that is not here."""


def library() -> Library:
    """The built-in playbooks, those the company has given, and the person's own, from the folder
    that was set."""
    return Library(_own_folders())


def reread(known: Library) -> None:
    """Looks again for the company's playbooks and the person's own, in the folder that is set
    now."""
    known.use(_own_folders())
    for name in _LISTS:
        if lists := sys.modules.get(name):
            lists.forget()


def own_folder() -> Path:
    """Where a playbook of the person's own is to be put. It need not exist."""
    return own_forms() / "playbooks"


def _own_folders() -> list[Path]:
    # Of a file that there is to be one of, the last folder's holds.
    return [*own_in_use(), *(folder for folder in (paths.company(),) if folder.is_dir())]


def own_in_use() -> list[Path]:
    """The person's own folder, laid out as the built-in one; none where there is none, or the
    company has set that it is not looked into."""
    own = own_forms()
    return [own] if own.is_dir() and not is_company_only() else []


def is_company_only() -> bool:
    """Whether the company has set that a person's own playbooks and lists are not used."""
    return settings.policy().playbooks == COMPANY


def own_forms() -> Path:
    """The person's or company's own folder, laid out as the built-in one. It need not exist."""
    return paths.own_playbooks(settings.read()[0].playbooks)


def of_case(case: Case, known: Library, fetch: FetchCompiled | None = None) -> Playbook:
    """The playbook of a case: in the case's own version if it can be had, else the current one.

    Raises:
        UnknownPlaybookError: neither is here.
    """
    if case.playbook_version:
        compiled = fetch(case.playbook_version) if fetch is not None else None
        found = _opened(compiled) or known.by_version(case.playbook_version)
        if found and found.id == case.playbook:
            return found
    return named(case.playbook, known)


@lru_cache(maxsize=8)
def _opened(compiled: bytes | None) -> Playbook | None:
    """A kept playbook; None where it is damaged or a newer version's. Remembered, because a case is
    read again after each change.
    """
    from fieldapp.playbook.model import Playbook

    try:
        return Playbook.from_compiled(compiled) if compiled else None
    except PlaybookError:
        return None


def named(playbook_id: str, known: Library) -> Playbook:
    """The current playbook with that id.

    Raises:
        UnknownPlaybookError: there is none, or it is broken.
    """
    if found := known.get(playbook_id):
        return found
    names = ", ".join(sorted(playbook.id for playbook in known.playbooks))
    near = get_close_matches(playbook_id, known.ids, 1)
    code = "usecases.playbook_unknown_near" if near else "usecases.playbook_unknown"
    if is_company_only():
        code = "usecases.playbook_not_given"
    raise UnknownPlaybookError(
        code,
        id=playbook_id[:80],
        near=near[0] if near else "",
        known=names,
        folder=str(own_folder()),
    )


def is_private(known: Library) -> Callable[[str], bool]:
    """Whether an answer's field is private in any of the playbooks."""
    private = {
        field_id
        for playbook in known.playbooks
        for field_id in playbook.fields
        if playbook.is_private(field_id)
    }
    return private.__contains__
