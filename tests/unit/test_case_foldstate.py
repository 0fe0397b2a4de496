"""A frozen fold thaws to the same fold, and goes on alike."""

from __future__ import annotations

import os

import msgpack
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.case import codec, foldstate
from fieldapp.case.change import Change, Identity, Tip, Value, decode, encode
from fieldapp.case.edit import Edit
from fieldapp.case.erasure import order
from fieldapp.case.fold import Fold
from fieldapp.case.seal import SigningKey

CASE = b"c" * 16
WISH = st.tuples(
    st.sampled_from(["write", "clear", "delete", "members", "move"]),
    st.integers(0, 2),
    st.integers(0, 3),
)


class Replica:
    """Writes from what it has seen so far."""

    def __init__(self, changes: list[tuple[Change, dict[bytes, Value]]]) -> None:
        self.identity, self.tip, self.fold = Identity.new(os.urandom), Tip(), Fold()
        self.changes = changes

    def follow(self) -> None:
        for change, values in self.changes:
            self.fold.apply(change, values)

    def wish(self, kind: str, item: int, number: int) -> None:
        edit = Edit(self.fold, os.urandom)
        match kind:
            case "write":
                edit.write(f"{edit.add('statements', f's{item}')}/text", f"text {number}")
            case "clear":
                edit.clear(f"statements/s{item}/text")
            case "delete":
                edit.delete(f"statements/s{item}")
            case "members":
                edit.set_members(f"statements/s{item}/evidence", {f"e{n}" for n in range(number)})
            case _:
                edit.move("statements", f"s{item}", None)
        hlc = len(self.changes) + 1
        change = encode(CASE, self.identity, self.tip, hlc, {"ops": edit.ops})
        self.tip = Tip(change.seq, change.id)
        self.changes.append((change, edit.values))
        self.fold.apply(change, edit.values)


def _of_a_later_version(value: Value) -> Change:
    later = codec.unpack(encode(CASE, Identity.new(bytes), Tip(), 1, {"ops": []}).raw)
    return decode(codec.pack(later | {"v": 2, "body": [value.hash]}))


def same(left: Fold, right: Fold) -> bool:
    return (
        left.snapshot() == right.snapshot()
        and left.items("statements") == right.items("statements")
        and left.applied == right.applied
        and left.last_hlc == right.last_hlc
        and sorted(left.named_values()) == sorted(right.named_values())
        and all(left.item(f"statements/s{n}") == right.item(f"statements/s{n}") for n in range(3))
    )


@given(st.lists(st.tuples(st.integers(0, 1), st.booleans(), WISH), max_size=30), st.data())
def test_frozen_anywhere_it_goes_on_to_the_same_state(
    script: list[tuple[int, bool, tuple[str, int, int]]], data: st.DataObject
) -> None:
    changes: list[tuple[Change, dict[bytes, Value]]] = []
    replicas = [Replica(changes), Replica(changes)]
    for who, follow, wish in script:
        if follow:
            replicas[who].follow()
        replicas[who].wish(*wish)
    arrived = data.draw(st.permutations(changes))
    stop = data.draw(st.integers(0, len(arrived)))
    straight, early = Fold(), Fold()
    for change, values in arrived:
        straight.apply(change, values)
    for change, values in arrived[:stop]:
        early.apply(change, values)
    held = Value(b"s" * 16, b"\xa1?")
    early.apply(_of_a_later_version(held), {held.hash: held})
    frozen = foldstate.freeze(early)
    assert frozen is not None
    assert held.hash in early.values
    thawed = foldstate.thaw(frozen, dict(early.values))
    assert thawed is not None
    assert same(thawed, early)
    for change, values in arrived[stop:]:
        thawed.apply(change, values)
    straight.apply(_of_a_later_version(held), {held.hash: held})
    assert same(thawed, straight)
    who = Identity.new(bytes)
    body = order(CASE, who.author, SigningKey.new(os.urandom), scope="case", reason="asked")
    thawed.apply(encode(CASE, who, Tip(), 1, body), {})
    assert held.hash not in thawed.values


def test_a_fold_with_erasures_is_not_frozen_nor_one_of_another_version_thawed() -> None:
    who, key = Identity.new(os.urandom), SigningKey.new(os.urandom)
    fold = Fold()
    frozen = foldstate.freeze(fold)
    assert frozen is not None
    later = msgpack.packb([foldstate.VERSION + 1, *msgpack.unpackb(frozen)[1:]])
    assert foldstate.thaw(later, {}) is None
    body = order(CASE, who.author, key, scope="case", reason="asked")
    fold.apply(encode(CASE, who, Tip(), 1, body), {})
    assert foldstate.freeze(fold) is None
