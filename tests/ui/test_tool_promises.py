"""The ledger of promises by keyboard alone: written, tested, called to mind, found again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from talk_kit import focused, opened, session_of, write
from tool_kit import case_of, frame_of, in_guide, in_tool, press, says, stands, tab_to
from window_kit import ask, begin

from fieldapp.base.clock import system_clock
from fieldapp.ui import papers
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.agenda import AgendaPage
from fieldapp.ui.pages.new_case import NewCasePage
from fieldapp.ui.pages.tools.promises import PromiseItem, View
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.usecases.editing import Add

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def noon(stop_clock: Callable[[datetime], None]) -> None:
    """What is due today stays so while it is tested."""
    stop_clock(datetime(2026, 11, 25, 12, tzinfo=UTC))


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def promise(qtbot: QtBot, window: MainWindow, what: str, days: int) -> None:
    due = system_clock().date() + timedelta(days)
    ask(qtbot, session_of(window).write(Add("commitments", {"what": what, "due": due})))


def agenda(qtbot: QtBot, window: MainWindow) -> AgendaPage:
    press(Qt.Key.Key_D, CTRL)
    page = window._pages["agenda"]
    assert isinstance(page, AgendaPage)
    qtbot.waitUntil(lambda: bool(page.rows) and page.rows[0].hasFocus())
    return page


def test_a_promise_is_written_and_says_what_it_leaves_open(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "promises")
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: len(case.commitments) == 1)
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit))
    write("We will look into it")
    press(Qt.Key.Key_Tab)
    write("Li Wei")
    session_of(window).commit()
    case = stands(qtbot, window, lambda case: case.commitments[0].who.en == "Li Wei")
    qtbot.waitUntil(lambda: any("look into" in said for said in says(window)))
    assert any("By when" in said for said in says(window))
    item = view_of(window).ledger.items[case.commitments[0].id]
    assert isinstance(item, PromiseItem)
    assert "vague: task" in item.row.accessibleDescription()
    # What it asks leads to its place.
    line = next(f for f in frame_of(window).findings if "By when" in f.text())
    qtbot.waitUntil(line.isVisible)
    tab_to(line)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: place_of(focused()).endswith("/due"))
    press(Qt.Key.Key_Escape)
    assert not item.is_open and item.row.hasFocus()
    press(Qt.Key.Key_Return, CTRL)
    stands(qtbot, window, lambda case: len(case.commitments) == 2)
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit))
    press(Qt.Key.Key_Escape)
    stands(qtbot, window, lambda case: len(case.commitments) == 1)
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def place_of(widget: QWidget | None) -> str:
    """The place of the case that is edited where the focus is."""
    while widget is not None and not widget.property("place"):
        widget = widget.parentWidget()
    return str(widget.property("place")) if widget is not None else ""


def test_what_is_over_and_due_today_is_called_to_mind(qtbot: QtBot, desk: Desk) -> None:
    window = in_guide(qtbot, desk)
    reminder = window._stack.sidebar.reminder
    assert reminder.isHidden()
    promise(qtbot, window, "Send the offer", -2)
    promise(qtbot, window, "Ring the plant", 0)
    promise(qtbot, window, "Fit the valve", 9)
    qtbot.waitUntil(reminder.isVisible)
    assert reminder.text() == "1 due today · 1 over"
    page = agenda(qtbot, window)
    assert [row.text() for row in page.rows] == [
        "Send the offer",
        "Ring the plant",
        "Fit the valve",
    ]
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.page_name == "tool")
    view = view_of(window)
    first = case_of(window).commitments[0].id
    qtbot.waitUntil(lambda: view.ledger.items[first].is_open)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert window.page_name != "tool"


def test_the_first_start_of_a_day_says_what_is_due(qtbot: QtBot, desk: Desk) -> None:
    window = in_guide(qtbot, desk)
    promise(qtbot, window, "Ring the plant", 0)
    window.close()
    other = opened(qtbot, desk)
    assert other.voice.notices is not None
    qtbot.waitUntil(lambda: [b.text for b in other.voice.notices.banners] != [])
    assert other.voice.notices.banners[0].text == "1 due today. Ctrl+D shows them."


def test_back_in_a_talk_nothing_is_said_of_other_work_before_the_customer(
    qtbot: QtBot, desk: Desk
) -> None:
    window = in_guide(qtbot, desk)
    promise(qtbot, window, "Ring the plant", 0)
    window.go(Place("talk"))
    window.close()
    other = opened(qtbot, desk)
    qtbot.waitUntil(lambda: other.session is not None and other.session.standing is not None)
    qtbot.waitUntil(lambda: desk.is_idle)
    assert other.page_name == "talk"
    assert other.voice.notices is not None
    assert other.voice.notices.banners == []
    other.go(Place("guide"))
    qtbot.waitUntil(other._stack.sidebar.reminder.isVisible)


def test_a_new_case_of_the_customer_begins_with_what_was_left(qtbot: QtBot, desk: Desk) -> None:
    window = in_guide(qtbot, desk)
    promise(qtbot, window, "Send the offer", 5)
    press(Qt.Key.Key_F2)
    page = window._pages["new"]
    assert isinstance(page, NewCasePage)
    qtbot.waitUntil(page.customer.hasFocus)
    page.customer.setText("恒丰 乳业")
    qtbot.waitUntil(page.still_open.isVisible)
    assert "Send the offer" in page.still_open._lines[1].text()
    page.customer.setText("Somebody else")
    qtbot.waitUntil(page.still_open.isHidden)
    # In the case itself they stand below its own, and lead to the case they are of.
    former = session_of(window).case_id
    window.open_case(begin(qtbot, desk), Place("tool", "promises"))
    qtbot.waitUntil(lambda: session_of(window).standing is not None)
    view = view_of(window)
    qtbot.waitUntil(lambda: len(view.others) == 1 and not frame_of(window)._is_empty)
    row = view._rows.itemAt(0).widget()
    tab_to(row)
    press(Qt.Key.Key_Space)
    assert session_of(window).case_id == former


def test_one_or_all_go_into_a_calendar_file(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = in_tool(qtbot, desk, "promises")
    promise(qtbot, window, "Send the offer", 5)
    promise(qtbot, window, "Ring the plant", 6)
    path = tmp_path / "promises.ics"
    monkeypatch.setattr(papers, "ask_calendar", lambda *_: path)
    view = view_of(window)
    tab_to(view.to_calendar)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(path.exists)
    assert path.read_text(encoding="utf-8").count("BEGIN:VEVENT") == 2
    item = next(iter(view.ledger.items.values()))
    tab_to(item.row)
    press(Qt.Key.Key_Space)
    assert isinstance(item, PromiseItem)
    path.unlink()
    item._export()
    qtbot.waitUntil(path.exists)
    written = path.read_text(encoding="utf-8")
    assert "Send the offer" in written and "Ring the plant" not in written
