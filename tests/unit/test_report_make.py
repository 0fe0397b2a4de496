"""The whole report, made from the samples and read back as its readers see it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from report_kit import (
    ALL_SAMPLES,
    AT,
    DRAFT,
    SAMPLES,
    content_of,
    document,
    no_photos,
    photos_of,
    playbook,
    report_of,
    sample,
)

from bench import report_fuzz
from fieldapp.base.language import LANGS, Text, message
from fieldapp.report import make
from fieldapp.report.content import Content, Issue
from fieldapp.report.errors import ReportError
from fieldapp.report.make import make_report
from fieldapp.report.notes import showing
from fieldapp.report.pdf import Rendered

LANGUAGES = ("zh", "en", "both")


def pages(done: Rendered) -> list[str]:
    """Each page's text without white space."""
    texts = (page.extract_text() for page in PdfReader(BytesIO(done.pdf)).pages)
    return ["".join(text.split()) for text in texts]


def said(done: Rendered) -> str:
    return "".join(pages(done))


@pytest.mark.parametrize("audience", ["supervisor", "customer"])
@pytest.mark.parametrize("edition", ["a4", "phone"])
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_edition_of_the_samples_is_set(
    name: str, lang: str, edition: str, audience: str
) -> None:
    done = report_of(sample(name), photos_of(name), lang=lang, edition=edition, audience=audience)
    assert not done.plain
    assert done.pages == len(PdfReader(BytesIO(done.pdf)).pages)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", [name for name in ALL_SAMPLES if name not in SAMPLES])
def test_a_sample_without_pictures_makes_a_whole_final_report(name: str, lang: str) -> None:
    content = sample(name)
    assert content.gaps == ()
    assert all(element.paragraphs for element in content.elements["supervisor"])
    assert all(s.origin != "gap" for e in content.elements["supervisor"] for s in e.sentences)
    done = report_of(content, lang=lang)
    assert not done.plain
    assert done.pages <= 9


@pytest.mark.parametrize("name", SAMPLES)
def test_a_supervisor_decides_from_page_1(name: str) -> None:
    content = sample(name)
    first = pages(report_of(content, photos_of(name)))[0]
    answers = content.case.answers
    wanted = [
        content.case.title.zh,
        "待批准",
        "需要您决定",
        answers["decision_needed"].zh,
        f"¥{answers['decision_amount']:,}",
        "2026年11月",
        answers["cost_of_waiting"].zh,
        "累计停用时间",
        "每月损失",
        "一次性投入",
        "回本天数",
    ]
    assert [text for text in wanted if "".join(text.split()) not in first] == []


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("audience", ["supervisor", "customer"])
def test_the_phone_edition_stays_within_six_pages(name: str, audience: str) -> None:
    done = report_of(sample(name), photos_of(name), edition="phone", audience=audience)
    assert done.pages <= 6


@pytest.mark.parametrize("name", SAMPLES)
def test_page_1_of_the_phone_edition_stands_alone_too(name: str) -> None:
    first = pages(report_of(sample(name), photos_of(name), edition="phone"))[0]
    for text in ("需要您决定", "申请金额", "等待的代价", "累计停用时间", "回本天数"):
        assert text in first


@pytest.mark.parametrize("name", SAMPLES)
def test_a_report_on_paper_is_short(name: str) -> None:
    """With all that its tools have to tell."""
    assert report_of(sample(name), photos_of(name)).pages <= 8


def test_the_sections_are_in_the_outline() -> None:
    done = report_of(sample("telecom"), photos_of("telecom"))
    titles = [
        str(item.title)
        for item in PdfReader(BytesIO(done.pdf)).outline
        if not isinstance(item, list)
    ]
    assert titles == ["1 背景", "2 影响", "3 解决方案", "4 收益", "5 相关的人", "6 审阅与签字"]


