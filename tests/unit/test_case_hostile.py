"""What comes by the wire may be anything: it is refused by name, or shown without harm."""

from __future__ import annotations

import math
from typing import Any

import msgpack
import pytest
from case_kit import CASE, START, Laptop, Ticking, examples, pair, shared_view
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.case import casefile, codec, outflow
from fieldapp.case.change import (
    MAX_NUMBER,
    MAX_PATH,
    Change,
    Identity,
    MalformedChange,
    Op,
    OpId,
    Tip,
    Value,
    decode,
    encode,
)
from fieldapp.case.fold import Fold, fold
from fieldapp.case.hlc import of
from fieldapp.case.log import Frame, check, verify
from fieldapp.case.records import COLLECTIONS, GROUPS, Case, specs
from fieldapp.case.summary import summarise, texts
from fieldapp.case.undo import history

HASH = b"h" * 32
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text(max_size=20)
    | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=12,
)
anything = st.recursive(
    plain | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.binary(max_size=4), inner),
    max_leaves=6,
)


def envelope(**fields: Any) -> dict[str, Any]:
    laptop = Laptop("mallory")
    return {
        "v": 1,
        "case": CASE,
        "device": laptop.identity.device,
        "incarnation": laptop.identity.incarnation,
        "seq": 1,
        "prev": b"",
        "hlc": of(START),
        "author": laptop.author,
        "body_v": 1,
        "body": {"ops": []},
        **fields,
    }


# The envelope


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("v", -1),
        ("v", True),
        ("v", "1"),
        ("case", b"short"),
        ("case", "c" * 16),
        ("device", None),
        ("incarnation", b"x" * 9),
        ("seq", 0),
        ("seq", MAX_NUMBER + 1),
        ("prev", b"x" * 32),
        ("prev", None),
        ("hlc", 2**64 - 1),
        ("hlc", -5),
        ("author", b""),
        ("body_v", None),
        ("body", 5),
        ("body", None),
    ],
)
def test_a_change_with_a_wrong_field_is_refused_by_its_name(field: str, value: object) -> None:
    finding = check(Frame(codec.pack(envelope(**{field: value}))))
    assert finding.code == "case.change_malformed"
    assert finding.params == {"field": field}


@pytest.mark.parametrize("field", sorted(envelope()))
def test_a_change_that_lacks_a_field_is_refused_by_its_name(field: str) -> None:
    parts = envelope()
    del parts[field]
    with pytest.raises(MalformedChange) as caught:
        decode(codec.pack(parts))
    assert caught.value.finding.params == {"field": field}


@pytest.mark.parametrize(
    "op",
    [
        None,
        [],
        ["title"],
        ["title", "set", HASH, []],
        ["", "set", HASH, [], []],
        ["x" * (MAX_PATH + 1), "set", HASH, [], []],
        ["路" * MAX_PATH, "set", HASH, [], []],
        [5, "set", HASH, [], []],
        ["title", "set", None, [], []],
        ["title", "set", b"short", [], []],
        ["title", "delete", HASH, [], []],
        ["title", "retract", HASH, [], []],
        ["title", "set", HASH, None, []],
        ["title", "set", HASH, [], {}],
        ["title", "set", HASH, [HASH], []],
        ["title", "set", HASH, [[HASH]], []],
        ["title", "set", HASH, [[HASH, -1]], []],
        ["title", "set", HASH, [[HASH, True]], []],
        ["title", "set", HASH, [[HASH, MAX_NUMBER + 1]], []],
        ["title", "set", HASH, [[b"short", 0]], []],
        ["title", "set", HASH, [], [[HASH, 0, 0]]],
    ],
)
def test_an_op_that_is_none_makes_the_whole_change_malformed(op: object) -> None:
    finding = check(Frame(codec.pack(envelope(body={"ops": [op]}))))
    assert finding.code == "case.change_malformed"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xc1",
        b"\x80",
        codec.pack([1, 2]),
        codec.pack(envelope()) + b"\0",
        codec.pack(envelope())[:-1],
        b"\x91" * 5000,
        b"\xdd\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc0" * (codec.MAX_BYTES + 1),
        b"\xdd\x00\x30\x00\x00" + b"\x80" * 0x300000,
        b"\xdd\x00\x30\x00\x00" + b"\x90" * 0x300000,
        msgpack.packb(envelope(v=1.0)),
        msgpack.packb(envelope(body=math.nan)),
        msgpack.packb(envelope(v=msgpack.Timestamp(5))),
        msgpack.packb({1: 2}),
    ],
)
def test_bytes_that_are_no_change_are_refused(raw: bytes) -> None:
    assert check(Frame(raw)).code == "case.change_malformed"


