"""The clocks by keyboard alone: set going, stopped, and how it shows in the list."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import session_of
from tool_kit import frame_of, in_guide, in_tool, press, stands, tab_to
from window_kit import ask

from fieldapp.base import paths
from fieldapp.base.clock import system_clock
from fieldapp.ui import papers
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.clocks import View
from fieldapp.ui.sidebar import _urgent
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import caselist
from fieldapp.usecases.editing import Put


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def open_since(qtbot: QtBot, window: MainWindow, severity: int | None, **ago: int) -> None:
    opened = system_clock().replace(microsecond=0) - timedelta(**ago)
    ask(qtbot, session_of(window).write(Put("severity", severity), Put("opened", opened)))


def test_severity_sets_the_clocks_going_and_a_key_stops_one(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "clocks")
    open_since(qtbot, window, None, minutes=10)
    view = view_of(window)
    assert view.cards == {}
    view.enter()
    for _ in range(4):
        press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: case.severity == 5)
    qtbot.waitUntil(lambda: "first_response" in view.cards)
    card = view.cards["first_response"]
    assert card.words.text() == "49 min left" and card.words.property("kind") == "strong"
    view.enter()
    assert card.done.hasFocus()
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: "first_response_at" in case.answers)
    qtbot.waitUntil(lambda: "in time" in card.words.text())
    assert card.done.isHidden()
    # What was pressed by mistake is put right where it stands.
    tab_to(card.moment)
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_time_that_is_over_is_seen_in_the_list_and_the_panel(qtbot: QtBot, desk: Desk) -> None:
    window = in_guide(qtbot, desk)
    open_since(qtbot, window, 5, hours=3)
    panel = window._stack._panel
    assert panel is not None
    qtbot.waitUntil(panel.clock.isVisible)
    assert panel.clock.text() == "First response · 2 h over"
    row = ask(qtbot, desk.run(lambda ws: caselist.row(ws, session_of(window).case_id)))
    told = _urgent(row, window.theme, "en")
    assert told is not None and told[1] == window.theme.danger
    tab_to(panel.clock)
    press(Qt.Key.Key_Space)
    assert window.page_name == "tool" and frame_of(window).tool.id == "clocks"
    qtbot.waitUntil(lambda: "first_response" in view_of(window).cards)
    view_of(window).enter()
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: "first_response_at" in case.answers)
    row = ask(qtbot, desk.run(lambda ws: caselist.row(ws, session_of(window).case_id)))
    assert row.summary.due > system_clock()


def test_the_calendar_is_the_companys_to_change(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDAPP_PLAYBOOKS", str(tmp_path / "ours"))
    opened: list[Path] = []
    monkeypatch.setattr(papers, "open_path", lambda path: opened.append(path) or True)
    window = in_tool(qtbot, desk, "clocks")
    window.go(Place("tool", "clocks"))
    view_of(window).change_calendar()
    qtbot.waitUntil(lambda: bool(opened))
    assert opened == [tmp_path / "ours" / "calendar.yaml"]
    assert opened[0].read_bytes() == paths.forms("calendar.yaml").read_bytes()