def test_every_section_is_filled() -> None:
    content = sample("telecom")
    text = said(report_of(content, photos_of("telecom")))
    case = content.case
    shown: list[str] = [s.text.zh for s in case.statements if s.text.zh != ""]
    shown += [c.text.zh for c in case.causes] + [o.title.zh for o in case.options]
    shown += [c.what.zh for c in case.commitments] + [e.caption.zh for e in case.evidence]
    shown += ["情绪变化", "红色为已核实的根本原因", "图1", "数1", "+¥334,864"]
    assert [part for part in shown if "".join(part.split()) not in text] == []


def test_both_languages_are_complete() -> None:
    text = said(report_of(sample("telecom"), photos_of("telecom"), lang="both"))
    case = sample("telecom").case
    for part in (case.title, *(c.what for c in case.commitments), case.report.solution):
        assert "".join(part.zh.split()) in text
        assert "".join(part.en.split()) in text


def test_the_language_of_the_case_leads_in_both() -> None:
    parts = document(title={"zh": "水压低", "en": "Low pressure", "src": "en"})
    text = said(report_of(content_of(parts), lang="both"))
    assert text.index("Lowpressure") < text.index("水压低")


def test_an_english_report_says_what_is_not_translated() -> None:
    text = said(report_of(content_of(document(answers={"problem": "水压很低"})), lang="en"))
    assert "水压很低" in text
    assert "havenoEnglishtranslation" in text


def test_only_shared_readings_of_the_engineers_own_are_shown() -> None:
    text = said(report_of(sample("telecom"), photos_of("telecom")))
    assert "能平静地讲" in text
    assert "手心出汗" not in text


@pytest.mark.parametrize(
    ("issue", "status"),
    [
        (DRAFT, "草稿"),
        (Issue(AT, 1), "初步报告"),
        (Issue(AT, 1, True), "待批准"),
    ],
)
def test_the_status_says_how_far_it_is(issue: Issue, status: str) -> None:
    assert status in pages(report_of(content_of(document(), issue)))[0]


def test_a_final_report_with_gaps_gives_its_reason_on_page_1() -> None:
    issue = Issue(AT, 1, True, Text("客户今天要答复"))
    first = pages(report_of(content_of(document(), issue)))[0]
    assert "客户今天要答复" in first
    assert "问题描述" in first


def test_the_code_and_the_fine_print_name_case_issue_and_content() -> None:
    content = sample("telecom", 2)
    text = said(report_of(content, photos_of("telecom")))
    assert content.reference in text
    assert content.hash[:16] in text
    assert "第2版" in text


def test_the_same_content_makes_the_same_bytes() -> None:
    content = sample("telecom")
    assert report_of(content).pdf == report_of(content).pdf


def test_a_report_made_from_kept_bytes_is_the_same() -> None:
    content = sample("telecom")
    again = type(content).from_bytes(content.to_bytes())
    assert report_of(again).pdf == report_of(content).pdf


# What the customer answered


def squeezed(text: str) -> str:
    return "".join(text.split())


def with_answers(*answers: dict[str, Any]) -> Content:
    said = {"kind": "fact", "text": "断线", "speaker": "何静（客户）"}
    parts = document(format="fieldapp-case/1.1", statements=[said], acknowledgements=answers)
    return content_of(parts)


def answered(answer: str, how: str, **parts: Any) -> dict[str, Any]:
    """An answer to what the small case of `with_answers` shows."""
    first = with_answers()
    shown = showing(first.case, playbook(), "zh").hash
    given = {"answer": answer, "how": how, "who": "何静", "at": "2026-11-20T10:00:00+08:00"}
    return given | {"lang": "zh", "shown": shown} | parts


