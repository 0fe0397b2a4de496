"""Clocks: hours counted along a calendar, what stops them, and what is over shows in the list."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from pdf_reading import text_of
from report_kit import case_of, content_of, document, library, playbook, report_of
from store_kit import write
from usecase_kit import sample_in, workspace_in

from fieldapp.base import paths
from fieldapp.base.findings import Finding
from fieldapp.base.language import LANGS, detect, message
from fieldapp.case.records import Case
from fieldapp.playbook import calendar
from fieldapp.playbook.calendar import ALWAYS, WorkCalendar
from fieldapp.playbook.clocks import Timed, pending, timed
from fieldapp.playbook.library import Library
from fieldapp.playbook.tools import analyse
from fieldapp.usecases import agenda, calendars

ZONE = timezone(timedelta(hours=8))
TODAY = date(2026, 11, 25)
CALENDAR, _ = calendar.read([paths.forms()])


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (at(25, 9), 60, at(25, 10)),  # Wednesday
        (at(25, 11), 120, at(25, 14, 30)),  # over noon
        (at(25, 17), 120, at(26, 9, 30)),  # over night
        (at(27, 17), 120, at(30, 9, 30)),  # over a weekend
        (at(28, 3), 30, at(30, 9)),  # begun on a Saturday
        (at(30, 17, month=9), 120, at(8, 9, 30, month=10)),  # over a week of holidays
        (at(9, 17, month=10), 120, at(10, 9, 30, month=10)),  # into a Saturday worked instead
        (at(25, 8, 30), 480, at(25, 18)),  # a whole day ends with it
    ],
)
def test_minutes_are_counted_along_the_working_hours(
    start: datetime, minutes: int, end: datetime
) -> None:
    assert CALENDAR.after(start, minutes) == end


def test_a_day_worked_instead_counts_and_a_moved_zone_too() -> None:
    own = WorkCalendar(
        CALENDAR.week, workdays=frozenset({date(2026, 11, 28)}), zone=timezone(timedelta(hours=9))
    )
    assert own.after(at(27, 17), 60) == at(28, 8, 30)
    assert own.after(at(25, 8), 30).utcoffset() == timedelta(hours=8)  # type: ignore[union-attr]


def test_a_calendar_without_any_work_has_no_answer_and_every_hour_may_count() -> None:
    assert WorkCalendar(dict.fromkeys(calendar.DAYS, ())).after(at(25, 9), 1) is None
    assert ALWAYS.after(at(28, 3), 3000) == at(28, 3) + timedelta(minutes=3000)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("08:30-12:00", "12:30-12:00"), "clocks.calendar_span"),
        (("13:30-18:00", "11:00-18:00"), "clocks.calendar_span"),
        (("2026-06-19", "2026-02-30"), "clocks.calendar_day"),
        (("08:30-12:00", "8:30"), "playbook.span_form"),
        (('offset: ""', 'offset: "Peking"'), "playbook.offset_form"),
    ],
)
def test_a_broken_calendar_is_named_and_the_built_in_one_holds(
    tmp_path: Path, change: tuple[str, str], code: str
) -> None:
    text = paths.forms("calendar.yaml").read_text(encoding="utf-8")
    (tmp_path / "calendar.yaml").write_text(text.replace(*change), encoding="utf-8")
    known = Library([tmp_path])
    assert known.calendar == CALENDAR
    found = [finding for finding in known.findings if finding.code == code]
    assert found and ":" in found[0].where
    assert all(detect(message(found[0], lang)) == lang for lang in LANGS)


def test_a_companys_own_calendar_holds(tmp_path: Path) -> None:
    path = calendars.to_change(tmp_path / "forms")
    assert calendars.to_change(tmp_path / "forms") == path
    text = path.read_text(encoding="utf-8").replace("sat: []", 'sat: ["08:30-12:00"]')
    path.write_text(text, encoding="utf-8")
    library = Library()
    former = library.calendar, library.calendar_edition
    assert former[0] == CALENDAR
    library.use([path.parent])
    assert library.calendar.after(at(27, 17), 120) == at(28, 9, 30)
    assert library.calendar_edition != former[1]
    library.use([])
    assert (library.calendar, library.calendar_edition) == former


# A case


def case(severity: int | None = 3, opened: str = "2026-11-20T16:00:00+08:00", **parts: Any) -> Case:
    return case_of(document(severity=severity, opened=opened, **parts))


def clocks(**parts: Any) -> dict[str, Timed]:
    found = timed(case(**parts), playbook(), CALENDAR)
    return {clock.clock.id: clock for clock in found}


def test_the_greater_half_waits_for_the_morning_and_an_emergency_does_not() -> None:
    assert clocks()["first_response"].due == at(23, 10, 30)
    assert clocks(severity=5)["first_response"].due == at(20, 17)
    assert clocks(severity=None) == {}


def test_an_answer_stops_its_clock_and_news_start_the_next() -> None:
    before = clocks()
    assert before["first_response"].runs and "next_news" not in before
    told = {"first_response_at": "2026-11-20T16:40:00+08:00"}
    stopped = clocks(answers=told)["first_response"]
    assert not stopped.runs and stopped.in_time
    late = clocks(answers={"first_response_at": "2026-11-24T09:00:00+08:00"})["first_response"]
    assert not (late.runs or late.in_time)
    after = clocks(answers=told | {"last_update_at": "2026-11-23T09:00:00+08:00"})
    assert "progress_news" not in after
    assert after["next_news"].runs and after["next_news"].due == at(24, 9)


def test_news_go_on_until_everything_promised_is_settled() -> None:
    told = {"last_update_at": "2026-11-23T09:00:00+08:00"}
    promise = {"what": "换阀", "due": "2026-12-01"}
    assert clocks(answers=told, commitments=[promise])["next_news"].runs
    assert not clocks(answers=told, commitments=[promise | {"status": "done"}])["next_news"].runs


def test_what_cannot_be_right_is_asked_about() -> None:
    def said(**parts: Any) -> list[Finding]:
        return list(analyse("clocks", case(**parts), playbook(), TODAY))

    assert [f.code for f in said(severity=None)] == ["clocks.no_severity"]
    before = said(answers={"first_response_at": "2026-11-19T09:00:00+08:00"})
    assert [(f.code, f.where) for f in before] == [
        ("clocks.before_opened", "answers/first_response_at")
    ]
    later = said(answers={"last_update_at": "2027-01-01T09:00:00+08:00"})
    assert [f.code for f in later] == ["clocks.in_future"]
    assert said() == []


def test_every_playbook_has_clocks_that_an_answer_stops() -> None:
    for known in library().playbooks:
        ids = {clock.id: clock for clock in known.clocks}
        usual = {"first_response", "progress_news"} if known.id != "crisis" else set()
        assert {"next_news", *usual} <= ids.keys()
        for clock in known.clocks:
            assert clock.until == "issued" or clock.until in known.fields
            assert set(clock.minutes) == {1, 2, 3, 4, 5}


def test_the_list_knows_the_first_thing_due_and_forgets_what_is_done(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        case_id = sample_in(workspace)
        write(
            workspace,
            case_id,
            severity=5,
            opened="2026-11-01T09:00:00+08:00",
            answers__first_response_at=None,
            answers__last_update_at=None,
        )
        row = workspace.listing().row(case_id)
        assert row is not None and row.summary.due == at(1, 10)
        assert agenda.whole(workspace)[0].pending.item == "answers/first_response_at"
        write(workspace, case_id, answers__first_response_at="2026-11-01T09:20:00+08:00")
        assert "answers/first_response_at" not in [
            one.pending.item for one in agenda.whole(workspace)
        ]


def test_pending_names_what_stops_it() -> None:
    found = list(pending(case(), playbook(), CALENDAR))
    assert [thing.item for thing in found] == [
        "answers/first_response_at",
        "answers/last_update_at",
    ]


def test_the_supervisor_reads_how_long_the_answer_took() -> None:
    made = content_of(
        document(
            severity=3,
            opened="2026-11-20T16:00:00+08:00",
            answers={"first_response_at": "2026-11-20T16:40:00+08:00"},
        )
    )
    said = "".join(text_of(report_of(made)).split())
    assert "首次答复：从2026年11月20日16:00起，到2026年11月20日16:40，隔40分钟" in said
    assert "40分钟" not in "".join(text_of(report_of(made, audience="customer")).split())
