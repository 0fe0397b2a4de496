"""Undo: what a person takes back, and what they do not because somebody has built on it."""

from __future__ import annotations

from case_kit import meet, pair

from fieldapp.base.language import Text
from fieldapp.case.change import Op


def test_a_write_is_reset_to_what_stood_there() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    change = ann.write("severity", 4)
    assert ann.undo(change) == ()
    meet(ann, bo)
    assert bo.see().severity == 2


def test_a_first_write_is_withdrawn() -> None:
    ann, _ = pair()
    ann.undo(ann.write("severity", 4))
    assert ann.see().severity is None


def test_what_was_cleared_is_written_again() -> None:
    ann, _ = pair()
    ann.write("severity", 4)
    cleared = ann.edit(lambda edit: edit.clear("severity"))
    assert ann.undo(cleared) == ()
    assert ann.see().severity == 4


def test_undo_of_an_undo_is_redo() -> None:
    ann, _ = pair()
    change = ann.write("severity", 4)
    ann.undo(change)
    ann.undo(ann.undoing)
    assert ann.see().severity == 4
    ann.undo(ann.undoing)
    assert ann.see().severity is None


def test_a_change_is_taken_back_whole() -> None:
    ann, _ = pair()
    ann.say("title", "信号弱")
    change = ann.say("title", Text("信号弱", "Weak signal", "zh"))
    ann.undo(change)
    assert ann.see().title == Text(zh="信号弱", src="zh")
    assert set(ann.log.fold.paths()) == {"title"}


def test_undo_after_a_remote_edit_leaves_it_and_says_whose_it_is() -> None:
    ann, bo = pair()
    change = ann.write("severity", 2)
    meet(ann, bo)
    bo.write("severity", 5)
    meet(ann, bo)
    (finding,) = ann.undo(change)
    assert (finding.code, finding.where) == ("case.changed_since", "severity")
    assert finding.params == {"author": bo.author.hex()}
    assert ann.see().severity == 5


def test_undo_after_somebody_withdrew_it_says_who() -> None:
    ann, bo = pair()
    ann.write("severity", 1)
    change = ann.write("severity", 2)
    meet(ann, bo)
    bo.edit(lambda edit: edit.clear("severity"))
    meet(ann, bo)
    (finding,) = ann.undo(change)
    assert finding.params == {"author": bo.author.hex()}
    assert ann.see().severity is None


def test_undo_beside_a_concurrent_value_takes_back_only_ones_own() -> None:
    ann, bo = pair()
    ann.write("severity", 1)
    meet(ann, bo)
    change = ann.write("severity", 2)
    bo.write("severity", 5)
    meet(ann, bo)
    assert ann.undo(change) == ()
    meet(ann, bo)
    assert bo.see().severity == 5
    assert bo.see().conflicts == ()


def test_two_identical_undos_are_one() -> None:
    ann, bo = pair()
    ann.write("severity", 1)
    change = ann.write("severity", 2)
    meet(ann, bo)
    ann.undo(change)
    bo.undo(change)
    meet(ann, bo)
    assert ann.see().severity == 1
    assert ann.see().conflicts == ()


def test_two_identical_undos_of_a_clear_are_one() -> None:
    ann, bo = pair()
    ann.write("severity", 1)
    change = ann.edit(lambda edit: edit.clear("severity"))
    meet(ann, bo)
    ann.undo(change)
    bo.undo(change)
    meet(ann, bo)
    assert ann.see().severity == 1
    assert ann.see().conflicts == ()


def test_undo_of_what_settled_a_conflict_restores_the_conflict() -> None:
    ann, bo = pair()
    ann.write("severity", 1)
    bo.write("severity", 5)
    meet(ann, bo)
    settled = ann.write("severity", 3)
    ann.undo(settled)
    meet(ann, bo)
    assert bo.conflicts()["severity"] == [1, 5]
    ann.undo(ann.undoing)
    meet(ann, bo)
    assert bo.see().severity == 3
    assert bo.see().conflicts == ()


