"""What the case's tests share: laptops that write to one case and exchange what they wrote."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import settings

from fieldapp.base.findings import Finding
from fieldapp.base.language import Text
from fieldapp.case import codec, erasure, ids, undo, view
from fieldapp.case.change import Change, Identity, Tip, Value, encode
from fieldapp.case.edit import Edit
from fieldapp.case.log import CaseLog, Frame, verify
from fieldapp.case.records import Case
from fieldapp.case.seal import SigningKey
from fieldapp.case.view import Policies

CASE = bytes(range(16))
_THOROUGH = os.environ.get("FIELDAPP_HYPOTHESIS") == "thorough"
START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@dataclass
class Ticking:
    """A clock that goes on by a second whenever it is read, from wherever it is put."""

    now: datetime = START

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@dataclass
class Laptop:
    """One person's replica of a case. `name` alone decides its ids, salts and keys."""

    name: str
    case: bytes = CASE
    clock: Ticking = field(default_factory=Ticking)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.name)
        self.identity = Identity.new(self.chance.randbytes)
        self.key = SigningKey.new(self.chance.randbytes)
        self.log = CaseLog(self.case, self.identity, self.clock, self.chance.randbytes)
        self.private = CaseLog(
            ids.private_id(self.case), self.identity, self.clock, self.chance.randbytes
        )

    @property
    def author(self) -> bytes:
        return self.identity.author

    # Writing

    def edit(self, write: Callable[[Edit], object]) -> Change:
        change = self.log.commit(lambda edit: write(edit) and None)
        assert change is not None
        return change

    def write(self, path: str, content: Any) -> Change:
        return self.edit(lambda edit: edit.write(path, content))

    def say(self, path: str, text: str | Text) -> Change:
        said = text if isinstance(text, Text) else Text.of(text)
        return self.edit(lambda edit: edit.set_text(path, said))

    def choose(self, path: str, *members: str) -> Change:
        return self.edit(lambda edit: edit.set_members(path, members))

    def add(self, collection: str, item_id: str) -> Change:
        return self.edit(lambda edit: edit.add(collection, item_id))

    def delete(self, item: str) -> Change:
        return self.edit(lambda edit: edit.delete(item))

    def move(self, collection: str, item_id: str, before: str | None) -> Change:
        return self.edit(lambda edit: edit.move(collection, item_id, before))

    def undo(self, change: Change) -> tuple[Finding, ...]:
        edit = Edit(self.log.fold, self.log.entropy)
        findings = undo.undo(edit, change, undo.history(self.log.changes.values()))
        self.undoing = self.log.commit_edit(edit)
        return findings

    def erase(self, scope: str, **what: Any) -> Change:
        body = erasure.order(
            self.case, self.author, self.key, scope=scope, reason="asked for", **what
        )
        return self.log.erase(body)

    # Reading

    def see(self, policies: Policies | None = None) -> Case:
        return view.project(self.case, self.log.fold, self.private.fold, policies)

    def conflicts(self) -> dict[str, list[Any]]:
        """Path -> the values that stand against each other, as a person sees them."""
        return {c.path: [value for value, _, _ in c.values] for c in self.see().conflicts}

    def statements(self) -> dict[str, str]:
        return {s.id: s.text.original for s in self.see().statements}

    # Exchange

    def take(self, *others: Laptop) -> None:
        for other in others:
            assert self.log.admit(other.log.frames()) == ()


def meet(*laptops: Laptop) -> None:
    """Everybody gets everything, and all see the same."""
    frames = [frame for laptop in laptops for frame in laptop.log.frames()]
    for laptop in laptops:
        assert laptop.log.admit(frames) == ()
    first = laptops[0]
    for laptop in laptops:
        assert laptop.log.fold.snapshot() == first.log.fold.snapshot()
        assert shared_view(laptop) == shared_view(first)
        assert verify(laptop.log.changes.values()) == ()


def shared_view(laptop: Laptop) -> Case:
    return view.project(laptop.case, laptop.log.fold)


def pair() -> tuple[Laptop, Laptop]:
    return Laptop("ann"), Laptop("bo")


def later_frame(laptop: Laptop, content: str) -> Frame:
    """What a version to come writes: a body nobody here can read, and a value it names."""
    value = Value.of(content, laptop.log.entropy)
    made = encode(laptop.case, laptop.identity, Tip(), 1 << 40, {"ops": []})
    body = {"deeper": [["x", {"in": value.hash}]]}
    return Frame(codec.pack(codec.unpack(made.raw) | {"v": 2, "body": body}), {value.hash: value})


def bare(frame: Frame) -> Frame:
    """A change that arrives without its values."""
    return Frame(frame.raw)


def examples(few: int) -> settings:
    """So many examples; many more where FIELDAPP_HYPOTHESIS is `thorough`."""
    return settings(max_examples=few * (50 if _THOROUGH else 1))
