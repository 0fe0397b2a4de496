"""Packing: which frames travel together, so that whoever gets them can check them at once.

What a laptop of the space wrote comes in only under its own seal. A batch may therefore end only
where every chain in it ends at a sealed change; a laptop seals its own chains wherever it likes,
and those of laptops outside the space too, as their carrier.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from fieldapp.case.change import Change
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal, SigningKey
from fieldapp.sync.batch import MAX_FRAMES, Batch
from fieldapp.sync.door import Held, is_covered_later
from fieldapp.sync.roster import Roster
from fieldapp.sync.wire import MAX_PLAIN

PUSHED, PULLED = 500, 1_000
"""Changes a batch, as a rule."""
BYTES = 4 * 1024 * 1024
"""A batch, unpacked, as a rule."""
MAX_FRAME = MAX_PLAIN - 1024 * 1024
"""Bytes. What is larger stays where it is and is named."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A change that is to travel."""

    change: Change
    frame: Frame

    @property
    def size(self) -> int:
        return size(self.frame)


def size(frame: Frame) -> int:
    """The bytes of a frame as it travels, nearly."""
    return len(frame.raw) + sum(len(value.data) + 24 for value in frame.values.values()) + 8


@dataclass(frozen=True, slots=True)
class Writer:
    """Who packs: what it seals counts as its own, and as the carrier's."""

    device: bytes
    key: SigningKey


def pack(
    offers: Sequence[Offer], writer: Writer, roster: Roster | None, held: Held
) -> tuple[Batch, bool]:
    """A batch of the first of some offers: at least of one, as a rule of no more than `PUSHED`.

    Args:
        offers: in an order in which no effect comes before its cause; none above `MAX_FRAME`.

    Returns:
        Also whether it can be checked at once; if not, it might with more offers.
    """

    def is_to_seal(change: Change) -> bool:
        return change.device == writer.device or not (roster and roster.has_device(change.device))

    cover = Cover(roster, held, [one.change for one in offers], is_to_seal)
    count, is_closed = prefix(offers, PUSHED, cover)
    taken = [one.change for one in offers[:count]]
    own = seals(filter(is_to_seal, taken), writer.key)
    frames = tuple(one.frame for one in offers[:count])
    return Batch(frames, (*cover.seals_over(taken), *own)), is_closed


class Cover:
    """Which of some changes whoever reads them can check, and by which seals.

    Args:
        is_to_seal: what the packer will seal itself.
        is_all: nothing is to follow that might cover them.
    """

    def __init__(
        self,
        roster: Roster | None,
        held: Held,
        changes: Sequence[Change],
        is_to_seal: Callable[[Change], bool] = lambda change: False,
        *,
        is_all: bool = False,
    ) -> None:
        self._is_all = is_all
        self._roster = roster
        self._held = held
        self._is_to_seal = is_to_seal
        self._seals: dict[bytes, list[Seal]] = {}
        for seal in held.seals(changes):
            self._seals.setdefault(seal.head, []).append(seal)

    def seals_over(self, changes: Iterable[Change]) -> list[Seal]:
        return [seal for change in changes for seal in self._seals.get(change.id, ())]

    def closes(self, change: Change) -> bool:
        """Whether a seal over this very change counts at the door."""
        if self._roster is None or self._is_to_seal(change):
            return True
        counting = self._roster.sealers(change.device)
        return any(seal.key in counting for seal in self._seals.get(change.id, ()))

    def is_covered_later(self, change: Change) -> bool:
        """Whether it is covered by what comes after it here, and is not among them."""
        if self._is_all or self._roster is None:
            return False
        return is_covered_later(change, self._roster, self._held)


def seals(changes: Iterable[Change], key: SigningKey) -> list[Seal]:
    """Seals over the ends of all chains among some changes, of a fork over each branch's; and over
    orders to erase, which go on alone, and what they follow, which stays without them if a hub may
    not obey."""
    here = {change.id: change for change in changes}
    followed = {change.prev for change in here.values() if change.erase is None}
    return [
        Seal.over(change, key)
        for change in here.values()
        if change.id not in followed or change.erase is not None
    ]


def prefix(offers: Sequence[Offer], limit: int, cover: Cover) -> tuple[int, bool]:
    """How many of the first offers to send: as many as fit and leave none of them uncovered that
    more of them would cover.

    If that is none, as few as do beyond the limits; if even those are too many, what fits: whoever
    gets it turns away what is not covered, and nothing else waits.

    Returns:
        Also whether nothing that could be covered is left uncovered.
    """
    best, fitting = _closed(offers, limit, cover, is_later=True)
    if best or not offers:
        return best, True
    # What covers some of them may have gone ahead, as when a hand gave them out of order; of what
    # these themselves cover, nothing is to be cut off for that.
    return _closed(offers, limit, cover, is_later=False)[0] or fitting, False


def _closed(
    offers: Sequence[Offer], limit: int, cover: Cover, *, is_later: bool
) -> tuple[int, int]:
    """How many of the first offers leave none of them uncovered, 0 for none, and how many fit.

    Args:
        is_later: what comes after them and is not among them may cover them too.
    """
    changes = [one.change for one in offers[:MAX_FRAMES]]
    sizes = list(accumulate(one.size for one in offers))
    fitting = max(1, sum(size <= BYTES for size in sizes[:limit])) if offers else 0
    closing = {change.id for change in changes if cover.closes(change)}
    followed = {change.prev for change in changes} | closing
    ends = (change for change in changes if change.id not in followed)
    later = {change.id for change in ends if is_later and cover.is_covered_later(change)}
    ever = _Covered(closing | later)
    for change in changes:
        ever.add(change)
    so_far = _Covered(closing)
    waiting: set[bytes] = set()
    best = 0
    for place, change in enumerate(changes):
        if place >= fitting and (best or sizes[place] > MAX_FRAME):
            break
        so_far.add(change)
        if change.id in so_far.ids:
            waiting -= so_far.ids
        elif change.id in ever.ids:
            waiting.add(change.id)
        if not waiting:
            best = place + 1
    return best, fitting


class _Covered:
    """Which of the changes put in so far are covered by seals over some of them."""

    def __init__(self, closing: set[bytes]) -> None:
        self.ids: set[bytes] = set()
        self._closing = closing
        self._here: dict[bytes, Change] = {}
        self._before: set[bytes] = set()
        """The predecessors of covered changes."""

    def add(self, change: Change) -> None:
        self._here[change.id] = change
        if change.id not in self._closing and change.id not in self._before:
            return
        covered: Change | None = change
        while covered is not None and covered.id not in self.ids:
            self.ids.add(covered.id)
            self._before.add(covered.prev)
            covered = self._here.get(covered.prev)
