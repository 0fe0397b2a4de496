"""Erasure: what is erased is gone from every replica for good, and every chain still verifies."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from case_kit import CASE, Laptop, bare, meet, pair, shared_view

from fieldapp.base.language import Text
from fieldapp.case import codec, erasure, files
from fieldapp.case.change import Change, Op, OpId, Tip, Value, encode
from fieldapp.case.edit import Edit
from fieldapp.case.log import CaseLog, Frame, verify
from fieldapp.case.person import find_person
from fieldapp.case.seal import SigningKey


def held(log: CaseLog) -> bytes:
    """Every byte of a value that a replica still has, and all that would travel."""
    frames = (value.data for frame in log.frames() for value in frame.values.values())
    return b"".join([*(value.data for value in log.values.values()), *frames])


def with_statements(*laptops: Laptop) -> None:
    for item, text in (("s1", "secret one"), ("s2", "open two")):
        laptops[0].add("statements", item)
        laptops[0].write(f"statements/{item}/text", text)
    meet(*laptops)


def test_erasing_an_item_takes_its_values_everywhere_and_leaves_who_when_and_why() -> None:
    ann, bo = pair()
    with_statements(ann, bo)
    ann.erase("item", paths=("statements/s1",))
    meet(ann, bo)
    for laptop in (ann, bo):
        assert laptop.statements() == {"s2": "open two"}
        assert b"secret one" not in held(laptop.log)
        (stub,) = laptop.see().erased
        assert (stub.author, stub.reason, stub.scope, stub.target) == (
            ann.author,
            "asked for",
            "item",
            "statements/s1",
        )
        assert stub.at > 0
        assert verify(laptop.log.changes.values()) == ()


def test_older_values_of_an_erased_item_go_too() -> None:
    ann, bo = pair()
    with_statements(ann, bo)
    ann.write("statements/s1/text", "reworded")
    meet(ann, bo)
    bo.erase("item", paths=("statements/s1",))
    meet(ann, bo)
    assert b"secret one" not in held(ann.log)
    assert b"reworded" not in held(ann.log)


def test_a_value_of_a_later_version_goes_with_the_whole_case_or_by_its_name() -> None:
    for scope, wanted in (("case", {}), ("item", {"paths": ("statements/s1",)}), ("person", {})):
        ann, bo = pair()
        with_statements(ann, bo)
        value = Value(b"s" * 16, codec.pack("in a later way"))
        plain = codec.unpack(ann.log.frames()[0].raw) | {"v": 2, "body": [value.hash], "seq": 99}
        frame = Frame(codec.pack(plain | {"prev": b"p" * 32}), {value.hash: value})
        assert ann.log.admit([frame]) == ()
        what = wanted or ({} if scope == "case" else {"values": frozenset({value.hash})})
        ann.erase(scope, **what)
        assert bo.log.admit([frame, *ann.log.frames(), frame]) == ()
        for laptop in (ann, bo):
            assert (b"in a later way" in held(laptop.log)) == (scope == "item")


def issue(laptop: Laptop, item: str) -> str:
    """Issues an edition; returns the name of its blob."""
    name = hashlib.sha256(item.encode()).hexdigest()

    def write(edit: Edit) -> None:
        edit.write(f"issues/{item}/pdf", name)
        if orders := files.orders_known(edit.fold):
            edit.write(f"issues/{item}/{files.AFTER}", orders)

    laptop.edit(write)
    return name


def test_editions_stand_only_if_their_makers_knew_of_every_erasure() -> None:
    ann, bo = pair()
    with_statements(ann, bo)
    before = issue(ann, "i1")
    bo.erase("item", paths=("statements/s1",))
    bo.clock.now += timedelta(days=4000)
    unaware = issue(ann, "i2")
    assert files.wanted_files(ann.log.fold) == {before, unaware}
    meet(ann, bo)
    assert files.wanted_files(bo.log.fold) == set()
    aware = issue(ann, "i3")
    photo = "f" * 64
    ann.write("evidence/e1/blob", photo)
    meet(ann, bo)
    for laptop in (ann, bo):
        assert files.wanted_files(laptop.log.fold) == {aware, photo}
    ann.erase("person", values=frozenset(), blobs=frozenset({photo}))
    meet(ann, bo)
    assert files.wanted_files(bo.log.fold) == set()


def test_what_is_written_into_an_erased_item_later_is_dropped() -> None:
    ann, bo = pair()
    with_statements(ann, bo)
    ann.erase("item", paths=("statements/s1",))
    bo.write("statements/s1/text", "secret more")
    meet(ann, bo)
    for laptop in (ann, bo):
        assert b"secret" not in held(laptop.log)
        assert laptop.statements() == {"s2": "open two"}


def test_a_value_that_arrives_long_after_its_erasure_is_dropped() -> None:
    ann, bo = pair()
    with_statements(ann)
    old = ann.log.frames()
    ann.erase("item", paths=("statements/s1",))
    bo.log.admit([bare(frame) for frame in ann.log.frames()])
    bo.log.admit(old)
    assert b"secret one" not in held(bo.log)
    assert bo.statements() == {"s2": "open two"}


def test_keys_a_case_file_said_besides_are_erased_with_their_item() -> None:
    ann, _ = pair()
    with_statements(ann)
    ann.write("extras/statements/s1/x-note", "secret aside")
    ann.erase("item", paths=("statements/s1",))
    assert b"secret aside" not in held(ann.log)
    assert ann.see().extras == {}


def test_erasing_the_case_leaves_no_value_at_all() -> None:
    ann, bo = pair()
    with_statements(ann, bo)
    bo.write("title", "secret title")
    ann.erase("case")
    meet(ann, bo)
    assert held(bo.log) == b""
    assert bo.see().title == Text()
    assert bo.see().statements == ()
    assert verify(bo.log.changes.values()) == ()
    bo.write("title", "secret again")
    assert held(bo.log) == b""


def test_erasing_single_values_leaves_the_rest_of_their_registers() -> None:
    ann, bo = pair()
    first = ann.write("title", "secret name")
    ann.write("title", "no name")
    ann.erase("person", values=frozenset(first.named))
    meet(ann, bo)
    assert b"secret name" not in held(bo.log)
    assert bo.see().title.original == "no name"


def test_an_erased_value_is_no_side_of_a_conflict() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    erased = bo.write("severity", 5)
    meet(ann, bo)
    ann.erase("person", values=frozenset(erased.named))
    assert ann.see().severity == 2
    assert ann.see().conflicts == ()


def test_a_value_that_another_register_names_too_stays_there() -> None:
    """Nobody may have others' values dropped by naming them in an item and erasing that."""
    ann, bo = pair()
    title = ann.write("title", "Tower 3")
    meet(ann, bo)
    (name,) = title.named
    trick = Op("statements/s9/text", "set", name)
    change = encode(CASE, bo.identity, Tip(), 1, {"ops": [trick]})
    ann.log.admit([Frame(change.raw)])
    ann.erase("item", paths=("statements/s9",))
    assert ann.see().title.original == "Tower 3"
    assert ann.log.fold.data(trick) is None


