"""The report page: nothing is typed twice, grounds, issuing, the ways out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window_kit import begin, do, sample

from fieldapp.report.errors import SigningError
from fieldapp.ui import papers
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.report import FindingRow, ReportPage
from fieldapp.ui.session import Session
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import crafts
from fieldapp.usecases.settings import Settings

Open = Callable[[bytes], tuple[ReportPage, Session]]


@pytest.fixture
def report(qtbot: QtBot, desk: Desk) -> Iterator[Open]:
    window = MainWindow(desk, Settings(language="en", theme="light"), "en")
    qtbot.addWidget(window)
    window.show()
    window.start()

    def open_report(case_id: bytes) -> tuple[ReportPage, Session]:
        window.open_case(case_id, Place("report"))
        page = window._pages["report"]
        assert isinstance(page, ReportPage)
        assert window.session
        qtbot.waitUntil(lambda: page.draft is not None, timeout=10_000)
        return page, window.session

    yield open_report


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "read.pdf"
    path.write_bytes(pdf)
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def test_the_pages_shown_are_the_pages_that_leave(
    qtbot: QtBot, desk: Desk, report: Open, tmp_path: Path
) -> None:
    page, _ = report(sample(qtbot, desk))
    qtbot.waitUntil(lambda: any(p.image is not None for p in page.preview._pages), timeout=20_000)
    picture = page.preview._pages[0].image
    assert picture is not None
    colours = {picture.pixelColor(x, y).name() for x in range(0, 400, 3) for y in range(0, 500, 3)}
    assert len(colours) > 20
    target = tmp_path / "out"
    page.ways.save_to(target)
    saved = tmp_path / "out.pdf"
    qtbot.waitUntil(saved.exists)
    assert saved.read_bytes() == page.preview.pdf
    assert "Lanchuan" in text_of(saved.read_bytes(), tmp_path)


def test_a_sentence_leads_to_what_it_rests_on(qtbot: QtBot, desk: Desk, report: Open) -> None:
    page, _ = report(sample(qtbot, desk, "medical"))
    rows = [row for part in page._parts.values() for row in part._rows if row.line.grounds]
    row = rows[0]
    QTest.keyClick(row.button, Qt.Key.Key_Space)
    assert row._chips is not None
    assert row._chips.children()


def test_own_words_begin_with_the_composed_ones_and_can_be_given_up(
    qtbot: QtBot, desk: Desk, report: Open
) -> None:
    case_id = begin(qtbot, desk, line="Filler 3 keeps stopping")
    do(
        qtbot,
        desk,
        lambda ws: ws.commit(
            case_id, lambda w: w.shared.write("answers/problem", "It stops twice a week.")
        ),
    )
    page, session = report(case_id)
    part = page._parts["background"]
    QTest.mouseClick(part._write, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: part._editor is not None)
    assert part._editor
    box = part._editor.control
    assert isinstance(box, TextEdit)
    assert "It stops twice a week" in box.text()
    qtbot.waitUntil(box.isEnabled)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, " Since Monday.")
    part._close_editor()
    qtbot.waitUntil(lambda: any("Since Monday" in row.line.text.en for row in part._rows))
    assert part.part.is_authored
    part._back.click()
    qtbot.waitUntil(lambda: not page._parts["background"].part.is_authored)
    assert session.standing
    assert not session.standing.case.report.background


def test_preliminary_any_time_final_with_a_reason(
    qtbot: QtBot,
    desk: Desk,
    report: Open,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cannot(*_: object) -> bytes:
        raise SigningError("signing.no_field")

    page, session = report(begin(qtbot, desk, line="Filler 3 keeps stopping"))
    certify = crafts.certify
    monkeypatch.setattr(crafts, "certify", cannot)
    page.bar.preliminary.click()
    qtbot.waitUntil(lambda: page.draft is not None and len(page.draft.editions) == 1)
    assert page.draft
    assert not page.draft.editions[0].final
    assert not page.draft.is_changed
    # It could not be signed: that is told at once, and stays beside it until one is that is.
    unsigned = "Report 1 is issued and kept, but not signed: no signature could be put into"
    window = page.window()
    assert isinstance(window, MainWindow)
    assert window.voice.notices is not None
    assert any(unsigned in banner.text for banner in window.voice.notices.banners)
    qtbot.waitUntil(lambda: page.unsigned is not None and page.unsigned.isVisible())
    assert page.unsigned is not None and unsigned in page.unsigned.text
    assert any(unsigned in label.text() for label in page._issues.findChildren(Label))
    assert page.bar.preliminary.isEnabled()
    monkeypatch.setattr(crafts, "certify", certify)
    page.bar.final.click()
    assert page.bar._ask.isVisible()
    assert session.standing
    assert session.standing.case.issues[-1].final is False
    box = page.bar._text.control
    QTest.keyClicks(box, "The customer's line manager meets us at noon.")
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.draft is not None and len(page.draft.editions) == 2)
    issued = page.draft.editions[0]
    assert issued.final
    qtbot.waitUntil(page.bar.final.hasFocus)
    assert page.unsigned is None
    assert any(unsigned in label.text() for label in page._issues.findChildren(Label))
    assert "at noon" in issued.reason.original
    qtbot.waitUntil(lambda: page.preview.pdf != b"", timeout=10_000)
    qtbot.waitUntil(lambda: "at noon" in text_of(page.preview.pdf, tmp_path), timeout=10_000)


def test_a_final_report_without_a_reason_is_not_issued(
    qtbot: QtBot, desk: Desk, report: Open
) -> None:
    page, session = report(begin(qtbot, desk))
    page.bar._issue(final=True)
    qtbot.waitUntil(page.bar._ask.isVisible)
    QTest.keyClick(page.bar._later, Qt.Key.Key_Return)
    assert page.bar._ask.isHidden()
    assert page.bar.final.hasFocus()
    assert session.standing
    assert session.standing.case.issues == ()


def test_what_is_to_mend_leads_to_its_place(qtbot: QtBot, desk: Desk, report: Open) -> None:
    page, _ = report(begin(qtbot, desk))
    page.show_tab("mend")
    rows = page._mend.findChildren(FindingRow)
    assert len(rows) == len(page.draft.missing) + len(page.draft.advice) if page.draft else False
    button = rows[0].findChild(type(page.bar.final))
    assert button is not None
    QTest.keyClick(button, Qt.Key.Key_Return)
    window = page.window()
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: window.page_name == "guide")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


def test_the_customers_edition_and_a_mail_without_names(
    qtbot: QtBot, desk: Desk, report: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(papers, "open_path", lambda path: opened.append(path) or True)
    monkeypatch.setattr("fieldapp.base.paths.cache_dir", lambda: tmp_path / "cache")
    page, _ = report(sample(qtbot, desk))
    qtbot.waitUntil(lambda: page.preview.pdf != b"", timeout=10_000)
    former = page.preview.pdf
    page.ways._choices["audience"].choose("customer")
    page._make()
    qtbot.waitUntil(lambda: page.preview.pdf != former, timeout=10_000)
    assert "vent" not in page.ways._edition.stem if page.ways._edition else False
    page.ways._mail()
    qtbot.waitUntil(lambda: bool(opened))
    head = opened[0].read_bytes().partition(b"\r\n\r\n")[0].decode()
    assert "X-Unsent: 1" in head
    assert "Lanchuan" not in head
