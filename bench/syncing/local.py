"""A laptop's store in memory: what the encrypted workspace does for the engine, without it."""

from __future__ import annotations

import copy
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from fieldapp.base.clock import Clock, Entropy
from fieldapp.base.findings import Finding
from fieldapp.case import codec
from fieldapp.case.change import (
    Change,
    Identity,
    MalformedChange,
    Tip,
    Value,
    decode,
    encode,
)
from fieldapp.case.edit import Edit
from fieldapp.case.erasure import Erasure
from fieldapp.case.files import editions, wanted_files
from fieldapp.case.fold import Fold, fold
from fieldapp.case.hlc import HybridClock
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal, SigningKey
from fieldapp.store.erase import Wish
from fieldapp.sync import notices
from fieldapp.sync.door import Admitted, Turned
from fieldapp.sync.errors import BlobUnreadableError
from fieldapp.sync.local import BlobName, Intake, Settled
from fieldapp.sync.packing import Offer, Writer
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Cursor, Scope
from fieldapp.sync.vector import Step

Body = Mapping[str, object]


@dataclass(slots=True)
class KeptCase:
    """A case on this laptop."""

    fold: Fold = field(default_factory=Fold)
    changes: dict[bytes, Change] = field(default_factory=dict)
    blobs: set[bytes] = field(default_factory=set)
    home: bytes = b""
    """The space it is of; empty once it has left."""
    former: bytes = b""
    """The space it left: what was written before still goes there."""


