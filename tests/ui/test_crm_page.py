"""A case is handed to a customer system: what is shown is what the files have."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window_kit import sample

from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.crm import CrmPage
from fieldapp.ui.pages.report import ReportPage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.editing import Put
from fieldapp.usecases.settings import Settings


def test_what_is_shown_is_what_leaves(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    window = MainWindow(desk, Settings(language="zh", theme="light"), "zh")
    qtbot.addWidget(window)
    window.show()
    window.start()
    window.open_case(sample(qtbot, desk), Place("report"))
    report = window.page
    assert isinstance(report, ReportPage)
    QTest.mouseClick(report.ways.crm, Qt.MouseButton.LeftButton)
    page = window.page
    assert isinstance(page, CrmPage)
    qtbot.waitUntil(page.save.isEnabled, timeout=10_000)

    def shown() -> set[str]:
        return {label.text() for label in page._rows.findChildren(Label)}

    first = shown()
    page.save_into(tmp_path)
    qtbot.waitUntil((tmp_path / "zoho/3-Tasks.json").exists)
    table = (tmp_path / "zoho/2-Cases.csv").read_text("utf-8-sig")
    _, cells = csv.reader(io.StringIO(table, newline=""))
    assert set(filter(None, cells)) <= first

    # The other system, and what is written meanwhile.
    page.system.buttons["fxiaoke"].click()
    qtbot.waitUntil(lambda: page.save.isEnabled() and "现场案例" in str(shown()))
    session = window.session
    assert session is not None
    session.write(Put("title/@zh", "另一个标题"))
    qtbot.waitUntil(lambda: page.save.isEnabled() and "另一个标题" in shown(), timeout=10_000)
    page.save_into(tmp_path)
    book = tmp_path / "fxiaoke/2-fieldapp_case__c.xlsx"
    qtbot.waitUntil(book.exists)
    row = next(load_workbook(book).worksheets[0].iter_rows(min_row=2, values_only=True))
    assert set(filter(None, row)) <= shown()
    page.context.back()
    assert window.page_name == "report"
