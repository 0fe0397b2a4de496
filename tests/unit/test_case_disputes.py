"""Disputes: what stands against each other, whose it is, and answers that all laptops agree on."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from case_kit import Laptop, examples, meet
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.base.language import Text
from fieldapp.case import disputes as sides
from fieldapp.case.change import Change
from fieldapp.case.disputes import Deletion, Dispute, Open
from fieldapp.case.edit import Edit

TEXTS = ("title", "answers/problem", "report/impact", "statements/s1/text")


def pair() -> tuple[Laptop, Laptop]:
    """Bo's clock goes half a minute later."""
    ann, bo = Laptop("ann"), Laptop("bo")
    bo.clock.now += timedelta(seconds=30)
    return ann, bo


def open_on(laptop: Laptop) -> list[Open]:
    log = laptop.log
    return sides.disputes(
        laptop.see(),
        log.fold,
        log.changes.values(),
        lambda place: place in TEXTS,
    )


def only(laptop: Laptop) -> Dispute:
    (found,) = open_on(laptop)
    assert isinstance(found, Dispute)
    return found


def answer(laptop: Laptop, write: Callable[[Edit], object]) -> Change:
    return laptop.edit(write)


def said(dispute: Dispute) -> list[str]:
    return [version.content.original for version in dispute.versions]


def apart(path: str, one: str | Text, other: str | Text) -> tuple[Laptop, Laptop]:
    ann, bo = pair()
    ann.say(path, one)
    bo.say(path, other)
    meet(ann, bo)
    return ann, bo


def test_each_version_with_its_hand() -> None:
    ann, bo = apart("title", "pump stops", "pump halts")
    dispute = only(ann)
    assert dispute.is_text
    assert dispute == only(bo)
    assert said(dispute) == ["pump stops", "pump halts"]
    assert [version.hand.author for version in dispute.versions] == [ann.author, bo.author]
    assert [version.hand.device for version in dispute.versions] == [
        ann.identity.device,
        bo.identity.device,
    ]


def test_both_languages_of_one_hand_are_one_version() -> None:
    ann, bo = apart("title", Text("泵停了", "Pump stops", "zh"), Text("泵坏了", "Pump broke", "zh"))
    first, second = only(ann).versions
    assert (first.content.zh, first.content.en) == ("泵停了", "Pump stops")
    assert (second.content.zh, second.content.en) == ("泵坏了", "Pump broke")
    answer(bo, lambda edit: sides.take(edit, only(bo), only(bo).versions[0]))
    meet(ann, bo)
    assert open_on(ann) == []
    assert ann.see().title == Text("泵停了", "Pump stops", "zh")


def test_a_language_that_nobody_disputes_stays() -> None:
    ann, bo = pair()
    ann.say("title", Text("泵停了", "Pump stops", "zh"))
    meet(ann, bo)
    ann.write("title/@en", "The pump stops")
    bo.write("title/@en", "Pump stops often")
    meet(ann, bo)
    dispute = only(ann)
    assert [version.content.zh for version in dispute.versions] == ["泵停了", "泵停了"]
    assert dispute.merged == Text("泵停了", "The pump stops often", "zh")
    answer(ann, lambda edit: sides.take(edit, dispute, dispute.versions[1]))
    assert ann.see().title == Text("泵停了", "Pump stops often", "zh")
    assert open_on(ann) == []


def test_a_scalar_against_two_languages() -> None:
    ann, bo = pair()
    ann.say("title", "pump")
    meet(ann, bo)
    ann.say("title", "the pump")
    bo.say("title", Text("泵", "a pump", "en"))
    meet(ann, bo)
    dispute = only(ann)
    assert {version.content.en for version in dispute.versions} == {"the pump", "a pump"}
    mine = next(one for one in dispute.versions if one.hand.author == ann.author)
    answer(bo, lambda edit: sides.take(edit, only(bo), mine))
    meet(ann, bo)
    assert open_on(ann) == []
    assert ann.see().title == Text("泵", "the pump", "en")


def test_one_said_it_in_chinese_the_other_in_english() -> None:
    ann, _ = apart("answers/problem", "泵停了", "pump stops")
    dispute = only(ann)
    assert said(dispute) == ["泵停了", "pump stops"]
    joined = sides.joined(dispute)
    assert joined.original == f"泵停了{sides.APART}pump stops"
    answer(ann, lambda edit: sides.take(edit, dispute, dispute.versions[1]))
    assert open_on(ann) == []
    assert ann.see().answers["problem"] == "pump stops"


