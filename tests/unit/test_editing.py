"""Editing: wishes of every kind at every kind of place, in the log they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from store_kit import new_workspace

from fieldapp.base.language import Text
from fieldapp.case.records import Case
from fieldapp.playbook.library import Library
from fieldapp.store.errors import BlobError, BusyError
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import beginning, cases, editing, undoing
from fieldapp.usecases.editing import Add, Delete, Move, Put, PutText, Wish
from fieldapp.usecases.standing import standing

LIBRARY = Library()
AT = datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=8)))


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made, _ = new_workspace(tmp_path)
    with made:
        yield made


@pytest.fixture
def case_id(workspace: Workspace) -> bytes:
    return beginning.begin(workspace, beginning.NewCase("恒丰", "停机", "pacts"), LIBRARY)


def see(workspace: Workspace, case_id: bytes) -> Case:
    return cases.load(workspace, case_id, LIBRARY)


def wish(workspace: Workspace, case_id: bytes, *wishes: Wish) -> editing.Committed:
    playbook = standing(workspace, case_id, LIBRARY).playbook
    return editing.apply(workspace, case_id, wishes, playbook.is_private)


def test_every_kind_of_content_stands_where_it_was_put(
    workspace: Workspace, case_id: bytes
) -> None:
    wish(
        workspace,
        case_id,
        Put("severity", 4),
        Put("situation", "emergency"),
        Put("opened", AT),
        PutText("customer/site", "Line 3"),
        PutText("answers/problem", "It stops"),
        Put("answers/safety_risk", "possible"),
        Put("answers/decision_amount", Decimal("1234.50")),
        Put("answers/agreed_in_writing", True),
        Put("answers/follow_up_date", date(2026, 12, 1)),
        Put("opened_steps", ("collaborate",)),
        Add("options", {"title": "swap it", "cost": Decimal("46000"), "chosen": True}, "o1"),
        Add("commitments", {"what": "call", "due": date(2026, 12, 1)}, "c1"),
    )
    case = see(workspace, case_id)
    assert (case.severity, case.situation, case.opened) == (4, "emergency", AT)
    assert case.customer.site == Text(en="Line 3", src="en")
    assert case.answers["problem"] == "It stops"
    assert case.answers["decision_amount"] == Decimal("1234.50")
    assert case.answers["agreed_in_writing"] is True
    assert case.opened_steps == ("collaborate",)
    (option,) = case.options
    assert (option.title.original, option.cost, option.chosen) == ("swap it", 46000, True)
    assert case.commitments[0].due == date(2026, 12, 1)
    guide = standing(workspace, case_id, LIBRARY).guide
    assert guide.value("follow_up_date") == date(2026, 12, 1)
    assert not case.misfits


def test_none_and_nothing_clear_a_place(workspace: Workspace, case_id: bytes) -> None:
    places = ("severity", "answers/problem", "customer/site", "opened_steps")
    wish(
        workspace,
        case_id,
        Put("severity", 4),
        Put("answers/problem", Text("停机", "It stops", "zh")),
        PutText("customer/site", "3 号线"),
        Put("opened_steps", ("collaborate",)),
    )
    wish(workspace, case_id, *(Put(place, None) for place in places))
    case = see(workspace, case_id)
    assert case.severity is None
    assert "problem" not in case.answers
    assert not case.customer.site
    assert case.opened_steps == ()
    assert not wish(workspace, case_id, PutText("customer/site", ""))


def test_typing_in_one_language_leaves_the_other(workspace: Workspace, case_id: bytes) -> None:
    wish(workspace, case_id, PutText("answers/problem", "灌装机停机"))
    wish(workspace, case_id, PutText("answers/problem/@en", "The filler stops"))
    both = Text("灌装机停机", "The filler stops", "zh")
    assert see(workspace, case_id).answers["problem"] == both
    wish(workspace, case_id, PutText("answers/problem/@zh", "灌装机又停机"))
    assert see(workspace, case_id).answers["problem"] == Text("灌装机又停机", both.en, "zh")
    wish(workspace, case_id, PutText("answers/problem", "It stops again"))
    assert see(workspace, case_id).answers["problem"] == Text(
        "灌装机又停机", "It stops again", "zh"
    )
    assert not see(workspace, case_id).conflicts


def test_records_are_moved_deleted_and_brought_back(workspace: Workspace, case_id: bytes) -> None:
    for name in ("a", "b", "c"):
        wish(workspace, case_id, Add("causes", {"text": name}, name))
    wish(workspace, case_id, Move("causes/c", "a"))
    assert [c.id for c in see(workspace, case_id).causes] == ["c", "a", "b"]
    deleted = wish(workspace, case_id, Delete("causes/a"))
    assert [c.id for c in see(workspace, case_id).causes] == ["c", "b"]
    undoing.take_back(workspace, case_id, deleted)
    assert [c.id for c in see(workspace, case_id).causes] == ["c", "a", "b"]


def test_what_is_private_never_enters_the_shared_log(workspace: Workspace, case_id: bytes) -> None:
    before = len(workspace.changes(case_id))
    made = wish(
        workspace,
        case_id,
        PutText("answers/private_note", "I was shaking"),
        Add("emotions", {"who": "engineer", "level": 5, "share": False}, "own"),
    )
    assert made.shared is None
    assert made.private is not None
    wish(workspace, case_id, Put("emotions/own/level", 3))
    assert len(workspace.changes(case_id)) == before
    (own,) = see(workspace, case_id).emotions
    assert (own.level, own.private) == (3, True)


def test_what_may_pass_is_told_from_what_will_not() -> None:
    assert editing.may_pass(BusyError("store.busy"))
    assert not editing.may_pass(BlobError("store.blob_missing"))