class MemoryLocal:
    """Everything in dicts; `Local` for the engine, and what a person does besides.

    Args:
        clock: this laptop's own, which may be wrong.
    """

    def __init__(self, clock: Clock, entropy: Entropy) -> None:
        self.identity = Identity.new(entropy)
        self.key = SigningKey.new(entropy)
        self.cases_here: dict[bytes, KeptCase] = {}
        self.quarantine: dict[bytes, Turned] = {}
        self.ever_turned: set[bytes] = set()
        """What was in quarantine at any time."""
        self.turned_from_hub: set[bytes] = set()
        """Of this what a hub had sent."""
        self.left_out: set[tuple[bytes, bytes]] = set()
        """Epochs, and the changes that the feed rightly left out; see `World.note_left_out`."""
        self.refused: dict[bytes, Finding] = {}
        self.outbox: dict[bytes, Change] = {}
        self.blobs: dict[bytes, bytes] = {}
        self.heard: dict[bytes, bytes] = {}
        """What notices say, by its hash."""
        self.rosters: dict[bytes, Roster] = {}
        self.scopes: dict[bytes, Scope] = {}
        self._entropy = entropy
        self._hlc = HybridClock(clock)
        self._seals: dict[bytes, dict[bytes, Seal]] = {}
        self._cursors: dict[bytes, Cursor] = {}
        self._parts: dict[bytes, bytes] = {}
        self._blobs_on_hub: set[tuple[bytes, bytes, bytes]] = set()
        self._due: Counter[bytes] = Counter()

    def copied(self) -> Self:
        """The same store on another disk."""
        shared = (self._entropy, self.key, self._hlc)
        return copy.deepcopy(self, {id(one): one for one in shared})

    def use_clock(self, clock: Clock) -> None:
        """On another laptop, or after a restore."""
        self._hlc = HybridClock(clock, self._hlc.tick())

    def values(self, case: bytes) -> Mapping[bytes, Value]:
        """The values held of a case, by hash."""
        return self._case(case).fold.values

    # What a person does

    def tip(self, case: bytes) -> Tip:
        own = (case, self.identity.device, self.identity.incarnation)
        chain = [c for c in self._case(case).changes.values() if c.chain == own]
        last = max(chain, key=lambda change: (change.seq, change.id), default=None)
        return Tip(last.seq, last.id) if last else Tip()

    def commit(self, case: bytes, write: Callable[[Edit], object]) -> Change | None:
        """Writes one change; None if nothing would change."""
        edit = Edit(self._case(case).fold, self._entropy)
        write(edit)
        return self._write(case, {"ops": edit.ops}, edit.values) if edit else None

    def erase(self, case: bytes, wish: Wish) -> Change:
        """Orders an erasure."""
        order = wish.order(self._case(case).fold, case, self.identity.author, self.key)
        return self._write(case, order, {})

    def write_later(self, case: bytes, content: str) -> Change:
        """What a version to come writes: an envelope of ours around a body nobody here can read."""
        value = Value.of(content, self._entropy)
        made = encode(case, self.identity, self.tip(case), self._hlc.tick(), {"ops": []})
        body = {"merge": {"into": [value.hash]}, "as": 2}
        change = decode(codec.pack(codec.unpack(made.raw) | {"body_v": 2, "body": body}))
        return self._keep_own(change, {value.hash: value})

    def _write(self, case: bytes, body: Body, values: dict[bytes, Value]) -> Change:
        change = encode(case, self.identity, self.tip(case), self._hlc.tick(), body)
        return self._keep_own(change, values)

    def _keep_own(self, change: Change, values: dict[bytes, Value]) -> Change:
        self._keep(change, values)
        self.outbox[change.id] = change
        return change

    def put_blob(self, case: bytes, data: bytes) -> bytes:
        name = hashlib.sha256(data).digest()
        self.blobs[name] = data
        self._own(case).blobs.add(name)
        return name

    def join(self, space: bytes, certificates: Iterable[bytes]) -> None:
        self.rosters[space] = Roster(space)
        self.rosters[space].add(certificates)

    def set_scope(self, space: bytes, scope: Scope) -> None:
        self.scopes[space] = scope
        self.compare_soon(space)

    def place(self, case: bytes, space: bytes) -> None:
        """Says whose a new case is."""
        kept = self._own(case)
        if not kept.former:
            kept.home = kept.home or space

    def _case(self, case: bytes) -> KeptCase:
        """To be read."""
        return self.cases_here.get(case) or KeptCase()

    def _own(self, case: bytes) -> KeptCase:
        """To be written to."""
        return self.cases_here.setdefault(case, KeptCase())

    def _keep(self, change: Change, values: dict[bytes, Value]) -> None:
        kept = self._own(change.case)
        kept.fold.apply(change, values)
        kept.changes.setdefault(change.id, change)
        if change.erase is not None and (erasure := Erasure.read(change)):
            former = editions(kept.fold) - wanted_files(kept.fold)
            gone = {bytes.fromhex(name) for name in erasure.blobs | former}
            gone = kept.blobs | gone if erasure.scope == "case" else gone
            kept.blobs -= gone
            self.quarantine = {
                name: turned
                for name, turned in self.quarantine.items()
                if _case_of(turned) != change.case
            }
            for name in gone:
                self._parts.pop(name, None)
            used = {name for case in self.cases_here.values() for name in case.blobs}
            for name in self.blobs.keys() - used:
                del self.blobs[name]

    def lose_values(self, case: bytes, hashes: Collection[bytes]) -> None:
        """Values are lost with a damaged page, and a salvage names them."""
        kept = self._own(case)
        values = {n: v for n, v in kept.fold.values.items() if n not in hashes}
        kept.fold = fold(kept.changes.values(), values)

    # Local: who

    @property
    def writer(self) -> Writer:
        return Writer(self.identity.device, self.key)

    @property
    def incarnation(self) -> bytes:
        return self.identity.incarnation

    def renew(self) -> None:
        self.identity = self.identity.reborn(self._entropy)

    def roster(self, space: bytes) -> Roster:
        return self.rosters[space]

    # Local: reading the feed

    def cursor(self, space: bytes) -> Cursor:
        return self._cursors.get(space, Cursor())

    def take(self, space: bytes, intake: Intake) -> None:
        for one in intake.admitted:
            self._take(space, one, is_on_hub=intake.is_on_hub)
        for turned in intake.turned:
            if not self._holds(turned.change):
                self.quarantine[turned.change] = self._without_erased(turned)
                self.ever_turned.add(turned.change)
                if intake.is_on_hub:
                    self.turned_from_hub.add(turned.change)
        for seal in intake.seals:
            self._seals.setdefault(seal.head, {})[seal.key] = seal
        if space:
            self.rosters[space].add(intake.certificates)
        if intake.cursor is not None:
            self._cursors[space] = intake.cursor
        if intake.came:
            kept = self._own(intake.came)
            kept.home, kept.former = space, b""
        if intake.left and self._case(intake.left).home in (b"", space):
            kept = self._own(intake.left)
            kept.home, kept.former = b"", space

    def _take(self, space: bytes, one: Admitted, *, is_on_hub: bool) -> None:
        change = one.change
        kept = self._own(change.case)
        is_new = change.id not in kept.changes
        if is_new:
            self._hlc.observe(change.hlc)
            if change.chain[1:] == (self.identity.device, self.identity.incarnation):
                self.renew()
        self._keep(change, dict(one.frame.values))
        self.quarantine.pop(change.id, None)
        if is_on_hub:
            self.outbox.pop(change.id, None)
            self.refused.pop(change.id, None)
        elif is_new:
            self.outbox[change.id] = change
        if is_on_hub and change.erase is None:
            kept.home, kept.former = space, b""
        elif not kept.former:
            kept.home = kept.home or space

    def _without_erased(self, turned: Turned) -> Turned:
        """What was erased is not kept here either; which of it that is, cannot be told."""
        case = self.cases_here.get(_case_of(turned))
        if case is None or not case.fold.erasures:
            return turned
        return replace(turned, frame=Frame(turned.frame.raw))

    def _holds(self, change: bytes) -> bool:
        return any(change in case.changes for case in self.cases_here.values())

    def begin_anew(self, space: bytes, cursor: Cursor) -> None:
        self._cursors[space] = cursor
        self.compare_soon(space)
        for case in self._of(space):
            for change in case.changes.values():
                self.refused.pop(change.id, None)
                self.outbox.setdefault(change.id, change)
        self._blobs_on_hub = {name for name in self._blobs_on_hub if name[0] != space}

    def _of(self, space: bytes) -> list[KeptCase]:
        return [case for case in self.cases_here.values() if space in (case.home, case.former)]

    # Local: sending changes

    def scope(self, space: bytes) -> Scope:
        return self.scopes.get(space, Scope())

    def holds(self, case: bytes) -> bool:
        return bool(self._case(case).changes)

    def reports(self, space: bytes) -> Sequence[bytes]:
        return ()

    def reported(self, space: bytes, record: bytes) -> None:
        raise NotImplementedError

    def offers(self, space: bytes, limit: int) -> Sequence[Offer]:
        mine = {id_ for id_, case in self.cases_here.items() if space in (case.home, case.former)}
        waiting = [c for c in self.outbox.values() if c.case in mine and c.id not in self.refused]
        arrival = sorted(waiting, key=lambda change: change.erase is None)
        return [Offer(change, self.frame(change)) for change in arrival[:limit]]

    def frame(self, change: Change) -> Frame:
        values = self._case(change.case).fold.values
        return Frame(change.raw, {name: values[name] for name in change.named & values.keys()})

    def known(self, changes: Sequence[Change]) -> Collection[bytes]:
        return [one.id for one in changes if one.id in self._case(one.case).changes]

    def successors(self, change: Change) -> Sequence[Change]:
        here = self._case(change.case).changes.values()
        return [one for one in here if one.prev == change.id]

    def seals(self, changes: Sequence[Change]) -> Sequence[Seal]:
        return [seal for one in changes for seal in self._seals.get(one.id, {}).values()]

    def settle(self, space: bytes, settled: Settled) -> None:
        for name in settled.taken:
            self.outbox.pop(name, None)
            self.refused.pop(name, None)
        self.refused.update(settled.refused)
        if settled.cursor is not None:
            self._cursors[space] = settled.cursor

    # Local: comparing

    def cases(self, space: bytes) -> Sequence[bytes]:
        return sorted(
            name for name, case in self.cases_here.items() if case.home == space and case.changes
        )

    def listing(self, case: bytes) -> tuple[Collection[bytes], Collection[bytes]]:
        kept = self._case(case)
        return list(kept.changes), list(kept.fold.values)

    def steps(self, case: bytes) -> Iterable[Step]:
        return [Step.of(change) for change in self._case(case).changes.values()]

    def bare(self, case: bytes) -> Collection[bytes]:
        kept = self._case(case)
        held = kept.fold.values.keys() | kept.fold.erased_values()
        return {change.id for change in kept.changes.values() if change.named - held}

    def naming(self, case: bytes, prefixes: Collection[bytes]) -> Collection[bytes]:
        kept = self._case(case)
        wanted = {name for name in kept.fold.values if name[:8] in set(prefixes)}
        return {change.id for change in kept.changes.values() if change.named & wanted}

    def offer_again(self, space: bytes, case: bytes, changes: Collection[bytes]) -> None:
        for name, change in self._case(case).changes.items():
            if name in changes:
                self.refused.pop(name, None)
                self.outbox.setdefault(name, change)

    def left(self, space: bytes) -> Collection[bytes]:
        return [name for name, case in self.cases_here.items() if case.former == space]

    def is_due(self, space: bytes) -> bool:
        return self._due[space] > 0

    def compare_soon(self, space: bytes) -> None:
        self._due[space] += 1

    def asked(self, space: bytes) -> int:
        return self._due[space]

    def compared(self, space: bytes) -> None:
        del self._due[space]
        mine = {name for case in self._of(space) for name in case.changes}
        self.refused = {name: why for name, why in self.refused.items() if name not in mine}

    # Local: photos and files

    def to_send(self, space: bytes) -> Sequence[BlobName]:
        pending = {c.case for name, c in self.outbox.items() if name not in self.refused}
        told = [
            one
            for one in self._told(space)
            if one.sha256 in self.heard and (space, *one[:2]) not in self._blobs_on_hub
        ]
        return told + [
            BlobName(name, blob, len(self.blobs[blob]))
            for name, case in self.cases_here.items()
            if space in (case.home, case.former) and name not in pending
            for blob in sorted(case.blobs & self.wanted(name))
            if (space, name, blob) not in self._blobs_on_hub
        ]

    def wanted(self, case: bytes) -> set[bytes]:
        return {bytes.fromhex(name) for name in wanted_files(self._case(case).fold)}

    def _told(self, space: bytes) -> list[BlobName]:
        """What the notices of a space say that is of use."""
        wanted = notices.wanted(self.rosters[space])
        return [BlobName(notices.CASE, one.content, one.size) for one in wanted]

    def to_fetch(self, space: bytes) -> Sequence[BlobName]:
        told = [one for one in self._told(space) if one.sha256 not in self.heard]
        return told + [
            BlobName(name, blob)
            for name in self.cases(space)
            for blob in sorted(self.wanted(name) - self._case(name).blobs)
        ]

    def read(self, blob: BlobName, offset: int, length: int) -> bytes:
        data = self.heard.get(blob.sha256, self.blobs.get(blob.sha256))
        if data is None:
            raise BlobUnreadableError("sync.blob_missing")
        return data[offset : offset + length]

    def sent(
        self, space: bytes, blob: BlobName, refused: Finding | None, *, was_lacking: bool
    ) -> None:
        if refused is None:
            self._blobs_on_hub.add((space, blob.case, blob.sha256))

    def on_hub(self, space: bytes) -> Sequence[BlobName]:
        told = [
            one
            for one in self._told(space)
            if one.sha256 in self.heard and (space, *one[:2]) in self._blobs_on_hub
        ]
        return told + [
            BlobName(case, blob, len(self.blobs[blob]))
            for where, case, blob in sorted(self._blobs_on_hub)
            if where == space and blob in self._case(case).blobs & self.wanted(case)
        ]

    def send_again(self, space: bytes, blobs: Collection[BlobName]) -> None:
        self._blobs_on_hub -= {(space, blob.case, blob.sha256) for blob in blobs}

    def received(self, blob: BlobName) -> int:
        return len(self._parts.get(blob.sha256, b""))

    def keep(self, blob: BlobName, offset: int, data: bytes, size: int) -> None:
        if not self._is_wanted(blob):
            self._parts.pop(blob.sha256, None)
            raise BlobUnreadableError("sync.blob_unwanted")
        held = self._parts.get(blob.sha256, b"")[:offset] + data
        self._parts[blob.sha256] = held
        if len(held) < size:
            return
        del self._parts[blob.sha256]
        if hashlib.sha256(held).digest() != blob.sha256:
            raise BlobUnreadableError("sync.blob_altered")
        if blob.case == notices.CASE:
            self.heard[blob.sha256] = held
            return
        self.blobs[blob.sha256] = held
        self._own(blob.case).blobs.add(blob.sha256)

    def _is_wanted(self, blob: BlobName) -> bool:
        if blob.case != notices.CASE:
            return blob.sha256 in self.wanted(blob.case)
        return any(blob.sha256 == one.sha256 for space in self.rosters for one in self._told(space))


def _case_of(turned: Turned) -> bytes:
    try:
        return decode(turned.frame.raw).case
    except MalformedChange:
        return b""
