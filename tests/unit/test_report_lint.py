"""Lint: what a supervisor would send back, and what must not be held against anybody."""

from __future__ import annotations

from typing import Any

import pytest
from report_kit import ALL_SAMPLES, case_of, content_of, document, playbook, sample_file

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, message
from fieldapp.report.lint import lint
from fieldapp.report.lint.personal import is_identity
from fieldapp.report.notes import showing

SOUND: dict[str, Any] = {
    "statements": [
        {"id": "s1", "text": "水压只有 0.2 MPa", "speaker": "周工（客户）", "verbatim": True}
    ],
    "causes": [
        {
            "id": "c1",
            "text": "滤芯堵塞",
            "category": "product",
            "basis": "fact",
            "evidence": ["e1"],
        },
        {
            "id": "c2",
            "parent": "c1",
            "text": "保养计划里没有滤芯",
            "category": "process",
            "basis": "fact",
            "evidence": ["e1"],
            "root": True,
        },
    ],
    "options": [
        {
            "id": "o1",
            "title": "换滤芯并改保养计划",
            "cost": 900,
            "benefit": 12000,
            "chosen": True,
            "reason": "当天可以恢复",
        },
        {"id": "o2", "title": "只换滤芯", "cost": 300},
    ],
    "commitments": [
        {"id": "k1", "what": "更换滤芯", "who": "陈工", "due": "2026-12-01", "measure": "0.4 MPa"}
    ],
    "evidence": [
        {"id": "e1", "kind": "number", "caption": "滤芯压差", "value": 0.18, "unit": "MPa"}
    ],
    "answers": {
        "decision_needed": "请批准 900 元更换滤芯。",
        "decision_amount": 900,
        "decision_due": "2026-12-01",
        "cost_of_waiting": "每晚一天，少供水 30 吨。",
        "benefit_summary": "每月少停机 6 小时。",
    },
}


def findings(**parts: Any) -> list[Finding]:
    case = case_of(document(**parts))
    content = content_of(document(**parts))
    return list(lint(case, playbook(case.playbook), content))


def codes(**parts: Any) -> set[str]:
    return {f.code.removeprefix("report.lint_") for f in findings(**parts)}


def answered(text: str) -> set[str]:
    """What lint says of a text of our own, apart from its surroundings."""
    told = codes(**SOUND | {"answers": SOUND["answers"] | {"cause_summary": text}})
    return told - {"one_language", "untranslated"}


def test_a_sound_case_has_nothing_to_send_back() -> None:
    assert codes(**SOUND) <= {"one_language"}


@pytest.mark.parametrize("name", ALL_SAMPLES)
def test_the_samples_have_nothing_to_send_back(name: str) -> None:
    data = sample_file(name).read_bytes()
    case = case_of(data)
    found = lint(case, playbook(case.playbook), content_of(data))
    assert [f for f in found if f.severity > Severity.INFO] == []


FLAGGED = [
    ("blame", "这次停机是操作工粗心造成的"),
    ("blame", "明显是客户的原因"),
    ("blame", "The operator was careless with the valve"),
    ("blame", "The night shift is to blame"),
    ("label", "客户的采购经理很难缠"),
    ("label", "班长脾气大"),
    ("label", "The buyer is picky"),
    ("label", "Their manager has a bad attitude"),
    ("absolute", "这是唯一的办法"),
    ("absolute", "方案绝对可靠"),
    ("absolute", "This solves it once and for all"),
    ("promise", "我们保证周五前修好"),
    ("promise", "以后一定会准时到"),
    ("promise", "This will never happen again, rest assured"),
    ("jargon", "按 SLA 应在四小时内到场"),
    ("jargon", "需要和生产部门对齐口径"),
    ("jargon", "We should circle back with logistics"),
    ("personal_identity", "联系人证件 11010519491231002X"),
    ("personal_phone", "周工电话 13812345678"),
    ("personal_phone", "请拨 021-58881234"),
    ("personal_phone", "Call +44 20 7946 0958 first"),
    ("personal_mail", "请发 zhou.min@example.com"),
    ("personal_patient", "患者张伟，男，45 岁，检查中断"),
    ("personal_patient", "病人姓名：李晓梅"),
    ("personal_patient", "The examination of patient John Miller was stopped"),
    ("personal_patient", "patient Mrs. Green had to wait"),
]