def test_undo_of_adding_an_item_hides_it() -> None:
    ann, bo = pair()
    change = ann.add("statements", "s1")
    ann.write("statements/s1/text", "no signal")
    assert ann.undo(change) == ()
    meet(ann, bo)
    assert bo.see().statements == ()


def test_undo_of_adding_an_item_that_somebody_else_worked_on_leaves_it() -> None:
    ann, bo = pair()
    change = ann.add("statements", "s1")
    meet(ann, bo)
    bo.write("statements/s1/text", "no signal")
    meet(ann, bo)
    (finding,) = ann.undo(change)
    assert finding.params == {"author": bo.author.hex()}
    assert ann.statements() == {"s1": "no signal"}


def test_undo_of_bringing_an_item_back_hides_it_again_whoever_wrote_it() -> None:
    ann, bo = pair()
    bo.edit(
        lambda edit: (edit.add("statements", "s1"), edit.write("statements/s1/text", "no signal"))
    )
    meet(ann, bo)
    gone = ann.delete("statements/s1")
    ann.undo(gone)
    assert ann.statements() == {"s1": "no signal"}
    assert ann.undo(ann.undoing) == ()
    assert ann.statements() == {}


def test_undo_of_a_delete_beside_another_delete_leaves_the_other() -> None:
    ann, bo = pair()
    ann.add("statements", "s1")
    meet(ann, bo)
    gone = ann.delete("statements/s1")
    bo.delete("statements/s1")
    meet(ann, bo)
    ann.undo(gone)
    meet(ann, bo)
    assert ann.see().statements == ()


def test_undo_of_a_move_puts_the_item_back() -> None:
    ann, _ = pair()
    for item in ("a", "b", "c"):
        ann.add("statements", item)
    moved = ann.move("statements", "c", "a")
    again = ann.move("statements", "c", "b")
    ann.undo(again)
    assert [s.id for s in ann.see().statements] == ["c", "a", "b"]
    ann.undo(moved)
    ann.undo(ann.undoing)
    assert ann.see().conflicts == ()


def test_undo_neither_brings_an_erased_value_back_nor_empties_its_place() -> None:
    ann, bo = pair()
    first = ann.write("severity", 1)
    change = ann.write("severity", 2)
    ann.erase("person", values=frozenset(first.named))
    (finding,) = ann.undo(change)
    assert (finding.code, finding.where) == ("case.former_gone", "severity")
    meet(ann, bo)
    assert ann.see().severity == bo.see().severity == 2


def test_undo_leaves_kinds_it_does_not_know_alone() -> None:
    ann, _ = pair()
    change = ann.write("severity", 2)
    unknown = change._replace(ops=(Op("severity", "merge"),))
    assert ann.undo(unknown) == ()
    assert ann.see().severity == 2


def test_a_chain_of_own_changes_is_walked_back_and_forth() -> None:
    ann, _ = pair()
    done = [
        ann.write("severity", 1),
        ann.write("severity", 2),
        ann.edit(lambda edit: edit.clear("severity")),
        ann.write("severity", 3),
    ]
    for before, after in (((None, 2, 1, None), (1, 2, None, 3)),) * 2:
        undone = []
        for change, shown in zip(reversed(done), before, strict=True):
            assert ann.undo(change) == ()
            assert ann.see().severity == shown
            undone.append(ann.undoing)
        done = []
        for change, shown in zip(reversed(undone), after, strict=True):
            assert ann.undo(change) == ()
            assert ann.see().severity == shown
            done.append(ann.undoing)


def test_a_chain_with_somebody_elses_change_in_it_is_not() -> None:
    ann, bo = pair()
    first = ann.write("severity", 2)
    meet(ann, bo)
    bo.write("severity", 5)
    meet(ann, bo)
    ann.write("severity", 2)
    (finding,) = ann.undo(first)
    assert finding.code == "case.changed_since"
    assert ann.see().severity == 2
