"""The built-in playbooks: the sources' labels, both languages, and what must never be hidden."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playbook_cases import TODAY

from fieldapp.base import paths
from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, Lang, Text, tr
from fieldapp.case.records import SITUATIONS, Case, EmotionReading, Option
from fieldapp.playbook import compile as compiling
from fieldapp.playbook import folders, source
from fieldapp.playbook.clocks import timed
from fieldapp.playbook.fields import Field, FieldType, Section, Visibility
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.library import Library
from fieldapp.playbook.lint.check import check_playbook
from fieldapp.playbook.model import Playbook
from fieldapp.usecases import handover

NAMES = ("conflict", "difficult", "disagreement", "negotiation", "objection", "pacts")
FILES = [
    path
    for kind in ("playbooks", "fields", "scales")
    for path in sorted(paths.forms(kind).glob("*.yaml"))
]


def built_in(name: str) -> Playbook:
    playbook = Library().get(name)
    assert playbook is not None
    return playbook


def test_pacts_has_its_five_steps() -> None:
    titles = [step.title for step in built_in("pacts").steps]
    assert [title.zh for title in titles] == ["计划", "接触", "协作", "检查", "设定"]
    assert [title.en for title in titles] == ["Plan", "Approach", "Collaborate", "Test", "Set"]


def test_objection_handling_has_its_four_steps() -> None:
    titles = [step.title.zh for step in built_in("objection").steps]
    assert titles == ["积极倾听", "确认与共鸣", "提供解决方案", "后续跟进"]


def test_disagreement_handling_has_its_five_steps() -> None:
    titles = [step.title.zh for step in built_in("disagreement").steps]
    assert titles == [
        "创建安全的对话氛围",
        "结构化倾听",
        "给予正面反馈",
        "寻找共同目标",
        "实施与跟进",
    ]


def test_negotiation_has_its_five_phases_with_their_items() -> None:
    playbook = built_in("negotiation")
    titles = [step.title.zh for step in playbook.steps]
    assert titles == ["准备阶段", "沟通阶段", "问题分析阶段", "方案制定阶段", "执行与反馈阶段"]
    items = (
        {"earlier_contacts", "must_haves", "want_haves", "no_deal_plan", "their_interests"},
        {"facts", "feelings", "paraphrase", "paraphrase_confirmed", "own_emotions"},
        {"main_problem", "secondary_problems", "root_causes", "outside_factors", "human_factors"},
        {"options", "one_off_cost", "benefit_per_year", "solution_explained", "customer_response"},
        {"commitments", "follow_up_result", "satisfaction", "went_well", "lesson"},
    )
    for step, wanted in zip(playbook.steps, items, strict=True):
        assert wanted <= {use.field.id for use in step.fields}, step.id


def test_what_a_negotiator_keeps_to_himself_is_not_printed() -> None:
    fields = built_in("negotiation").fields
    for name in ("must_haves", "no_deal_plan", "walk_away_point", "their_alternatives"):
        assert fields[name].visibility is Visibility.INTERNAL


def test_a_difficult_scenario_has_its_five_steps() -> None:
    titles = [step.title.zh for step in built_in("difficult").steps]
    assert titles == ["问题识别", "原因分析", "制定方案", "执行与反馈", "总结与改进"]
    kept = built_in("difficult").fields["principles_kept"].choices
    assert [choice.label.zh for choice in kept] == ["迅速响应", "积极沟通", "换位思考", "协同合作"]


@pytest.mark.parametrize(
    ("situation", "opened"),
    [
        ("emergency", {"service_lost_at", "restored_at", "call_list", "next_update_at"}),
        ("contract_dispute", {"clause_quoted", "reading_theirs", "reading_ours", "claim_amount"}),
        ("cross_department", {"department_views", "joint_meeting", "information_gap"}),
        ("requirement_change", {"change_wanted", "change_cause", "change_effect", "change_route"}),
    ],
)
def test_a_situation_opens_its_own_fields_and_words(situation: str, opened: set[str]) -> None:
    playbook = built_in("difficult")
    plain = Guide(playbook, Case(situation="complaint"), TODAY)
    guide = Guide(playbook, Case(situation=situation), TODAY)
    before, after = (
        {known.field.id for state in g.steps for known in state.visible} for g in (plain, guide)
    )
    assert opened <= after - before
    for step in playbook.steps[:-1]:
        assert guide.coach(step, 2).say[0] not in plain.coach(step, 2).say, step.id


def test_in_an_emergency_the_restore_clock_runs_from_the_loss() -> None:
    lost = datetime(2026, 11, 11, 8, 42, tzinfo=UTC)
    case = Case(situation="emergency", severity=5, answers={"service_lost_at": lost})
    (restore,) = timed(case, built_in("difficult"))
    assert (restore.clock.id, restore.due) == ("restore", lost + timedelta(hours=2))
    back = case.answers | {"restored_at": lost + timedelta(minutes=90)}
    (stopped,) = timed(replace(case, answers=back), built_in("difficult"))
    assert stopped.in_time and not stopped.runs


AREAS = {
    "communication": ({"communication_signs"}, {"communication_plan"}),
    "expectation": ({"expectation_signs", "expectation_gap"}, {"expectation_agreed"}),
    "requirement": ({"change_wanted", "change_cause"}, {"change_effect", "change_route"}),
    "duties": ({"duty_signs"}, {"duty_split"}),
    "emotion": ({"emotion_signs"}, {"easing_steps", "referred_to"}),
}
"""The areas a conflict may lie in, with what asks for their signs and for their remedies."""


def test_conflict_has_its_four_links_and_five_areas() -> None:
    playbook = built_in("conflict")
    assert [step.title.zh for step in playbook.steps] == ["发现", "分析", "处理", "反馈"]
    areas = {choice.id: choice.label.zh for choice in playbook.fields["conflict_areas"].choices}
    assert areas.keys() == AREAS.keys()
    assert list(areas.values()) == ["沟通不畅", "期望值", "需求变化", "责任归属", "情感因素"]


@pytest.mark.parametrize("area", AREAS)
def test_an_area_of_conflict_asks_for_its_signs_and_its_remedy(area: str) -> None:
    playbook = built_in("conflict")
    chosen = Option(id="o1", title=Text(zh="约好联系办法"), chosen=True)
    case = Case(answers={"conflict_areas": (area,)}, options=(chosen, Option(id="o2")))
    guide = Guide(playbook, case, TODAY)
    shown = [{known.field.id for known in state.visible} for state in guide.steps]
    signs, remedies = AREAS[area]
    assert signs <= shown[1]
    assert remedies <= shown[2]
    others = set().union(*(s | r for name, (s, r) in AREAS.items() if name != area))
    assert not others & set().union(*shown)
    assert f"{area}_without_remedy" in {finding.params["rule"] for finding in guide.rules()}
    assert guide.coach(playbook.steps[2], 2).say[0].when


SOURCES = {
    "communication": ("communication_signs", "communication_plan"),
    "expectation": ("expectation_signs", "expectation_agreed"),
    "quality": ("quality_signs", "prevention"),
    "service": ("service_signs", "service_remedy"),
}
"""Where an objection may come from, with what asks for its signs and for its remedy."""


def test_an_objection_has_its_four_sources() -> None:
    choices = built_in("objection").fields["objection_source"].choices
    assert [choice.id for choice in choices] == list(SOURCES)


@pytest.mark.parametrize("origin", SOURCES)
def test_a_source_of_an_objection_opens_its_own_fields_and_words(origin: str) -> None:
    playbook = built_in("objection")
    chosen = Option(id="o1", title=Text(zh="补一次上门"), chosen=True)
    case = Case(answers={"objection_source": origin}, options=(chosen, Option(id="o2")))
    guide, plain = Guide(playbook, case, TODAY), Guide(playbook, Case(), TODAY)
    shown = {known.field.id for state in guide.steps for known in state.visible}
    signs, remedy = SOURCES[origin]
    assert {signs, remedy} <= shown
    assert not {other for name, (other, _) in SOURCES.items() if name != origin} & shown
    assert f"{origin}_without_remedy" in {finding.params["rule"] for finding in guide.rules()}
    for step in playbook.steps[1:]:
        assert guide.coach(step, 2).say[0] not in plain.coach(step, 2).say, step.id


def test_pacts_asks_what_a_situation_needs() -> None:
    playbook = built_in("pacts")
    plain = Guide(playbook, Case(situation="complaint"), TODAY)
    for situation in ("emergency", "contract_dispute", "cross_department", "requirement_change"):
        guide = Guide(playbook, Case(situation=situation), TODAY)
        before, after = (
            {known.field.id for state in g.steps for known in state.visible} for g in (plain, guide)
        )
        assert after > before
        for step in playbook.steps[:3]:
            assert guide.coach(step, 2).say[0] not in plain.coach(step, 2).say, step.id


FROM_THE_SOURCES = {
    "conflict": {*range(56, 61), 67, 73, 80, *range(85, 90)},
    "difficult": {*range(116, 126), *range(128, 131)},
    "disagreement": set(range(15, 27)),
    "negotiation": set(range(194, 214)),
    "objection": {146, 149, *range(161, 165)},
    "pacts": set(range(168, 174)),
}
"""Rows of the inventory of sources that a method has to have its own place for."""


@pytest.mark.parametrize("name", FROM_THE_SOURCES)
def test_what_a_method_covers_is_in_it(name: str) -> None:
    node, _ = source.read(paths.forms("playbooks", f"{name}.yaml"))
    assert node
    covered = node.plain()["x-inventory"]
    assert FROM_THE_SOURCES[name] <= set(map(int, covered))
    playbook = built_in(name)
    steps, rules, clocks = (
        {part.id for part in parts} for parts in (playbook.steps, playbook.rules, playbook.clocks)
    )
    asked = {use.field.id for step in playbook.steps for use in step.fields}
    there = {"summary"} | steps | rules | clocks | asked
    assert {part for parts in covered.values() for part in parts} <= there


def test_these_are_all_the_playbooks() -> None:
    assert Library().ids == tuple(sorted((*NAMES, "crisis")))


def test_level_five_is_safety_at_risk() -> None:
    for name in NAMES:
        level = built_in(name).scale.level(5)
        assert level is not None
        assert (level.label.zh, level.label.en) == ("安全受威胁", "Safety at risk")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_check_has_nothing_to_say_about_our_own_files(path: Path) -> None:
    grave = [f for f in check_playbook(path) if f.severity > Severity.INFO]
    assert grave == []


def every_text(playbook: Playbook) -> list[Text]:
    found = [playbook.title, playbook.summary, playbook.scale.title]
    for step in playbook.steps:
        found += [step.title, step.purpose]
        found += [phrase.text for phrase in (*step.say, *step.ask, *step.avoid)]
        found += [phrase.why for phrase in step.avoid]
        found += [step.guard.reason] if step.guard else []
    for field in playbook.fields.values():
        found += [field.label, field.help, *(choice.label for choice in field.choices)]
    for rule in playbook.rules:
        found += [rule.message, rule.fix]
    for level in playbook.scale.levels:
        found += [level.label, level.own, *level.signs, *level.response]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_text_is_there_in_both_languages(name: str) -> None:
    for text in every_text(built_in(name)):
        assert all(text.has(lang) for lang in LANGS), text


@pytest.mark.parametrize("name", NAMES)
def test_every_step_coaches_at_every_level(name: str) -> None:
    playbook = built_in(name)
    guide = Guide(playbook, Case(), TODAY)
    for step in playbook.steps:
        for level in (None, 1, 2, 3, 4, 5):
            coaching = guide.coach(step, level)
            assert coaching.say and coaching.ask and coaching.avoid, (step.id, level)


@pytest.mark.parametrize("name", NAMES)
def test_safety_is_asked_first_and_never_hidden(name: str) -> None:
    playbook = built_in(name)
    always = {field.id for field in playbook.fields.values() if field.always}
    assert {"safety_risk", "containment", "help_called"} <= always
    out_of_control = EmotionReading(id="m", who="customer", level=5)
    guide = Guide(playbook, Case(emotions=(out_of_control,)), TODAY)
    visible = {known.field.id for state in guide.steps for known in state.visible}
    assert {"safety_risk", "containment", "help_called"} <= visible


@pytest.mark.parametrize("name", NAMES)
def test_an_angry_customer_is_heard_before_solutions(name: str) -> None:
    playbook = built_in(name)
    angry = (EmotionReading(id="m", who="customer", level=4),)
    upset = Guide(playbook, Case(emotions=angry), TODAY)
    folded = [state.step.id for state in upset.steps if state.folded]
    assert len(folded) == 1
    heard = Case(emotions=angry, answers={"paraphrase_confirmed": "yes"})
    assert not any(state.folded for state in Guide(playbook, heard, TODAY).steps)
    opened = Guide(playbook, Case(emotions=angry), TODAY, folded)
    assert [f.code for f in opened.overridden()] == ["playbook.override_unexplained"]


@pytest.mark.parametrize("name", NAMES)
def test_a_field_is_asked_for_once(name: str) -> None:
    asked = [use.field.id for step in built_in(name).steps for use in step.fields]
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize("name", NAMES)
def test_what_the_program_writes_by_itself_has_its_place(name: str) -> None:
    asked = {use.field.id for step in built_in(name).steps for use in step.fields}
    assert {handover.FIELD, "paraphrase_confirmed", "paraphrase_correction", "gap_reason"} <= asked


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_topic_has_a_heading_in_the_window(name: str, lang: Lang) -> None:
    topics = {use.field.topic for step in built_in(name).steps for use in step.fields}
    keys = {f"forms.topic_{topic}" for topic in topics}
    assert {key for key in keys if tr(key, lang) == key} == set()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_printed_can_be_filled_in(name: str) -> None:
    playbook = built_in(name)
    asked = {use.field.id for step in playbook.steps for use in step.fields}
    assert {field_id for ids in playbook.report.values() for field_id in ids} <= asked


@pytest.mark.parametrize("name", NAMES)
def test_a_final_report_needs_its_four_elements(name: str) -> None:
    playbook = built_in(name)
    for section in (Section.BACKGROUND, Section.IMPACT, Section.SOLUTION, Section.BENEFIT):
        assert playbook.report[section], section
    assert "decision_needed" in playbook.report[Section.DECISION]
    assert "commitments" in playbook.report[Section.PLAN]
    missing = {f.params["field"] for f in Guide(playbook, Case(), TODAY).missing()}
    assert {"problem", "commitments"} <= missing


def test_the_engineers_own_stays_private() -> None:
    for name in NAMES:
        playbook = built_in(name)
        assert playbook.is_private("private_note") and playbook.is_private("own_feeling_note")
        printed = {field_id for ids in playbook.report.values() for field_id in ids}
        assert all(playbook.visibility(field_id) > Visibility.INTERNAL for field_id in printed)


def test_feelings_never_reach_a_crm_or_a_customer_and_are_kept_for_ninety_days() -> None:
    emotions = [
        field
        for field in built_in("pacts").fields.values()
        if field.record == "emotions" or field.topic == "emotion"
    ]
    assert emotions
    for field in emotions:
        assert field.visibility <= Visibility.SUPERVISOR
        assert field.retention_days == 90


FIXED = {
    "decision_needed": FieldType.LONG_TEXT,
    "decision_amount": FieldType.MONEY,
    "decision_due": FieldType.DAY,
    "cost_of_waiting": FieldType.LONG_TEXT,
    "impact_summary": FieldType.LONG_TEXT,
    "downtime": FieldType.NUMBER,
    "loss_per_month": FieldType.MONEY,
    "one_off_cost": FieldType.MONEY,
    "benefit_summary": FieldType.LONG_TEXT,
    "benefit_per_year": FieldType.MONEY,
    "payback_days": FieldType.NUMBER,
    "gap_reason": FieldType.LONG_TEXT,
    "paraphrase_confirmed": FieldType.CHOICE,
    "safety_risk": FieldType.CHOICE,
}


@pytest.mark.parametrize("name", NAMES)
def test_fields_the_report_is_built_on_keep_their_types(name: str) -> None:
    known: dict[str, Field] = dict(built_in(name).fields)
    assert {field_id: known[field_id].type for field_id in FIXED} == FIXED


def test_a_colleague_is_spoken_to_otherwise_than_a_customer() -> None:
    playbook = built_in("disagreement")
    inside, outside = (
        Guide(playbook, Case(answers={"counterpart": who}), TODAY)
        for who in ("colleague", "customer")
    )
    for step in playbook.steps:
        for level in (2, 3):
            with_colleague, with_customer = inside.coach(step, level), outside.coach(step, level)
            assert set(with_customer.say) < set(with_colleague.say), step.id
            assert with_colleague.say[0].when
        assert any(phrase.when for phrase in step.avoid), step.id


def test_every_situation_has_a_playbook() -> None:
    covered = {situation for name in NAMES for situation in built_in(name).situations}
    assert covered == set(SITUATIONS)


def test_the_compiled_forms_are_fresh() -> None:
    wanted, findings = compiling.build(paths.forms())
    assert [f for f in findings if f.severity is Severity.ERROR] == []
    assert list(compiling.stale(paths.forms(), wanted)) == []
    for path in folders.playbooks(paths.forms()):
        assert folders.fresh(path, folders.parts([paths.forms()]))
