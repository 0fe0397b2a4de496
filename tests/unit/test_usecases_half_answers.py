"""What a customer has begun to answer: kept through lock and crash, and nowhere else to be seen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from store_kit import reopen
from usecase_kit import case_in, library, sample_in, workspace_in

from fieldapp.store.erase import Wish
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import half_answers
from fieldapp.usecases.half_answers import HalfAnswer
from fieldapp.usecases.standing import standing

HALF = HalfAnswer("He Jing", "是三回，不是两回")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = workspace_in(tmp_path)
    yield made
    made.lock()


def test_it_outlives_the_lock_and_becomes_no_change(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    before = case_in(workspace, case_id)
    half_answers.hold(workspace, case_id, HALF)
    workspace.commit_drafts()
    again = reopen(workspace)
    try:
        assert half_answers.held(again, case_id) == HALF
        assert standing(again, case_id, library()).drafts == ()
        assert case_in(again, case_id) == before
    finally:
        again.lock()


def test_an_empty_one_is_dropped(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    half_answers.hold(workspace, case_id, HALF)
    half_answers.hold(workspace, case_id, HalfAnswer())
    assert half_answers.held(workspace, case_id) == HalfAnswer()
    assert workspace.drafts(case_id) == []


def test_it_goes_with_the_case(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    half_answers.hold(workspace, case_id, HALF)
    workspace.erase(case_id, Wish("case", reason="asked for"))
    assert workspace.drafts(case_id) == []