# Who may


def order(key: SigningKey, author: bytes, changed: dict[str, object] | None = None) -> Change:
    laptop = Laptop("ann")
    body = erasure.order(CASE, author, key, scope="case", reason="a wish")
    body["erase"] |= changed or {}
    return encode(CASE, laptop.identity, Tip(), 1, body)


@pytest.mark.parametrize(
    "changed",
    [
        {"sig": b"\0" * 64},
        {"sig": None},
        {"sig": b""},
        {"reason": "another"},
        {"key": b"\0" * 32},
        {"key": b"short"},
        {"scope": "person"},
        {"paths": []},
        {"paths": [""], "values": ["text"]},
        {"more": 1},
    ],
)
def test_an_unsigned_or_altered_erasure_is_refused_and_drops_nothing(
    changed: dict[str, object],
) -> None:
    ann, bo = pair()
    ann.write("title", "Tower 3")
    (finding,) = ann.log.admit([Frame(order(bo.key, ann.author, changed).raw)])
    assert finding.code == "case.erasure_unsigned"
    assert ann.see().title.original == "Tower 3"


def test_an_erasure_signed_for_somebody_else_is_refused() -> None:
    ann, bo = pair()
    (finding,) = bo.log.admit([Frame(order(ann.key, bo.author).raw)])
    assert finding.code == "case.erasure_unsigned"


def test_an_erasure_of_another_case_cannot_be_copied_into_this_one() -> None:
    ann = Laptop("ann")
    elsewhere = erasure.order(b"x" * 16, ann.author, ann.key, scope="case", reason="a wish")
    change = encode(CASE, ann.identity, Tip(), 1, elsewhere)
    assert erasure.Erasure.read(change) is None


@pytest.mark.parametrize(
    ("scope", "paths"), [("person", ("",)), ("item", ("",)), ("planet", ("statements/s1",))]
)
def test_a_scope_that_does_not_fit_what_it_names_is_no_erasure(
    scope: str, paths: tuple[str, ...]
) -> None:
    ann = Laptop("ann")
    body = erasure.order(CASE, ann.author, ann.key, scope=scope, paths=paths, reason="a wish")
    assert erasure.Erasure.read(encode(CASE, ann.identity, Tip(), 1, body)) is None


# A person