def test_a_value_that_is_no_text() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    bo.write("severity", 4)
    meet(ann, bo)
    dispute = only(ann)
    assert not dispute.is_text
    assert [version.content for version in dispute.versions] == [2, 4]
    answer(ann, lambda edit: sides.take(edit, dispute, dispute.versions[0]))
    meet(ann, bo)
    assert open_on(bo) == []
    assert bo.see().severity == 2


def test_three_at_once_and_the_same_twice_is_one() -> None:
    ann, bo, cy = Laptop("ann"), Laptop("bo"), Laptop("cy")
    for laptop, text in ((ann, "stops"), (bo, "halts"), (cy, "stops")):
        laptop.say("title", text)
    meet(ann, bo, cy)
    assert sorted(said(only(ann))) == ["halts", "stops"]
    dora = Laptop("dora")
    dora.say("title", "breaks")
    meet(ann, bo, cy, dora)
    assert sorted(said(only(ann))) == ["breaks", "halts", "stops"]
    assert only(ann).merged is None


def test_what_both_say_together_comes_from_what_both_had() -> None:
    ann, bo = pair()
    ann.say("answers/problem", "The pump stops. The valve leaks.")
    meet(ann, bo)
    ann.say("answers/problem", "The pump stops daily. The valve leaks.")
    bo.say("answers/problem", "The pump stops. The old valve leaks.")
    meet(ann, bo)
    merged = only(ann).merged
    assert merged is not None
    assert merged.en == "The pump stops daily. The old valve leaks."
    assert said(only(ann)) != [merged.en]
    ann, bo = apart("title", "one", "two")
    assert only(ann).merged is None


def test_deleted_by_one_and_written_in_by_the_other() -> None:
    ann, bo = pair()
    ann.add("statements", "s1")
    ann.say("statements/s1/text", "the old valve leaks")
    meet(ann, bo)
    ann.delete("statements/s1")
    bo.say("statements/s1/text", "the old valve leaks at night")
    meet(ann, bo)
    (deletion,) = open_on(ann)
    assert isinstance(deletion, Deletion)
    assert [hand.author for hand in deletion.deleted] == [ann.author]
    ((path, content, hand),) = [(w.path, w.content, w.hand.author) for w in deletion.written]
    assert (path, content, hand) == (
        "statements/s1/text",
        "the old valve leaks at night",
        bo.author,
    )
    answer(ann, lambda edit: sides.keep(edit, deletion))
    meet(ann, bo)
    assert open_on(bo) == []
    assert bo.statements() == {"s1": "the old valve leaks at night"}


def test_the_deletion_may_win() -> None:
    ann, bo = pair()
    ann.add("causes", "c1")
    meet(ann, bo)
    ann.delete("causes/c1")
    bo.say("causes/c1/text", "wear")
    meet(ann, bo)
    (deletion,) = open_on(bo)
    assert isinstance(deletion, Deletion)
    answer(bo, lambda edit: sides.remove(edit, deletion))
    meet(ann, bo)
    assert open_on(ann) == []
    assert ann.see().causes == ()


def test_two_records_of_one_that_was_said_in_two_ways() -> None:
    ann, bo = pair()
    ann.add("statements", "s1")
    ann.write("statements/s1/kind", "expectation")
    ann.say("statements/s1/speaker", "王工")
    meet(ann, bo)
    ann.say("statements/s1/text", "fixed by Friday")
    bo.say("statements/s1/text", "a spare pump")
    meet(ann, bo)
    for laptop in (ann, bo):
        dispute = only(laptop)
        answer(laptop, lambda edit, dispute=dispute: sides.split(edit, dispute))
    meet(ann, bo)
    assert open_on(ann) == []
    found = ann.see().statements
    assert sorted(one.text.original for one in found) == ["a spare pump", "fixed by Friday"]
    assert {(one.kind, one.speaker.original) for one in found} == {("expectation", "王工")}


def test_both_kept_in_one_text_by_both_is_no_new_dispute() -> None:
    ann, bo = apart("report/impact", "two shifts lost", "eight pallets lost")
    for laptop in (ann, bo):
        text = sides.joined(only(laptop))
        laptop.say("report/impact", text)
    meet(ann, bo)
    assert open_on(ann) == []
    assert ann.see().report.impact.en == f"two shifts lost{sides.APART}eight pallets lost"


