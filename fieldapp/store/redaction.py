"""Redacting: another picture in place of a kept one, and the former one gone for good.

To write another blob's name into the register would leave the former picture in the store, where
undo, the history and every backup could bring it back. So the former names are erased as values in
the same transaction, by an order that every holder of the case obeys (`fieldapp.case.erasure`): the
item keeps its id, its caption and all that points to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fieldapp.base.findings import Finding
from fieldapp.case import codec
from fieldapp.case.change import Change, Value
from fieldapp.case.edit import Edit
from fieldapp.case.fold import Fold
from fieldapp.store.erase import Wish
from fieldapp.store.workspace import Workspace

_EVIDENCE, _BLOB = "evidence/", "/blob"
_ISSUES, _PDF = "issues/", "/pdf"


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was done. False if the item has no picture, or has had this one all along."""

    order: Change | None = None
    """The order to erase the former picture."""
    editions: int = 0
    """Issued editions that went with it: each may show it."""
    findings: tuple[Finding, ...] = ()
    """Why a backup could not be replaced at once; the next backup does it."""

    def __bool__(self) -> bool:
        return self.order is not None


def redact(workspace: Workspace, case: bytes, item: str, data: bytes, reason: str) -> Redacted:
    """Puts a picture in place of an item's, and erases all that the item has shown before.

    Another item of the case that shows one of them gets the new one too. What goes: the former
    pictures' files, their names in the log, the case's issued editions, and the backups within
    reach that hold any of it, which are made anew. What stays: a backup out of reach, until the
    next backup is made there; another case that keeps the same picture; whatever was printed, sent
    or saved outside; and a copy elsewhere until the order arrives there. A file that is removed is
    not overwritten: what a disk may still hold of it is encrypted.

    Args:
        item: such as `evidence/e1`.
        reason: stands beside the order for ever; it names nobody.

    Raises:
        StoreError: nothing was changed.
    """
    new = hashlib.sha256(data).hexdigest()
    if not _former(workspace.load(case).shared, item, new):
        return Redacted()
    workspace.put_blob(case, data)
    noticed = len(workspace.findings)
    key, parts = workspace.device_key, workspace.parts
    with workspace.transaction() as transaction:
        fold = transaction.folded(case).shared
        former = _former(fold, item, new)
        naming = [(path, value) for path, value, name in _pictures(fold) if name in former]
        edit = Edit(fold, workspace.machine.entropy)
        for path in {path for path, _ in naming}:
            if any(fold.content(head) in former for head in fold.heads(path)):
                edit.write(path, new)
        issued = _issued(fold, set(parts.blobs.of(case)))
        transaction.commit(parts.shared, case, edit)
        values = frozenset(value.hash for _, value in naming)
        order = transaction.erase(case, Wish("item", reason, values=values), key)
    return Redacted(order, issued, workspace.findings[noticed:])


def _former(fold: Fold, item: str, new: str) -> set[str]:
    """The names of all pictures an item has ever had, but for the new one."""
    return {name for path, _, name in _pictures(fold) if path == f"{item}{_BLOB}"} - {new}


def _pictures(fold: Fold) -> Iterator[tuple[str, Value, str]]:
    """Register, value and name of every picture that the evidence has ever had."""
    for path, value in fold.named_values(_EVIDENCE):
        if path.endswith(_BLOB) and isinstance(name := _content(value), str) and name:
            yield path, value, name


def _issued(fold: Fold, here: set[str]) -> int:
    """How many issued editions are still kept."""
    named = fold.named_values(_ISSUES)
    return sum(path.endswith(_PDF) and _content(value) in here for path, value in named)


def _content(value: Value) -> Any:
    try:
        return codec.unpack(value.data)
    except codec.CodecError:
        return None
