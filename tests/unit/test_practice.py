"""Practised talks: every way ends, what is said decides how, and the results stay private."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from usecase_kit import workspace_in

from fieldapp.base import paths
from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS
from fieldapp.playbook import practice
from fieldapp.playbook.library import Library
from fieldapp.playbook.lint.check import check_playbook
from fieldapp.playbook.practice import SKILLS, Run, Score, begin
from fieldapp.usecases import practice as kept

LIBRARY = Library()
SCRIPTS, FINDINGS = practice.scripts(LIBRARY.playbooks)
FILES = sorted(paths.forms("practice").glob("*.yaml"))
CASES = {"telecom", "medical", "departments", "contract", "outage", "laundry", "flight"}


def every_way(run: Run) -> Iterator[Run]:
    if run.is_over:
        yield run
        return
    for option in run.choices:
        yield from every_way(run.choose(option.id))


def best(run: Run) -> Run:
    while not run.is_over:
        run = run.choose(max(run.choices, key=lambda option: option.score).id)
    return run


def worst(run: Run) -> Run:
    while not run.is_over:
        run = run.choose(min(run.choices, key=lambda option: option.score).id)
    return run


def test_the_seven_cases_can_be_practised() -> None:
    assert FINDINGS == ()
    assert {script.sample for script in SCRIPTS} == CASES
    assert {script.playbook for script in SCRIPTS} == {
        known.id for known in LIBRARY.playbooks if not known.role
    }


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_whatever_is_said_the_talk_comes_to_an_end(script: practice.PracticeScript) -> None:
    ends = list(every_way(begin(script)))
    assert len(ends) > 10
    assert len({run.at for run in ends}) == 3
    for run in ends:
        assert 2 <= len(run.said) <= 8
        assert run.node is not None


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_what_helps_calms_and_what_harms_does_not(script: practice.PracticeScript) -> None:
    good, bad = best(begin(script)), worst(begin(script))
    assert good.score == Score(good.score.possible, good.score.possible)
    assert good.levels[-1] < good.levels[0]
    assert bad.score.earned == 0
    assert max(bad.levels) > bad.levels[0]
    steps = {step.id for step in LIBRARY.get(script.playbook).steps}  # type: ignore[union-attr]
    assert set(good.by_step) <= steps
    assert set(good.by_skill) <= set(SKILLS)
    assert sum(score.possible for score in good.by_step.values()) == good.score.possible


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.id)
def test_every_choice_says_why_in_both_languages(script: practice.PracticeScript) -> None:
    texts = [script.title, script.about]
    for node in script.nodes:
        texts.append(node.text)
        for option in node.options:
            texts += [option.text, option.feedback]
    assert all(text.has(lang) for text in texts for lang in LANGS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_check_has_nothing_to_say_about_our_scripts(path: Path) -> None:
    assert [f for f in check_playbook(path) if f.severity > Severity.INFO] == []


def test_the_place_of_a_choice_tells_nothing() -> None:
    orders = {tuple(o.id for o in begin(SCRIPTS[0], seed).choices) for seed in range(40)}
    assert len(orders) == 6
    run = begin(SCRIPTS[0], 7)
    assert run.choices == run.choices
    assert run.choose("zeppelin") == run


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("next: calmer", "next: calmar", "practice_node"),
        ("step: listen", "step: lisen", "practice_step"),
        ("playbook: objection", "playbook: objektion", "practice_method"),
        ("score: 0", "score: 2", "practice_same"),
        ("Please tell me from the start.", "We guarantee it.", "phrase"),
    ],
)
def test_what_is_wrong_in_a_script_is_named(
    tmp_path: Path, before: str, after: str, code: str
) -> None:
    text = paths.forms("practice", "signal.yaml").read_text(encoding="utf-8")
    if code == "practice_same":
        text = text.replace("score: 1", after)
    (tmp_path / "practice").mkdir()
    path = tmp_path / "practice" / "signal.yaml"
    path.write_text(text.replace(before, after), encoding="utf-8")
    assert f"playbook.{code}" in {finding.code for finding in check_playbook(path)}


def test_a_choice_without_feedback_is_named(tmp_path: Path) -> None:
    text = paths.forms("practice", "signal.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    at = next(number for number, line in enumerate(lines) if line.strip().startswith("feedback:"))
    path = tmp_path / "signal.yaml"
    path.write_text("\n".join([*lines[:at], *lines[at + 1 :]]), encoding="utf-8")
    assert "playbook.practice_silent" in {finding.code for finding in check_playbook(path)}


# What is kept


def test_results_are_kept_on_this_laptop_and_in_no_log(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path)
    first = kept.board(workspace, LIBRARY)
    assert first.next == SCRIPTS[0].id
    assert all(task.last is None for task in first.tasks)
    kept.keep(workspace, worst(begin(SCRIPTS[0])))
    board = kept.board(workspace, LIBRARY)
    assert board.next == SCRIPTS[1].id
    assert board.tasks[0].times == 1
    assert board.tasks[0].last is not None
    assert board.weak
    assert workspace.listing().count() == 0


def test_what_went_worst_is_suggested_once_all_were_tried(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path)
    for script in SCRIPTS:
        kept.keep(workspace, worst(begin(script)) if script.id == "claim" else best(begin(script)))
    board = kept.board(workspace, LIBRARY)
    assert board.next == "claim"
    kept.keep(workspace, best(begin(next(s for s in SCRIPTS if s.id == "claim"))))
    assert kept.board(workspace, LIBRARY).next != "claim"


def test_a_torn_note_costs_the_results_and_nothing_else(tmp_path: Path) -> None:
    workspace = workspace_in(tmp_path)
    workspace.put_note("practice", b'[{"script": 1}]')
    assert kept.board(workspace, LIBRARY).next == SCRIPTS[0].id
