"""The hand-over card by keyboard alone: the line written from the case, the page saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import focused, session_of, write
from tool_kit import frame_of, in_tool, press, stands, tab_to

from fieldapp.playbook.tools.handover import line
from fieldapp.ui import papers
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.handover import View
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.usecases.editing import Put


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def test_the_line_is_written_and_the_card_saved(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = in_tool(qtbot, desk, "handover", of="telecom")
    view = view_of(window)
    session_of(window).write(Put("answers/handover", None))
    stands(qtbot, window, lambda case: "handover" not in case.answers)
    qtbot.waitUntil(view.write.isVisible)
    tab_to(view.write)
    press(Qt.Key.Key_Space)
    case = stands(qtbot, window, lambda case: "handover" in case.answers)
    assert "Agreed and still open" in line(case).original
    view.line.focus()
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit))
    press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    write(" Ring Gate 6 first.")
    place = tmp_path / "card.pdf"
    monkeypatch.setattr(papers, "ask_pdf", lambda *_: place)
    tab_to(view.save)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(place.exists)
    (page,) = PdfReader(place).pages
    told = page.extract_text()
    assert "Ring Gate 6 first." in told and "What matters to them" in told
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"
