"""Another method in mid-case keeps everything; the crisis form and the way back."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from usecase_kit import case_in, library, sample_in, workspace_in

from fieldapp.base.language import LANGS
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases, elsewhere, histories, switching, undoing
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.editing import Put, PutText, apply
from fieldapp.usecases.reporting import Wish
from fieldapp.usecases.standing import Standing, standing
from fieldapp.usecases.switching import from_crisis, switch, to_crisis


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return workspace_in(tmp_path)


def said(pdf: bytes) -> str:
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


def stands(workspace: Workspace, case_id: bytes) -> Standing:
    return standing(workspace, case_id, library())


def test_switching_changes_the_method_and_nothing_else(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    before = case_in(workspace, case_id)
    switch(workspace, case_id, "pacts", library())
    after = case_in(workspace, case_id)
    assert (before.playbook, after.playbook) == ("objection", "pacts")
    assert after.playbook_version == stands(workspace, case_id).playbook.version
    for part in ("answers", "statements", "emotions", "causes", "options", "commitments"):
        assert getattr(after, part) == getattr(before, part)
    assert stands(workspace, case_id).steps[0].step.id == "plan"


@pytest.mark.parametrize("target", ["conflict", "crisis", "difficult", "disagreement"])
def test_whatever_was_noted_is_in_some_step_of_the_new_method(
    workspace: Workspace, target: str
) -> None:
    case_id = sample_in(workspace)
    switch(workspace, case_id, target, library())
    now = stands(workspace, case_id)
    shown = {known.field.register for state in now.steps for known in state.fields}
    shown_ids = {known.field.id for state in now.steps for known in state.fields}
    assert set(now.case.answers) - shown_ids == set()
    assert {"statements", "causes", "options", "commitments", "evidence"} <= shown
    extra = now.step(elsewhere.STEP)
    assert extra
    assert all(extra.step.title.has(lang) and extra.step.purpose.has(lang) for lang in LANGS)
    source = {known.field.id for known in extra.fields}
    assert "objection_source" in source


def test_a_case_that_never_switched_has_no_further_step(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    assert stands(workspace, case_id).step(elsewhere.STEP) is None


def test_what_is_not_asked_for_can_still_be_changed(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    switch(workspace, case_id, "disagreement", library())
    now = stands(workspace, case_id)
    wish = Put("answers/objection_source", "service")
    apply(workspace, case_id, [wish], now.is_private)
    assert case_in(workspace, case_id).answers["objection_source"] == "service"


def test_what_is_private_stays_private_under_another_method(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    switch(workspace, case_id, "crisis", library())
    now = stands(workspace, case_id)
    apply(workspace, case_id, [PutText("answers/private_note", "先静音")], now.is_private)
    assert "private_note" in case_in(workspace, case_id).private_answers
    assert "answers/private_note" not in {
        op.path for change in workspace.changes(case_id) for op in change.ops
    }


def test_the_report_follows_the_method(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    switch(workspace, case_id, "conflict", library())
    made = cases.report(workspace, case_id, Wish(lang="zh"), library())
    assert made.content.playbook_version == stands(workspace, case_id).playbook.version
    text = said(made.pdf)
    assert "下倾角" in text


def test_undo_and_the_history_know_the_switch(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    deeds = undoing.Deeds()
    deeds.remember((), switch(workspace, case_id, "pacts", library()))
    past = histories.past(workspace, case_id, library())
    words = ChangeWords(past, "en")
    told = past.happenings[0]
    assert words.name(told.path) == "Playbook"
    assert words.contents(told.path, told.parts[0].older) == "Objection handling"
    assert words.contents(told.path, told.parts[0].newer) == "PACTS"
    deeds.undo(workspace, case_id)
    assert case_in(workspace, case_id).playbook == "objection"
    assert stands(workspace, case_id).playbook.id == "objection"


# Crisis


@pytest.mark.parametrize("name", ["telecom", "medical", "departments", "outage", "contract"])
def test_one_action_leads_into_the_crisis_and_one_back(workspace: Workspace, name: str) -> None:
    case_id = sample_in(workspace, name)
    before = case_in(workspace, case_id)
    to_crisis(workspace, case_id, library())
    now = stands(workspace, case_id)
    assert now.playbook.role == "crisis"
    assert len(now.playbook.steps) == 2
    assert (now.case.severity or 0) >= 4
    assert "supervisor_told" in {one.clock.id for one in now.clocks}
    assert switching.methods(workspace, case_id, library()).former == before.playbook
    from_crisis(workspace, case_id, library())
    after = case_in(workspace, case_id)
    assert after.playbook == before.playbook
    assert after.answers.keys() - before.answers.keys() == {switching.SINCE}
    assert switching.methods(workspace, case_id, library()).former == ""


def test_the_restore_clock_runs_from_the_loss(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    to_crisis(workspace, case_id, library())
    lost = workspace.machine.clock().replace(microsecond=0)
    now = stands(workspace, case_id)
    apply(workspace, case_id, [Put("answers/service_lost_at", lost)], now.is_private)
    due = {one.clock.id: one.due for one in stands(workspace, case_id).clocks}
    assert (due["restore"] - lost).total_seconds() == 4 * 3600


def test_the_supervisor_has_the_papers_at_once(workspace: Workspace) -> None:
    case_id = sample_in(workspace, "medical")
    to_crisis(workspace, case_id, library())
    issued = switching.package(workspace, case_id, library(), Wish(lang="zh"))
    assert issued.number == 1
    assert not issued.made.content.issue.final
    text = said(issued.made.pdf)
    assert "断电上锁" in text


def test_a_crisis_is_not_among_the_methods_to_choose(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    offered = {one.id for one in switching.methods(workspace, case_id, library()).playbooks}
    assert "crisis" not in offered
    assert len(offered) == 6
