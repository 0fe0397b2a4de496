"""The customer: contacts, intake, trust, and what stands in their other cases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from pdf_reading import text_of
from report_kit import ALL_SAMPLES, case_of, content_of, document, playbook, report_of, sample_file
from usecase_kit import library, workspace_in

from fieldapp.base.language import LANGS, Lang, Text
from fieldapp.case.records import Case
from fieldapp.playbook.tools import analyse
from fieldapp.playbook.tools.customers import in_order, trust, with_customer
from fieldapp.report import pdf
from fieldapp.report.layout.change_paper import Paper
from fieldapp.report.layout.kickoff_paper import kickoff_paper
from fieldapp.report.layout.visit_card import visit_card
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import beginning, customers, editing
from fieldapp.usecases.editing import Add, Put

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
VISIT: dict[str, object] = {
    "id": "k1",
    "kind": "visit",
    "at": "2026-11-03T10:00:00+08:00",
    "who": "何静",
    "text": "看环路 5—8 号门",
    "outcome": "东侧两处没有信号",
}


def case_with(*contacts: dict[str, object], **parts: object) -> Case:
    return case_of(document(format="fieldapp-case/1.1", contacts=list(contacts), **parts))


def codes(case: Case) -> dict[str, str]:
    found = analyse("customers", case, playbook(), TODAY)
    return {finding.code.partition(".")[2]: finding.where for finding in found}


PROMISE: dict[str, object] = {"what": "换天线", "due": "2026-12-01"}


def test_silence_is_named_only_while_something_is_open() -> None:
    assert codes(case_with(VISIT)) == {}
    assert codes(case_with(VISIT, commitments=[PROMISE])) == {"quiet": "contacts/k1/next_on"}
    kept = PROMISE | {"status": "done"}
    assert codes(case_with(VISIT, commitments=[kept])) == {}
    recent = VISIT | {"id": "k2", "at": "2026-11-20T10:00:00+08:00"}
    assert codes(case_with(VISIT, recent, commitments=[PROMISE])) == {}


def test_a_meeting_among_ourselves_is_no_contact_with_the_customer() -> None:
    team: dict[str, object] = {
        "id": "k2",
        "kind": "team",
        "at": "2026-11-24T10:00:00+08:00",
        "text": "分工",
    }
    case = case_with(VISIT, team, commitments=[PROMISE])
    assert [one.id for one in in_order(case)] == ["k2", "k1"]
    assert [one.id for one in with_customer(case)] == ["k1"]
    assert "quiet" in codes(case)


def test_a_next_contact_without_a_day_is_asked_for_and_one_that_passed_is_named() -> None:
    assert codes(case_with(VISIT | {"next": "送测试报告"})) == {"no_day": "contacts/k1/next_on"}
    dated = VISIT | {"next": "送测试报告", "next_on": "2026-11-10"}
    assert codes(case_with(dated)) == {"passed": "contacts/k1/next_on"}
    later: dict[str, object] = {
        "id": "k2",
        "kind": "call",
        "at": "2026-11-10T09:00:00+08:00",
        "text": "报告送到",
    }
    assert codes(case_with(dated, later)) == {}
    today = VISIT | {"next": "送测试报告", "next_on": "2026-11-25"}
    assert codes(case_with(today)) == {}


def test_trust_that_fell_is_asked_about_and_nothing_is_said_where_one_is_missing() -> None:
    case = case_with(answers={"trust_before": 4, "trust_after": 2})
    assert trust(case) == (4, 2)
    assert codes(case) == {"less_trust": "answers/trust_after"}
    assert codes(case_with(answers={"trust_before": 4})) == {}


KICKOFF: dict[str, object] = {
    "id": "o1",
    "on": "2026-03-02",
    "needs": "闸门附近也要有信号",
    "success": "连续一周不掉线",
    "excluded": "地下车库另议",
    "agreed_by": "何静",
}


def test_a_kick_off_asks_who_agreed_to_it_and_is_a_paper_for_both() -> None:
    case = case_with(kickoffs=[KICKOFF], expectations=[{"text": "全覆盖", "agreed": "主路覆盖"}])
    assert codes(case) == {"kickoff_open": "kickoffs/o1/agreed_on"}
    assert codes(case_with(kickoffs=[KICKOFF | {"agreed_on": "2026-03-03"}])) == {}
    for lang in LANGS:
        paper = kickoff_paper(Paper(case, "C-TEST0001", NOW, lang), case.kickoffs[0])
        told = "".join(text_of(pdf.render(paper, "a4")).split())
        for said in ("连续一周不掉线", "地下车库另议", "主路覆盖", "何静", "2026-03-02"):
            assert said in told, (lang, said)
    made = content_of(document(format="fieldapp-case/1.1", kickoffs=[KICKOFF]))
    assert "地下车库另议" in "".join(text_of(report_of(made)).split())
    assert "地下车库" not in text_of(report_of(made, audience="customer"))


def test_intake_tells_what_is_on_record_and_what_is_still_to_ask() -> None:
    case = case_with(
        answers={"product": "灌装机", "channel": "phone", "remedy_sought": "停机不收费"},
    )
    found = customers.intake(case, playbook())
    said = {label.en: told.zh for label, told in found.said}
    assert said["Product or service"] == "灌装机"
    assert said["Channel"] == "电话" and said["Remedy sought"] == "停机不收费"
    unsaid = {label.en for label in found.unsaid}
    assert "Serial number" in unsaid and "Product or service" not in unsaid


def begun(workspace: Workspace, company: str, title: str) -> bytes:
    case_id = beginning.begin(workspace, beginning.NewCase(company, title, "pacts"), library())
    promise = Add("commitments", {"what": f"{title}：回电"})
    at = datetime(2026, 11, 20 - len(title), tzinfo=UTC)
    contact = Add("contacts", {"kind": "call", "at": at, "text": f"{title}：到货"})
    level = len(title) % 5 or 1
    trusted = [Put("answers/trust_before", level), Put("answers/competitors", f"{title}：别家")]
    came = Put("answers/repeat_purchase", "renewed")
    editing.apply(workspace, case_id, [promise, contact, *trusted, came], lambda _: False)
    return case_id


def test_all_cases_of_a_customer_by_name_and_of_nobody_else(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        first = begun(workspace, "恒丰乳业", "灌装机停机")
        second = begun(workspace, "恒丰乳业", "换阀")
        begun(workspace, "澜川物流", "恒丰乳业的货")
        here = begun(workspace, "恒丰乳业", "本次")
        found = customers.account(workspace, library(), Text.of("恒丰乳业"), here)
        assert [row.case for row in found.cases] == [second, first]
        assert {one.case_id for one in found.owed} == {first, second}
        assert [met.contact.text.zh for met in found.contacts] == ["换阀：到货", "灌装机停机：到货"]
        assert [(one.before, one.after) for one in found.trust] == [(2, None), (1, None)]
        told = [(one.field, one.text.zh) for one in found.noted]
        assert told[0] == ("repeat_purchase", "续约了") and ("competitors", "换阀：别家") in told
        assert customers.account(workspace, library(), Text(), here) == customers.Account()


def test_the_supervisor_reads_the_contacts_and_the_customer_does_not() -> None:
    file = document(
        format="fieldapp-case/1.1",
        contacts=[VISIT | {"next": "送测试报告", "next_on": "2026-11-28"}],
        answers={"trust_before": 2, "trust_after": 4},
    )
    made = content_of(file)
    told = "".join(text_of(report_of(made)).split())
    assert "东侧两处没有信号" in told and "送测试报告" in told and "2026-11-28" in told
    assert "东侧两处" not in text_of(report_of(made, edition="phone"))
    assert "东侧两处" not in text_of(report_of(made, audience="customer"))


def card(case: Case, lang: Lang = "en") -> pdf.Rendered:
    return pdf.render(visit_card(Paper(case, "C-TEST0001", NOW, lang), 2), "a4")


def test_the_card_before_a_visit_is_one_page_of_every_sample() -> None:
    for name in ALL_SAMPLES:
        case = case_of(sample_file(name).read_bytes())
        for lang in LANGS:
            assert card(case, lang).pages == 1, (name, lang)


def test_the_card_says_what_is_open_expected_last_spoken_of_and_to_bring() -> None:
    team: dict[str, object] = {
        "kind": "team",
        "at": "2026-11-24T10:00:00+08:00",
        "text": "internal split",
    }
    case = case_with(
        VISIT | {"text": "Gates 5 to 8"},
        team,
        commitments=[PROMISE | {"what": "Change the aerial"}],
        statements=[{"kind": "expectation", "text": "No drop at peak hours"}],
        answers={"materials": "Spare aerial, meter", "competitors": "Lanchuan at gate 7"},
        emotions=[{"who": "customer", "level": 4, "word": "furious"}],
    )
    told = text_of(card(case))
    for said in (
        "Change the aerial",
        "No drop at peak hours",
        "Gates 5 to 8",
        "Spare aerial",
        "gate 7",
    ):
        assert said in told
    assert "internal split" not in told and "furious" not in told
