"""Bugs to be planted: each must be found by the judge, or the judge proves nothing.

Each is one a person could have written, or had written before a world showed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any
from unittest import mock

from bench.syncing.local import MemoryLocal
from bench.syncing.shelf import MemoryShelf
from fieldapp.case.change import Change
from fieldapp.sync import (
    admission,
    blobs,
    comparison,
    door,
    exchange,
    notices,
    packing,
    roster,
)
from fieldapp.sync.certificates import Notice, Revocation
from fieldapp.sync.hub_state import Hub
from fieldapp.sync.local import Intake, Settled
from fieldapp.sync.messages import BlobPut
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Cursor

Bug = Callable[[], AbstractContextManager[object]]
BUGS: dict[str, Bug] = {}


def bug(plant: Bug) -> Bug:
    BUGS[plant.__name__] = plant
    return plant


def instead(place: object, name: str, make: Callable[[Any], object]) -> AbstractContextManager[Any]:
    """Puts something in place of a function, made of it."""
    return mock.patch.object(place, name, make(getattr(place, name)))


# The laptop


@bug
def cursor_before_changes() -> AbstractContextManager[object]:
    """The cursor has a transaction of its own, and now and then the program ends after it."""

    def plant(take: Any) -> Any:
        def taken(self: MemoryLocal, space: bytes, intake: Intake) -> None:
            if intake.cursor and len(intake.admitted) % 3 == 1:
                intake = Intake(cursor=intake.cursor)
            take(self, space, intake)

        return taken

    return instead(MemoryLocal, "take", plant)


@bug
def acknowledged_when_sent() -> AbstractContextManager[object]:
    """What is sent counts as arrived."""

    def plant(batch: Any) -> Any:
        def made(local: MemoryLocal, space: bytes, *offers: Any) -> Any:
            packed, sent = batch(local, space, *offers)
            local.settle(space, Settled(sent, {}))
            return packed, sent

        return made

    return instead(exchange, "_batch", plant)


@bug
def fast_forward_always() -> AbstractContextManager[object]:
    """The end of what was pushed is taken for the end of what was read."""

    def plant(settle: Any) -> Any:
        def settled(local: MemoryLocal, space: bytes, receipt: Any, pushed: Any) -> Any:
            refused = settle(local, space, receipt, pushed)
            local.settle(space, Settled((), {}, receipt.after))
            return refused

        return settled

    return instead(exchange, "_settle", plant)


@bug
def receipts_outlive_the_hub() -> AbstractContextManager[object]:
    """When the hub has begun anew, what the former one acknowledged still counts."""

    def anew(self: MemoryLocal, space: bytes, cursor: Cursor) -> None:
        self._cursors[space] = cursor

    return mock.patch.object(MemoryLocal, "begin_anew", anew)


@bug
def clone_goes_on() -> AbstractContextManager[object]:
    """A cloned laptop keeps its incarnation."""
    return mock.patch.object(MemoryLocal, "renew", lambda self: None)


@bug
def written_meanwhile_counts() -> AbstractContextManager[object]:
    """What is written while the hub compares counts as compared."""

    def plant(settle: Any) -> Any:
        def settled(local: Any, space: bytes, told: Any, differs: Any) -> Any:
            now = [replace(one, ids=tuple(local.listing(one.case)[0])) for one in told]
            return settle(local, space, now, differs)

        return settled

    return instead(comparison, "_settle", plant)


@bug
def left_is_not_heard() -> AbstractContextManager[object]:
    """That a case has left the space is passed over."""

    def plant(take: Any) -> Any:
        return lambda self, space, intake: take(self, space, replace(intake, left=b""))

    return instead(MemoryLocal, "take", plant)


@bug
def photo_sent_in_part() -> AbstractContextManager[object]:
    """A photo counts as sent with its first part."""

    def send(local: MemoryLocal, blob: Any) -> Iterator[Any]:
        data = local.read(blob, 0, min(64, max(0, blob.size - 1)))
        name, size = blob.sha256, blob.size
        yield BlobPut(case=blob.case, sha256=name, size=size, offset=0, data=data)

    return mock.patch.object(blobs, "_send", send)


@bug
def photos_never_compared() -> AbstractContextManager[object]:
    """Photos that a hub has lost are not asked for."""

    def none(local: object, space: bytes) -> Iterator[Any]:
        yield from ()

    return mock.patch.object(comparison, "_files", none)


# The door


@bug
def one_bad_frame_spoils_all() -> AbstractContextManager[object]:
    """Nothing of a batch comes in if something is wrong in it."""

    def plant(sift: Any) -> Any:
        def sifted(*args: Any, **options: Any) -> Any:
            found = sift(*args, **options)
            return replace(found, admitted=[]) if found.turned else found

        return sifted

    return instead(door, "sift", plant)


@bug
def effects_before_causes() -> AbstractContextManager[object]:
    """Changes are kept in the order in which they happen to come."""
    return mock.patch.object(door, "causal", list)


@bug
def seals_are_lost() -> AbstractContextManager[object]:
    """The hub does not keep the seals."""
    return mock.patch.object(MemoryShelf, "add_seals", lambda self, space, seals: None)


@bug
def pages_cut_anywhere() -> AbstractContextManager[object]:
    """A page ends where it is full."""

    def prefix(offers: Sequence[object], limit: int, cover: object) -> tuple[int, bool]:
        return min(limit, len(offers)), True

    return mock.patch.object(packing, "prefix", prefix)


@bug
def revoked_may_speak() -> AbstractContextManager[object]:
    """A revoked laptop is answered."""

    def speaker(self: Roster, device: bytes, key: bytes) -> object:
        return next((c for c in self._devices.get(device, ()) if c.key == key), None)

    return mock.patch.object(Roster, "speaker", speaker)


@bug
def later_values_dropped() -> AbstractContextManager[object]:
    """The values of a version to come are not passed on."""
    known = property(lambda self: frozenset(op.value for op in self.ops if op.value is not None))
    return mock.patch.object(Change, "named", known)


# The hub


@bug
def epoch_ignored() -> AbstractContextManager[object]:
    """A hub that was put back goes on as if nothing had been."""
    return mock.patch.object(Hub, "_other_feed", lambda self, space, cursor: None)


@bug
def link_ignored() -> AbstractContextManager[object]:
    """A hub that was turned back unnoticed is not noticed either."""

    def plant(other: Any) -> Any:
        def found(self: Hub, space: bytes, cursor: Cursor) -> Any:
            link = self._shelf.link(space, cursor.seq)
            return other(self, space, cursor._replace(link=link) if link else cursor)

        return found

    return instead(Hub, "_other_feed", plant)


@bug
def half_a_transaction() -> AbstractContextManager[object]:
    """What the hub had written when it ended stays."""

    @contextmanager
    def writing(self: MemoryShelf) -> Iterator[None]:
        yield

    return mock.patch.object(MemoryShelf, "writing", writing)


@bug
def erased_values_return() -> AbstractContextManager[object]:
    """An order to erase is obeyed once: values that come after it are kept."""

    def has_erasure(self: MemoryShelf, space: bytes, case: bytes) -> bool:
        kept = list(self.spaces[space].cases[case].changes.values())
        return kept[-1].erase is not None

    return mock.patch.object(MemoryShelf, "has_erasure", has_erasure)


@bug
def packs_keep_the_erased() -> AbstractContextManager[object]:
    """Packs made before an erasure are given out after it."""

    def plant(set_packs: Any) -> Any:
        return lambda self, space, packs: set_packs(self, space, packs) if packs else None

    return instead(MemoryShelf, "set_packs", plant)


@bug
def moved_is_forgotten() -> AbstractContextManager[object]:
    """What comes late for a case that was moved begins it anew where it was."""
    return mock.patch.object(Hub, "_place", lambda self, space, case: space)


@bug
def orders_stay_behind() -> AbstractContextManager[object]:
    """An order to erase does not reach those whom the case has left."""
    return mock.patch.object(MemoryShelf, "formers", lambda self, space, case: ())


@bug
def values_not_compared() -> AbstractContextManager[object]:
    """Cases are compared by their changes alone."""

    def plant(digest: Any) -> Any:
        return lambda ids, values: digest(ids, ())

    @contextmanager
    def planted() -> Iterator[None]:
        with instead(comparison, "case_digest", plant), instead(admission, "case_digest", plant):
            yield

    return planted()


# What the company tells, whom it lets go, and who wants what


@bug
def scope_in_part() -> AbstractContextManager[object]:
    """Of a case that comes within a scope only what comes from then on is here."""

    def fetch(local: MemoryLocal, space: bytes, waiting: list[bytes]) -> exchange.Exchange:
        yield from ()

    return mock.patch.object(exchange, "_fetch", fetch)


@bug
def scope_of_yesterday() -> AbstractContextManager[object]:
    """A comparison for the scope of before counts for the one that is wanted now."""

    def plant(compare: Any) -> Any:
        def compared(local: Any, space: bytes) -> exchange.Exchange:
            yield from compare(local, space)
            local.compared(space)

        return compared

    return instead(comparison, "compare", plant)


@bug
def told_by_the_clock() -> AbstractContextManager[object]:
    """Of two notices the later one by the clock holds."""

    def order(notice: Notice) -> tuple[int, int, bytes]:
        return notice.at, notice.number, notice.id

    return mock.patch.object(roster, "_order", order)


@bug
def told_once() -> AbstractContextManager[object]:
    """What the company has told is not brought to a hub that has lost it."""

    def plant(to_send: Any) -> Any:
        def sending(self: MemoryLocal, space: bytes) -> Any:
            return [one for one in to_send(self, space) if one.case != notices.CASE]

        return sending

    return instead(MemoryLocal, "to_send", plant)


@bug
def gone_without_proof() -> AbstractContextManager[object]:
    """A revoked laptop is told so, and not shown it."""
    return mock.patch.object(Roster, "farewell", lambda self, device, key: ())


@bug
def gone_for_ever() -> AbstractContextManager[object]:
    """A laptop that was revoked once has to go, even when it was let in again."""

    def orders(self: Roster, device: bytes, key: bytes) -> Any:
        issued = {one.id for one in self._devices.get(device, ()) if one.key == key}
        every = (one for one in self.certificates.values() if isinstance(one, Revocation))
        return [one for one in every if issued & set(one.revokes)]

    return mock.patch.object(Roster, "orders", orders)
