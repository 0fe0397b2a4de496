"""The built-in content: titles, phrases for every level, and samples that show every section."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fieldapp.base import paths
from fieldapp.base.findings import Severity
from fieldapp.playbook.fields import FieldType, Visibility
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.library import Library
from fieldapp.playbook.lint.check import check_playbook
from fieldapp.playbook.model import Playbook
from fieldapp.report.notes import standing_reply
from fieldapp.usecases import casefiles, playbooks
from fieldapp.usecases.casefiles import FileCase

AUTHORS_FILES = sorted(
    path for kind in ("fields", "scales", "playbooks") for path in paths.forms(kind).glob("*.yaml")
)
SAMPLES = tuple(sorted(path.parent.name for path in paths.forms("samples").glob("*/case.json")))
PICTURED = ("telecom", "medical")
DAY = date(2026, 11, 20)
LEVELS = range(1, 6)

library = Library()


def playbook(name: str) -> Playbook:
    found = library.get(name)
    assert found
    return found


def sample(name: str) -> FileCase:
    path = paths.forms("samples", name, "case.json")
    return casefiles.take(casefiles.read(path), path.parent, playbooks.is_private(library))


@pytest.mark.parametrize("path", AUTHORS_FILES, ids=lambda path: path.name)
def test_the_check_has_nothing_to_say(path: Path) -> None:
    assert [f for f in check_playbook(path) if f.severity is not Severity.INFO] == []


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        (
            "pacts",
            ["计划", "接触", "协作", "检查", "设定"],
            ["Plan", "Approach", "Collaborate", "Test", "Set"],
        ),
        (
            "objection",
            ["积极倾听", "确认与共鸣", "提供解决方案", "后续跟进"],
            ["Active listening", "Confirm and empathise", "Offer a solution", "Follow up"],
        ),
    ],
)
def test_steps_have_their_titles(name: str, zh: list[str], en: list[str]) -> None:
    titles = [step.title for step in playbook(name).steps]
    assert [title.zh for title in titles] == zh
    assert [title.en for title in titles] == en


def test_the_emotion_levels_have_their_names() -> None:
    levels = playbook("pacts").scale.levels
    assert [level.label.zh for level in levels] == ["平静", "关切", "不满", "愤怒", "安全受威胁"]
    assert [level.label.en for level in levels] == [
        "Calm",
        "Concerned",
        "Dissatisfied",
        "Angry",
        "Safety at risk",
    ]


def test_statements_are_facts_feelings_expectations() -> None:
    fields = playbook("pacts").fields
    labels = [fields[name].label.zh for name in ("facts", "feelings", "expectations")]
    assert labels == ["事实", "情感", "期待"]
    labels = [fields[f"report_{name}"].label.zh for name in ("background", "impact", "solution")]
    assert labels == ["背景", "影响", "解决方案"]
    assert fields["report_benefit"].label.zh == "收益"


@pytest.mark.parametrize("name", library.ids)
@pytest.mark.parametrize("level", LEVELS)
def test_every_step_offers_a_choice_of_phrases_at_every_level(name: str, level: int) -> None:
    for step in playbook(name).steps:
        for phrases in (step.say, step.ask, step.avoid):
            general = [phrase for phrase in phrases if phrase.when is None]
            assert sum(phrase.suits(level) for phrase in general) >= 2, step.id


@pytest.mark.parametrize("name", library.ids)
def test_safety_is_never_folded_or_hidden(name: str) -> None:
    always = {field.id for field in playbook(name).fields.values() if field.always}
    assert always == {"safety_risk", "containment", "help_called"}


@pytest.mark.parametrize("name", library.ids)
def test_emotions_go_to_the_supervisor_at_most(name: str) -> None:
    fields = playbook(name).fields
    for field in fields.values():
        if field.record == "emotions" or field.id == "feelings":
            assert field.visibility <= Visibility.SUPERVISOR
    assert fields["own_feeling_note"].visibility is Visibility.PRIVATE
    assert fields["private_note"].visibility is Visibility.PRIVATE


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_needs_nothing_more_for_a_final_report(name: str) -> None:
    taken = sample(name)
    guide = Guide(playbook(taken.case.playbook), taken.case, DAY)
    assert not taken.file.warnings
    assert not guide.missing()
    assert not guide.misfits()
    assert not [f for f in guide.rules() if f.severity is not Severity.INFO]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_answer_of_a_sample_has_its_field_and_shows(name: str) -> None:
    case = sample(name).case
    guide = Guide(playbook(case.playbook), case, DAY)
    shown = {state.field.id for step in guide.steps for state in step.visible}
    assert set(case.answers) <= shown


def test_every_playbook_has_a_sample() -> None:
    methods = {name for name in library.ids if not playbook(name).role}
    assert {sample(name).case.playbook for name in SAMPLES} == methods


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_customer_confirmed_in_a_sample_still_stands(name: str) -> None:
    case = sample(name).case
    reply = standing_reply(case, playbook(case.playbook))
    assert reply
    assert reply.given.answer == "right"
    assert reply.holds


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_fills_every_section(name: str) -> None:
    case = sample(name).case
    assert len({s.speaker.zh for s in case.statements}) >= 3
    assert {s.kind for s in case.statements} == {"fact", "feeling", "expectation"}
    assert {e.who for e in case.emotions} == {"customer", "engineer"}
    assert any(e.private for e in case.emotions)
    assert any(e.share for e in case.emotions)
    assert len({c.category for c in case.causes}) >= 4
    assert all(c.evidence for c in case.causes if c.root)
    assert len(case.options) == 3
    assert sum(option.chosen for option in case.options) == 1
    assert {c.party for c in case.commitments} == {"us", "customer"}
    assert case.private_answers == {"own_feeling_note", "private_note"}


def test_one_sample_is_written_and_one_is_composed() -> None:
    assert sample("telecom").case.report.background
    assert not sample("medical").case.report.background


def texts(found: Any, key: str = "") -> Iterator[tuple[str, Any]]:
    """Every text of a case file with its key: a string, or a text in two languages."""
    if isinstance(found, dict):
        if "zh" in found or "en" in found:
            yield key, found
            return
        for name, part in found.items():
            yield from texts(part, name)
    elif isinstance(found, list):
        for part in found:
            yield from texts(part, key)
    elif isinstance(found, str):
        yield key, found


@pytest.mark.parametrize("name", SAMPLES)
def test_every_text_of_a_sample_is_there_in_both_languages(name: str) -> None:
    data = json.loads(paths.forms("samples", name, "case.json").read_text(encoding="utf-8"))
    for key, text in texts(data):
        if isinstance(text, dict):
            assert text["zh"], key
            assert text["en"], key
        else:
            assert not re.search("[\u4e00-\u9fff]", text), key


@pytest.mark.parametrize("name", PICTURED)
def test_a_samples_photos_are_there_and_small(name: str) -> None:
    taken = sample(name)
    photos = [item for item in taken.case.evidence if item.kind == "photo"]
    assert len(photos) >= 3
    for photo in photos:
        path = taken.evidence_path(photo)
        assert path
        assert path.stat().st_size < 250_000
        with Image.open(path) as image:
            assert image.size == (1600, 1200)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_samples_figures_agree(name: str) -> None:
    answers = sample(name).case.answers
    chosen = next(option for option in sample(name).case.options if option.chosen)
    assert chosen.cost == answers["one_off_cost"] == answers["decision_amount"]
    per_day = float(str(answers["benefit_per_year"])) / 365
    assert round(float(str(answers["one_off_cost"])) / per_day) == answers["payback_days"]


def test_labels_are_short() -> None:
    for name in library.ids:
        for field in playbook(name).fields.values():
            assert len(field.label.zh) <= 12, field.id
            assert len(field.label.en.split()) <= 4, field.id


def test_every_field_helps_in_both_languages() -> None:
    for name in library.ids:
        for field in playbook(name).fields.values():
            assert field.help.zh, field.id
            assert field.help.en, field.id
            assert field.type is not FieldType.RECORDS or field.needs, field.id
