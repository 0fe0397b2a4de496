"""A month looked back on: what it tells, what it keeps to itself, and the paper it comes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from overview_kit import MONTH, TODAY, busy
from pdf_reading import packed
from pypdf import PdfReader
from sharing_kit import wish
from store_kit import START
from usecase_kit import case_in, counted_alike, library, sample_in, workspace_in

from fieldapp.base.language import Text
from fieldapp.overview.few import MINIMUM
from fieldapp.overview.ideas import MOST, ideas
from fieldapp.overview.lessons import Summary, month_after, read_month, summary
from fieldapp.overview.lessons_paper import Issued, lessons_paper
from fieldapp.overview.rows import CaseRow
from fieldapp.overview.said import Said
from fieldapp.report.layout.voice import ReportLang
from fieldapp.report.pdf import render
from fieldapp.usecases import erasing, issuing, team, teamrows
from fieldapp.usecases.editing import Put

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
HOSTILE = "<b>&amp;</b> {count} %s \u202e\x07 =1+1 " + "长" * 3000


def summary_of(rows: tuple[CaseRow, ...], month: date = MONTH) -> Summary:
    return summary(rows, month, TODAY)


def printed(found: Summary, lang: ReportLang = "en", by: str = "East") -> tuple[str, PdfReader]:
    made = render(lessons_paper(found, Issued(lang, "zh", AT, by)), "a4")
    assert not made.plain
    reader = PdfReader(BytesIO(made.pdf))
    return packed("".join(page.extract_text() for page in reader.pages)), reader


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert month_after(date(2026, 1, 1), -1) == date(2025, 12, 1)
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert read_month("2026-10") == MONTH
    for typed in ("2026-13", "2026", "202610", "0001-01", "9999-12", "²026-10"):
        with pytest.raises(ValueError):
            read_month(typed)


def test_a_busy_month_says_what_was_and_what_might_be_tried() -> None:
    found = summary_of(busy())
    assert (found.month.cases, found.before.cases, found.is_over) == (24, 18, True)
    steps = [change.step for change in found.month.methods[-1].changes]
    assert steps == ["", "plan", "approach", "collaborate", "test"]
    offered = ideas(found)
    assert 0 < len(offered) <= MOST
    text, reader = printed(found)
    for said in (
        "Casesfirstreported24",
        "Process17/24",
        "Felldueandkept20",
        "Themonthinshort",
        "Youcouldtry",
        "Taketwophotos",
    ):
        assert said in text
    titles = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert [str(title)[0] for title in titles] == list("12345678")
    assert "李晓芳" not in text and "王强" not in text  # nobody is singled out
    both, _ = printed(found, "both")
    assert "下个月可以试试什么" in both and "Whattheteammighttrynextmonth" in both


def test_few_cases_give_no_figure_and_still_their_lessons() -> None:
    rows = tuple(row for row in busy() if row.issued.month == MONTH.month and row.said.lesson)
    few = summary_of(rows[: MINIMUM - 1])
    assert few.learned.lessons and all(one.cases is None for one in few.learned.improvements)
    assert {one.kind for one in ideas(few)} <= {"promises", "waiting"}
    text, _ = printed(few)
    assert "Fewerthan5cases" in text and packed(few.learned.lessons[0].en) in text
    assert "Nineoften" not in text


def test_a_month_without_cases_says_so() -> None:
    empty = summary_of(busy(), month_after(MONTH))
    assert not empty.is_over
    text, reader = printed(empty, "zh")
    assert "2026年11月没有案例第一次发出报告" in text and len(reader.pages) == 1


def test_whatever_was_written_comes_out_as_text() -> None:
    rows = tuple(
        replace(row, said=replace(row.said, lesson=Text(HOSTILE), went_well=Text(en=HOSTILE)))
        for row in busy()
    )
    found = summary_of(rows)
    assert found.learned.lessons == (Text(HOSTILE),)
    text, _ = printed(found, "both", HOSTILE)
    assert "<b>&amp;</b>{count}%s" in text


def test_a_laptop_makes_it_from_what_was_issued(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        case = sample_in(workspace)
        assert teamrows.all_rows(workspace, library()) == ()
        wish(workspace, case, Put("answers/lesson", Text.of("Look at the meter first")))
        issuing.issue(workspace, case, library(), final=True, reason="x")
        wish(workspace, case, Put("answers/lesson", Text.of("Not yet issued")))
        (row,) = counted_alike(workspace)
        # What has changed is counted anew: a promise that was kept, an erasure.
        promise = next(one for one in case_in(workspace, case).commitments if one.status == "open")
        wish(workspace, case, Put(f"commitments/{promise.id}/status", "done"))
        assert teamrows.begin(workspace, library()).left == (case,)
        (kept,) = counted_alike(workspace)
        assert kept.promises != row.promises
        erasing.erase(workspace, case, erasing.whole_case("asked for"))
        (gone,) = teamrows.all_rows(workspace, library())
        assert gone.said == Said()
    assert row.said.lesson == Text.of("Look at the meter first")
    month = START.date().replace(day=1)
    found = summary((row,), month, START.date())
    path = tmp_path / "lessons.pdf"
    assert team.save_lessons(found, path, lang="en", source="en", at=START) == 2
    text = packed("".join(page.extract_text() for page in PdfReader(path).pages))
    assert "Lookatthemeterfirst" in text and "Notyetissued" not in text
