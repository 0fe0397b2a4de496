"""History: who changed what, when, and what stood there before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from case_kit import CASE, START, Laptop, Ticking, meet, pair

from fieldapp.case import hlc
from fieldapp.case.change import Op, Tip, encode
from fieldapp.case.history import Entry, Event, history
from fieldapp.case.log import Frame


def of(laptop: Laptop, prefix: str = "") -> list[Entry]:
    return history(laptop.log.changes.values(), laptop.log.fold, prefix)


def told(laptop: Laptop, prefix: str = "") -> list[tuple[Any, ...]]:
    return [(e.event, e.path, e.older, e.newer) for e in of(laptop, prefix)]


def test_who_changed_what_when_with_the_older_value() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    meet(ann, bo)
    bo.clock.now += timedelta(minutes=5)
    bo.write("severity", 4)
    bo.edit(lambda edit: edit.clear("severity"))
    meet(ann, bo)
    assert told(ann) == [
        (Event.WRITTEN, "severity", (), (2,)),
        (Event.WRITTEN, "severity", (2,), (4,)),
        (Event.CLEARED, "severity", (4,), ()),
    ]
    assert [entry.author for entry in of(ann)] == [ann.author, bo.author, bo.author]
    times = [hlc.shown(entry.hlc, START + timedelta(hours=1)) for entry in of(ann)]
    assert times == sorted(times)
    assert of(ann) == of(bo)


def test_a_settled_conflict_tells_all_it_replaced() -> None:
    ann, bo = pair()
    ann.write("severity", 2)
    bo.write("severity", 4)
    meet(ann, bo)
    ann.write("severity", 3)
    assert set(of(ann)[-1].older) == {2, 4}


def test_items_sets_and_moves_are_told_as_such() -> None:
    ann, _ = pair()
    ann.add("statements", "s1")
    ann.choose("statements/s1/evidence", "e1")
    ann.choose("statements/s1/evidence")
    ann.choose("answers/departments", "sales")
    ann.choose("opened_steps", "test")
    ann.move("statements", "s1", None)
    ann.delete("statements/s1")
    assert told(ann) == [
        (Event.ADDED, "statements/s1", (), ()),
        (Event.ADDED, "statements/s1/evidence", (), ("e1",)),
        (Event.REMOVED, "statements/s1/evidence", ("e1",), ()),
        (Event.ADDED, "answers/departments", (), ("sales",)),
        (Event.ADDED, "opened_steps", (), ("test",)),
        (Event.MOVED, "statements/s1", (), ()),
        (Event.REMOVED, "statements/s1", (), ()),
    ]


def test_only_one_item_where_asked() -> None:
    ann, _ = pair()
    for item in ("s1", "s10"):
        ann.add("statements", item)
        ann.write(f"statements/{item}/text", item)
    assert [entry.path for entry in of(ann, "statements/s1")] == [
        "statements/s1",
        "statements/s1/text",
    ]


def test_what_is_erased_is_told_without_its_content() -> None:
    ann, _ = pair()
    ann.add("statements", "s1")
    ann.write("statements/s1/text", "secret")
    ann.erase("item", paths=("statements/s1",))
    assert told(ann, "statements/s1")[1:] == [
        (Event.WRITTEN, "statements/s1/text", (), ()),
        (Event.ERASED, "statements/s1", (), ()),
    ]
    assert of(ann)[-1].reason == "asked for"
    ann.erase("case")
    assert (of(ann)[-1].event, of(ann)[-1].path) == (Event.ERASED, "")


def test_what_a_later_version_did_is_told_as_unknown() -> None:
    ann = Laptop("ann", clock=Ticking(START))
    change = encode(CASE, ann.identity, Tip(), 1, {"ops": [Op("severity", "merge")]})
    ann.log.admit([Frame(change.raw)])
    assert told(ann) == [(Event.UNKNOWN, "severity", (), ())]
