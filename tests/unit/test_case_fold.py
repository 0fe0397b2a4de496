"""The grammar of the fold, a test a line: what two people see after both have worked on a case."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from case_kit import CASE, START, Laptop, Ticking, bare, meet, pair, shared_view

from fieldapp.base.language import Text
from fieldapp.case import codec, hlc
from fieldapp.case.change import Change, Op, OpId, Tip, Value, decode, encode
from fieldapp.case.fold import Fold
from fieldapp.case.log import Frame
from fieldapp.case.view import Policies


def with_statement(*laptops: Laptop) -> None:
    """All have a statement s1 that the first one wrote."""
    laptops[0].edit(
        lambda edit: (edit.add("statements", "s1"), edit.write("statements/s1/text", "no signal"))
    )
    meet(*laptops)


# Registers: supersedes, heads, conflicts


def test_a_later_write_replaces_the_one_it_saw() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    meet(ann, bo)
    bo.write("severity", 4)
    meet(ann, bo)
    assert ann.see().severity == 4
    assert ann.see().conflicts == ()


def test_different_heads_are_a_conflict_that_shows_both_and_who_said_what() -> None:
    ann, bo = pair()
    ann.say("title", "Tower 3")
    bo.say("title", "Tower 4")
    meet(ann, bo)
    (conflict,) = ann.see().conflicts
    assert conflict.path == "title"
    said = {value: author for value, author, _ in conflict.values}
    assert said == {"Tower 3": ann.author, "Tower 4": bo.author}
    assert ann.see().title.original == conflict.values[-1][0]


def test_equal_heads_are_one_value_and_no_conflict() -> None:
    ann, bo = pair()
    ann.say("title", "Tower 3")
    bo.say("title", "Tower 3")
    meet(ann, bo)
    assert ann.see().title.original == "Tower 3"
    assert ann.see().conflicts == ()


def test_a_write_after_a_conflict_settles_it() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    bo.write("severity", 4)
    meet(ann, bo)
    ann.write("severity", 3)
    meet(ann, bo)
    assert bo.see().severity == 3
    assert bo.see().conflicts == ()


def test_supersedes_counts_only_within_the_same_path() -> None:
    ann, bo = pair()
    kept = ann.write("title", "Tower 3")
    elsewhere = Op("severity", "retract", supersedes=(OpId(kept.id, 0),))
    stray = encode(CASE, bo.identity, Tip(), hlc.of(START), {"ops": [elsewhere]})
    assert ann.log.admit([Frame(stray.raw)]) == ()
    assert ann.see().title.original == "Tower 3"


def test_retract_leaves_the_register_empty_but_not_what_was_written_beside_it() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    meet(ann, bo)
    ann.edit(lambda edit: edit.clear("severity"))
    bo.write("severity", 5)
    assert ann.see().severity is None
    meet(ann, bo)
    assert ann.see().severity == 5
    assert ann.see().conflicts == ()


def test_supersedes_that_arrive_first_still_count() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    ann.write("severity", 3)
    bo.log.admit(reversed(ann.log.frames()))
    assert bo.see().severity == 3
    assert bo.see().conflicts == ()


def test_two_registers_of_one_path_in_one_change_are_a_conflict() -> None:
    ann, _ = pair()
    ann.edit(lambda edit: edit.again("title", [codec.pack("one"), codec.pack("two")]))
    assert ann.conflicts() == {"title": ["one", "two"]}


# Items: life, delete against edit


def test_delete_hides_the_item_everywhere() -> None:
    ann, bo = pair()
    with_statement(ann, bo)
    bo.delete("statements/s1")
    meet(ann, bo)
    assert ann.see().statements == ()
    assert ann.see().revived == ()


def test_delete_against_edit_shows_the_item_whole_and_who_did_what() -> None:
    ann, bo = pair()
    with_statement(ann, bo)
    ann.edit(lambda edit: edit.write("statements/s1/speaker", "Ms Li"))
    bo.delete("statements/s1")
    meet(ann, bo)
    (statement,) = bo.see().statements
    assert (statement.text.original, statement.speaker.original) == ("no signal", "Ms Li")
    (revived,) = bo.see().revived
    assert (revived.item, revived.deleted_by, revived.edited_by) == (
        "statements/s1",
        (bo.author,),
        (ann.author,),
    )


def test_a_delete_that_saw_the_edit_hides_it_too() -> None:
    ann, bo = pair()
    with_statement(ann, bo)
    ann.edit(lambda edit: edit.write("statements/s1/speaker", "Ms Li"))
    bo.delete("statements/s1")
    meet(ann, bo)
    bo.delete("statements/s1")
    meet(ann, bo)
    assert ann.see().statements == ()


def test_two_deletes_hide_what_both_together_saw() -> None:
    ann, bo = pair()
    with_statement(ann, bo)
    ann.delete("statements/s1")
    bo.delete("statements/s1")
    meet(ann, bo)
    assert ann.see().statements == ()


def test_moving_an_item_does_not_bring_it_back() -> None:
    ann, bo = pair()
    with_statement(ann, bo)
    ann.move("statements", "s1", None)
    bo.delete("statements/s1")
    meet(ann, bo)
    assert ann.see().statements == ()


def test_undo_of_a_delete_shows_the_item_as_it_was_and_where_it_was() -> None:
    ann, bo = pair()
    for item in ("s1", "s2", "s3"):
        ann.add("statements", item)
        ann.write(f"statements/{item}/text", f"heard {item}")
    meet(ann, bo)
    before = ann.statements()
    gone = bo.delete("statements/s2")
    assert list(bo.statements()) == ["s1", "s3"]
    assert bo.undo(gone) == ()
    meet(ann, bo)
    assert ann.statements() == before
    assert list(ann.statements()) == ["s1", "s2", "s3"]


def test_adding_a_deleted_item_again_brings_back_what_was_in_it() -> None:
    ann, bo = pair()
    with_statement(ann, bo)
    ann.delete("statements/s1")
    meet(ann, bo)
    bo.add("statements", "s1")
    meet(ann, bo)
    assert ann.statements() == {"s1": "no signal"}
    assert ann.see().revived == ()


def test_an_item_both_made_is_one_item() -> None:
    ann, bo = pair()
    ann.add("statements", "s1")
    bo.add("statements", "s1")
    meet(ann, bo)
    assert [s.id for s in ann.see().statements] == ["s1"]


def test_an_item_nobody_made_is_not_shown_until_its_making_arrives() -> None:
    ann, bo = pair()
    with_statement(ann)
    ann.write("statements/s1/speaker", "Ms Li")
    made, *rest = ann.log.frames()
    bo.log.admit(rest)
    assert bo.see().statements == ()
    bo.log.admit([made])
    assert bo.statements() == {"s1": "no signal"}


# Sets


def test_a_set_holds_what_was_added_and_loses_what_was_removed() -> None:
    ann, bo = pair()
    with_statement(ann, bo)
    ann.choose("statements/s1/evidence", "e1", "e2", "e3")
    meet(ann, bo)
    bo.choose("statements/s1/evidence", "e1", "e3", "e4")
    meet(ann, bo)
    (statement,) = ann.see().statements
    assert statement.evidence == ("e1", "e3", "e4")


def test_set_additions_on_both_sides_are_united() -> None:
    ann, bo = pair()
    ann.choose("answers/departments", "sales", "legal")
    bo.choose("answers/departments", "sales", "quality")
    meet(ann, bo)
    assert ann.see().answers["departments"] == ("legal", "quality", "sales")
    assert ann.see().conflicts == ()


def test_set_remove_takes_away_only_the_additions_it_saw() -> None:
    ann, bo = pair()
    ann.choose("answers/departments", "sales")
    meet(ann, bo)
    ann.choose("answers/departments")
    bo.choose("answers/departments")
    bo.choose("answers/departments", "sales")
    meet(ann, bo)
    assert ann.see().answers["departments"] == ("sales",)


def test_an_element_both_added_is_gone_when_one_removes_both_additions() -> None:
    ann, bo = pair()
    ann.choose("answers/departments", "sales")
    bo.choose("answers/departments", "sales")
    meet(ann, bo)
    bo.choose("answers/departments")
    meet(ann, bo)
    assert "departments" not in ann.see().answers


def test_undo_of_a_removal_puts_the_element_back() -> None:
    ann, bo = pair()
    ann.choose("answers/departments", "sales", "legal")
    meet(ann, bo)
    removed = bo.choose("answers/departments", "legal")
    bo.undo(removed)
    meet(ann, bo)
    assert ann.see().answers["departments"] == ("legal", "sales")


def test_no_element_of_a_set_stands_in_the_hashed_bytes() -> None:
    ann, _ = pair()
    change = ann.choose("answers/mood", "furious")
    assert b"furious" not in change.raw


# Order and position


def test_concurrent_reorders_agree_on_one_order_without_a_conflict() -> None:
    ann, bo = pair()
    for item in ("a", "b", "c", "d"):
        ann.add("statements", item)
    meet(ann, bo)
    ann.move("statements", "d", "a")
    bo.move("statements", "c", "a")
    bo.move("statements", "a", None)
    meet(ann, bo)
    order = [s.id for s in ann.see().statements]
    assert sorted(order) == ["a", "b", "c", "d"]
    assert order == [s.id for s in bo.see().statements]
    assert order[-1] == "a"
    assert ann.see().conflicts == ()


def test_both_moving_the_same_item_ends_where_the_later_put_it() -> None:
    ann, bo = pair()
    for item in ("a", "b", "c"):
        ann.add("statements", item)
    meet(ann, bo)
    ann.move("statements", "c", "a")
    bo.clock.now += timedelta(hours=1)
    bo.move("statements", "c", "b")
    meet(ann, bo)
    assert [s.id for s in ann.see().statements] == ["a", "c", "b"]


def test_a_new_item_comes_last_also_after_others_were_moved() -> None:
    ann, _ = pair()
    for item in ("a", "b", "c"):
        ann.add("statements", item)
    ann.move("statements", "c", "a")
    ann.add("statements", "d")
    assert [s.id for s in ann.see().statements] == ["c", "a", "b", "d"]
    ann.move("statements", "a", None)
    assert [s.id for s in ann.see().statements] == ["c", "b", "d", "a"]


def test_items_put_at_the_same_place_by_two_people_can_still_be_parted() -> None:
    ann, bo = pair()
    for item in ("a", "b", "c", "d"):
        ann.add("statements", item)
    meet(ann, bo)
    ann.move("statements", "c", "a")
    bo.move("statements", "d", "a")
    meet(ann, bo)
    first, second, *_ = [s.id for s in ann.see().statements]
    ann.move("statements", "b", second)
    assert [s.id for s in ann.see().statements] == [first, "b", second, "a"]


@pytest.mark.parametrize("key", ["", "0", "a0", "UPPER", "ä", "z" * 5000, 7, None, ["a"]])
def test_a_position_that_is_none_counts_as_never_moved(key: object) -> None:
    ann, _ = pair()
    ann.add("statements", "a")
    ann.add("statements", "b")
    ann.edit(lambda edit: edit.again("statements/a/@pos", [codec.pack(key)]))
    assert [s.id for s in ann.see().statements] == ["a", "b"]
    ann.move("statements", "b", "a")
    assert [s.id for s in ann.see().statements] == ["b", "a"]


# Trees


def causes(laptop: Laptop) -> dict[str, str | None]:
    return {cause.id: cause.parent for cause in laptop.see().causes}


def hang(laptop: Laptop, cause: str, parent: str) -> None:
    laptop.write(f"causes/{cause}/parent", parent)


def with_causes(*laptops: Laptop, names: str = "abc") -> None:
    for name in names:
        laptops[0].add("causes", name)
    meet(*laptops)


def test_a_below_b_and_b_below_a_hangs_one_of_them_on_the_root_and_says_so() -> None:
    ann, bo = pair()
    with_causes(ann, bo)
    hang(ann, "a", "b")
    hang(bo, "b", "a")
    meet(ann, bo)
    tree = causes(ann)
    (adrift,) = ann.see().adrift
    assert tree[adrift] is None
    other = "b" if adrift == "a" else "a"
    assert tree[other] == adrift
    assert tree["c"] is None


def test_of_a_longer_circle_only_the_edge_with_the_lowest_id_is_dropped() -> None:
    ann, bo, cy = Laptop("ann"), Laptop("bo"), Laptop("cy")
    with_causes(ann, bo, cy, names="abcd")
    hang(ann, "a", "b")
    hang(bo, "b", "c")
    hang(cy, "c", "a")
    hang(cy, "d", "c")
    meet(ann, bo, cy)
    tree = causes(bo)
    assert list(tree.values()).count(None) == 1
    assert tree["d"] == "c"
    (adrift,) = bo.see().adrift
    lowest = min(bo.log.fold.heads(f"causes/{x}/parent")[0].id for x in "abc")
    assert bo.log.fold.heads(f"causes/{adrift}/parent")[0].id == lowest


def test_a_cause_below_itself_hangs_on_the_root() -> None:
    ann, _ = pair()
    with_causes(ann)
    hang(ann, "a", "a")
    assert causes(ann)["a"] is None
    assert ann.see().adrift == ("a",)


def test_an_orphan_hangs_on_the_root_and_returns_with_its_parent() -> None:
    ann, bo = pair()
    with_causes(ann, bo)
    hang(ann, "a", "b")
    meet(ann, bo)
    gone = bo.delete("causes/b")
    meet(ann, bo)
    assert causes(ann)["a"] is None
    assert ann.see().adrift == ("a",)
    bo.undo(gone)
    meet(ann, bo)
    assert causes(ann)["a"] == "b"
    assert ann.see().adrift == ()


# Texts


def test_a_text_in_one_language_is_one_register_and_in_two_one_a_language() -> None:
    ann, bo = pair()
    ann.say("title", "信号弱")
    assert set(ann.log.fold.paths()) == {"title"}
    ann.say("title", Text("信号弱", "Weak signal", "zh"))
    assert set(ann.log.fold.paths()) == {"title/@zh", "title/@en", "title/@src"}
    meet(ann, bo)
    assert bo.see().title == Text("信号弱", "Weak signal", "zh")


def test_both_translating_the_same_text_keeps_both_translations() -> None:
    ann, bo = pair()
    ann.say("title", "信号弱")
    meet(ann, bo)
    ann.say("title", Text("信号弱", "Weak signal", "zh"))
    bo.say("title", Text("信号弱", "Poor signal", "zh"))
    meet(ann, bo)
    assert ann.see().title.zh == "信号弱"
    assert set(ann.conflicts()) == {"title/@en"}
    assert set(ann.conflicts()["title/@en"]) == {"Weak signal", "Poor signal"}


def test_translating_while_the_original_is_edited_shows_both_originals_once() -> None:
    ann, bo = pair()
    ann.say("title", "信号弱")
    meet(ann, bo)
    ann.say("title", Text("信号弱", "Weak signal", "zh"))
    bo.clock.now += timedelta(hours=1)
    bo.say("title", "三号塔信号弱")
    meet(ann, bo)
    assert ann.see().title == Text("三号塔信号弱", "Weak signal", "zh")
    assert ann.conflicts() == {"title": ["信号弱", "三号塔信号弱"]}
    ann.say("title", Text("三号塔信号弱", "Weak signal at tower 3", "zh"))
    meet(ann, bo)
    assert bo.see().conflicts == ()


def test_a_translation_and_two_new_originals_are_one_conflict_of_three() -> None:
    ann, bo, cy = Laptop("ann"), Laptop("bo"), Laptop("cy")
    ann.say("title", "信号弱")
    meet(ann, bo, cy)
    ann.say("title", Text("信号弱", "Weak signal", "zh"))
    bo.say("title", "三号塔信号弱")
    cy.say("title", "四号塔信号弱")
    meet(ann, bo, cy)
    (conflict,) = ann.see().conflicts
    values = {value for value, _, _ in conflict.values}
    assert values == {"信号弱", "三号塔信号弱", "四号塔信号弱"}


def test_whose_language_came_first_is_no_conflict() -> None:
    ann, bo = pair()
    ann.say("title", Text("信号弱", "Weak signal", "zh"))
    bo.clock.now += timedelta(hours=1)
    bo.say("title", Text("信号弱", "Weak signal", "en"))
    meet(ann, bo)
    assert ann.see().conflicts == ()
    assert ann.see().title.src == "en"


def test_a_translation_taken_away_leaves_the_original() -> None:
    ann, bo = pair()
    ann.say("title", Text("信号弱", "Weak signal", "zh"))
    meet(ann, bo)
    bo.say("title", Text(zh="信号弱", src="zh"))
    meet(ann, bo)
    assert ann.see().title == Text(zh="信号弱", src="zh")


# Merge policies


@pytest.mark.parametrize("policy", ["single", "append", "union"])
def test_a_register_with_two_values_is_a_conflict_by_every_policy_but_one(policy: str) -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    bo.write("severity", 4)
    meet(ann, bo)
    seen = ann.see(Policies(merge=lambda path: policy))
    assert [c.path for c in seen.conflicts] == ["severity"]


def test_append_keeps_what_both_added_as_items() -> None:
    ann, bo = pair()
    ann.add("statements", "s1")
    bo.add("statements", "s2")
    meet(ann, bo)
    assert {s.id for s in ann.see().statements} == {"s1", "s2"}


def test_what_a_supervisor_wrote_outweighs_the_others() -> None:
    ann, bo = pair()
    bo.write("severity", 4)
    ann.clock.now += timedelta(hours=1)
    ann.write("severity", 2)
    meet(ann, bo)
    policies = Policies(lambda path: "supervisor", lambda author: author == bo.author)
    assert ann.see(policies).severity == 4
    assert ann.see(policies).conflicts == ()


def test_two_supervisors_who_disagree_are_a_conflict() -> None:
    ann, bo, cy = Laptop("ann"), Laptop("bo"), Laptop("cy")
    ann.write("severity", 1)
    bo.write("severity", 4)
    cy.write("severity", 5)
    meet(ann, bo, cy)
    policies = Policies(lambda path: "supervisor", lambda author: author != ann.author)
    (conflict,) = ann.see(policies).conflicts
    assert {value for value, _, _ in conflict.values} == {4, 5}


def test_without_a_supervisors_word_the_others_conflict() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    bo.write("severity", 4)
    meet(ann, bo)
    assert len(ann.see(Policies(lambda path: "supervisor")).conflicts) == 1


# Types, versions, kinds, paths


def test_a_value_that_no_longer_fits_is_kept_raw_shown_and_counts_as_unanswered() -> None:
    ann, bo = pair()
    ann.write("severity", "high")
    ann.add("options", "o1")
    ann.write("options/o1/cost", "a lot")
    meet(ann, bo)
    assert bo.see().severity is None
    assert bo.see().options[0].cost is None
    assert bo.see().misfits == {"severity": "high", "options/o1/cost": "a lot"}


def test_two_playbook_versions_that_disagree_about_a_form_lose_neither_answer() -> None:
    ann, bo = pair()
    ann.write("answers/departments", "sales")
    bo.choose("answers/departments", "legal")
    meet(ann, bo)
    assert ann.see().answers["departments"] == ("legal",)
    assert ann.see().misfits == {"answers/departments": "sales"}


def later_change(laptop: Laptop, **fields: object) -> Change:
    envelope = codec.unpack(laptop.write("severity", 1).raw)
    return decode(codec.pack({**envelope, "seq": 1, "prev": b"", **fields}))


@pytest.mark.parametrize(
    "fields",
    [
        {"v": 2},
        {"body_v": 2, "body": ["another", "shape"]},
        {"body": {"ops": [["severity", "merge", None, [], [], "more"]]}},
        {"body": {"ops": [["not/yet/known", "set", b"\1" * 32, [], []]]}},
        {"body": {"ops": [["severity", "retract", None, [], [], {"and": "more"}]]}},
        {"body": {"later": 1}},
        {"later": 1},
    ],
    ids=["envelope", "body", "kind", "path", "longer op", "body key", "key"],
)
def test_what_only_a_later_version_knows_is_kept_and_passed_on(fields: dict[str, object]) -> None:
    change = later_change(Laptop("from the future"), **fields)
    ann, bo = pair()
    ann.write("severity", 3)
    assert ann.log.admit([Frame(change.raw)]) == ()
    assert ann.see().severity == 3
    meet(ann, bo)
    assert change.raw in [frame.raw for frame in bo.log.frames()]


@pytest.mark.parametrize("version", [{"v": 2}, {"body_v": 2}])
def test_values_of_a_later_version_are_kept_and_passed_on_wherever_it_names_them(
    version: dict[str, object],
) -> None:
    zed = Laptop("zed")
    value, other = Value.of("said in a later way", os.urandom), Value.of("not named", os.urandom)
    body = {"deeper": [["x", {"in": value.hash}]]}
    frame = Frame(later_change(zed, **version, body=body).raw, {value.hash: value})
    ann, bo = pair()
    assert ann.log.admit([frame]) == ()
    meet(ann, bo)
    assert frame in bo.log.frames()
    (finding,) = ann.log.admit([Frame(frame.raw, {other.hash: other})])
    assert finding.code == "case.value_unnamed"


def test_ops_of_unknown_kinds_are_counted() -> None:
    change = later_change(Laptop("zed"), body={"ops": [["severity", "merge", None, [], []]]})
    fold = Fold()
    fold.apply(change, {})
    assert fold.unknown_ops == 1


# Delivery


def test_the_same_changes_twice_in_any_order_make_no_difference() -> None:
    ann, bo = pair()
    with_statement(ann)
    ann.write("statements/s1/speaker", "Ms Li")
    ann.delete("statements/s1")
    frames = ann.log.frames()
    bo.log.admit([*reversed(frames), *frames, frames[1]])
    assert bo.log.fold.snapshot() == ann.log.fold.snapshot()
    assert bo.log.digest() == ann.log.digest()


def test_a_value_that_arrives_after_its_change_is_shown_then() -> None:
    ann, bo = pair()
    ann.write("severity", 3)
    (frame,) = ann.log.frames()
    bo.log.admit([bare(frame)])
    assert bo.see().severity is None
    bo.log.admit([frame])
    assert bo.see().severity == 3


def test_apply_names_the_paths_it_touched_once() -> None:
    ann, bo = pair()
    change = ann.write("severity", 3)
    assert bo.log.fold.apply(change, ann.log.values) == {"severity"}
    assert bo.log.fold.apply(change, ann.log.values) == frozenset()


# Clocks


def test_a_clock_years_ahead_is_clamped_in_what_is_shown_and_flagged() -> None:
    ahead = Laptop("ahead", clock=Ticking(START + timedelta(days=3650)))
    change = ahead.write("severity", 3)
    assert hlc.is_skewed(change.hlc, START)
    assert hlc.shown(change.hlc, START) == START
    assert not hlc.is_skewed(hlc.of(START + timedelta(hours=1)), START)


def test_a_clock_years_ahead_does_not_drag_others_along() -> None:
    ann = Laptop("ann")
    ahead = Laptop("ahead", clock=Ticking(START + timedelta(days=3650)))
    ahead.write("title", "Tower 3")
    ann.take(ahead)
    assert not hlc.is_skewed(ann.write("severity", 2).hlc, ann.clock.now)


def test_a_clock_set_back_still_orders_ones_own_changes() -> None:
    ann, _ = pair()
    first = ann.write("severity", 1)
    ann.clock.now -= timedelta(days=3650)
    assert ann.write("severity", 2).hlc > first.hlc
    assert ann.see().severity == 2


def test_the_clock_decides_nothing_that_supersedes() -> None:
    ann, bo = pair()
    bo.clock.now += timedelta(days=3650)
    bo.write("severity", 5)
    meet(ann, bo)
    ann.write("severity", 1)
    meet(ann, bo)
    assert bo.see().severity == 1
    assert bo.see().conflicts == ()


# The private log


def test_the_private_log_is_never_among_what_travels() -> None:
    ann, bo = pair()
    ann.private.commit(lambda edit: edit.write("answers/own_mood", "tired"))
    ann.write("severity", 2)
    meet(ann, bo)
    assert ann.see().answers == {"own_mood": "tired"}
    assert ann.see().private_answers == {"own_mood"}
    assert bo.see().answers == {}
    travelling = b"".join(
        frame.raw + b"".join(value.data for value in frame.values.values())
        for frame in ann.log.frames()
    )
    assert b"own_mood" not in travelling
    assert b"tired" not in travelling


def test_a_private_change_cannot_come_in_by_the_shared_door() -> None:
    ann, bo = pair()
    ann.private.commit(lambda edit: edit.write("answers/own_mood", "tired"))
    (finding,) = bo.log.admit(ann.private.frames())
    assert finding.code == "case.other_case"
    assert shared_view(bo).answers == {}
