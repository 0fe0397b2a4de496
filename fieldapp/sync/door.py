"""The door: which frames of a batch may come in, by the space's certificates.

What is here already may come again, for a value that was missing. A seal covers its head and all
before it that `prev` leads to, be the head in the batch or here already. It is kept with its
head alone: over one that is turned away it covers nothing, or what it covers would be here and
nobody to whom it is passed on could check it. Of what is new,

- what a laptop of the space is said to have written must be covered by a seal of that laptop's own
  key, and be of an author bound to it;
- what any other laptop wrote must be covered by a seal of some laptop of the space, which carries
  it in, and may not claim an author of the space. Whoever takes a bundle from a hand carries it in;
- what somebody of the space wrote about a report in a supervisor's place must be a supervisor's.

The verdict depends on the set of seals and certificates alone, not on their order; at a hub's door
also on when it sees a review of somebody who supervises no more. Erasures are
changes like others here, and so are the reviews of an outsider: what they count for follows from
who sealed them.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fieldapp.base.findings import Finding
from fieldapp.case.change import Change
from fieldapp.case.log import Frame, check
from fieldapp.case.reviewrecords import is_of_reviews
from fieldapp.case.seal import Seal
from fieldapp.sync import notices
from fieldapp.sync.roster import Roster

SEAL_MISSING = "sync.seal_missing"


@dataclass(frozen=True, slots=True)
class Admitted:
    """A frame that may come in, decoded."""

    change: Change
    frame: Frame


@dataclass(frozen=True, slots=True)
class Turned:
    """A frame that may not, and why."""

    frame: Frame
    finding: Finding
    change: bytes
    """Its id."""


class Held(Protocol):
    """What has come through the door before."""

    def known(self, changes: Sequence[Change]) -> Collection[bytes]:
        """Which of these changes are here, by id."""
        ...

    def successors(self, change: Change) -> Sequence[Change]:
        """The changes here that name this one as their predecessor."""
        ...

    def seals(self, changes: Sequence[Change]) -> Sequence[Seal]:
        """The seals held over any of these changes."""
        ...


@dataclass(slots=True)
class Sifted:
    """What became of a batch's frames."""

    admitted: list[Admitted] = field(default_factory=list)
    """In an order in which no effect comes before its cause."""
    turned: list[Turned] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    """Those that are valid, over what was admitted; also by keys that only another space knows."""


def sift(
    frames: Iterable[Frame],
    seals: Iterable[Seal],
    roster: Roster | None,
    held: Held,
    *,
    is_by_hand: bool = False,
    seen: int | None = None,
) -> Sifted:
    """Parts what may come in from what may not; nothing waits for a bad frame.

    Args:
        roster: of the space the frames are for; without one every sound frame comes in, as between
            laptops that belong to none.
        seen: when a hub sees for the first time what is new; see `Roster.supervised`.
    """
    sifted = Sifted()
    sound: dict[bytes, Admitted] = {}
    for frame in frames:
        change = check(frame)
        if not isinstance(change, Finding) and change.case == notices.CASE:
            # What the company tells would go with what such a case names.
            change = Finding("sync.case_reserved", {"change": change.id.hex()[:12]})
        if isinstance(change, Finding):
            sifted.turned.append(Turned(frame, change, hashlib.sha256(frame.raw).digest()))
        else:
            sound.setdefault(change.id, Admitted(change, frame))
    holding = [seal for seal in seals if seal.head in sound and seal.is_valid()]
    faults = (
        {}
        if roster is None
        else _faults(sound, holding, roster, held, is_by_hand=is_by_hand, seen=seen)
    )
    for name, admitted in sound.items():
        if fault := faults.get(name):
            finding = Finding(fault, {"change": name.hex()[:12]})
            sifted.turned.append(Turned(admitted.frame, finding, name))
        else:
            sifted.admitted.append(admitted)
    sifted.admitted = causal(sifted.admitted)
    kept = {admitted.change.id for admitted in sifted.admitted}
    sifted.seals = [seal for seal in holding if seal.head in kept]
    return sifted