def test_an_undone_answer_leaves_both_with_those_who_wrote_them() -> None:
    ann, _ = apart("title", "one", "two")
    before = only(ann)
    change = answer(ann, lambda edit: sides.take(edit, before, before.versions[1]))
    assert open_on(ann) == []
    ann.undo(change)
    after = only(ann)
    assert [version.hand for version in after.versions] == [v.hand for v in before.versions]
    assert after.heads != before.heads


def test_an_answer_to_what_stands_no_longer_there() -> None:
    ann, bo = apart("title", "one", "two")
    seen = only(ann)
    assert sides.is_as_seen(ann.log.fold, seen)
    bo.say("title", "three")
    ann.take(bo)
    assert not sides.is_as_seen(ann.log.fold, seen)


@pytest.mark.parametrize("place", ["title", "severity"])
def test_a_decimal_and_odd_values_stand_as_they_were(place: str) -> None:
    ann, bo = pair()
    ann.write(place, {"odd": [1]})
    bo.write(place, 3)
    meet(ann, bo)
    dispute = only(ann)
    odd = next(one for one in dispute.versions if one.content == {"odd": [1]})
    answer(ann, lambda edit: sides.take(edit, dispute, odd))
    assert open_on(ann) == []
    assert ann.see().misfits[place] == {"odd": [1]}


# Any order, anywhere


def _differ(chance: random.Random, laptop: Laptop) -> None:
    """Writes here and there, as somebody does who does not know of the others."""
    for _ in range(chance.randint(1, 5)):
        match chance.choice(("text", "value", "delete", "record")):
            case "text":
                word = chance.choice(("泵", "pump", "valve", "阀"))
                both = Text(f"{word}{laptop.name}", f"{word} {laptop.name}", "zh")
                path = chance.choice(TEXTS)
                text = both if chance.random() < 0.4 else Text.of(f"{word} {laptop.name}")
                _try(laptop, lambda edit, path=path, text=text: edit.set_text(path, text))
            case "value":
                _try(laptop, lambda edit: edit.write("severity", chance.randint(1, 5)))
            case "record":
                _try(laptop, lambda edit: edit.set_text("causes/c1/text", Text.of(laptop.name)))
            case "delete":
                _try(laptop, lambda edit: edit.delete("causes/c1"))


def _settle_one(chance: random.Random, laptop: Laptop) -> None:
    found = open_on(laptop)
    if not found:
        return
    seen = chance.choice(found)
    assert sides.is_as_seen(laptop.log.fold, seen)
    if isinstance(seen, Deletion):
        choice = chance.choice((sides.keep, sides.remove))
        _try(laptop, lambda edit: choice(edit, seen))
        return
    picked = chance.choice(seen.versions)
    ways: list[Callable[[Edit], object]] = [lambda edit: sides.take(edit, seen, picked)]
    if seen.is_text:
        ways.append(lambda edit: edit.set_text(seen.place, sides.joined(seen)))
    if seen.is_text and seen.place == "statements/s1/text":
        ways.append(lambda edit: sides.split(edit, seen))
    _try(laptop, chance.choice(ways))
    assert seen.place not in laptop.see().disputed


def _try(laptop: Laptop, write: Callable[[Edit], object]) -> None:
    laptop.log.commit(lambda edit: write(edit) and None)


@given(st.randoms(use_true_random=False))
@examples(60)
def test_answers_in_any_order_on_two_laptops_come_to_the_same(chance: random.Random) -> None:
    ann, bo = pair()
    ann.add("statements", "s1")
    ann.add("causes", "c1")
    meet(ann, bo)
    for _ in range(chance.randint(1, 3)):
        _differ(chance, ann)
        _differ(chance, bo)
        meet(ann, bo)
        assert open_on(ann) == open_on(bo)
        for _ in range(chance.randint(0, 6)):
            _settle_one(chance, chance.choice((ann, bo)))
            if chance.random() < 0.3:
                chance.choice((ann.take, bo.take))(chance.choice((ann, bo)))
    meet(ann, bo)
    assert open_on(ann) == open_on(bo)
    while open_on(ann):
        _settle_one(chance, ann)
    meet(ann, bo)
    assert open_on(bo) == []
