"""The format as it was frozen: old bytes are read for ever, the same inputs give the same bytes.

`FIELDAPP_GOLDEN=new` writes files that are not there yet. A file that is there never changes.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from case_kit import CASE, Laptop, meet, pair, shared_view

from fieldapp.base.language import Text
from fieldapp.case import casefile, codec, erasure, ids, intake, outflow
from fieldapp.case.change import Change, Identity, Op, Tip, Value, decode, encode
from fieldapp.case.edit import Edit
from fieldapp.case.fold import fold
from fieldapp.case.log import Frame, check, verify
from fieldapp.case.seal import Seal

_NEW = os.environ.get("FIELDAPP_GOLDEN") == "new"
FOLDER = Path(__file__).parent.parent / "data" / "golden"


# What was written


def registers() -> list[Frame]:
    """Values of every type, written, reworded, cleared and undone."""
    ann, _ = pair()
    ann.edit(lambda edit: (edit.write("title", "三号塔 𠮷"), edit.write("playbook", "pacts")))
    ann.write("severity", 3)
    ann.undo(ann.write("severity", 4))
    ann.say("title", Text("三号塔 𠮷", "Tower 3", "zh"))
    ann.write("answers/safe", True)
    ann.write("answers/budget", -(2**40))
    ann.write("extras/x-crm", {"b": [None, False, {"@a": "", "0": Decimal("0.5")}], "a": "\0"})
    ann.edit(lambda edit: edit.clear("answers/budget"))
    ann.choose("answers/departments", "sales", "legal")
    ann.choose("answers/departments", "legal")
    return ann.log.frames()


def items() -> list[Frame]:
    """Two laptops: items made, moved, deleted, revived; a conflict; a circle of causes."""
    ann, bo = pair()
    for item in ("s1", "s2", "s3"):
        ann.add("statements", item)
        ann.say(f"statements/{item}/text", f"said {item}")
    for item in ("c1", "c2"):
        ann.add("causes", item)
    ann.choose("statements/s1/evidence", "e1", "e2")
    meet(ann, bo)
    ann.move("statements", "s3", "s1")
    ann.write("causes/c1/parent", "c2")
    ann.say("title", "Tower 3")
    ann.say("statements/s2/speaker", "Ms Li")
    bo.clock.now += timedelta(days=400)
    bo.write("causes/c2/parent", "c1")
    bo.say("title", "Tower 4")
    bo.delete("statements/s2")
    bo.undo(bo.delete("statements/s1"))
    meet(ann, bo)
    return ann.log.frames()


def erasures() -> list[Frame]:
    """An item and single values erased."""
    ann, bo = pair()
    ann.add("statements", "s1")
    ann.say("statements/s1/text", "erased")
    first = ann.say("title", "wrote to Ms Li")
    ann.say("title", "wrote to the customer")
    meet(ann, bo)
    bo.erase("item", paths=("statements/s1",), blobs=frozenset({"b" * 64}))
    ann.erase("person", values=frozenset(first.named))
    bo.say("statements/s1/text", "dropped")
    meet(ann, bo)
    return ann.log.frames()


def later() -> list[Frame]:
    """What versions to come may write, as far as it must be kept and passed on."""
    ann = Laptop("ann")
    known = ann.write("severity", 3)
    plain = codec.unpack(known.raw) | {"seq": 2, "prev": known.id}
    bodies: list[dict[str, Any]] = [
        {"body_v": 2, "body": ["another", "shape"]},
        {"body": {"ops": [["severity", "merge", b"h" * 32, [[known.id, 0]], [], "more"]]}},
        {"v": 2, "later": {"x": 1}},
    ]
    frames = ann.log.frames()
    for number, body in enumerate(bodies):
        change = decode(codec.pack(plain | body | {"hlc": known.hlc + number + 1}))
        frames.append(Frame(change.raw))
        plain |= {"seq": change.seq + 1, "prev": change.id}
    return frames


def acknowledged() -> list[Frame]:
    """Two laptops: steps opened in spite of their guard, notes read back, signed, an answer erased.

    Of minor version 1.1 of the case file.
    """
    ann, bo = pair()
    ann.edit(lambda edit: (edit.write("title", "Tower 3"), edit.write("playbook", "pacts")))
    ann.choose("opened_steps", "collaborate", "test")
    meet(ann, bo)
    ann.choose("opened_steps", "test")
    bo.choose("opened_steps", "collaborate", "test", "set")
    for item, answer in (("a1", "not_quite"), ("a2", "right"), ("a3", "declined")):
        ann.add("acknowledgements", item)
        ann.write(f"acknowledgements/{item}/answer", answer)
    ann.say("acknowledgements/a1/words", Text("是三次", "Three times", "zh"))
    ann.say("acknowledgements/a2/who", "Ms Li")
    for key, content in (("how", "on_screen"), ("lang", "zh"), ("shown", "0a" * 32),
                         ("blob", "0a" * 32), ("signature", "M1 2L3 4M1000 400")):  # fmt: skip
        ann.write(f"acknowledgements/a2/{key}", content)
    meet(ann, bo)
    bo.erase("item", paths=("acknowledgements/a1",))
    meet(ann, bo)
    return ann.log.frames()


SCENARIOS = {make.__name__: make for make in (registers, items, erasures, later, acknowledged)}


def packed(frames: list[Frame]) -> bytes:
    values = [[[v.salt, v.data] for _, v in sorted(f.values.items())] for f in frames]
    return codec.pack([[f.raw, beside] for f, beside in zip(frames, values, strict=True)])


def unpacked(data: bytes) -> list[Frame]:
    frames = []
    for raw, beside in codec.unpack(data):
        values = [Value(salt, content) for salt, content in beside]
        frames.append(Frame(raw, {value.hash: value for value in values}))
    return frames


def told(frames: list[Frame]) -> dict[str, Any]:
    """What a reader makes of the frames."""
    changes = [change for frame in frames if isinstance(change := check(frame), Change)]
    state = fold(changes, {name: v for frame in frames for name, v in frame.values.items()})
    laptop = Laptop("reader")
    laptop.log.fold = state
    case = shared_view(laptop)
    snapshot = codec.pack(state.snapshot())
    return {
        "changes": sorted({change.id.hex() for change in changes}),
        "chains": [finding.code for finding in verify(changes)],
        "snapshot": hashlib.sha256(snapshot).hexdigest(),
        "unknown": state.unknown_ops,
        "case": outflow.document(case),
        "conflicts": {c.path: [value for value, _, _ in c.values] for c in case.conflicts},
        "revived": [revived.item for revived in case.revived],
        "adrift": list(case.adrift),
        "erased": [[stub.scope, stub.target, stub.reason] for stub in case.erased],
    }


def golden(name: str, made: bytes) -> bytes:
    """The bytes of a golden file."""
    path = FOLDER / name
    if _NEW and not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made)
    return path.read_bytes()


def as_json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


@pytest.mark.parametrize("name", SCENARIOS)
def test_old_bytes_are_read_as_they_always_were(name: str) -> None:
    frames = unpacked(golden(f"{name}.bin", packed(SCENARIOS[name]())))
    assert all(isinstance(check(frame), Change) for frame in frames)
    for order in (frames, frames[::-1], [*frames, *frames]):
        found = told(order)
        assert json.loads(golden(f"{name}.json", as_json(found))) == found


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_same_inputs_make_the_same_bytes(name: str) -> None:
    for frame in unpacked(golden(f"{name}.bin", packed(SCENARIOS[name]()))):
        change = decode(frame.raw)
        identity = Identity(change.author, change.device, change.incarnation)
        tip = Tip(change.seq - 1, change.prev)
        body = {"ops": change.ops} if change.erase is None else {"erase": change.erase}
        if (change.ops and change.ops[0].kind != "merge") or change.erase is not None:
            assert encode(change.case, identity, tip, change.hlc, body) == change


def test_the_same_order_to_erase_has_the_same_signature() -> None:
    laptops = {laptop.author: laptop for laptop in pair()}
    changes = [decode(frame.raw) for frame in unpacked(golden("erasures.bin", b""))]
    orders = [change for change in changes if change.erase is not None]
    assert len(orders) == 2
    for change in orders:
        found = erasure.Erasure.read(change)
        assert found is not None
        made = erasure.order(
            CASE,
            change.author,
            laptops[change.author].key,
            scope=found.scope,
            paths=tuple(found.paths),
            values=found.values,
            blobs=found.blobs,
            reason=found.reason,
        )
        assert made == {"erase": change.erase}


def test_a_seal_is_the_same_for_ever() -> None:
    ann = Laptop("ann")
    stamped = Seal.over(ann.write("severity", 3), ann.key)
    signed = stamped.key + stamped.signature
    assert golden("seal.bin", signed) == signed


def test_one_change_byte_for_byte() -> None:
    laptop = Laptop("ann")
    op = Op("title", "set", b"h" * 32, ((b"c" * 32, 7),), ())
    change = encode(CASE, laptop.identity, Tip(4, b"p" * 32), 1 << 48, {"ops": [op]})
    assert golden("change.bin", change.raw) == change.raw
    assert decode(golden("change.bin", change.raw)) == change


@pytest.mark.parametrize("name", ["case", "case-1.1"])
def test_a_case_file_comes_out_as_it_always_did(name: str) -> None:
    source = golden(f"{name}.in.json", b"")
    file = casefile.read(source)
    laptop = Laptop("ann", case=file.case_id)
    shared, private = (Edit(log.fold, log.entropy) for log in (laptop.log, laptop.private))
    intake.take_in(file, shared, private, lambda name: False)
    laptop.log.commit_edit(shared)
    laptop.private.commit_edit(private)
    raw = outflow.dumps(laptop.see(), private=True)
    assert golden(f"{name}.out.json", raw) == raw


def test_names_are_derived_as_they_always_were() -> None:
    assert ids.case_id_for("tower-3").hex() == "f3e1882a9e62bc36da527726e8c56f88"
    assert ids.private_id(CASE).hex() == "e2644076466bea9eee4d1ac0f62ee51e"
    assert ids.item_id_for("statements", "x") == "jykrykgm3bq6"
    assert ids.reference(CASE) == "C-AAAQEAYE"
