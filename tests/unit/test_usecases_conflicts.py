"""Conflicts in all cases: listed by name, answered in one change, told by the history, undone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sharing_kit import meet, playbook_of, two_laptops, wish
from usecase_kit import case_in, library

from fieldapp.base.language import LANGS, Text
from fieldapp.case.disputes import APART
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import conflicts, histories, people, undoing
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.conflicts import (
    Answer,
    Deletion,
    Dispute,
    Keep,
    KeepBoth,
    MovedOnError,
    Open,
    Remove,
    Say,
    Take,
)
from fieldapp.usecases.editing import Delete, Put, PutText


def open_in(workspace: Workspace, case_id: bytes) -> tuple[Open, ...]:
    return conflicts.of_case(workspace, case_id, library()).open


def only(workspace: Workspace, case_id: bytes) -> Dispute:
    (found,) = open_in(workspace, case_id)
    assert isinstance(found, Dispute)
    return found


def settle(workspace: Workspace, case_id: bytes, seen: Open, answer: Answer) -> undoing.Committed:
    return conflicts.settle(workspace, case_id, seen, answer, playbook_of(workspace, case_id))


def test_all_cases_by_name_with_who_and_when(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    assert conflicts.overview(ann, library()).cases == ()
    wish(ann, case_id, PutText("customer/site", "三号塔"), Put("severity", 4))
    wish(bo, case_id, PutText("customer/site", "五号塔"), Put("severity", 5))
    meet(ann, bo, case_id)
    found = conflicts.overview(ann, library())
    assert (found.count, found.further, conflicts.count(ann)) == (2, 0, 2)
    (torn,) = found.cases
    assert torn.title == case_in(ann, case_id).title
    words = {lang: ChangeWords(torn.past, lang) for lang in LANGS}
    names = [(words["zh"].name(one.place), words["en"].name(one.place)) for one in torn.open]
    assert names == [("地点", "Site"), ("严重程度", "Severity")]
    site = torn.open[0]
    assert isinstance(site, Dispute)
    known = people.people(ann)
    mine, theirs = site.versions
    laptop = bo.identity.device.hex()[:6]
    assert known.who(mine.hand, "en") == "you"
    assert known.who(theirs.hand, "en") == f"laptop {laptop}"
    people.learn(ann, {bo.identity.author: " 林工 "})
    assert people.people(ann).who(theirs.hand, "zh") == "林工"
    assert histories.past(ann, case_id, library()).happenings[0].author == "林工"
    at, is_skewed = conflicts.moment(theirs.hand, datetime(2026, 11, 21, tzinfo=UTC))
    assert (at.day, at.hour, is_skewed) == (20, 10, False)
    row = ann.listing().row(case_id)
    assert row is not None
    assert row.summary.conflicts == 2


def test_one_is_taken_in_one_change_the_history_tells_and_undo_takes_back(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    wish(ann, case_id, PutText("report/impact", "停机两班"))
    wish(bo, case_id, PutText("report/impact", "停机三班"))
    meet(ann, bo, case_id)
    dispute = only(ann, case_id)
    before = len(ann.changes(case_id))
    committed = settle(ann, case_id, dispute, Take(dispute.versions[1]))
    assert len(ann.changes(case_id)) == before + 1
    assert case_in(ann, case_id).report.impact.zh == "停机三班"
    assert open_in(ann, case_id) == ()
    told = histories.past(ann, case_id, library()).happenings[0]
    assert told.path == "report/impact"
    words = ChangeWords(conflicts.of_case(ann, case_id, library()).past, "zh")
    older = words.contents(told.path, told.parts[0].older)
    assert sorted(older.split(" / ")) == ["停机三班", "停机两班"]
    assert words.what(told) == "停机三班"
    undoing.take_back(ann, case_id, committed)
    again = only(ann, case_id)
    assert [version.hand for version in again.versions] == [v.hand for v in dispute.versions]
    meet(ann, bo, case_id)
    assert open_in(bo, case_id) == open_in(ann, case_id)


def test_both_are_kept_where_there_is_room_for_both(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    item = "statements/s1"
    for workspace, text in ((ann, "停机两班"), (bo, "停机三班")):
        wish(workspace, case_id, PutText("report/impact", text))
        wish(workspace, case_id, PutText(f"{item}/text", text))
        wish(workspace, case_id, PutText(f"{item}/speaker", text[:2] + text[-2:]))
        wish(workspace, case_id, Put("severity", len(text) + ord(text[2]) % 2))
    meet(ann, bo, case_id)
    playbook = playbook_of(ann, case_id)
    ways = {
        one.place: conflicts.way_to_keep_both(one, playbook)
        for one in open_in(ann, case_id)
        if isinstance(one, Dispute)
    }
    assert ways.pop("severity", "") == ""
    assert ways == {"report/impact": "joined", f"{item}/text": "records", f"{item}/speaker": ""}
    count = len(case_in(ann, case_id).statements)
    for workspace in (ann, bo):
        for one in open_in(workspace, case_id):
            if ways.get(one.place):
                settle(workspace, case_id, one, KeepBoth())
    meet(ann, bo, case_id)
    for workspace in (ann, bo):
        case = case_in(workspace, case_id)
        assert case.report.impact.zh == f"停机两班{APART}停机三班"
        assert len(case.statements) == count + 1
        texts = [statement.text.zh for statement in case.statements]
        assert {"停机两班", "停机三班"} <= set(texts)
        places = {one.place for one in open_in(workspace, case_id)}
        assert not places & {"report/impact", f"{item}/text"}


def test_neither_but_words_of_ones_own(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    wish(ann, case_id, PutText("report/impact", "停机两班"))
    wish(bo, case_id, PutText("report/impact", "停机三班"))
    meet(ann, bo, case_id)
    settle(ann, case_id, only(ann, case_id), Say(Text("停机两到三班", "Two to three shifts", "zh")))
    meet(ann, bo, case_id)
    assert open_in(bo, case_id) == ()
    assert case_in(bo, case_id).report.impact.en == "Two to three shifts"


@pytest.mark.parametrize("answer", [Keep(), Remove()])
def test_deleted_by_one_and_edited_by_the_other(tmp_path: Path, answer: Answer) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    item = "statements/s1"
    wish(ann, case_id, Delete(item))
    wish(bo, case_id, PutText(f"{item}/text", "夜里又停了一次"))
    meet(ann, bo, case_id)
    (deletion,) = open_in(ann, case_id)
    assert isinstance(deletion, Deletion)
    assert conflicts.count(ann) == 1
    assert [hand.author for hand in deletion.deleted] == [ann.identity.author]
    assert [(w.path, w.content) for w in deletion.written] == [(f"{item}/text", "夜里又停了一次")]
    settle(ann, case_id, deletion, answer)
    meet(ann, bo, case_id)
    for workspace in (ann, bo):
        ids = [statement.id for statement in case_in(workspace, case_id).statements]
        assert (item.removeprefix("statements/") in ids) == isinstance(answer, Keep)
        assert conflicts.count(workspace) == 0


def test_what_came_in_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    wish(ann, case_id, PutText("report/impact", "停机两班"))
    wish(bo, case_id, PutText("report/impact", "停机三班"))
    meet(ann, bo, case_id)
    seen = only(ann, case_id)
    wish(bo, case_id, PutText("report/impact", "停机四班"))
    meet(ann, bo, case_id)
    with pytest.raises(MovedOnError):
        settle(ann, case_id, seen, Take(seen.versions[0]))
    assert case_in(ann, case_id).report.impact.zh == "停机四班"


def test_a_case_whose_playbook_is_not_here_is_counted(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    for workspace, name in ((ann, "one"), (bo, "two")):
        workspace.commit(case_id, lambda w, name=name: w.shared.write("playbook", name))
    meet(ann, bo, case_id)
    found = conflicts.overview(ann, library())
    assert (found.cases, found.further) == ((), 1)
