"""What a report says: composed from what was captured, in both languages, and frozen."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_kit import AT, DRAFT, SAMPLES, case_of, content_of, document, playbook, sample

from fieldapp.base.language import LANGS, Lang, Text, message
from fieldapp.case import outflow
from fieldapp.case.records import WRITTEN_BY_HAND, Conflict
from fieldapp.report.compose import compose
from fieldapp.report.content import ELEMENTS, Content, Issue, Sentence
from fieldapp.report.errors import ReportError
from fieldapp.report.grounds import figures
from fieldapp.report.phrasing import Money, money, number, shown
from fieldapp.report.sentences import split


def told(element: str, lang: Lang = "zh", audience: Any = "supervisor", **parts: Any) -> list[str]:
    """The sentences of an element of a small case."""
    found = content_of(document(**parts)).element(audience, element)
    return [sentence.text.get(lang) for sentence in found.sentences if sentence.origin != "gap"]


def resting(content: Content, element: str, start: str) -> Sentence:
    """The sentence of an element that starts so."""
    found = content.element("supervisor", element).sentences
    return next(s for s in found if s.text.zh.startswith(start) or s.text.en.startswith(start))


# Said of what was captured


def fact(**parts: Any) -> dict[str, Any]:
    return {"id": "s1", "kind": "fact", "text": {"zh": "泵漏油", "en": "The pump leaks"}} | parts


PROOF = {"id": "e1", "kind": "photo", "caption": "泵体", "file": "photos/e1.jpg"}
WANG = {"zh": "王工", "en": "Wang"}


@pytest.mark.parametrize(
    ("statement", "zh", "en"),
    [
        (fact(speaker=WANG), "王工反映：泵漏油。", "Wang reports: The pump leaks."),
        (fact(speaker=WANG, evidence=["e1"]), "泵漏油。", "The pump leaks."),
        (fact(speaker=WANG, evidence=["x"]), "王工反映：泵漏油。", "Wang reports: The pump leaks."),
        (fact(speaker=WANG, verbatim=True), "王工原话：“泵漏油”", "Wang: “The pump leaks”"),
        (fact(), "有人（未记录是谁）反映：泵漏油。",
         "Somebody (not noted who) reports: The pump leaks."),
    ],
)  # fmt: skip
def test_an_account_is_called_one_until_evidence_stands_behind_it(
    statement: dict[str, Any], zh: str, en: str
) -> None:
    parts: dict[str, Any] = {"statements": [statement], "evidence": [PROOF]}
    assert zh in "".join(told("background", **parts))
    assert en in "".join(told("background", "en", **parts))


def cause(basis: str, **parts: Any) -> list[dict[str, Any]]:
    return [{"id": "c1", "text": "密封圈老化", "root": True, "basis": basis} | parts]


def test_a_root_cause_is_verified_only_with_evidence() -> None:
    proved = told("solution", causes=cause("fact", evidence=["e1"]), evidence=[PROOF])
    assert proved == ["根本原因（已核实）：密封圈老化。"]
    assert "已核实" not in "".join(told("solution", causes=cause("fact")))
    assert "尚未核实" in "".join(told("solution", causes=cause("assumption")))
    assert "客户认为" in "".join(told("solution", causes=cause("customer_statement")))


def test_the_chosen_option_is_told_with_its_amounts_and_reason() -> None:
    option = {"id": "o1", "title": "换泵", "cost": 46000, "benefit": 169000, "currency": "CNY",
              "chosen": True, "reason": "停机最短"}  # fmt: skip
    (said,) = told("solution", options=[option, {"title": "修泵", "cost": 9000}])
    assert said == "选定方案：换泵。费用 ¥46,000。预计收益 ¥169,000。理由：停机最短。"


def test_nothing_is_said_of_amounts_that_were_not_given() -> None:
    (said,) = told("solution", options=[{"id": "o1", "title": "换泵", "chosen": True}])
    assert said == "选定方案：换泵。"


def test_actions_are_counted_as_they_stand() -> None:
    actions = [
        {"what": "换泵", "due": "2026-12-05", "status": "open"},
        {"what": "点检", "due": "2026-12-01", "status": "late"},
        {"what": "培训", "due": "2026-11-01", "status": "done"},
        {"what": "退货", "status": "cancelled"},
    ]
    said = told("plan", commitments=actions)
    assert said == [
        "约定行动 3 项。",
        "已完成 1 项。",
        "已逾期 1 项。",
        "最近的期限是 2026年12月1日。",
    ]


def test_answers_are_told_with_their_unit_and_label() -> None:
    answers = {"downtime": 14.5, "loss_per_month": 183500, "safety_risk": "possible"}
    content = content_of(document(answers=answers))
    sentences = list(content.element("supervisor", "impact").sentences)
    texts = [sentence.text for sentence in sentences if sentence.origin != "gap"]
    assert [text.zh for text in texts] == [
        "累计停用 14.5 小时。",
        "问题每持续一个月，损失约 ¥183,500。",
        "可能有",
    ]
    assert resting(content, "impact", "可能有").label.en == "Safety risk"
    assert resting(content, "impact", "累计").rests_on == ("answers/downtime",)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sentence_of_a_sample_rests_on_something_that_is_there(name: str) -> None:
    content = sample(name)
    case = content.case
    places = {f"answers/{key}" for key in case.answers} | {"statements"}
    for collection in WRITTEN_BY_HAND:
        places |= {f"{collection}/{item.id}" for item in case.collection(collection)}
    for audience in ELEMENTS:
        for element in content.elements[audience]:
            for sentence in element.sentences:
                if sentence.origin != "gap":
                    assert sentence.rests_on
                    assert set(sentence.rests_on) <= places


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_is_told_in_both_languages(name: str) -> None:
    for audience, elements in sample(name).elements.items():
        for element in elements:
            for sentence in element.sentences:
                if sentence.text.zh != sentence.text.en:
                    assert sentence.text.zh, (audience, element.id, sentence)
                    assert sentence.text.en, (audience, element.id, sentence)


# What the author wrote


def test_an_authored_section_stands_as_written() -> None:
    written = {"background": "第一句。第二句，共 164 分钟。\n新的一段。"}
    content = content_of(document(report=written, answers={"problem": "不应出现"}))
    element = content.element("supervisor", "background")
    assert [[s.text.zh for s in p] for p in element.paragraphs if p[0].origin == "authored"] == [
        ["第一句。", "第二句，共 164 分钟。"],
        ["新的一段。"],
    ]
    assert element.is_authored


def test_an_authored_sentence_rests_on_what_it_names() -> None:
    evidence = [
        PROOF,
        {"id": "e2", "kind": "number", "caption": "停机分钟", "value": 164},
    ]
    answers = {"loss_per_month": 46000, "problem": "停机"}
    impact = "共停机 164 分钟。见图1。每月损失 4.6 万元。其他没有数字。"
    content = content_of(document(evidence=evidence, answers=answers, report={"impact": impact}))
    assert resting(content, "impact", "共停机").rests_on == ("evidence/e2",)
    assert resting(content, "impact", "见图1").rests_on == ("evidence/e1",)
    assert resting(content, "impact", "每月").rests_on == ("answers/loss_per_month",)
    assert resting(content, "impact", "其他").rests_on == ("answers/loss_per_month",)


def test_the_customers_text_never_comes_from_the_authors_sections() -> None:
    content = content_of(document(report={"background": "只给主管看的话。"}))
    for element in content.elements["customer"]:
        assert all("只给主管" not in s.text.zh for s in element.sentences)


# What is missing


def test_an_empty_case_names_what_is_missing_and_holds_nothing_back() -> None:
    content = content_of(document())
    names = {gap.name.zh for gap in content.gaps}
    assert {"问题描述", "事实", "期待", "证据", "原因", "选定方案", "约定事项"} <= names
    assert all(element.paragraphs for element in content.elements["supervisor"])


def test_an_item_that_lacks_something_is_called_by_its_own_words() -> None:
    content = content_of(document(commitments=[{"id": "k1", "what": "更换滤芯", "who": "陈工"}]))
    gap = next(gap for gap in content.gaps if gap.where.startswith("commitments/k1"))
    assert gap.text.zh == "“更换滤芯”尚缺：期限、衡量办法"
    assert "due date, measure" in gap.text.en


def test_who_is_asked_to_decide_learns_what_is_missing_for_it() -> None:
    content = content_of(document(answers={"decision_needed": "请批准换泵"}))
    names = {gap.name.zh for gap in content.gaps if gap.element == "decision"}
    assert names == {"最晚决定日期", "等待的代价"}


def test_what_two_people_wrote_differently_is_named_without_either() -> None:
    conflict = Conflict("answers/problem", (("漏油", b"a", 1), ("漏水", b"b", 2)))
    hidden = replace(conflict, path="answers/private_note")
    english = replace(conflict, path="answers/problem/@en")
    case = replace(case_of(document()), conflicts=(conflict, english, hidden))
    gaps = [
        gap.text.zh for gap in compose(case, playbook(), DRAFT).gaps if "两种写法" in gap.text.zh
    ]
    assert gaps == ["“问题描述”有两种写法，尚未统一"]


def test_a_record_that_two_people_wrote_differently_is_named_too() -> None:
    said = [{"id": "s1", "kind": "feeling", "text": "他很失望"}]
    conflict = Conflict("statements/s1/text", (("失望", b"a", 1), ("生气", b"b", 2)))
    case = replace(case_of(document(statements=said)), conflicts=(conflict,))
    found = compose(case, playbook(), DRAFT).gaps
    gaps = [gap.text.zh for gap in found if gap.where == "statements/s1/text"]
    assert gaps == ["“情感”有两种写法，尚未统一"]


# Frozen

ANSWER = {
    "id": "a1",
    "who": "何静",
    "answer": "not_quite",
    "how": "on_screen",
    "words": {"zh": "是三次", "en": "Three times", "src": "zh"},
    "at": "2026-11-20T10:40:00+08:00",
    "lang": "zh",
    "shown": "0a" * 32,
    "signature": "M1 2L3 4",
}


@pytest.mark.parametrize("name", SAMPLES)
def test_frozen_content_comes_back_whole(name: str) -> None:
    content = sample(name)
    again = Content.from_bytes(content.to_bytes())
    assert again == content
    assert again.hash == content.hash == hashlib.sha256(content.to_bytes()).hexdigest()


def test_content_frozen_before_the_notes_were_read_back_keeps_its_bytes() -> None:
    """Keys of minor version 1.1 are not in it, and its hash, which is kept elsewhere, holds."""
    frozen = json.loads(content_of(document()).to_bytes())["case"]
    assert not {"acknowledgements", "opened_steps"} & frozen.keys()
    parts = document(format="fieldapp-case/1.1", opened_steps=["test"], acknowledgements=[ANSWER])
    content = content_of(parts)
    again = Content.from_bytes(content.to_bytes())
    assert again == content
    assert again.case.opened_steps == ("test",)
    (answer,) = again.case.acknowledgements
    assert outflow.record_document(answer, "acknowledgements") == ANSWER


def test_the_same_case_freezes_to_the_same_bytes() -> None:
    parts = document(answers={"downtime": 1.5, "problem": {"zh": "停", "en": "off", "src": "en"}})
    assert content_of(parts).to_bytes() == content_of(parts).to_bytes()


def test_any_change_changes_the_hash() -> None:
    content = content_of(document(answers={"problem": "停机"}))
    others = [
        content_of(document(answers={"problem": "停机。"})),
        replace(content, issue=replace(content.issue, number=2)),
        replace(content, ops_digest="ab"),
        replace(content, playbook_version="0" * 64),
    ]
    assert len({other.hash for other in (content, *others)}) == 5


def test_canonical_bytes_are_sorted_and_bare() -> None:
    data = content_of(document()).to_bytes()
    expected = json.dumps(
        json.loads(data), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert data == expected.encode()


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", b'{"format": 3}', b"[" * 100_000])
def test_damaged_content_is_one_clear_error(data: bytes) -> None:
    with pytest.raises(ReportError) as caught:
        Content.from_bytes(data)
    assert caught.value.finding.code == "report.content_damaged"
    for lang in LANGS:
        assert not message(caught.value.finding, lang).startswith("report.")


def test_content_of_a_newer_version_says_so() -> None:
    data = sample("telecom").to_bytes().replace(b"fieldapp-content/1", b"fieldapp-content/2")
    with pytest.raises(ReportError) as caught:
        Content.from_bytes(data)
    assert caught.value.finding.code == "report.content_newer"


def test_no_log_no_private_thing_is_frozen() -> None:
    parts = document(
        answers={"private_note": "自己的话"},
        emotions=[
            {"who": "engineer", "level": 4, "word": "心慌"},
            {"who": "engineer", "level": 2, "word": "平静了", "share": True},
        ],
    )
    frozen = content_of(parts).to_bytes().decode()
    assert "自己的话" not in frozen
    assert "心慌" not in frozen
    assert "平静了" in frozen


# Sentences, figures, values


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("一句。两句！三句？", ["一句。", "两句！", "三句？"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("It fell by 4.5 mm. Then it stopped.", ["It fell by 4.5 mm.", "Then it stopped."]),
        ("See Fig. 2 and no. 3. Mr. Wang agreed.", ["See Fig. 2 and no. 3.", "Mr. Wang agreed."]),
        ("压力 0.2 MPa。OK.", ["压力 0.2 MPa。", "OK."]),
        ("no end", ["no end"]),
        ("", []),
    ],
)
def test_texts_are_cut_where_sentences_end(text: str, sentences: list[str]) -> None:
    found = [part.original for paragraph in split(Text.of(text)) for part in paragraph]
    assert found == sentences


def test_languages_in_step_are_paired_and_others_stay_whole() -> None:
    assert split(Text("一。二。", "One. Two.")) == ((Text("一。", "One."), Text("二。", "Two.")),)
    uneven = Text("一。二。", "One and two.")
    assert split(uneven) == ((uneven,),)


@given(st.text(max_size=400))
@settings(max_examples=60)
def test_cutting_loses_no_letter(text: str) -> None:
    parts = [part.zh for paragraph in split(Text(zh=text)) for part in paragraph]
    assert "".join("".join(parts).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("11 月 21、22 日损失 4.6 万元", [46000]),
        ("2026年12月1日 09:30 共 41 次", [41]),
        ("on 21 and 22 November, 1,234.5 km and 12 %", [Decimal("1234.5"), 12]),
        ("2026-11-20 测得 −118 dBm", [118]),
        ("没有数字", []),
    ],
)
def test_figures_without_dates(text: str, numbers: list[Decimal]) -> None:
    assert list(figures(text)) == numbers


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Money(Decimal(46000), "CNY"), "¥46,000", "¥46,000"),
        (Money(Decimal("-1.50"), "CNY"), "−¥1.5", "−¥1.5"),
        (Money(Decimal(46000), "EUR"), "46,000 EUR", "46,000 EUR"),
        (AT.date(), "2026年11月20日", "20 November 2026"),
        (AT, "2026年11月20日 18:05", "20 November 2026, 18:05"),
        (Decimal("1E+25"), "1E+25", "1E+25"),
        (Decimal("1234567.80"), "1,234,567.8", "1,234,567.8"),
    ],
)
def test_values_in_each_language(value: Any, zh: str, en: str) -> None:
    assert (shown(value, "zh"), shown(value, "en")) == (zh, en)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3))
def test_any_amount_can_be_written(amount: Decimal) -> None:
    assert len(number(amount)) <= 40
    assert money(Money(amount)).count("¥") == 1


def test_the_issue_keeps_why_it_is_final() -> None:
    issue = Issue(AT, 2, True, Text("客户今天要答复", "The customer wants an answer today"))
    again = Content.from_bytes(content_of(document(), issue).to_bytes())
    assert again.issue == issue
