"""The tools: each has all parts of its shape, and says something sensible of any case."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import util

import pytest
from pdf_reading import text_of
from report_kit import ALL_SAMPLES, case_of, document, library, playbook, report_of, sample_file
from report_kit import content_of as content

from fieldapp.base import paths
from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, detect, message, tr
from fieldapp.case.declaring import Kind
from fieldapp.case.records import CATEGORIES, KEPT, Case, specs
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.tools import TOOLS, analyse, showing
from fieldapp.playbook.tools.bias import base_rate, questions
from fieldapp.playbook.tools.modes import advise
from fieldapp.playbook.tools.options import best, net, payback
from fieldapp.playbook.tools.questions import asks
from fieldapp.report.layout.contributions import CONTRIBUTIONS

TODAY = date(2026, 11, 25)
IDS = [known.id for known in TOOLS]


@pytest.mark.parametrize("tool_id", IDS)
def test_a_tool_has_its_words_in_both_languages_and_a_page(tool_id: str) -> None:
    for key in ("title", "purpose", "empty", "empty_hint", "begin"):
        said = {lang: tr(f"{tool_id}.{key}", lang) for lang in LANGS}
        assert all(detect(text) == lang for lang, text in said.items()), said
    assert util.find_spec(f"fieldapp.ui.pages.tools.{tool_id}")


@pytest.mark.parametrize("tool_id", IDS)
def test_a_tool_says_nothing_of_an_empty_case(tool_id: str) -> None:
    assert analyse(tool_id, Case(), playbook(), TODAY) == ()


@pytest.mark.parametrize("sample", ALL_SAMPLES)
def test_what_a_tool_says_of_a_sample_is_a_sentence_about_a_place_of_it(sample: str) -> None:
    case = case_of(sample_file(sample).read_bytes())
    guide = playbook(case.playbook)
    for tool_id in IDS:
        for finding in analyse(tool_id, case, guide, TODAY):
            assert all(detect(message(finding, lang)) == lang for lang in LANGS)
            assert finding.severity < Severity.ERROR
            assert showing(finding.where) or finding.where.startswith("answers/")


def test_every_tool_is_offered_by_a_playbook() -> None:
    offered = {name for known in library().playbooks for s in known.steps for name in s.tools}
    assert offered == set(IDS)


def test_what_a_contribution_is_from_is_a_tool() -> None:
    assert {contribution.tool for contribution in CONTRIBUTIONS} <= set(IDS)


def test_every_field_of_a_record_has_its_label() -> None:
    for name, kept in KEPT.items():
        if not kept.by_hand:
            continue
        for lang in LANGS:
            assert tr(f"histories.item_{name}", lang) != f"histories.item_{name}"
            assert tr(f"drafting.all_{name}", lang) != f"drafting.all_{name}"
            if name not in ("statements", "emotions", "evidence"):  # told by their kind
                assert tr(f"drafting.mark_{name}", lang, number=1) != f"drafting.mark_{name}"
            for field, spec in specs(kept.record).items():
                if spec.kind in (Kind.HASH, Kind.STROKES, Kind.FILE, Kind.REF):
                    continue
                known = (f"playbook.label_{field}", f"histories.label_{field}")
                assert any(tr(key, lang) != key for key in known), field


# The cause editor


def causes(*rows: dict[str, object], **parts: object) -> Case:
    return case_of(document(format="fieldapp-case/1.1", causes=list(rows), **parts))


CHAIN: tuple[dict[str, object], ...] = (
    {"id": "c1", "text": "泵停了", "category": "product", "basis": "fact", "evidence": ["e1"]},
    {"id": "c2", "parent": "c1", "text": "滤芯堵了", "basis": "customer_statement"},
    {"id": "c3", "parent": "c2", "text": "没有换滤芯的周期", "basis": "fact", "root": True},
)
NUMBER = {"id": "e1", "kind": "number", "caption": "停机次数", "value": 3}


def codes(case: Case) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in analyse("causes", case, playbook(), TODAY):
        found.setdefault(finding.code.partition(".")[2], []).append(finding.where)
    return found


def test_the_weakest_link_is_the_one_that_rests_on_least() -> None:
    said = codes(causes(*CHAIN, evidence=[NUMBER]))
    assert said == {"weakest": ["causes/c2/text"], "fact_bare": ["causes/c3/text"]}


def test_a_chain_of_proven_facts_has_no_weakest_link() -> None:
    rows = [row | {"basis": "fact", "evidence": ["e1"]} for row in CHAIN]
    assert codes(causes(*rows, evidence=[NUMBER])) == {}


def test_a_root_that_is_only_a_guess_is_asked_about_once() -> None:
    rows = (*CHAIN[:2], CHAIN[2] | {"basis": "assumption"})
    assert codes(causes(*rows, evidence=[NUMBER])) == {"root_guess": ["causes/c3/text"]}


def test_a_cause_that_repeats_what_it_explains_is_no_cause() -> None:
    rows = (CHAIN[0], {"id": "c2", "parent": "c1", "text": "泵停了。", "basis": "assumption"})
    assert codes(causes(*rows, evidence=[NUMBER]))["says_same"] == ["causes/c2/text"]


def test_six_m_is_known_to_files_of_1_1_only() -> None:
    case = causes({"text": "轴承温度没有人量", "category": "measurement"})
    assert case.causes[0].category == "measurement" in CATEGORIES
    rows = [{"text": "x", "category": "measurement"}]
    with pytest.raises(Exception, match="later_key"):
        case_of(document(causes=rows))


def test_the_report_reads_a_verified_root_back_up() -> None:
    rows = [row | {"basis": "fact", "evidence": ["e1"]} for row in CHAIN]
    made = content(document(format="fieldapp-case/1.1", causes=rows, evidence=[NUMBER]))
    said = text_of(report_of(made))
    assert "没有换滤芯的周期，因此滤芯堵了，因此泵停了。" in "".join(said.split())
    hidden = text_of(report_of(made, audience="customer"))
    assert "因此" not in hidden


def test_the_reference_page_of_tools_names_the_parts() -> None:
    page = (paths.forms().parent / "docs" / "tools.md").read_text(encoding="utf-8")
    for part in ("records.py", "TOOLS", "ToolView", "CONTRIBUTIONS", "tools: [", "tool_kit.py"):
        assert part in page


# Options


def options(*rows: dict[str, object]) -> Case:
    return case_of(document(format="fieldapp-case/1.1", options=list(rows)))


def said_of(case: Case) -> dict[str, str]:
    found = analyse("options", case, playbook(), TODAY)
    return {finding.code.partition(".")[2]: finding.where for finding in found}


FULL: dict[str, object] = {"title": "换泵", "cost": 900, "benefit": 600, "risk": "停一天"}


def test_payback_is_cost_over_the_benefit_of_a_month() -> None:
    (known,) = options(FULL | {"benefit_months": 12}).options
    assert (net(known), payback(known)) == (Decimal(-300), Decimal("18.0"))
    (unknown,) = options(FULL).options
    assert payback(unknown) is None


def test_what_a_choice_still_lacks() -> None:
    chosen = FULL | {"id": "o1", "chosen": True, "acceptance": "declines"}
    other = {
        "id": "o2",
        "title": "先不动",
        "cost": 0,
        "benefit": 0,
        "risk": "又停",
        "offered": True,
    }
    assert said_of(options(chosen, other)) == {
        "no_reason": "options/o1/reason",
        "chosen_loses": "options/o1/reason",
        "chosen_declined": "options/o1/acceptance",
        "no_words_for_them": "options/o2/for_customer",
    }


def test_amounts_in_two_currencies_are_not_compared() -> None:
    rows = (FULL | {"id": "o1"}, FULL | {"id": "o2", "cost": 1, "currency": "EUR"})
    case = options(*rows)
    assert best(case.options)["cost"] == set()
    assert "currencies" in said_of(case)


def test_the_report_says_when_it_pays_back_and_what_the_customer_thinks() -> None:
    row = FULL | {"benefit_months": 12, "chosen": True, "acceptance": "accepts", "reason": "值"}
    made = content(document(format="fieldapp-case/1.1", options=[row | {"offered": True}]))
    said = "".join(text_of(report_of(made)).split())
    assert "约18个月回本" in said and "客户可以接受" in said
    seen = "".join(text_of(report_of(made, audience="customer")).split())
    assert "回本" not in seen and "900" not in seen


# Modes


def stance(**parts: object) -> Case:
    return case_of(document(format="fieldapp-case/1.1", stances=[{"id": "w1"} | parts]))


def advised(**parts: object) -> list[str]:
    return [one.mode for one in advise(stance(**parts).stances[0])]


def test_each_mode_is_advised_where_it_belongs() -> None:
    assert advised(nature="safety", closeness="long", pressure="today")[0] == "competing"
    assert advised(nature="goals", closeness="long", ours=5, theirs=5)[0] == "collaborating"
    assert advised(nature="resources", closeness="sometimes", ours=3, theirs=3)[0] == "compromising"
    assert advised(nature="personal", closeness="once", ours=1, theirs=1)[0] == "avoiding"
    assert advised(nature="personal", closeness="long", ours=1, theirs=5)[0] == "accommodating"
    assert advised(nature="goals", closeness="long") == [], "two answers are too few"


def test_safety_is_never_advised_to_be_given_away() -> None:
    for closeness in ("once", "sometimes", "long"):
        for pressure in ("today", "days", "weeks"):
            for ours, theirs in ((1, 5), (5, 1), (1, 1), (3, 3), (5, 5)):
                known = advised(
                    nature="safety",
                    closeness=closeness,
                    pressure=pressure,
                    ours=ours,
                    theirs=theirs,
                )
                assert known.index("competing") < known.index("avoiding")
                assert known.index("competing") < known.index("accommodating")


def test_avoiding_asks_for_its_day_and_says_when_it_has_passed() -> None:
    def codes_of(case: Case) -> set[str]:
        return {f.code for f in analyse("modes", case, playbook(), TODAY)}

    assert "modes.no_date" in codes_of(stance(mode="avoiding"))
    assert "modes.date_passed" in codes_of(stance(mode="avoiding", back_on="2026-11-24"))
    assert codes_of(stance(mode="avoiding", back_on="2026-11-26", reason="等人到齐")) == set()


def test_the_supervisor_reads_how_it_is_handled_and_the_customer_does_not() -> None:
    row = {"mode": "avoiding", "reason": "等人到齐", "back_on": "2026-12-01"}
    made = content(document(format="fieldapp-case/1.1", stances=[row]))
    said = "".join(text_of(report_of(made)).split())
    assert "这次以“回避”的方式处理：等人到齐；2026年12月1日再谈。" in said
    assert "等人到齐" not in text_of(report_of(made, audience="customer"))


# Bias check


def test_the_bias_check_questions_what_was_written_and_nothing_else() -> None:
    row = {"id": "c1", "text": "用户操作不当", "basis": "assumption"}
    case = case_of(document(format="fieldapp-case/1.1", causes=[row]))
    found = {(q.bias, q.code) for q in questions(case)}
    assert ("confirmation", "blames_customer") in found
    backed = case_of(
        document(
            format="fieldapp-case/1.1",
            causes=[row | {"basis": "fact", "evidence": ["e1"]}, {"id": "c2", "text": "阀门老化"}],
            evidence=[NUMBER],
            answers={"not_affected": "二号线没事"},
        )
    )
    assert questions(backed) == ()


def test_jargon_the_customer_is_to_read_comes_with_its_plain_word() -> None:
    answers = {"paraphrase": "SLA 两小时", "problem": "SLA"}
    (asked,) = questions(case_of(document(answers=answers)))
    assert (asked.bias, asked.code, asked.about) == ("knowledge", "jargon", "answers/paraphrase")
    assert asked.params["found"] == "SLA" and asked.params["plain_zh"] == "约定的服务时限"


def test_a_base_rate_needs_enough_past_cases() -> None:
    root = {"text": "x", "category": "process", "basis": "fact", "root": True}
    past = [case_of(document(causes=[root])) for _ in range(6)]
    now = case_of(document(causes=[root | {"category": "people"}]))
    rate = base_rate(now, past)
    assert rate is not None and (rate.params["count"], rate.params["most_count"]) == (0, 6)
    assert base_rate(now, past[:3]) is None


def test_doubts_never_leave_the_laptop_nor_enter_a_report() -> None:
    doubt = {"id": "d1", "bias": "confirmation", "asked": "x", "answer": "我是不是先入为主"}
    file = document(format="fieldapp-case/1.1", doubts=[doubt])
    assert case_of(file).doubts[0].private
    made = content(file)
    assert b"\\u5148\\u5165" not in made.to_bytes() and "先入为主".encode() not in made.to_bytes()
    for audience in ("supervisor", "customer"):
        done = report_of(made, audience=audience)
        assert "先入为主" not in text_of(done)


# Questions


def test_questions_of_a_step_come_open_ones_first_with_what_was_asked() -> None:
    guide = playbook()
    step = guide.steps[0]
    case = case_of(document())
    first = asks(case, Guide(guide, case, TODAY), step)
    assert [ask.kind for ask in first] == sorted(
        (ask.kind for ask in first), key=("open", "guiding", "closed").index
    )
    row = {"text": {"zh": first[0].text.zh, "en": first[0].text.en}, "step": step.id, "done": True}
    asked = case_of(document(format="fieldapp-case/1.1", askings=[row, row | {"text": "自己的"}]))
    now = asks(asked, Guide(guide, asked, TODAY), step)
    assert [ask.is_asked for ask in now if ask.text == first[0].text] == [True]
    assert [ask.text.zh for ask in now if ask.is_own] == ["自己的"]


def test_what_was_asked_is_kept_and_not_printed() -> None:
    made = content(document(format="fieldapp-case/1.1", askings=[{"text": "自己的", "done": True}]))
    assert made.case.askings[0].text.zh == "自己的"
    assert "自己的" not in text_of(report_of(made))
