"""The overview of a team: what its page and its files tell of the cases that were reported."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hub_kit import Laptop, Served, serving
from inbox_kit import chromium, sign_in, visitor
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from test_inbox import DESK, PHONE, grave
from visitor_kit import Visitor, signed_in

from fieldapp.base.language import Text
from fieldapp.case.records import Case, Cause, Commitment, EmotionReading
from fieldapp.case.toolrecords import Stance, SurveyRating, SurveyResponse
from fieldapp.hub.checking import check
from fieldapp.hub.node import Place
from fieldapp.hub.web.manner import COOKIE
from fieldapp.overview.tables import Cell, Row, Table
from fieldapp.sync.certificates import ENGINEER, SUPERVISOR

OPENED = datetime(2026, 11, 18, 9, tzinfo=UTC)
FORMULA = "=1+1<b>"
"""The name of somebody who would like a spreadsheet to compute it."""
MOOD = "shouted at the gate"


def case_of(number: int) -> Case:
    """One of some twenty that are alike enough to say something."""
    return Case(
        id=f"{number:032x}",
        title=Text.of(f"Line {number} stands"),
        playbook="pacts",
        engineer=Text.of("Ann"),
        opened=OPENED - timedelta(hours=number),
        causes=(
            Cause(
                id="c1",
                text=Text.of("Late"),
                category=("process", "process", "product", "people")[number % 4]
                if number < 19
                else "place",
                root=True,
            ),
        ),
        emotions=(
            EmotionReading(id="m1", level=4, word=Text.of(MOOD)),
            EmotionReading(id="m2", level=4 - number % 3),
        ),
        commitments=(
            Commitment(
                id="p1",
                what=Text.of("Send parts"),
                who=Text.of(("Ann", "李晓芳（装配二组）", FORMULA)[number % 3]),
                due=date(2026, 11, 10 + number),
            ),
        ),
        stances=(Stance(id="s1", mode="collaborating" if number % 2 else "compromising"),),
        surveys=(SurveyResponse(id="v1"),),
        survey_ratings=(
            SurveyRating(id="r1", survey="v1", dimension="empathy", expected=5, found=3),
        ),
        answers={
            "first_response_at": (OPENED + timedelta(hours=1)).isoformat(),
            "customer_response": "agrees" if number % 2 else "considers",
            "lesson": Text.of("Look at the meter before Ann calls =1+1<b>"),
        },
    )


def fill(writer: Laptop, count: int) -> None:
    """Issues their reports."""
    for number in range(1, count + 1):
        case = bytes.fromhex(f"{number:032x}")
        told = case_of(number)
        for reading, step in zip(told.emotions, ("goal", "paraphrase"), strict=True):
            writer.write(f"answers/{step}", "said", case)
            writer.write(f"emotions/{reading.id}/level", reading.level, case)
        writer.issue(case=case, told=told)
    assert writer.sync() == {}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Place(tmp_path_factory.mktemp("team"))) as running:
        running.add("Wang", SUPERVISOR)
        running.make_space("South")
        yield running


@pytest.fixture(scope="module")
def ann(served: Served) -> Laptop:
    laptop = served.laptop("Ann")
    fill(laptop, 20)
    return laptop


@pytest.fixture
def wang(served: Served, ann: Laptop) -> Visitor:
    return signed_in(served, "Wang")


def page_of(visitor: Visitor, period: str = "quarter") -> str:
    got = visitor.get(f"{visitor.base}/team?period={period}")
    assert got.status == 200
    return got.body.decode()


def tables_of(visitor: Visitor) -> dict[str, list[list[str]]]:
    """The tables of the CSV file, by their titles."""
    got = visitor.get(f"{visitor.base}/team/figures.csv", **{"accept-language": "en"})
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.body.startswith(b"\xef\xbb\xbf")
    found: dict[str, list[list[str]]] = {}
    blocks: list[list[list[str]]] = [[]]
    for line in csv.reader(io.StringIO(got.body.decode("utf-8-sig"), newline="")):
        if line:
            blocks[-1].append(line)
        else:
            blocks.append([])
    for (title,), _, *rows in blocks[1:]:
        found[title] = rows
    return found


def test_the_files_tell_what_the_page_tells(wang: Visitor) -> None:
    tables = tables_of(wang)
    # A day is over when it is where the hub stands.
    today = wang.hub.time.moment.astimezone().date()
    late = [n for n in range(1, 21) if case_of(n).commitments[0].due < today]
    anns, lis, formulas = (str(sum(n % 3 == place for n in late)) for place in range(3))
    # Work by name, whoever it is; no name is computed by a spreadsheet.
    assert tables["Work that waits: By person"] == [
        ["Nobody in particular", "20", "0"],
        ["'" + FORMULA, "7", formulas],
        ["Ann", "6", anns],
        ["李晓芳", "7", lis],
    ]
    assert tables["Promises"] == [
        ["Kept", "0"],
        ["Past their day, not kept", str(len(late))],
        ["Not yet due", str(20 - len(late))],
    ]
    # A cause of a few cases is named and not counted, nor can it be computed.
    causes = {name: cases for name, cases, *_ in tables["Causes: By category"]}
    assert causes["Process"] == "9" and causes["Place"] == "–"
    (levels,) = (rows for title, rows in tables.items() if title.startswith("Customers’"))
    assert levels[0][0] == "Whole case" and levels[0][1] == "4.0"
    assert tables["Surveys: Customers"] == [["Empathy", "5.0", "3.0", "-2.0", "20"]]
    ways = {name: numbers for name, *numbers in tables["Ways of handling, and what came of it"]}
    assert ways["Collaborating"] == ["10", "0", "0", "0", "10"]
    html = page_of(wang)
    for shown in ("20 cases", "Whole case", "李晓芳", "−2.0", "=1+1&lt;b&gt;"):
        assert shown in html, shown
    assert MOOD not in html and "Line 3 stands" not in html
    book = load_workbook(io.BytesIO(wang.get(f"{wang.base}/team/figures.xlsx").body))
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert FORMULA in [cell.value for cell in cells]
    assert MOOD not in str([cell.value for cell in cells])


def test_a_period_has_its_own_cases_and_work_has_none(wang: Visitor) -> None:
    assert "20 cases" in page_of(wang, "month")
    before = page_of(wang, "last")
    assert "0 cases" in before and "李晓芳" in before and "Whole case" not in before
    assert page_of(wang, "<script>") == page_of(wang, "quarter")
    assert wang.get(f"{wang.base}/team/figures.exe").status == 400


def test_a_months_lessons_come_as_a_pdf(wang: Visitor) -> None:
    def lessons(month: str, lang: str = "en") -> PdfReader:
        got = wang.get(f"{wang.base}/team/lessons.pdf?month={month}&lang={lang}")
        assert got.status == 200 and got.headers["content-type"] == "application/pdf"
        assert f"lessons-{month}.pdf" in got.headers["content-disposition"]
        assert "sandbox" in got.headers["content-security-policy"]
        return PdfReader(io.BytesIO(got.body))

    text = " ".join(page.extract_text() for page in lessons("2026-11").pages)
    assert "Look at the meter before our engineer calls =1+1<b>" in " ".join(text.split())
    assert MOOD not in text and "李晓芳" not in text and "Line 3 stands" not in text
    assert "没有案例" in lessons("2026-10", "zh").pages[0].extract_text()
    for wrong, status in (("2026-13", 404), ("november", 400), ("9999-12", 404)):
        assert wang.get(f"{wang.base}/team/lessons.pdf?month={wrong}").status == status


def test_figures_follow_what_becomes_of_a_case(served: Served) -> None:
    south = served.make_space("South")
    served.add("Wu", SUPERVISOR, south)
    cy = served.laptop("Cy", ENGINEER, south)
    fill(cy, 7)
    wu = Visitor(served)
    wu.base = f"/teams/{south.hex()}"
    wu.cookies[COOKIE] = served.session("Wu", south).token
    # Kept by the engineer, withdrawn by the engineer, declined by the supervisor.
    done, gone, decided = (bytes.fromhex(f"{number:032x}") for number in (1, 2, 3))
    cy.write("commitments/p1/status", "done", done)
    cy.write("issues/i1/withdrawn", OPENED.isoformat(), gone)
    assert cy.sync() == {}
    page = f"{wu.base}/reports/{decided.hex()}/i1"
    assert (
        wu.fill(page, f"{page}/decision", decision="declined", declined_reason="Why").status == 303
    )
    tables = tables_of(wu)
    assert [number for _, number in tables["Promises"]] == ["1", "5", "0"]
    assert tables["Work that waits: By kind"][0] == ["Reports to decide on", "5", "0"]
    assert check(served.node).faults == {}


@pytest.mark.parametrize(("lang", "size"), [("zh-CN", PHONE), ("en", DESK)])
def test_the_page_can_be_read_by_anybody(
    lang: str, size: tuple[int, int], served: Served, ann: Laptop
) -> None:
    served.add(f"Reader {lang}", SUPERVISOR)
    with chromium() as browser:
        context = visitor(browser, lang=lang, width=size[0], height=size[1], dark=lang == "en")
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda line: said.append(line.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        sign_in(page, served, f"Reader {lang}", "North")
        page.locator(".top a.button").first.click()
        expect(page.locator("h1")).to_have_text("团队概览" if lang == "zh-CN" else "Team overview")
        assert grave(page) == []
        assert _fits(page)
        # By keys: another period, and how the figures came about.
        page.locator(".views a").nth(3).focus()
        page.keyboard.press("Enter")
        expect(page.locator(".views [aria-current]")).to_have_text(
            "近一年" if lang == "zh-CN" else "Twelve months"
        )
        page.locator(".told summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".told p")).to_be_visible()
        assert grave(page) == []
        # Each drawing is hidden from who cannot see it: its numbers stand beside it.
        assert page.locator("main svg:not([aria-hidden=true])").count() == 0
        assert page.locator("table tbody tr:has(svg) td").count() > 20
        with page.expect_download() as saved:
            page.locator(".papers a").last.click()
        assert saved.value.suggested_filename == "team-2025-12-01-2026-11-30.xlsx"
        page.locator("form.lessons select").last.select_option("both")
        with page.expect_download() as saved:
            page.locator("form.lessons button").click()
        assert saved.value.suggested_filename == "lessons-2026-10.pdf"
        assert said == []
        context.close()


def test_of_a_large_team_the_page_shows_whoever_has_most_that_is_overdue() -> None:
    rows = tuple(Row(f"{n}", (Cell(9, "9"), Cell(n % 5, f"{n % 5}"))) for n in range(20))
    table = Table("By person", (), rows)
    assert table.shortened(20) == rows
    assert [row.name for row in table.shortened(5)] == ["3", "4", "9", "14", "19"]


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
