"""The small parts: canonical bytes, position keys, editor, ids, clock, seals, list summary."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from case_kit import CASE, START, Laptop, Ticking, examples, meet, pair
from hypothesis import given
from hypothesis import strategies as st
from test_case_hostile import anything, plain

from fieldapp.base.language import LANGS, Text, message
from fieldapp.case import codec, hlc, ids, seal, typed
from fieldapp.case.change import Identity
from fieldapp.case.edit import Edit
from fieldapp.case.fold import Fold
from fieldapp.case.position import MAX_LENGTH, between, is_key, spread
from fieldapp.case.seal import Seal, SigningKey
from fieldapp.case.summary import summarise, texts
from fieldapp.case.tree import cut

# Canonical bytes


@given(plain)
@examples(100)
def test_what_is_packed_is_unpacked_the_same(value: Any) -> None:
    data = codec.pack(value)
    assert codec.unpack(data) == value
    assert codec.is_canonical(data)


@given(st.dictionaries(st.text(), st.integers(0, 9)))
def test_the_order_of_keys_makes_no_difference(value: dict[str, int]) -> None:
    assert codec.pack(value) == codec.pack(dict(reversed(value.items())))


@given(anything)
@examples(50)
def test_anything_is_packed_or_refused_by_a_code(value: Any) -> None:
    try:
        assert codec.pack(codec.unpack(codec.pack(value))) == codec.pack(value)
    except codec.CodecError as error:
        for lang in LANGS:
            assert message(error.finding, lang) != error.finding.code


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (0.5, "type"),
        ({1: 2}, "type"),
        ({b"a": 2}, "type"),
        (object(), "type"),
        (datetime(2026, 1, 1, tzinfo=UTC), "type"),
        (Decimal(1), "type"),
        (2**64, "integer"),
        (-(2**63) - 1, "integer"),
        ("\ud800", "surrogate"),
        ({"\ud800": 1}, "surrogate"),
        (nested(5000), "depth"),
        ("x" * codec.MAX_BYTES, "size"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: Any, code: str) -> None:
    with pytest.raises(codec.CodecError) as caught:
        codec.pack(value)
    assert caught.value.finding.code == f"case.codec_{code}"


def test_the_deepest_value_that_may_be_kept_can_be_read() -> None:
    assert codec.unpack(codec.pack(nested(codec.MAX_DEPTH))) == nested(codec.MAX_DEPTH)


# Position keys

keys = st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8).filter(is_key)


@given(keys, keys)
@examples(200)
def test_a_key_between_two_lies_between_them(one: str, two: str) -> None:
    left, right = sorted((one, two))
    if left != right:
        assert left < between(left, right) < right
        assert is_key(between(left, right))
    assert between("", left) < left
    assert between(right, None) > right


@given(st.integers(0, 2000))
def test_spread_keys_are_in_order_short_and_leave_room(count: int) -> None:
    found = spread(count)
    assert len(found) == count
    assert found == sorted(set(found))
    assert all(is_key(key) and len(key) <= 3 for key in found)
    for left, right in zip(["", *found], [*found, None], strict=True):
        assert is_key(between(left, right))


@pytest.mark.parametrize(("left", "right"), [("b", "a"), ("a", "a"), ("a", "a0"), ("A", None)])
def test_no_key_lies_between_what_is_not_in_order(left: str, right: str | None) -> None:
    with pytest.raises(ValueError, match="position"):
        between(left, right)


def test_putting_items_at_the_same_place_for_ever_never_fails() -> None:
    ann, _ = pair()
    for item in ("a", "b", "c"):
        ann.add("statements", item)
    for number in range(800):
        ann.move("statements", "bc"[number % 2], "a")
        order = ann.log.fold.items("statements")
        assert order[order.index("a") - 1] == "bc"[number % 2]
    assert max(len(ann.log.fold.position(f"statements/{x}") or "") for x in "abc") <= MAX_LENGTH


def test_moves_give_the_order_a_person_sees() -> None:
    chance = random.Random(1)
    ann, _ = pair()
    model = list("abcdef")
    for item in model:
        ann.add("statements", item)
    for _ in range(200):
        item, before = chance.sample(model, 2)
        target = chance.choice((before, None))
        model.remove(item)
        model.insert(model.index(target) if target else len(model), item)
        ann.log.commit(lambda edit, i=item, t=target: edit.move("statements", i, t))
        assert ann.log.fold.items("statements") == model


# The editor


def edit_of(laptop: Laptop) -> Edit:
    return Edit(laptop.log.fold, laptop.log.entropy)


def test_a_wish_that_changes_nothing_makes_no_change() -> None:
    ann, _ = pair()
    ann.write("severity", 2)
    ann.choose("answers/departments", "sales")
    ann.add("statements", "s1")
    ann.move("statements", "s1", None)
    edit = edit_of(ann)
    edit.write("severity", 2)
    edit.write("situation", None)
    edit.clear("situation")
    edit.set_text("title", Text())
    edit.set_members("answers/departments", ["sales"])
    edit.add("statements", "s1")
    edit.delete("statements/s2")
    assert not edit
    assert ann.log.commit_edit(edit) is None


def test_a_later_wish_of_one_edit_replaces_the_earlier() -> None:
    ann, bo = pair()
    edit = edit_of(ann)
    edit.write("severity", 2)
    edit.write("severity", 3)
    edit.set_members("answers/departments", ["sales", "legal"])
    edit.set_members("answers/departments", ["sales"])
    edit.set_text("title", Text("一", "one", "zh"))
    edit.set_text("title", Text("二", "", "zh"))
    edit.add("statements", "s1")
    edit.write("statements/s1/text", "x")
    edit.delete("statements/s1")
    change = ann.log.commit_edit(edit)
    assert change is not None
    meet(ann, bo)
    case = bo.see()
    assert (case.severity, case.title) == (3, Text(zh="二", src="zh"))
    assert case.answers == {"departments": ("sales",)}
    assert case.statements == ()
    assert len(change.ops) == 3
    assert edit.values.keys() == change.named


def test_a_wish_taken_back_within_an_edit_leaves_nothing_of_it() -> None:
    ann, _ = pair()
    ann.write("severity", 2)
    edit = edit_of(ann)
    edit.write("severity", 3)
    edit.write("severity", 2)
    assert not edit
    assert edit.values == {}


def test_text_with_half_a_character_is_kept_with_a_sign_in_its_place() -> None:
    ann, _ = pair()
    ann.say("title", Text(en="a\ud800b", src="en"))
    assert ann.see().title.en == "a\ufffdb"


def test_what_does_not_fit_into_one_change_is_refused_before_anything_is_written() -> None:
    ann, _ = pair()
    with pytest.raises(codec.CodecError):
        ann.write("title", "x" * codec.MAX_BYTES)
    edit = edit_of(ann)
    for number in range(12_000):
        edit.again(f"extras/x-{number:0380}", [b"\x01"])
    with pytest.raises(codec.CodecError) as caught:
        ann.log.commit_edit(edit)
    assert caught.value.finding.code == "case.codec_size"
    assert ann.log.changes == {}
    assert ann.write("severity", 1).seq == 1


# Decimals


@pytest.mark.parametrize("text", ["0.1", "-5", "1e3", "46000.00", "+7", "1E-30", "0" * 29 + "1"])
def test_a_decimal_is_read_exactly(text: str) -> None:
    assert typed.decimal(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["", " 1", "1_0", "１", "NaN", "Infinity", "1e31", "1e-31", "1" * 31, ".5", "5.", "0x1"]
)
def test_what_is_no_decimal_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="number"):
        typed.decimal(text)


@given(st.decimals(-(10**12), 10**12, places=4) | st.text() | st.booleans() | st.integers(0, 9))
def test_content_frozen_and_thawed_is_the_same(content: Any) -> None:
    for whole in (content, [content], {"@a": content, "b": {"@decimal": content}}):
        assert typed.thaw(typed.freeze(whole)) == whole


# Ids


def test_names_of_cases_and_items() -> None:
    assert ids.case_id_for(CASE.hex()) == CASE
    assert ids.case_id_for("tower") != ids.case_id_for("Tower")
    assert ids.private_id(CASE) != CASE
    assert ids.reference(CASE) == "C-AAAQEAYE"
    assert ids.is_item_id(ids.new_item_id(bytes))
    assert ids.item_id_for("statements", "x") == ids.item_id_for("statements", "x")
    assert ids.item_id_for("statements", "x") != ids.item_id_for("causes", "x")


@pytest.mark.parametrize(
    ("path", "item"),
    [
        ("title", None),
        ("customer/site", None),
        ("statements/s1", None),
        ("statements/s1/text/@zh", "statements/s1"),
        ("extras/statements/s1/x-a", "statements/s1"),
        ("extras/x-a", None),
        ("/a/b", None),
        ("", None),
    ],
)
def test_the_item_a_path_lies_in(path: str, item: str | None) -> None:
    assert ids.item_of(path) == item


# The clock


def test_readings_never_go_back_and_follow_others() -> None:
    clock = hlc.HybridClock(lambda: START)
    first = clock.tick()
    clock.observe(hlc.of(START + timedelta(seconds=9)))
    second = clock.tick()
    clock.observe(hlc.of(START + timedelta(days=2)))
    assert first < second < clock.tick() < hlc.of(START + timedelta(days=1))
    assert hlc.shown(second, START) == START + timedelta(seconds=9)


def test_times_before_1970_and_the_greatest_reading_do_no_harm() -> None:
    assert hlc.of(datetime(1950, 1, 1, tzinfo=UTC)) == 0
    assert hlc.shown(2**63 - 1, START) == START


# Seals


def test_a_seal_vouches_for_its_head_and_nothing_else() -> None:
    ann = Laptop("ann")
    change = ann.write("severity", 1)
    stamped = Seal.over(change, ann.key)
    assert stamped.is_valid()
    assert stamped.head == change.id
    for forged in (
        {"head": b"x" * 32},
        {"seq": 2},
        {"case": b"x" * 16},
        {"signature": b""},
        {"key": Laptop("bo").key.public},
        {"key": b"short"},
    ):
        fields = {name: getattr(stamped, name) for name in Seal.__slots__} | forged
        assert not Seal(**fields).is_valid()


def test_a_signing_key_is_its_seed() -> None:
    key = SigningKey.new(random.Random(1).randbytes)
    again = SigningKey(key.seed)
    assert seal.verify(again.public, key.sign(b"word"), b"word")
    assert not seal.verify(again.public, key.sign(b"word"), b"words")


# The list's summary


def test_the_summary_of_a_case() -> None:
    ann = Laptop("ann", clock=Ticking(START))
    ann.say("title", "Tower 3")
    ann.say("customer/company", "Northern Grid")
    for item, status in (("m1", "open"), ("m2", "done"), ("m3", "late")):
        ann.add("commitments", item)
        ann.write(f"commitments/{item}/status", status)
    for item, level, at in (("r1", 4, "2026-11-20T10:00Z"), ("r2", 2, "2026-11-20T09:00Z")):
        ann.add("emotions", item)
        ann.write(f"emotions/{item}/level", level)
        ann.write(f"emotions/{item}/at", at)
    ann.private.commit(lambda edit: edit.set_text("answers/own_note", Text("我的", "", "zh")))
    row = summarise(ann.see())
    assert (row.title.original, row.company.original) == ("Tower 3", "Northern Grid")
    assert (row.open_commitments, row.level, row.state, row.conflicts) == (2, 4, "open", 0)
    assert set(texts(ann.see())) == {"Tower 3", "Northern Grid"}
    ann.add("issues", "i1")
    assert summarise(ann.see()).state == "issued"
    ann.write("issues/i1/final", True)
    assert summarise(ann.see()).state == "final"
    ann.erase("case")
    assert summarise(ann.see()).state == "erased"
    assert list(texts(ann.see())) == []


# Trees


@given(st.dictionaries(st.integers(0, 9).map(str), st.integers(0, 12).map(str)))
@examples(100)
def test_whatever_was_hung_where_a_tree_remains(edges: dict[str, str]) -> None:
    nodes = {str(number) for number in range(10)}
    op_ids = {node: (parent, (b"%d" % int(node), 0)) for node, parent in edges.items()}
    adrift = cut(nodes, op_ids)
    for start in nodes:
        node, seen = start, set()
        while node not in adrift and node in edges:
            assert node not in seen
            seen.add(node)
            node = edges[node]
            assert node in nodes


def test_a_circle_is_cut_at_the_edge_with_the_lowest_id_wherever_it_lies() -> None:
    edges = {"a": ("b", (b"3", 0)), "b": ("c", (b"1", 0)), "c": ("a", (b"2", 0))}
    assert cut(edges.keys(), edges) == {"b"}


def test_a_circle_of_many_thousands_is_cut_once() -> None:
    count = 20_000
    edges = {str(n): (str((n + 1) % count), (b"%06d" % n, 0)) for n in range(count)}
    assert cut(edges.keys(), edges) == {"0"}


def test_an_empty_fold_shows_nothing() -> None:
    fold = Fold()
    assert (list(fold.paths()), fold.snapshot(), fold.item("statements/s1")) == ([], {}, None)
    assert Identity.new(bytes).author == b"\0" * 16
