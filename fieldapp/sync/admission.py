"""Admission: how a space's shelf takes in changes that have passed the door.

Idempotent: a change that is here brings at most values that were missing. An order to erase is
obeyed in the same transaction, and wins over values whichever comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fieldapp.case import files
from fieldapp.case.change import Change, Value
from fieldapp.case.fold import Fold
from fieldapp.case.seal import Seal
from fieldapp.sync.door import Admitted
from fieldapp.sync.rows import Fork
from fieldapp.sync.shelf import CHANGE, Entry, Shelf
from fieldapp.sync.vector import case_digest


@dataclass(slots=True)
class Noticed:
    """What was noticed while changes were kept."""

    forks: list[Fork] = field(default_factory=list)
    """Places at which a chain has more than one change now."""
    orders: list[Admitted] = field(default_factory=list)
    """Orders to erase that are new."""
    new: list[Change] = field(default_factory=list)
    """All changes that are new."""
    has_gap: bool = False
    """The predecessor of a change is not here, other than of an order to erase, which goes ahead of
    it."""


def admit(
    shelf: Shelf, space: bytes, admitted: Sequence[Admitted], seals: Sequence[Seal]
) -> Noticed:
    """Keeps changes, in the shelf's transaction."""
    noticed, tip = Noticed(), shelf.tip(space)
    by_case: dict[bytes, list[Admitted]] = {}
    for one in admitted:
        by_case.setdefault(one.change.case, []).append(one)
    cases = [_Case(shelf, space, case, noticed) for case in by_case]
    for case, some in zip(cases, by_case.values(), strict=True):
        case.take(some)
    new = {change for case in cases for change in case.new}
    entries = []
    for one in admitted:
        if one.change.id in new:
            noticed.new.append(one.change)
            entry = Entry.after(tip, CHANGE, one.change.case, one.change.id)
            tip = tip._replace(seq=entry.seq, link=entry.link)
            entries.append(entry)
    shelf.add_seals(space, seals)
    shelf.extend(space, entries)
    return noticed


@dataclass(slots=True)
class _Case:
    """One case of a space while changes of it come in."""

    shelf: Shelf
    space: bytes
    case: bytes
    noticed: Noticed
    new: set[bytes] = field(default_factory=set)

    def take(self, some: Sequence[Admitted]) -> None:
        here, held = map(set, self.shelf.names(self.space, self.case))
        fresh = [one for one in some if one.change.id not in here]
        brought = {name: value for one in some for name, value in one.frame.values.items()}
        for one in fresh:
            self._append(one)
        self.new = {one.change.id for one in fresh}
        self.noticed.orders += [one for one in fresh if one.change.erase is not None]
        plain = (one.change for one in fresh if one.change.erase is None and one.change.seq > 1)
        self.noticed.has_gap |= any(change.prev not in here | self.new for change in plain)
        gone: set[bytes] = set()
        if self.shelf.has_erasure(self.space, self.case):
            gone = self._erase(brought, held)
        else:
            self._name_files(some)
        lasting = {name: value for name, value in brought.items() if name not in gone | held}
        if not self.new and not lasting:
            return
        self.shelf.add_values(self.space, self.case, lasting)
        digest = case_digest(here | self.new, (held | lasting.keys()) - gone)
        self.shelf.set_digest(self.space, self.case, digest)

    def _append(self, one: Admitted) -> None:
        change = one.change
        if self.shelf.at(self.space, change):
            fork = Fork(change.case, change.device, change.incarnation, change.seq)
            self.noticed.forks.append(fork)
        self.shelf.append(self.space, change)

    def _name_files(self, some: Sequence[Admitted]) -> None:
        """Notes the files that values name, which have come with these changes."""
        known = self.shelf.files(self.space, self.case)
        named: dict[bytes, bool] = {}
        for one in some:
            values = {hash_: files.blob_name(value) for hash_, value in one.frame.values.items()}
            wanted = {op.value for op in one.change.ops if files.is_wanted(op.path)}
            for hash_, name in values.items():
                if name:
                    blob = bytes.fromhex(name)
                    named[blob] = named.get(blob, False) or hash_ in wanted
        named = {blob: is_wanted or known.get(blob, False) for blob, is_wanted in named.items()}
        if named.items() - known.items():
            self.shelf.set_files(self.space, self.case, {**known, **named})

    def _erase(self, brought: Mapping[bytes, Value], held: set[bytes]) -> set[bytes]:
        """Drops what has been erased of the case, and names its files anew.

        Returns:
            The hashes of the values nobody may hold.
        """
        values = {**self.shelf.values(self.space, self.case, held), **brought}
        fold = Fold()
        for change in self.shelf.changes(self.space, self.case):
            fold.apply(change, values)
        gone = fold.erased_values()
        self.shelf.drop_values(self.space, self.case, gone & held)
        wanted = files.wanted_files(fold)
        ordered = {blob for erasure in fold.erasures for blob in erasure.blobs}
        dropped = (files.kept_files(fold) - wanted) | ordered
        named = {files.blob_name(value) for value in fold.values.values()} - dropped - {""}
        self.shelf.set_files(
            self.space, self.case, {bytes.fromhex(name): name in wanted for name in named}
        )
        if self.new:
            self.shelf.set_packs(self.space, [])
        return gone
