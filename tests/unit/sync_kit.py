"""What the tests of syncing share: a space with its hub, and laptops that belong to it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import import_module
from string import ascii_uppercase
from unittest import mock

from bench.syncing.laptop import Clock
from bench.syncing.local import MemoryLocal
from bench.syncing.shelf import MemoryShelf
from fieldapp.case.change import Change
from fieldapp.case.edit import Edit
from fieldapp.case.log import Frame
from fieldapp.case.seal import SigningKey
from fieldapp.store.erase import Wish
from fieldapp.sync import wire
from fieldapp.sync.certificates import ENGINEER, HUB, Root
from fieldapp.sync.engine import Ask, Engine
from fieldapp.sync.errors import UnreachableError
from fieldapp.sync.exchange import Exchange, take_in
from fieldapp.sync.hub_state import Hub, Speaker
from fieldapp.sync.packing import Offer, pack
from fieldapp.sync.wire import Message

CASE = bytes(range(16))
OTHER = bytes(range(16, 32))


@dataclass
class Laptop:
    """A laptop in memory, and the questions it asked."""

    name: str
    local: MemoryLocal
    account: bytes
    asked: list[Message] = field(default_factory=list)

    @property
    def speaker(self) -> Speaker:
        return Speaker(self.local.writer.device, self.local.writer.key.public)

    def write(self, path: str, content: object, case: bytes = CASE) -> Change:
        change = self.local.commit(case, lambda edit: edit.write(path, content))
        assert change is not None
        return change

    def edit(self, write: object, case: bytes = CASE) -> Change | None:
        assert callable(write)
        return self.local.commit(case, write)

    def photo(self, data: bytes, item: str = "e1", case: bytes = CASE) -> bytes:
        name = self.local.put_blob(case, data)
        self.local.commit(case, lambda edit: edit.write(f"evidence/{item}/blob", name.hex()))
        return name

    def erase(self, *paths: str, case: bytes = CASE, **what: object) -> Change:
        return self.local.erase(case, Wish("item" if paths else "case", "asked", paths, **what))

    def ids(self, case: bytes = CASE) -> set[bytes]:
        kept = self.local.cases_here.get(case)
        return set(kept.changes) if kept else set()

    def sees(self, path: str, case: bytes = CASE) -> list[object]:
        fold = self.local.cases_here[case].fold
        return [fold.content(head) for head in fold.heads(path)]


class Team:
    """One space, its root and its hub. Everything is made of the seed."""

    def __init__(self, seed: int = 0) -> None:
        self.chance = random.Random(seed)
        self.entropy = self.chance.randbytes
        self.shelf = MemoryShelf(self.entropy(16))
        self.hub_key = SigningKey.new(self.entropy)
        self.hub = Hub(self.shelf, self.hub_key)
        self.roots: dict[bytes, Root] = {}
        self.space = self.found()
        self.answered: list[Message] = []

    def found(self) -> bytes:
        """One more space."""
        root = Root.new(self.entropy)
        self.roots[root.space] = root
        self.shelf.add_space(root.space)
        account = self.entropy(16)
        self.hub.certify(root.space, root.account(account, HUB, 0))
        made = root.device(account, self.entropy(16), self.entropy(16), self.hub_key.public, 0)
        self.hub.certify(root.space, made)
        return root.space

    def outsider(self, name: str) -> Laptop:
        start = datetime(2026, 11, 20, 9, 30, tzinfo=UTC) + timedelta(minutes=self.chance.random())
        return Laptop(name, MemoryLocal(Clock(start), self.entropy), self.entropy(16))

    def laptop(self, name: str, *spaces: bytes, role: str = ENGINEER) -> Laptop:
        laptop = self.outsider(name)
        for space in spaces or (self.space,):
            self.join(laptop, space, role)
        return laptop

    def join(self, laptop: Laptop, space: bytes, role: str = ENGINEER) -> None:
        root, who, key = self.roots[space], laptop.local.identity, laptop.local.key.public
        account = root.account(laptop.account, role, 0)
        device = root.device(laptop.account, who.device, who.author, key, 0)
        for raw in (account, device):
            self.hub.certify(space, raw)
        laptop.local.join(space, (account, device))
        for case in (CASE, OTHER, *laptop.local.cases_here):
            laptop.local.place(case, space)

    def revoke(self, laptop: Laptop, at: int = 0) -> None:
        for space, root in self.roots.items():
            roster = self.shelf.roster(space)
            assert roster is not None
            found = roster.speaker(laptop.local.writer.device, laptop.local.writer.key.public)
            if found:
                self.hub.certify(space, root.revoke((found.id,), at))

    def ask(self, laptop: Laptop, message: Message, space: bytes | None = None) -> Message:
        """A question and its answer, as they travel."""
        question = wire.decode(wire.encode(message))
        laptop.asked.append(question)
        answer = self.hub.answer(space or self.space, laptop.speaker, question)
        self.answered.append(answer)
        return wire.decode(wire.encode(answer))

    def run(self, laptop: Laptop, exchange: Exchange, space: bytes | None = None) -> None:
        """All of an exchange."""
        try:
            message = next(exchange)
            while True:
                message = exchange.send(self.ask(laptop, message, space))
        except StopIteration:
            pass

    def sync(self, *laptops: Laptop, rounds: int = 2) -> None:
        """All errands of laptops, until there is nothing to ask."""
        for laptop in laptops * rounds:
            engine = self.engine(laptop)
            while isinstance(ask := engine.next(), Ask):
                engine.answer(ask, self.ask(laptop, ask.message, ask.space))
            assert engine.findings() == {}

    def engine(self, laptop: Laptop, now: object = None) -> Engine:
        clock = now if callable(now) else (lambda: 0.0)
        return Engine(laptop.local, list(laptop.local.rosters), clock, self.chance.random)

    def on_hub(self, case: bytes = CASE, space: bytes | None = None) -> set[bytes]:
        kept = self.shelf.spaces[space or self.space].cases.get(case)
        return set(kept.changes) if kept else set()

    def texts(self, case: bytes = CASE, space: bytes | None = None) -> bytes:
        """All bytes of values the hub has of a case."""
        kept = self.shelf.spaces[space or self.space].cases[case]
        return b"".join(value.data for value in kept.values.values())


def hand_over(team: Team, giver: Laptop, taker: Laptop, case: bytes = CASE) -> None:
    """A case goes by stick."""
    roster = giver.local.rosters.get(team.space)
    changes = giver.local.cases_here[case].changes.values()
    offers = [Offer(change, giver.local.frame(change)) for change in changes]
    batch, _ = pack(offers, giver.local.writer, roster, giver.local)
    take_in(taker.local, team.space, batch, is_on_hub=False)


def unreachable() -> UnreachableError:
    return UnreachableError("sync.unreachable")


def broken(frame: Frame) -> Frame:
    """A frame with a value that is not the one its change names."""
    values = {name: value._replace(data=b"\xa1!") for name, value in frame.values.items()}
    return Frame(frame.raw, values)


def fill(edit: Edit) -> None:
    for number in range(20):
        edit.write(f"answers/a{number}", f"answer {number}")


@contextmanager
def sizes(**values: int) -> Iterator[None]:
    """Other sizes of pages and parts: `packing_PUSHED=2`."""
    with ExitStack() as stack:
        for name, value in values.items():
            module = name.rstrip(ascii_uppercase + "_")
            place = import_module(f"fieldapp.sync.{module}")
            constant = name.removeprefix(f"{module}_")
            stack.enter_context(mock.patch.object(place, constant, value))
        yield
