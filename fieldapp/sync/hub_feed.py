"""A space's feed on the hub: stretches of it that whoever reads them can check at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fieldapp.case.change import Change
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal
from fieldapp.sync import packing
from fieldapp.sync.batch import MAX_FRAMES, Batch
from fieldapp.sync.messages import Page
from fieldapp.sync.packing import Offer
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Cursor, Pack
from fieldapp.sync.shelf import CERTIFICATE, CHANGE, LEFT, Entry, Shelf
from fieldapp.sync.wire import encode


@dataclass(frozen=True, slots=True)
class Held:
    """What a hub holds, as the door of a space asks for it. `place` tells the space that a case is
    in now."""

    shelf: Shelf
    space: bytes
    place: Callable[[bytes], bytes]

    def known(self, changes: Sequence[Change]) -> set[bytes]:
        cases = {change.case for change in changes}
        self.shelf.expect_cases(self.space, cases)
        held = {name for case in cases for name in self.shelf.names(self.place(case), case)[0]}
        return held & {change.id for change in changes}

    def successors(self, change: Change) -> Sequence[Change]:
        return self.shelf.successors(self.place(change.case), change)

    def seals(self, changes: Sequence[Change]) -> list[Seal]:
        by_case: dict[bytes, list[bytes]] = {}
        for change in changes:
            by_case.setdefault(change.case, []).append(change.id)
        return [
            seal
            for case, heads in by_case.items()
            for seal in self.shelf.seals(self.place(case), case, heads)
        ]


class Feed:
    """Reads a space's feed, inside the shelf's transaction."""

    def __init__(self, shelf: Shelf, space: bytes, roster: Roster) -> None:
        self._shelf = shelf
        self._space = space
        self._roster = roster
        self._held = Held(shelf, space, lambda case: space)

    def page(self, before: Cursor) -> Page:
        """What comes after a place."""
        entries: Sequence[Entry] = ()
        offers: list[Offer] = []
        batch = Batch()
        for limit in (packing.PULLED, MAX_FRAMES):
            entries = _until_left(self._shelf.entries(self._space, before.seq, limit))
            offers = self._named(entries)
            batch, is_closed = self.batch(offers)
            if is_closed or len(entries) < limit:
                break
        if len(batch.frames) < len(offers):
            next_one = offers[len(batch.frames)].change.id
            end = next(n for n, entry in enumerate(entries) if entry.name == next_one)
            entries = entries[:end]
        known = self._roster.certificates
        issued = tuple(known[e.name].raw for e in entries if e.kind == CERTIFICATE)
        after, left = before, b""
        if entries:
            last = entries[-1]
            after = before._replace(seq=last.seq, link=last.link)
            left = last.case if last.kind == LEFT else b""
        return Page(
            before=before,
            after=after,
            ahead=self._shelf.tip(self._space).seq - after.seq,
            batch=Batch(batch.frames, batch.seals, issued),
            left=left,
        )

    def batch(self, offers: Sequence[Offer], *, is_all: bool = False) -> tuple[Batch, bool]:
        """The first of some changes with the seals over them, and whether these cover them as far
        as they can.

        Args:
            is_all: nothing is to follow them.
        """
        changes = [one.change for one in offers]
        cover = packing.Cover(self._roster, self._held, changes, is_all=is_all)
        count, is_closed = packing.prefix(offers, packing.PULLED, cover)
        frames = tuple(one.frame for one in offers[:count])
        return Batch(frames, tuple(cover.seals_over(changes[:count]))), is_closed

    def packs(self) -> list[tuple[Pack, bytes]]:
        """The feed from its beginning as pages, up to its end or to the first case that left."""
        packs: list[tuple[Pack, bytes]] = []
        before = Cursor(self._shelf.epoch)
        while True:
            page = self.page(before)
            if page.left or page.after == before:
                return packs
            data = encode(page)
            packs.append((Pack(hashlib.sha256(data).digest(), len(data), before, page.after), data))
            before = page.after

    def _named(self, entries: Sequence[Entry]) -> list[Offer]:
        """The changes that entries name, without those that have been moved away."""
        by_case: dict[bytes, list[bytes]] = {}
        for entry in entries:
            if entry.kind == CHANGE:
                by_case.setdefault(entry.case, []).append(entry.name)
        self._shelf.expect_changes(self._space, by_case)
        found = {
            one.change.id: one
            for case, names in by_case.items()
            for one in offers_of(
                self._shelf, self._space, self._shelf.changes(self._space, case, names)
            )
        }
        return [found[entry.name] for entry in entries if entry.name in found]


def offers_of(shelf: Shelf, space: bytes, changes: Sequence[Change]) -> list[Offer]:
    """Changes of one case with the values beside them."""
    if not changes:
        return []
    named = {name for change in changes for name in change.named}
    values = shelf.values(space, changes[0].case, named)
    return [
        Offer(
            change,
            Frame(change.raw, {name: values[name] for name in change.named & values.keys()}),
        )
        for change in changes
    ]


def _until_left(entries: Sequence[Entry]) -> Sequence[Entry]:
    """Up to the first case that left: its laptops must hear of it before what comes after."""
    for place, entry in enumerate(entries):
        if entry.kind == LEFT:
            return entries[: place + 1]
    return entries
