"""A laptop of a world: its store, its engine, its clock, and who it belongs to."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bench.syncing.local import MemoryLocal
from bench.syncing.stored import StoredLocal
from fieldapp.sync.batch import Batch
from fieldapp.sync.engine import Engine
from fieldapp.sync.exchange import take_in
from fieldapp.sync.hub_state import Speaker
from fieldapp.sync.packing import Offer, pack

AnyLocal = MemoryLocal | StoredLocal
START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """Goes on by itself, and may be wrong by years."""

    now: datetime = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass(slots=True)
class Laptop:
    """`spaces` is empty while it has joined none."""

    name: str
    local: AnyLocal
    clock: Clock
    chance: random.Random
    now: Callable[[], float]
    account: bytes
    spaces: list[bytes] = field(default_factory=list)
    is_revoked: bool = False
    is_later: bool = False
    """It runs a later version."""
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """The program is begun anew; whatever was under way is forgotten."""
        self.engine = Engine(self.local, self.spaces, self.now, self.chance.random)

    @property
    def speaker(self) -> Speaker:
        return Speaker(self.local.writer.device, self.local.writer.key.public)

    def bundle(self, space: bytes, case: bytes) -> list[Batch]:
        """A case as it is handed on by stick, sealed."""
        kept = self.local.cases_here[case]
        offers = [Offer(change, self.local.frame(change)) for change in kept.changes.values()]
        roster = self.local.roster(space) if space in self.spaces else None
        certificates = tuple(c.raw for c in roster.certificates.values()) if roster else ()
        batches = []
        while offers:
            batch, _ = pack(offers, self.local.writer, roster, self.local)
            batches.append(Batch(batch.frames, batch.seals, certificates))
            offers = offers[len(batch.frames) :]
        return batches

    def take_bundle(self, space: bytes, batch: Batch) -> None:
        known = space if space in self.spaces else b""
        take_in(self.local, known, batch, is_on_hub=False)