def causal(admitted: Sequence[Admitted]) -> list[Admitted]:
    """The same in an order in which no effect comes before its cause; kept where it is one."""
    waiting = {one.change.id: one for one in admitted}
    ordered: list[Admitted] = []
    for first in admitted:
        stack = [first.change.id]
        while stack:
            one = waiting.get(stack[-1])
            if one is None:
                stack.pop()
            elif before := (causes(one.change) | {one.change.prev}) & waiting.keys():
                stack += sorted(before)
            else:
                ordered.append(waiting.pop(stack.pop()))
    return ordered


def causes(change: Change) -> set[bytes]:
    """What a change says that there was before it, and must not come without; of an order to erase
    nothing, for it goes ahead."""
    refs = {ref.change for op in change.ops for ref in (*op.supersedes, *op.sees)}
    return refs | {change.prev} if change.erase is None and change.seq > 1 else refs


def _faults(
    sound: Mapping[bytes, Admitted],
    seals: Iterable[Seal],
    roster: Roster,
    held: Held,
    *,
    is_by_hand: bool,
    seen: int | None,
) -> dict[bytes, str]:
    """Why changes may not come in, by id."""
    changes = {name: one.change for name, one in sound.items()}
    cover = Cover(changes, seals, roster, held)
    known = set(held.known(list(changes.values())))
    faults = {}
    for name, change in changes.items():
        is_ours = roster.has_device(change.device)
        if name in known:
            continue
        if name not in cover and (is_ours or not is_by_hand):
            faults[name] = SEAL_MISSING
        elif change.author not in roster.authors_of(change.device) and (
            is_ours or roster.has_author(change.author)
        ):
            faults[name] = "sync.author_forged"
        elif is_of_reviews(change) and (
            roster.has_author(change.author)
            and not roster.supervised(change.author, change.hlc, seen)
        ):
            faults[name] = "sync.review_unentitled"
    for name in list(faults):
        for bare in cover.without(name) - known - faults.keys():
            if not is_by_hand or roster.has_device(changes[bare].device):
                faults[bare] = SEAL_MISSING
    return faults


class Cover:
    """Which of some changes are covered by seals that count: over one of them, or over one that is
    here and comes after it. Seals over others are passed over.

    Args:
        changes: by id.
    """

    def __init__(
        self, changes: Mapping[bytes, Change], seals: Iterable[Seal], roster: Roster, held: Held
    ) -> None:
        self._changes, self._roster, self._held = changes, roster, held
        self._grounds: Counter[bytes] = Counter()
        """Of each that is covered: its seals, and the covered ones that follow it."""
        for seal in seals:
            if seal.key in roster.sealers(seal.device):
                self._cover(seal.head)
        for change in changes.values():
            if change.id not in self and is_covered_later(change, roster, held):
                self._cover(change.id)

    def __contains__(self, name: bytes) -> bool:
        return self._grounds[name] > 0

    def _cover(self, name: bytes) -> None:
        while change := self._changes.get(name):
            self._grounds[name] += 1
            if self._grounds[name] > 1:
                break
            name = change.prev

    def without(self, name: bytes) -> set[bytes]:
        """Leaves a change out; returns the ids of those that are covered no more for that."""
        lost: set[bytes] = set()
        while name in self:
            del self._grounds[name]
            before = self._changes.get(self._changes[name].prev)
            if before is None or before.id not in self:
                break
            if self._grounds[before.id] > 1:
                self._grounds[before.id] -= 1
                break
            if is_covered_later(before, self._roster, self._held):
                break
            name = before.id
            lost.add(name)
        return lost


def is_covered_later(change: Change, roster: Roster, held: Held) -> bool:
    """Whether a seal that counts covers a change, over one that is here and comes after it."""
    counting = roster.sealers(change.device)
    waiting = [change]
    while waiting:
        following = held.successors(waiting.pop())
        if any(seal.key in counting for seal in held.seals(following)):
            return True
        waiting += following
    return False