@pytest.mark.parametrize(("code", "text"), FLAGGED)
def test_it_is_noticed(code: str, text: str) -> None:
    assert code in answered(text)


HARMLESS = [
    "管道绝对压力 0.6 MPa，绝对误差 ±2%",
    "伺服驱动器用绝对编码器，闭环控制",
    "从不锈钢接头处渗漏",
    "一定程度上缓解，不一定能消除噪声",
    "保证金已退回；质量保证期到 2027 年",
    "本月产能利用率达到 100%",
    "客户原话：“你们保证过周五修好，都怪你们”",
    "每次都在 22 点以后出现，总是在换班时",
    "患者安全没有受影响，患者陈述与记录一致",
    "患者马上转到住院部，病人家属在场",
    "患者方面由护士长通知，病人白天检查",
    "患者王先生改期，患者张某已告知",
    "设备编号 13812345678901，序列号 SN-13912345678",
    "订单号 20261105091000123456，版本 2.10.1380.1234",
    "流量 13800000000 字节，金额 13,812,345,678 元",
    "服务热线 400-820-1234",
    "约定的服务时限（SLA）为四小时",
    "按出厂验收（FAT）的记录",
    "发生接地故障，主管道在 3 号泵处",
    "工程师懒得再等的说法没有依据",
    "The absolute pressure is 0.6 bar; absolutely necessary tests only",
    "A ground fault tripped the breaker; nobody is at fault",
    "The guarantee period ends in 2027; we cannot guarantee that date",
    "Patient Monitor X5 and the patient data interface are unaffected",
    "Patient Safety Board and Patient Transport Unit were told",
    "An aggressive cleaning agent in a demanding environment",
    "100% of the 42 points pass; availability is 99.5%",
    "The SLA (agreed service time) is four hours",
    "He sat down while the fat content was measured",
    "Firmware 4.12.1381 on serial 13812345678-A",
    "She said: “You always promise and never deliver, it will never work”",
    "The valve is not definitely the only one",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_it_is_left_alone(text: str) -> None:
    assert answered(text) == set()


def test_what_somebody_said_word_for_word_is_theirs() -> None:
    said = [
        {
            "text": "都怪你们，你们保证过的，绝对是质量问题",
            "speaker": "周工（客户）",
            "verbatim": True,
        },
        {
            "text": "They always lie and you are to blame",
            "speaker": "Zhou, customer",
            "verbatim": True,
        },
    ]
    assert codes(**SOUND | {"statements": said}) <= {"one_language", "untranslated"}


@pytest.mark.parametrize(
    ("code", "where", "parts"),
    [
        ("no_decision", "answers/decision_needed", {"answers": {}}),
        (
            "no_cost_of_waiting",
            "answers/cost_of_waiting",
            {"answers": {"decision_needed": "请批准"}},
        ),
        ("no_decision_date", "answers/decision_due", {"answers": {"decision_needed": "请批准"}}),
        (
            "option_no_reason",
            "options/o/reason",
            {"options": [{"id": "o", "title": "换", "chosen": True}]},
        ),
        ("none_chosen", "options", {"options": [{"title": "换"}, {"title": "修"}]}),
        (
            "several_chosen",
            "options",
            {"options": [{"title": "换", "chosen": True}, {"title": "修", "chosen": True}]},
        ),
        ("one_option", "options", {"options": [{"title": "换", "chosen": True}]}),
        (
            "action_no_owner",
            "commitments/k/who",
            {"commitments": [{"id": "k", "what": "换", "due": "2026-12-01"}]},
        ),
        (
            "action_no_date",
            "commitments/k/due",
            {"commitments": [{"id": "k", "what": "换", "who": "陈工"}]},
        ),
        (
            "action_not_verifiable",
            "commitments/k/measure",
            {"commitments": [{"id": "k", "what": "换", "who": "陈工"}]},
        ),
        ("nobody_said", "statements/s/speaker", {"statements": [{"id": "s", "text": "停了"}]}),
        (
            "fact_no_evidence",
            "statements/s/evidence",
            {
                "engineer": "陈一",
                "statements": [{"id": "s", "text": "压力 0.2", "speaker": "陈一"}],
            },
        ),
        (
            "root_not_verified",
            "causes/c/basis",
            {"causes": [{"id": "c", "text": "密封圈老化", "root": True, "basis": "assumption"}]},
        ),
        (
            "root_no_evidence",
            "causes/c/evidence",
            {"causes": [{"id": "c", "text": "密封圈老化", "root": True, "basis": "fact"}]},
        ),
        ("no_root", "causes", {"causes": [{"id": "c", "text": "密封圈老化"}]}),
        (
            "symptom",
            "causes/c/text",
            {"causes": [{"id": "c", "text": "操作工人为失误", "root": True, "basis": "fact"}]},
        ),
        (
            "symptom",
            "causes/c/text",
            {"causes": [{"id": "c", "text": "Human error at the press", "root": True}]},
        ),
        (
            "restates_effect",
            "causes/c/text",
            {
                "title": "二号线注塑机液压压力低反复停机",
                "causes": [{"id": "c", "text": "液压压力低，反复停机", "root": True}],
            },
        ),
        ("figure_no_source", "report/impact", {"report": {"impact": "损失 73,500 元。"}}),
        ("benefit_no_number", "report/benefit", {"report": {"benefit": "客户会更满意。"}}),
    ],
)
def test_the_finding_leads_to_its_place(code: str, where: str, parts: dict[str, Any]) -> None:
    assert (f"report.lint_{code}", where) in {(f.code, f.where) for f in findings(**parts)}


def test_a_figure_in_the_evidence_is_founded() -> None:
    evidence = [{"kind": "number", "caption": "停机分钟", "value": 164}]
    written = {"impact": "四天共停机 164 分钟。", "benefit": "每年少停 30 小时。"}
    told = findings(evidence=evidence, report=written)
    assert [f.where for f in told if f.code.endswith("figure_no_source")] == ["report/benefit"]


def test_a_case_in_both_languages_names_what_is_not_translated() -> None:
    told = findings(
        title={"zh": "停机", "en": "Stoppage"}, answers={"problem": "水压很低，每天停机两次"}
    )
    assert [f.where for f in told if f.code.endswith("untranslated")] == ["answers/problem"]


def test_what_is_private_is_not_looked_at() -> None:
    own = {"private_note": "客户很难缠，电话 13812345678"}
    assert not {"label", "personal_phone"} & codes(answers=own)


def test_personal_data_is_not_spread_by_its_warning() -> None:
    told = findings(answers={"problem": "周工电话 13812345678"})
    assert not any("13812345678" in message(f, lang) for f in told for lang in LANGS)


def test_every_finding_reads_in_both_languages() -> None:
    parts = {"causes": [{"text": "人为失误", "root": True}], "options": [{"title": "换"}]}
    texts = [answers for _, answers in FLAGGED]
    told = findings(**parts, answers={"problem": "；".join(texts), "decision_needed": "批准"})
    for finding in told:
        for lang in LANGS:
            assert not message(finding, lang).startswith("report.")


@pytest.mark.parametrize(
    ("number", "right"),
    [
        ("11010519491231002X", True),
        ("11010519491231002x", True),
        ("110105194912310021", False),
        ("11010519491331002X", False),
    ],
)
def test_identity_numbers_are_known_by_their_check_digit(number: str, right: bool) -> None:
    assert is_identity(number) is right


def read_back(answer: str, *, changed: bool) -> set[str]:
    """What lint says of a sound case after this answer."""
    parts: dict[str, Any] = SOUND | {"format": "fieldapp-case/1.1"}
    shown = "0a" * 32 if changed else showing(case_of(document(**SOUND)), playbook(), "zh").hash
    given = {"id": "a1", "answer": answer, "how": "on_screen", "lang": "zh", "shown": shown}
    found = findings(**parts, acknowledgements=[given])
    return {f.code for f in found if f.where == "acknowledgements/a1"}


def test_notes_that_changed_since_they_were_confirmed_are_worth_reading_back_again() -> None:
    assert read_back("right", changed=False) == set()
    assert read_back("right", changed=True) == {"report.lint_changed_since_read_back"}
    assert read_back("not_quite", changed=False) == {"report.lint_not_quite"}
    assert read_back("not_quite", changed=True) == set()
    assert read_back("declined", changed=True) == read_back("declined", changed=False) == set()
