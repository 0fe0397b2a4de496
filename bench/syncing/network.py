"""The network of a world: carries questions and answers as bytes, and does to them what networks
do: loses, cuts, garbles, repeats, delays and reorders."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from bench.syncing.laptop import Laptop
from fieldapp.case.log import Frame
from fieldapp.sync import wire
from fieldapp.sync.batch import Batch
from fieldapp.sync.engine import Ask, Rest
from fieldapp.sync.errors import SyncError, UnreachableError, WireError
from fieldapp.sync.messages import Found, Page, Push
from fieldapp.sync.wire import Message

Serve = Callable[[Laptop, bytes, bytes], bytes | None]
"""Laptop, space, question -> answer; None if the hub ends on it."""
FATES = {
    "carried": 60,
    "shuffled": 8,
    "rotten": 3,
    "question lost": 5,
    "answer lost": 7,
    "question cut": 2,
    "answer cut": 3,
    "answer garbled": 1,
    "twice": 6,
    "again later": 3,
    "late": 4,
    "laptop restarts": 3,
}
ROTTEN = b"rotten"
_LATE = 40
"""Exchanges within which a late answer comes."""


@dataclass(slots=True)
class _Late:
    laptop: Laptop
    ask: Ask
    answer: bytes
    wait: int


class Network:
    """Between all laptops of a world and its hub."""

    def __init__(self, chance: random.Random, serve: Serve) -> None:
        self.is_calm = False
        self.exchanges = 0
        self._chance = chance
        self._serve = serve
        self._late: list[_Late] = []
        self._old: list[tuple[Laptop, bytes, bytes]] = []
        """Questions that may be repeated by whatever lies between."""

    def exchange(self, laptop: Laptop) -> bool:
        """One question of a laptop and what comes of it; false if it has none now."""
        self._deliver()
        ask = laptop.engine.next()
        if isinstance(ask, Rest):
            return False
        self.exchanges += 1
        fate = "carried"
        if not self.is_calm:
            (fate,) = self._chance.choices(list(FATES), list(FATES.values()))
        self._carry(laptop, ask, fate)
        return True

    def calm_down(self) -> None:
        """From now on everything arrives, once and whole."""
        self.is_calm = True
        self._late.clear()

    def pages_late(self) -> Iterator[tuple[Laptop, bytes, Page]]:
        """Laptop, space, and the page that will come to it late."""
        for one in self._late:
            message = wire.decode(one.answer)
            if isinstance(message, Page):
                yield one.laptop, one.ask.space, message

    def _carry(self, laptop: Laptop, ask: Ask, fate: str) -> None:
        question = wire.encode(self._disturbed(ask.message, fate))
        if fate == "question lost":
            self._fail(laptop, ask)
            return
        if fate == "question cut":
            question = question[: self._chance.randrange(len(question))]
        answer = self._serve(laptop, ask.space, question)
        if fate == "twice":
            answer = self._serve(laptop, ask.space, question)
        elif fate == "again later":
            self._old.append((laptop, ask.space, question))
        if answer is None or fate == "answer lost":
            self._fail(laptop, ask)
        elif fate == "laptop restarts":
            laptop.restart()
        elif fate == "late":
            self._late.append(_Late(laptop, ask, answer, self._chance.randrange(_LATE)))
        else:
            self._answer(laptop, ask, self._damaged(answer, fate))

    def _damaged(self, answer: bytes, fate: str) -> bytes:
        if fate == "answer cut":
            return answer[: self._chance.randrange(len(answer))]
        if fate == "answer garbled":
            place = self._chance.randrange(len(answer))
            return answer[:place] + self._chance.randbytes(1) + answer[place + 1 :]
        return wire.encode(self._disturbed(wire.decode(answer), fate))

    def _answer(self, laptop: Laptop, ask: Ask, answer: bytes) -> None:
        try:
            message = wire.decode(answer)
        except WireError as error:
            self._fail(laptop, ask, error)
        else:
            laptop.engine.answer(ask, message)

    @staticmethod
    def _fail(laptop: Laptop, ask: Ask, error: SyncError | None = None) -> None:
        laptop.engine.fail(ask, error or UnreachableError("sync.unreachable"))

    def _disturbed(self, message: Message, fate: str) -> Message:
        """What a peer with an error in it may make of a message: other order, rubbish among it."""
        if fate not in ("shuffled", "rotten") or not isinstance(message, Push | Page | Found):
            return message
        frames = list(message.batch.frames)
        if fate == "rotten":
            frames.insert(self._chance.randint(0, len(frames)), Frame(ROTTEN))
        else:
            self._chance.shuffle(frames)
        batch = Batch(tuple(frames), message.batch.seals, message.batch.certificates)
        return replace(message, batch=batch)

    def _deliver(self) -> None:
        """What comes late comes now, or is given up first and comes then."""
        waiting, self._late = self._late, []
        for one in waiting:
            one.wait -= 1
            if one.wait > 0:
                self._late.append(one)
                continue
            if self._chance.random() < 0.5:
                self._fail(one.laptop, one.ask)
            self._answer(one.laptop, one.ask, one.answer)
        if self._old and self._chance.random() < 0.1:
            self._serve(*self._old.pop(self._chance.randrange(len(self._old))))
