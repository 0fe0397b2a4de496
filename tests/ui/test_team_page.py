"""The overview of a team on a laptop: what it tells, and the files of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from openpyxl import load_workbook
from overview_kit import TODAY, busy
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from store_kit import START
from window_kit import do, sample

from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.team import TeamPage
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import issuing
from fieldapp.usecases.settings import Settings


def test_figures_are_told_as_a_table_and_saved_as_files(
    qtbot: QtBot, desk: Desk, tmp_path: Path, stop_clock: Callable[[datetime], None]
) -> None:
    stop_clock(START + timedelta(days=5))  # within the months of what is issued here
    window = MainWindow(desk, Settings(language="en", theme="light"), "en")
    qtbot.addWidget(window)
    window.show()
    window.start()
    case = sample(qtbot, desk)
    window.open_case(case)
    ctrl, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_T, ctrl | shift)
    page = window.page
    assert isinstance(page, TeamPage)
    qtbot.waitUntil(lambda: page.found is not None, timeout=10_000)
    assert page.found is not None and page.found.cases == 0 and page.tables == []  # none issued
    do(qtbot, desk, lambda here: issuing.issue(here, case, desk.library, final=True, reason="x"))
    page.enter()
    qtbot.waitUntil(lambda: page.found is not None and page.found.cases == 1, timeout=10_000)

    page.show_rows(busy(), TODAY)
    qtbot.waitUntil(lambda: page.found is not None and page.found.cases > 1)
    page.period.buttons["last"].click()
    qtbot.waitUntil(lambda: page.found is not None and page.found.cases == 24)
    causes = next(table for table in page.tables if table.accessibleName() == "By category")
    assert QAccessible.queryAccessibleInterface(causes).role() == QAccessible.Role.Table
    first = [causes.item(0, column) for column in range(2)]
    assert [item.text() for item in first if item] == ["Process", "17"]
    few = next(
        table.item(row, column)
        for table in page.tables
        for row in range(table.rowCount())
        for column in range(1, table.columnCount())
        if table.rows[row].numbers[column - 1] == "–"
    )
    assert few is not None and few.data(Qt.ItemDataRole.AccessibleTextRole) == "too few to tell"

    page.save("csv", tmp_path / "team.csv")
    page.save("xlsx", tmp_path / "team.xlsx")
    qtbot.waitUntil((tmp_path / "team.xlsx").exists, timeout=10_000)
    text = (tmp_path / "team.csv").read_text("utf-8-sig")
    assert ["Process", "17"] in [line[:2] for line in csv.reader(io.StringIO(text, newline=""))]
    book = load_workbook(tmp_path / "team.xlsx")
    assert ("Process", 17) in [line[:2] for sheet in book for line in sheet.values]

    # The month's lessons: the last whole month, and the one before.
    card = page.lessons
    page.to_lessons.click()
    qtbot.waitUntil(card.save_paper.isEnabled)
    assert card.name.text() == "October 2026" and card.earlier.hasFocus()
    card.earlier.click()
    qtbot.waitUntil(card.save_paper.isEnabled)
    assert card.found is not None and card.found.month.cases == 18
    card.lang.buttons["zh"].click()
    card.save(tmp_path / "lessons.pdf")
    qtbot.waitUntil((tmp_path / "lessons.pdf").exists, timeout=20_000)
    assert "2026年9月" in PdfReader(tmp_path / "lessons.pdf").pages[0].extract_text()
    page.context.back()
    assert window.page_name != "team"
