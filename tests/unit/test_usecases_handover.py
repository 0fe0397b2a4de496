"""The hand-over: what comes next and what was agreed, in one language, nothing internal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from usecase_kit import library, workspace_in

from fieldapp.store.workspace import Workspace
from fieldapp.usecases import beginning, editing, handover
from fieldapp.usecases.editing import Add, Put, PutText, Wish
from fieldapp.usecases.standing import Standing, standing


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_in(tmp_path) as found:
        yield found


def case_with(workspace: Workspace, *wishes: Wish) -> Standing:
    new = beginning.NewCase("恒丰乳业", "3 号灌装机反复停机", "pacts")
    case_id = beginning.begin(workspace, new, library())
    editing.apply(workspace, case_id, wishes, lambda _: False)
    return standing(workspace, case_id, library())


def promise(ident: str, what: str, status: str = "open", who: str = "") -> Add:
    return Add("commitments", {"what": what, "who": who, "status": status}, ident)


def test_it_names_what_comes_next_and_what_is_still_owed(workspace: Workspace) -> None:
    found = case_with(
        workspace,
        promise("c1", "Send the spare valve", who="Gu"),
        promise("c2", "Old promise", status="done"),
        promise("c3", "Call on Monday", status="late"),
    )
    assert handover.line(found, "en") == (
        "Next, fill in “Problem”. Agreed and still open: Send the spare valve (Gu); Call on Monday."
    )
    chinese = handover.line(found, "zh")
    assert chinese.startswith("接下来先补“问题描述”。约好还没做的：")
    assert " " not in chinese.partition("：")[0]


def test_what_the_customer_may_not_read_is_not_named(workspace: Workspace) -> None:
    angry = Add("emotions", {"who": "customer", "level": 5, "word": "cheated"}, "e1")
    found = case_with(workspace, angry, PutText("answers/problem", "It stops"))
    assert found.move is not None
    text = handover.line(found, "en")
    for step in found.steps:
        assert step.step.title.en not in text
    assert "cheated" not in text


def test_the_line_that_was_left_is_found_again(workspace: Workspace) -> None:
    assert handover.kept(case_with(workspace)) == ""
    found = case_with(workspace, PutText("answers/handover", "Ask for Mr Ding"))
    assert handover.kept(found) == "Ask for Mr Ding"
    both = case_with(
        workspace, PutText("answers/handover", "问丁师傅"), Put("answers/handover/@en", "Mr Ding")
    )
    assert handover.kept(both) == "问丁师傅"