def reversed_keys(value: dict[str, Any]) -> bytes:
    return msgpack.packb(dict(sorted(value.items(), reverse=True)))


@pytest.mark.parametrize(
    "raw",
    [
        reversed_keys(envelope()),
        codec.pack(envelope()).replace(b"\xa1v\x01", b"\xa1v\xcc\x01"),
        msgpack.packb(dict(sorted(envelope(later=0.5).items()))),
        b"\x8b" + codec.pack(envelope())[1:] + b"\xa1v\x01",
    ],
    ids=["key order", "long integer", "float", "key twice"],
)
def test_a_change_that_is_not_canonical_is_refused_at_the_door(raw: bytes) -> None:
    assert check(Frame(codec.pack(envelope()))) == decode(codec.pack(envelope()))
    assert check(Frame(raw)).code == "case.change_malformed"


@given(st.binary(max_size=300))
def test_decode_of_noise_raises_nothing_else(raw: bytes) -> None:
    check(Frame(raw))


@given(st.data())
@examples(50)
def test_decode_of_a_damaged_change_raises_nothing_else(data: st.DataObject) -> None:
    raw = bytearray(Laptop("ann").edit(lambda e: (e.add("options", "o1"), e.write("x", 1))).raw)
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    check(Frame(bytes(raw)))


@given(st.sampled_from(sorted(envelope())), anything)
@examples(50)
def test_decode_of_any_field_raises_nothing_else(field: str, value: object) -> None:
    check(Frame(msgpack.packb(dict(sorted(envelope(**{field: value}).items())))))


@given(anything)
@examples(50)
def test_decode_of_any_body_raises_nothing_else(value: object) -> None:
    for body in (value, {"ops": value}, {"ops": [value]}, {"erase": value}):
        check(Frame(msgpack.packb(envelope(body=body))))


# Chains


def test_a_chain_that_claims_to_be_endless_is_checked_at_once() -> None:
    change = decode(codec.pack(envelope(seq=MAX_NUMBER, prev=HASH)))
    (finding,) = verify([change])
    assert (finding.code, finding.params["last"]) == ("case.chain_gap", MAX_NUMBER - 1)


def test_a_fork_a_gap_and_a_broken_link_are_each_named() -> None:
    laptop = Laptop("ann")
    first = laptop.write("severity", 1)
    second = laptop.write("severity", 2)
    third = laptop.write("severity", 3)
    assert verify([third, first, second, first]) == ()

    def codes(*changes: Change) -> list[str]:
        return [finding.code for finding in verify(changes)]

    assert codes(first, third) == ["case.chain_gap"]
    twin = encode(CASE, laptop.identity, Tip(1, first.id), 5, {"ops": []})
    assert codes(first, second, twin) == ["case.chain_fork"]
    stray = encode(CASE, laptop.identity, Tip(1, HASH), 5, {"ops": []})
    assert codes(first, stray) == ["case.chain_broken"]


def test_a_laptop_reborn_after_a_restore_starts_a_new_chain() -> None:
    laptop = Laptop("ann")
    change = laptop.write("severity", 1)
    reborn = laptop.identity.reborn(laptop.log.entropy)
    again = encode(CASE, reborn, Tip(), 5, {"ops": []})
    assert (reborn.author, reborn.device) == (laptop.author, laptop.identity.device)
    assert verify([change, again]) == ()


# The view


def known_paths() -> list[str]:
    found = [*specs(Case), "playbook", "file_id", "file_format", "playbook_version"]
    for name, group in GROUPS.items():
        found += [f"{name}/{key}" for key in specs(group)]
    for name, record in COLLECTIONS.items():
        keys = [*specs(record), "@life", "@pos"]
        found += [f"{name}/{item}/{key}" for item in ("a", "b") for key in keys]
    found += ["answers/a", "extras/x-a", "extras/statements/a/x-b", "extras/statements/a/text/x-c"]
    return found


segments = st.sampled_from(
    ("", "a", "b", "..", "@life", "@pos", "@zh", "@src", "x-a", "~", "~1", "\0", "路", "text")
)
paths = st.one_of(
    st.sampled_from(known_paths()),
    st.tuples(st.sampled_from(known_paths()), segments).map("/".join),
    st.lists(segments, min_size=1, max_size=5).map("/".join).filter(bool),
    st.tuples(
        st.sampled_from((*COLLECTIONS, "extras", "answers", "customer")),
        segments,
        segments,
        segments,
    ).map("/".join),
)
contents = st.one_of(
    st.sampled_from(("a", "b", "", "fact", "0", "zz", "1e30", "2026-11-20", "../x", HASH.hex())),
    plain,
)
ops = st.tuples(paths, st.sampled_from(("set", "set", "set", "delete", "retract", "x")), contents)


