"""Histories: what happened as a person counts it, in words, and taking one's own back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store_kit import START, laptop, new_workspace, reopen, ticking

from fieldapp.base.language import Lang
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import beginning, editing, histories
from fieldapp.usecases.beginning import NewCase
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.editing import Add, Delete, Move, Put, PutText, Wish
from fieldapp.usecases.histories import Event, Happening, Past

LIBRARY = Library()


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made, _ = new_workspace(tmp_path)
    return made


@pytest.fixture
def case_id(workspace: Workspace) -> bytes:
    return beginning.begin(workspace, NewCase("恒丰乳业", "3 号灌装机反复停机", "pacts"), LIBRARY)


def apply(workspace: Workspace, case_id: bytes, *wishes: Wish) -> None:
    playbook = LIBRARY.get("pacts")
    assert playbook
    editing.apply(workspace, case_id, wishes, playbook.is_private)


def read(workspace: Workspace, case_id: bytes, prefix: str = "") -> Past:
    return histories.past(workspace, case_id, LIBRARY, prefix)


def told(past: Past, lang: Lang = "zh") -> list[tuple[str, str, str]]:
    words = ChangeWords(past, lang)
    return [(words.name(one.path), one.event.value, words.what(one)) for one in past.happenings]


def test_one_happening_for_what_one_did(workspace: Workspace, case_id: bytes) -> None:
    apply(
        workspace,
        case_id,
        Add("statements", {"kind": "feeling", "text": "很着急", "speaker": "何静"}, "s1"),
    )
    apply(workspace, case_id, PutText("answers/problem", "停机"))
    apply(workspace, case_id, PutText("answers/problem", "每周停机两次"))
    apply(workspace, case_id, Put("answers/safety_risk", "possible"), Put("severity", 4))
    past = read(workspace, case_id)
    assert told(past)[:5] == [
        ("安全风险", "written", "可能有"),
        ("严重程度", "written", "4"),
        ("问题描述", "written", "每周停机两次"),
        ("问题描述", "written", "停机"),
        ("情感 1", "added", "很着急"),
    ] or told(past)[:5][2:] == [
        ("问题描述", "written", "每周停机两次"),
        ("问题描述", "written", "停机"),
        ("情感 1", "added", "很着急"),
    ]
    changed = past.happenings[2]
    assert changed.parts[0].older == ("停机",)
    assert changed.is_mine
    added = past.happenings[4]
    names = [ChangeWords(past, "en").name(part.path) for part in added.parts]
    assert names == ["Feeling 1 · kind", "Feeling 1 · text", "Feeling 1 · speaker"]


def test_what_was_removed_can_still_be_read(workspace: Workspace, case_id: bytes) -> None:
    apply(workspace, case_id, Add("statements", {"kind": "fact", "text": "阀门换过"}, "s1"))
    apply(workspace, case_id, Add("statements", {"kind": "fact", "text": "又漏了"}, "s2"))
    apply(workspace, case_id, Move("statements/s2", "s1"))
    apply(workspace, case_id, Delete("statements/s1"))
    past = read(workspace, case_id)
    assert told(past)[:2] == [("一条发言", "removed", "阀门换过"), ("事实 1", "moved", "")]


def test_private_things_are_there_and_marked(workspace: Workspace, case_id: bytes) -> None:
    apply(workspace, case_id, PutText("answers/private_note", "手在抖"))
    apply(workspace, case_id, Add("emotions", {"who": "engineer", "level": 4, "share": False}))
    past = read(workspace, case_id)
    assert [one.is_private for one in past.happenings[:3]] == [True, True, False]
    assert told(past)[0][2] == "4/5"


def test_only_what_lies_at_a_place(workspace: Workspace, case_id: bytes) -> None:
    apply(workspace, case_id, Add("statements", {"kind": "fact", "text": "a"}, "s1"))
    apply(workspace, case_id, PutText("statements/s1/text", "b"))
    apply(workspace, case_id, PutText("answers/problem", "停机"))
    past = read(workspace, case_id, "statements/s1")
    assert [one.event for one in past.happenings] == [Event.WRITTEN, Event.ADDED]
    assert ChangeWords(past, "en").name(past.happenings[0].path) == "Fact 1 · text"


def test_choices_sets_and_links_by_their_names(workspace: Workspace, case_id: bytes) -> None:
    apply(workspace, case_id, Add("evidence", {"kind": "photo", "caption": "铭牌"}, "e1"))
    apply(workspace, case_id, Add("statements", {"kind": "fact", "text": "a"}, "s1"))
    apply(workspace, case_id, Put("statements/s1/evidence", ("e1",)))
    apply(workspace, case_id, Put("statements/s1/kind", "feeling"))
    apply(workspace, case_id, Put("statements/s1/verbatim", True))
    apply(workspace, case_id, Put("opened_steps", ("collaborate",)))
    assert [what for _, _, what in told(read(workspace, case_id), "en")][:4] == [
        "Collaborate",
        "Yes",
        "Feeling",
        "Fig. 1",
    ]


def test_a_wrong_clock_is_shown_as_it_is(tmp_path: Path) -> None:
    ahead = laptop(tmp_path, clock=ticking(START + timedelta(days=400)))
    workspace, _ = new_workspace(tmp_path, ahead)
    case_id = beginning.begin(workspace, NewCase("a", "b", "pacts"), LIBRARY)
    workspace.lock()
    right = laptop(tmp_path, clock=ticking(START))
    again = Workspace.unlock(tmp_path / "workspace", passcode="correct horse", machine=right)
    (first, *_) = read(again, case_id).happenings
    assert first.is_skewed
    assert first.at < datetime(2026, 11, 21, tzinfo=UTC)


def test_ones_own_is_taken_back_in_both_logs(workspace: Workspace, case_id: bytes) -> None:
    apply(workspace, case_id, PutText("answers/problem", "停机"))
    apply(workspace, case_id, PutText("answers/problem", "停机两次"))
    latest = read(workspace, case_id).happenings[0]
    taken = histories.take_back(workspace, case_id, latest)
    assert taken.committed
    assert told(read(workspace, case_id))[0] == ("问题描述", "written", "停机")
    apply(workspace, case_id, Add("emotions", {"who": "engineer", "level": 4, "share": False}, "m"))
    apply(workspace, case_id, Put("emotions/m/share", True))
    shared = next(
        one
        for one in read(workspace, case_id).happenings
        if not one.is_private and one.path.startswith("emotions/m")
    )
    histories.take_back(workspace, case_id, shared)
    case = read(workspace, case_id).case
    assert [(one.id, one.private) for one in case.emotions] == [("m", True)]


def test_what_somebody_changed_since_is_left_alone(workspace: Workspace, case_id: bytes) -> None:
    apply(workspace, case_id, PutText("answers/problem", "停机"))
    apply(workspace, case_id, PutText("answers/problem", "停机两次"))
    first = read(workspace, case_id).happenings[1]
    taken = histories.take_back(workspace, case_id, first)
    assert not taken.committed
    assert [finding.where for finding in taken.changed_since] == ["answers/problem"]


def test_hundreds_of_changes_are_read(workspace: Workspace, case_id: bytes) -> None:
    apply(workspace, case_id, Add("statements", {"kind": "fact", "text": "0"}, "s1"))
    for number in range(1, 400):
        apply(workspace, case_id, PutText("statements/s1/text", f"{number}"))
    workspace = reopen(workspace)
    past = read(workspace, case_id)
    assert len(past.happenings) > 400
    assert isinstance(past.happenings[0], Happening)
