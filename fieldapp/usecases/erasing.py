"""Erasing: a case, an item or what is known of a person, on this laptop and wherever it went."""

from __future__ import annotations

from collections.abc import Sequence

from fieldapp.base.errors import FieldAppError
from fieldapp.case.change import Change
from fieldapp.case.person import find_person
from fieldapp.store.erase import Wish
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import mail_drafts


class NothingToEraseError(FieldAppError):
    """What was named is not there, or no reason was given."""


def whole_case(reason: str) -> Wish:
    """Everything of a case.

    Raises:
        NothingToEraseError: the reason is empty.
    """
    return Wish("case", _given(reason))


def one_item(workspace: Workspace, case_id: bytes, item: str, reason: str) -> Wish:
    """One item, such as `statements/s1`, also if it is hidden by a deletion.

    Raises:
        NothingToEraseError: there is none, or the reason is empty.
    """
    folded = workspace.load(case_id)
    known = any(fold.item(item) is not None for fold in (folded.shared, folded.private))
    if not known:
        raise NothingToEraseError("usecases.erase_unknown_item", item=item[:80])
    return Wish("item", _given(reason), (item,))


def one_person(workspace: Workspace, case_id: bytes, names: Sequence[str], reason: str) -> Wish:
    """What a case knows of a person, under all the names given.

    Raises:
        NothingToEraseError: nothing was found, or the reason is empty.
    """
    folded = workspace.load(case_id)
    paths: set[str] = set()
    values: set[bytes] = set()
    for fold in (folded.shared, folded.private):
        found = find_person(fold, names)
        paths |= set(found.paths)
        values |= found.values
    if not paths and not values:
        raise NothingToEraseError("usecases.erase_unknown_person", name=names[0][:80])
    return Wish("person", _given(reason), tuple(sorted(paths)), frozenset(values))


def erase(workspace: Workspace, case_id: bytes, wish: Wish) -> Change:
    """Erases it here, from mails that were made and not sent too, and orders every holder to.

    Raises:
        BackupError: see `Workspace.erase`.
    """
    order = workspace.erase(case_id, wish)
    mail_drafts.sweep()
    return order


def _given(reason: str) -> str:
    if not reason.strip():
        raise NothingToEraseError("usecases.erase_no_reason")
    return reason.strip()