def hostile_frames(changes: list[list[tuple[str, str, Any]]]) -> list[Frame]:
    """A chain of changes with these ops, each change superseding what it likes."""
    laptop = Laptop("mallory")
    tip, frames, known = Tip(), [], []
    for number, wishes in enumerate(changes):
        values = [Value.of(content, laptop.log.entropy) for _, _, content in wishes]
        made = []
        for (path, kind, _), value in zip(wishes, values, strict=True):
            refs = tuple(known[-3:]) if number % 2 else ()
            name = value.hash if kind == "set" else None
            made.append(Op(path, kind, name, refs, refs))
        change = encode(CASE, laptop.identity, tip, MAX_NUMBER - number, {"ops": made})
        tip = Tip(change.seq, change.id)
        known += [OpId(change.id, place) for place in range(len(made))]
        frames.append(Frame(change.raw, {v.hash: v for v in values if v.hash in change.named}))
    return frames


@given(st.lists(st.lists(ops, min_size=1, max_size=12), min_size=1, max_size=4))
@examples(25)
def test_no_change_makes_the_view_fail_or_its_case_file_unreadable(
    changes: list[list[tuple[str, str, Any]]],
) -> None:
    ann = Laptop("ann", clock=Ticking(START))
    ann.edit(lambda edit: (edit.write("title", "Tower 3"), edit.write("playbook", "pacts")))
    made = [[(f"{c}/{i}/@life", "set", True) for c in COLLECTIONS for i in "ab"], *changes]
    assert ann.log.admit(hostile_frames(made)) == ()
    case = shared_view(ann)
    summarise(case)
    list(texts(case))
    document = outflow.dumps(case, private=True)
    if case.playbook:
        read = casefile.read(document)
        assert read.case_id == CASE
    for collection in COLLECTIONS:
        for item in ("a", "b"):
            ann.log.commit(lambda edit, c=collection, i=item: edit.move(c, i, "a"))
            ann.log.commit(lambda edit, c=collection, i=item: edit.delete(f"{c}/{i}"))
    for change in list(ann.log.changes.values()):
        ann.undo(change)
    assert shared_view(ann) == shared_view(ann)


@pytest.mark.parametrize("content", [b"\x93\x01", b"\xcb" + b"\x7f\xf8" + b"\0" * 6, b"\x91" * 100])
def test_a_kept_value_that_cannot_be_read_is_shown_raw(content: bytes) -> None:
    value = Value(b"s" * 16, content)
    change = encode(
        CASE, Identity.new(bytes), Tip(), 1, {"ops": [Op("severity", "set", value.hash)]}
    )
    laptop = Laptop("ann")
    laptop.log.fold = fold([change], {value.hash: value})
    assert shared_view(laptop).severity is None
    assert shared_view(laptop).misfits == {"severity": content}


def test_paths_that_lead_out_of_the_folder_are_misfits_and_never_a_file() -> None:
    ann, _ = pair()
    ann.add("evidence", "e1")
    ann.write("evidence/e1/file", "../../etc/passwd")
    ann.write("evidence/e1/blob", "../blob")
    (evidence,) = ann.see().evidence
    assert (evidence.file, evidence.blob) == ("", "")
    assert set(ann.see().misfits) == {"evidence/e1/file", "evidence/e1/blob"}


def test_the_id_of_another_case_is_not_believed() -> None:
    ann, _ = pair()
    ann.write("file_id", "f" * 32)
    assert outflow.document(ann.see())["id"] == CASE.hex()


def test_many_concurrent_values_of_one_register_are_all_shown() -> None:
    ann = Laptop("ann")
    for number in range(200):
        other = Laptop(f"other {number}")
        other.write("severity", number)
        ann.take(other)
    (conflict,) = ann.see().conflicts
    assert len(conflict.values) == 200


def test_history_of_hostile_changes_is_only_their_ops() -> None:
    change = decode(codec.pack(envelope(body={"ops": [["x", "?", None, [], []]]})))
    assert list(history([change])) == [OpId(change.id, 0)]
    assert Fold().apply(change, {}) == {"x"}
