"""A space's feed on the hub: stretches of it that whoever reads them can check at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
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

SCANNED = 10_000
"""Places of a feed that are looked through at a time for what is asked for."""


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
        for limit in (packing.PULLED, MAX_FRAMES):
            entries = _until_left(self._shelf.entries(self._space, before.seq, limit))
            page, is_closed = self._page(before, entries, limit)
            if is_closed or len(entries) < limit:
                break
        return page

    def _page(
        self,
        before: Cursor,
        entries: Sequence[Entry],
        limit: int,
        chosen: Collection[bytes] | None = None,
        orders: Collection[bytes] = (),
    ) -> tuple[Page, bool]:
        """The page of some entries, as far as it can be checked at once, and whether that is all.

        Args:
            limit: so many changes at most.
            chosen: the cases that are asked for; None for all.
            orders: changes of others that are told besides.
        """
        named = entries
        if chosen is not None:
            named = [e for e in entries if e.case in chosen or e.name in orders]
        offers = self._named(named[:limit])
        batch, is_closed = self.batch(offers)
        if len(named) > limit:
            entries = entries[: entries.index(named[limit])]
        if len(batch.frames) < len(offers):
            next_one = offers[len(batch.frames)].change.id
            end = next(n for n, entry in enumerate(entries) if entry.name == next_one)
            entries = entries[:end]
        known = self._roster.certificates
        # A notice that was followed by others is not kept.
        told = (known.get(e.name) for e in entries if e.kind == CERTIFICATE)
        issued = tuple(one.raw for one in told if one is not None)
        after, left = before, b""
        if entries:
            last = entries[-1]
            after = before._replace(seq=last.seq, link=last.link)
            left = last.case if last.kind == LEFT else b""
        page = Page(
            before=before,
            after=after,
            ahead=self._shelf.tip(self._space).seq - after.seq,
            batch=Batch(batch.frames, batch.seals, issued),
            left=left,
            outside=tuple(one.change.id for one in offers if one.change.id in orders),
        )
        return page, is_closed

    def scoped(
        self, before: Cursor, within: Callable[[Collection[bytes]], Collection[bytes]]
    ) -> Page:
        """The same without changes of cases that are not asked for, but for orders to erase: who
        does not want a case now may have it from before.

        Whoever begins is told the end of the feed and all certificates.

        Args:
            within: finds those of some cases that are asked for.
        """
        tip = self._shelf.tip(self._space)
        if before.seq == 0:
            issued = tuple(one.raw for one in self._roster.certificates.values())
            batch = Batch(certificates=issued)
            return Page(before=before, after=tip, ahead=0, batch=batch, left=b"")
        entries = _until_left(self._shelf.entries(self._space, before.seq, SCANNED))
        chosen = set(within({entry.case for entry in entries if entry.kind == CHANGE}))
        others = [one for one in entries if one.kind == CHANGE and one.case not in chosen]
        orders = self._orders(others)
        page, is_closed = self._page(before, entries, packing.PULLED, chosen, orders)
        return page if is_closed else self._page(before, entries, MAX_FRAMES, chosen, orders)[0]

    def _orders(self, entries: Iterable[Entry]) -> set[bytes]:
        """Those of some changes that order to erase."""
        by_case: dict[bytes, list[bytes]] = {}
        for entry in entries:
            by_case.setdefault(entry.case, []).append(entry.name)
        return {
            change.id
            for case, names in by_case.items()
            if self._shelf.has_erasure(self._space, case)
            for change in self._shelf.changes(self._space, case, names)
            if change.erase is not None
        }

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
        """The changes that entries name, without those that have been moved away. If a case has
        left since and come back, all of it is named once more behind these."""
        by_case: dict[bytes, list[bytes]] = {}
        for entry in entries:
            if entry.kind == CHANGE:
                by_case.setdefault(entry.case, []).append(entry.name)
        if by_case:
            for case in self._shelf.left_after(self._space, by_case, entries[0].seq):
                del by_case[case]
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