@pytest.mark.parametrize(
    ("answer", "supervisor", "customer"),
    [
        (("right", "on_screen"), "何静在屏幕上确认：记录属实。此后记录没有改动。", True),
        (("right", "told"), "据工程师转述，何静认可记录。此后记录没有改动。", True),
        (("not_quite", "on_screen"), "何静在屏幕上选择：不完全对。此后记录没有改动。", True),
        (("not_quite", "told"), "据工程师转述，何静认为记录不完全对。", True),
        (("declined", "on_screen"), "何静选择不作答。", True),
        (None, "还没有请客户核对记录。", False),
    ],
)
def test_the_report_says_how_the_notes_were_confirmed(
    answer: tuple[str, str] | None, supervisor: str, customer: bool
) -> None:
    content = with_answers(*([answered(*answer)] if answer else []))
    assert squeezed(supervisor) in squeezed(said(report_of(content)))
    theirs = squeezed(said(report_of(content, audience="customer")))
    assert (squeezed(supervisor) in theirs) is customer
    assert ("核对的结果" in theirs) is False


def test_an_answer_whose_notes_have_changed_says_so_and_so_does_its_signature() -> None:
    stands = answered("right", "on_screen", signature="M0 0L1000 400M9 9L9 9")
    before, after = with_answers(stands), with_answers(stands | {"shown": "0a" * 32})
    for audience in ("supervisor", "customer"):
        found = squeezed(said(report_of(before, audience=audience)))
        assert "签名仅表示知悉这份记录，不表示放弃任何权利。" in found
        assert "无效" not in found
        found = squeezed(said(report_of(after, audience=audience)))
        assert "此后记录有改动。" in found
        assert "签名对现在的内容无效。" in found


def test_what_they_did_not_agree_with_stands_in_their_words() -> None:
    content = with_answers(answered("not_quite", "on_screen", words="不是两次，是三次"))
    for audience in ("supervisor", "customer"):
        assert "原话：“不是两次，是三次”" in squeezed(said(report_of(content, audience=audience)))


def test_the_phone_tells_the_last_answer_without_its_signature() -> None:
    content = with_answers(
        answered("not_quite", "on_screen", words="不是两次"),
        answered("right", "on_screen", signature="M1 2L3 4", at="2026-11-20T11:00:00+08:00"),
    )
    found = squeezed(said(report_of(content, edition="phone")))
    assert "何静在屏幕上确认" in found
    assert "不是两次" not in found
    assert "签名仅表示" not in found


@pytest.mark.parametrize("name", SAMPLES)
def test_the_answer_of_a_sample_still_holds(name: str) -> None:
    """Whoever rewords a sample's notes gives its last answer the new `shown`."""
    content = sample(name)
    guide = playbook(content.case.playbook)
    (*_, last) = content.case.acknowledgements
    assert last.shown == showing(content.case, guide, "zh").hash


def test_another_playbook_is_refused() -> None:
    with pytest.raises(ReportError) as caught:
        make_report(sample("telecom"), playbook("pacts"), no_photos)
    for lang in LANGS:
        assert not message(caught.value.finding, lang).startswith("report.")


def test_a_report_comes_out_even_where_its_layout_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(make, "lay_out", broken)
    done = report_of(sample("telecom"))
    assert done.plain
    text = said(done)
    assert "纯文字版" in text
    assert "下倾角由8°调回3°" in text
    leaks = said(report_of(sample("telecom"), audience="customer"))
    assert "顾明远" not in leaks


def test_money_in_words_of_each_language() -> None:
    answers = {"decision_needed": "批", "loss_per_month": 184000, "one_off_cost": 46000}
    content = content_of(document(answers=answers))
    zh, en, both = (pages(report_of(content, lang=lang))[0] for lang in LANGUAGES)
    assert "18.4万元" in zh
    assert "184,000CNY" in en
    assert "¥184,000" in both


@pytest.mark.parametrize("start", [0, 10, 20, 30])
def test_hostile_cases_come_out_and_give_their_case_back(start: int) -> None:
    from report_kit import library

    for seed in range(start, start + 10):
        outcome = report_fuzz.run(seed, library())
        assert outcome.trouble == ""
        assert outcome.seconds < report_fuzz.SECONDS
