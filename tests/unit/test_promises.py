"""Promises: what each leaves open, what is due over all cases, and the calendar file."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pdf_reading import text_of
from report_kit import case_of, content_of, document, playbook, report_of
from store_kit import write
from usecase_kit import sample_in, workspace_in

from fieldapp.base.language import Text
from fieldapp.case.pending import Pending, customer_keys, end_of
from fieldapp.case.records import Case
from fieldapp.playbook.tools import analyse
from fieldapp.playbook.tools.customers import next_contacts
from fieldapp.playbook.tools.promises import marks_of
from fieldapp.usecases import agenda, editing
from fieldapp.usecases.agenda import Due, Owed
from fieldapp.usecases.calendarfile import Entry, calendar
from fieldapp.usecases.editing import Add

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=timezone(timedelta(hours=8)))
WHOLE = {
    "id": "c1",
    "what": "换上新阀并试机",
    "who": "李工",
    "due": "2026-12-01",
    "measure": "连续 8 小时不停机",
    "condition": "阀件 11 月 29 日到货",
    "proof": "试机记录",
}


def promises(*rows: dict[str, object]) -> Case:
    return case_of(document(commitments=list(rows)))


def codes(*rows: dict[str, object]) -> dict[str, str]:
    found = analyse("promises", promises(*rows), playbook(), TODAY)
    return {finding.code.partition(".")[2]: finding.where for finding in found}


def test_a_promise_that_says_all_six_things_is_left_in_peace() -> None:
    assert codes(WHOLE) == {}
    assert set(marks_of(promises(WHOLE).commitments[0]).values()) == {"said"}


def test_what_is_missing_leads_to_its_place() -> None:
    bare = {"id": "c1", "what": "换阀"}
    assert codes(bare) == {
        "no_who": "commitments/c1/who",
        "no_due": "commitments/c1/due",
        "no_measure": "commitments/c1/measure",
    }


def test_condition_and_proof_are_asked_for_once_the_rest_is_said() -> None:
    assert codes(WHOLE | {"condition": "", "proof": ""}) == {
        "no_condition": "commitments/c1/condition",
        "no_proof": "commitments/c1/proof",
    }


def test_words_that_leave_it_open_are_named() -> None:
    case = promises(WHOLE | {"what": "尽快处理一下", "who": "相关部门"})
    found = {f.code: f.params for f in analyse("promises", case, playbook(), TODAY)}
    assert found["promises.vague_what"]["found"] == "尽快"
    assert found["promises.vague_who"]["found"] == "相关部门"
    english = promises(WHOLE | {"who": "The team", "measure": "better than 98 %"})
    marks = marks_of(english.commitments[0])
    assert (marks["who"], marks["measure"]) == ("vague", "said")


def test_past_its_day_until_it_is_done_and_then_its_proof_is_asked_for() -> None:
    late = WHOLE | {"due": "2026-11-24"}
    assert codes(late) == {"overdue": "commitments/c1/due"}
    assert codes(WHOLE | {"due": "2026-11-25"}) == {}
    assert codes(late | {"status": "done"}) == {}
    assert codes(late | {"status": "done", "proof": ""}) == {
        "done_unproven": "commitments/c1/proof"
    }
    assert codes(late | {"status": "cancelled"}) == {}


def test_the_supervisor_reads_how_the_promises_stand_and_the_customer_does_not() -> None:
    rows = [
        WHOLE,
        WHOLE | {"id": "c2", "due": "2026-11-01"},
        WHOLE | {"id": "c3", "status": "done"},
    ]
    made = content_of(document(commitments=rows))
    said = "".join(text_of(report_of(made)).split())
    assert "约定共3项，已了结1项，未到期1项，逾期1项" in said
    assert "逾期" not in text_of(report_of(made, audience="customer"))


# Over all cases


def test_a_customer_is_known_by_either_name_however_it_is_typed() -> None:
    both = Text("恒丰乳业", "Hengfeng Dairy Co., Ltd.")
    assert set(customer_keys(Text.of(" hengfeng  DAIRY co. ltd"))) < set(customer_keys(both))
    assert customer_keys(Text()) == ()


def test_open_promises_are_listed_over_all_cases_the_first_due_first(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        telecom = sample_in(workspace)
        sample_in(workspace, "medical")
        everything = agenda.whole(workspace)
        dated = [one.pending.ends() for one in everything if one.pending.due]
        assert dated == sorted(dated) and len({one.case_id for one in everything}) == 2
        company = next(one.company for one in everything if one.case_id == telecom)
        for name in (company.zh, company.en.upper()):
            found = agenda.of_customer(workspace, Text.of(name))
            assert found and {one.case_id for one in found} == {telecom}
        assert agenda.of_customer(workspace, company, but=telecom) == ()


def test_what_is_kept_or_deleted_is_due_no_longer(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        case_id = sample_in(workspace)

        def open_ones() -> list[str]:
            kinds = ((one.pending.kind, one.pending.item) for one in agenda.whole(workspace))
            return [item for kind, item in kinds if kind == "promise"]

        first = agenda.whole(workspace)[0].pending
        assert workspace.listing().row(case_id).summary.due == first.due  # type: ignore[union-attr]
        kept = open_ones()[0]
        write(workspace, case_id, **{f"{kept}/status": "done"})
        assert kept not in open_ones()
        workspace.rebuild()
        assert open_ones() and kept not in open_ones()


def test_the_next_contact_is_due_until_one_was_noted(tmp_path: Path) -> None:
    first: dict[str, object] = {"text": "量环路", "next_on": "2026-11-28"}

    def due(*more: dict[str, object]) -> list[tuple[str, str]]:
        rows = [{"id": "k1", "kind": "call", "at": "2026-11-03T10:00:00+08:00"} | first, *more]
        case = case_of(document(format="fieldapp-case/1.1", contacts=rows))
        return [(one.what.zh, str(one.due)) for one in next_contacts(case)]

    early = {"id": "k2", "kind": "mail", "at": "2026-11-10T10:00:00+08:00", "text": "寄了图"}
    team = early | {"id": "k3", "kind": "team", "next": "分工", "next_on": "2026-11-12"}
    assert due() == [("再联系一次", "2026-11-28")]
    assert due(early) == due()
    assert due(early | {"next": "送报告", "next_on": "2026-12-02"}) == [("送报告", "2026-12-02")]
    assert due(early | {"at": "2026-11-28T08:00:00+08:00"}) == []
    assert due(team) == [*due(), ("分工", "2026-11-12")]
    # Over all cases they stand among what is due, and go into the calendar without a name.
    with workspace_in(tmp_path) as workspace:
        case_id = sample_in(workspace)
        values = {"at": NOW, "who": "王科长", "next": "送报告", "next_on": TODAY}
        editing.apply(workspace, case_id, [Add("contacts", values, "k9")], lambda _: False)
        everything = {one.pending.item: one for one in agenda.whole(workspace)}
        met = everything["contacts/k9/next_on"]
        assert "contacts/t5/next_on" not in everything  # another day was named since
        assert met.pending.kind == "contact" and met.pending.due == TODAY
        assert met in agenda.of_customer(workspace, met.company)
        agenda.save_calendar([met], tmp_path / "c.ics", NOW, "zh")
        written = (tmp_path / "c.ics").read_text(encoding="utf-8")
        assert "SUMMARY:送报告" in written and "王科长" not in written


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine there, whose clock is put back on 25 October."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
def test_how_much_is_due_by_tonight(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        case_id = sample_in(workspace)
        now = workspace.machine.clock()
        days = [one.pending.due for one in agenda.whole(workspace)]
        due = agenda.count(workspace, now)
        assert due.over == sum(day is not None and end_of(day) < now for day in days)
        assert due.today == sum(day == now.date() for day in days)
        values = {"what": "Ring the plant", "due": date(2026, 10, 25)}
        editing.apply(workspace, case_id, [Add("commitments", values)], lambda _: False)
        night = datetime(2026, 10, 25, 1, tzinfo=timezone(timedelta(hours=2)))
        assert agenda.count(workspace, night) == Due(0, 1)


# The calendar file


def entry(what: str, due: date, who: str = "李工") -> Entry:
    pending = Pending("promise", "commitments/c1", Text.of(what), Text.of(who), due=due)
    return Entry("aa.commitments/c1", "C-ABCDEFGH", pending)


def lines(data: bytes) -> list[str]:
    """The content lines, unfolded."""
    assert data.endswith(b"\r\n") and b"\n" not in data.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    return data.decode().replace("\r\n ", "").split("\r\n")


def test_a_day_is_an_event_of_the_whole_day() -> None:
    said = lines(calendar([entry("换阀", date(2026, 12, 31))], NOW, "zh"))
    for line in (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "UID:aa.commitments-c1@fieldapp",
        "DTSTAMP:20261125T010000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:换阀",
        "CLASS:PRIVATE",
        "TRIGGER:PT9H",
        "END:VCALENDAR",
    ):
        assert line in said


def test_a_moment_is_told_in_utc() -> None:
    due = datetime(2026, 12, 1, 17, 30, tzinfo=timezone(timedelta(hours=8)))
    said = lines(calendar([entry("call", due)], NOW, "en"))
    assert {"DTSTART:20261201T093000Z", "TRIGGER:-PT30M"} <= set(said)
    bare = lines(calendar([entry("call", datetime(2026, 12, 1, 9, 0))], NOW, "en"))
    assert "DTSTART:20261201T090000Z" in bare


def test_words_of_a_promise_cannot_break_out_of_their_line() -> None:
    what = "换阀；试机, a\\b; c\r\nEND:VCALENDAR\nATTACH:file\x07"
    said = lines(calendar([entry(what, TODAY)], NOW, "zh"))
    assert r"SUMMARY:换阀；试机\, a\\b\; c\nEND:VCALENDAR\nATTACH:file" in said
    assert said.count("END:VCALENDAR") == 1


def test_a_long_line_is_folded_between_characters() -> None:
    long = "把三号灌装机的进料阀换成耐低温的型号" * 9
    said = lines(calendar([entry(long, TODAY)], NOW, "zh"))
    assert f"SUMMARY:{long}" in said


def test_only_what_has_a_day_goes_into_the_file_and_no_customer(tmp_path: Path) -> None:
    company = Text.of("恒丰乳业")
    owed = [
        Owed(
            b"\xaa" * 16,
            Text.of("停机"),
            company,
            Pending("promise", f"commitments/c{n}", w, due=d),
        )
        for n, w, d in ((1, Text.of("换阀"), TODAY), (2, Text.of("回电"), None))
    ]
    path = tmp_path / "promises.ics"
    assert agenda.save_calendar(owed, path, datetime.now(UTC), "zh") == 1
    written = path.read_text(encoding="utf-8")
    assert "换阀" in written and "回电" not in written and "恒丰" not in written