@pytest.fixture
def talk() -> Laptop:
    ann = Laptop("ann")
    for item, speaker in (("s1", "王芳"), ("s2", "Bo Chen")):
        ann.add("statements", item)
        ann.say(f"statements/{item}/speaker", speaker)
        ann.say(f"statements/{item}/text", f"said {item}")
    ann.say("customer/contact", Text("王芳", "Wang Fang", "zh"))
    ann.say("report/background", "王 芳 called, then Mr WANG FANG's office called")
    ann.say("report/impact", "Wang Fangfang is somebody else")
    ann.say("title", "wrote to Wang  Fang")
    ann.say("title", "wrote to the customer")
    ann.add("emotions", "r1")
    ann.write("emotions/r1/level", 4)
    ann.add("emotions", "r2")
    ann.edit(
        lambda edit: (
            edit.write("emotions/r2/who", "engineer"),
            edit.write("emotions/r2/level", 2),
        )
    )
    ann.add("commitments", "c1")
    ann.say("commitments/c1/who", "ＷＡＮＧ　ＦＡＮＧ")
    ann.add("evidence", "e1")
    ann.say("evidence/e1/caption", "王芳在机房")
    for item, who in (("a1", "王芳"), ("a2", ""), ("a3", "Bo Chen")):
        ann.add("acknowledgements", item)
        ann.write(f"acknowledgements/{item}/signature", f"M{item[1]} 20L30 40")
        if who:
            ann.say(f"acknowledgements/{item}/who", who)
    ann.write("extras/x-crm", {"people": ["Wang Fang"]})
    return ann


def test_a_person_is_found_under_every_name_and_in_what_was_overwritten(talk: Laptop) -> None:
    found = find_person(talk.log.fold, ["王芳", "Wang Fang"])
    assert found.paths == (
        *("acknowledgements/a1", "acknowledgements/a2"),
        *("commitments/c1", "emotions/r1", "evidence/e1", "statements/s1"),
    )
    talk.erase("person", paths=found.paths, values=found.values)
    left = held(talk.log).decode(errors="replace")
    for name in ("王芳", "王 芳", "Wang Fang ", "WANG FANG", "ＷＡＮＧ", "M1 20", "M2 20"):
        assert name not in left
    seen = shared_view(talk)
    assert [s.id for s in seen.statements] == ["s2"]
    assert [a.signature for a in seen.acknowledgements] == ["M3 20L30 40"]
    assert [r.id for r in seen.emotions] == ["r2"]
    assert seen.report.impact.original == "Wang Fangfang is somebody else"
    assert seen.title.original == "wrote to the customer"
    assert seen.customer.contact == Text()
    assert seen.extras == {}
    assert not find_person(talk.log.fold, ["王芳", "Wang Fang"])


def test_a_short_latin_name_is_found_beside_chinese_but_not_inside_a_word() -> None:
    ann = Laptop("ann")
    ann.say("title", "和Li谈过")
    ann.say("report/impact", "The lift stands still")
    found = find_person(ann.log.fold, ["Li"])
    assert {ann.log.values[name].data for name in found.values} == {codec.pack("和Li谈过")}


@pytest.mark.parametrize("names", [[], [""], ["  "]])
def test_no_name_finds_nothing(talk: Laptop, names: list[str]) -> None:
    assert not find_person(talk.log.fold, names)


def test_readings_stay_if_the_person_is_not_the_customers_contact(talk: Laptop) -> None:
    found = find_person(talk.log.fold, ["Bo Chen"])
    assert found.paths == ("acknowledgements/a3", "statements/s2")


# What a hostile frame may carry


def test_a_value_cannot_be_replaced_by_shifting_bytes_between_salt_and_value() -> None:
    ann, bo = pair()
    change = ann.write("title", "hello\x07")
    (name,) = change.named
    value = ann.log.values[name]
    shifted = Value(value.salt + value.data[:-1], value.data[-1:])
    assert shifted.hash == name
    (finding,) = bo.log.admit([Frame(change.raw, {name: shifted})])
    assert finding.code == "case.value_altered"


def test_values_that_do_not_belong_are_refused() -> None:
    ann, bo = pair()
    change = ann.write("title", "hello")
    other = Value.of("hello", ann.log.entropy)
    (name,) = change.named
    for values, code in (
        ({other.hash: other}, "case.value_unnamed"),
        ({name: other}, "case.value_altered"),
    ):
        (finding,) = bo.log.admit([Frame(change.raw, values)])
        assert finding.code == code
    assert bo.log.changes == {}


@pytest.mark.parametrize("data", [b"\xcb" + b"\0" * 8, b"\xd0\x01", b"\xc1", b"", b"\x01\x01"])
def test_a_value_that_is_not_canonical_is_refused(data: bytes) -> None:
    ann, bo = pair()
    value = Value(b"s" * 16, data)
    change = encode(CASE, ann.identity, Tip(), 1, {"ops": [Op("title", "set", value.hash)]})
    (finding,) = bo.log.admit([Frame(change.raw, {value.hash: value})])
    assert finding.code == "case.value_malformed"


def test_the_op_that_named_an_erased_value_can_still_be_superseded() -> None:
    ann, bo = pair()
    first = ann.write("severity", 2)
    ann.erase("person", values=frozenset(first.named))
    meet(ann, bo)
    assert ann.log.fold.is_head(OpId(first.id, 0), "severity")
    bo.write("severity", 3)
    meet(ann, bo)
    assert ann.see().severity == 3
