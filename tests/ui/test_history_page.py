"""The history page: what happened, by keyboard; narrowed to a place; one's own taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from talk_kit import opened
from window_kit import ask, begin

from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.history import HistoryPage
from fieldapp.ui.session import Session
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.editing import Add, Put, PutText


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    made = opened(qtbot, desk)
    made.open_case(begin(qtbot, desk), Place("guide"))
    qtbot.waitUntil(lambda: made.session is not None and made.session.standing is not None)
    return made


def session_of(window: MainWindow) -> Session:
    assert window.session
    return window.session


def page_of(qtbot: QtBot, window: MainWindow) -> HistoryPage:
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    page = window._pages["history"]
    assert isinstance(page, HistoryPage)
    qtbot.waitUntil(lambda: page.model.rowCount() > 0 and page.list.hasFocus())
    return page


def rows(page: HistoryPage) -> list[str]:
    return [page.model.index(row).data() for row in range(page.model.rowCount())]


def shown(page: HistoryPage) -> list[str]:
    return [label.text() for label in page.detail.findChildren(Label) if label.isVisible()]


def test_older_and_newer_side_by_side_and_taken_back_by_keyboard(
    qtbot: QtBot, window: MainWindow
) -> None:
    session = session_of(window)
    ask(qtbot, session.write(PutText("answers/problem", "It stops")))
    ask(qtbot, session.write(PutText("answers/problem", "It stops twice a week")))
    ask(qtbot, session.write(Put("severity", 4)))
    page = page_of(qtbot, window)
    assert rows(page)[:3] == [
        "Severity · 4",
        "Problem · It stops twice a week",
        "Problem · It stops",
    ]
    QTest.keyClick(page.list, Qt.Key.Key_Down)
    both = {"It stops", "It stops twice a week", "Before"}
    qtbot.waitUntil(lambda: both <= set(shown(page)))
    assert shown(page)[0].startswith("Problem")
    QTest.keyClick(page.detail.back, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: rows(page)[0] == "Problem · It stops")
    assert session.standing
    assert session.standing.case.answers["problem"] == "It stops"
    assert session.standing.case.severity == 4
    window.undo()
    qtbot.waitUntil(lambda: rows(page)[0] == "Problem · It stops twice a week")


def test_what_somebody_built_on_is_said(qtbot: QtBot, window: MainWindow) -> None:
    session = session_of(window)
    for text in ("It stops", "It stops twice a week"):
        ask(qtbot, session.write(PutText("answers/problem", text)))
    page = page_of(qtbot, window)
    page.list.setCurrentIndex(page.model.index(1))
    page.detail.back.click()
    assert window.voice.notices
    notices = window.voice.notices
    qtbot.waitUntil(lambda: bool(notices.banners))
    assert rows(page)[0] == "Problem · It stops twice a week"


def test_only_one_record_and_back_to_all(qtbot: QtBot, window: MainWindow) -> None:
    session = session_of(window)
    ask(qtbot, session.write(Add("statements", {"kind": "fact", "text": "old valve"}, "s1")))
    ask(qtbot, session.write(PutText("answers/problem", "It stops")))
    ask(qtbot, session.write(PutText("statements/s1/text", "the old valve")))
    window.go(Place("history", "statements/s1"))
    page = window._pages["history"]
    assert isinstance(page, HistoryPage)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert rows(page) == ["Fact 1 · text · the old valve", "Fact 1 · old valve"]
    assert page.scope.text() == "Fact 1"
    window.looks.speak("zh")
    page = window._pages["history"]
    assert isinstance(page, HistoryPage)
    qtbot.waitUntil(lambda: page.scope.text() == "事实 1" and page.model.rowCount() == 2)
    window.looks.speak("en")
    page = window._pages["history"]
    assert isinstance(page, HistoryPage)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    page.detail.there.click()
    assert window.page_name == "guide"
    window.go(Place("history", "statements/s1"))
    page.widen.click()
    qtbot.waitUntil(lambda: page.model.rowCount() > 3)
    assert "Problem · It stops" in rows(page)


def test_private_things_say_that_they_stay_here(qtbot: QtBot, window: MainWindow) -> None:
    ask(qtbot, session_of(window).write(PutText("answers/private_note", "my hands shook")))
    page = page_of(qtbot, window)
    assert any("Only on this laptop" in text for text in shown(page))


def test_what_happens_meanwhile_comes_in(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(qtbot, window)
    chosen = rows(page)[0]
    ask(qtbot, session_of(window).write(Put("severity", 2)))
    qtbot.waitUntil(lambda: rows(page)[0] == "Severity · 2")
    assert page.list.currentIndex().data() == chosen


def test_the_history_leaves_with_the_lock_and_comes_back(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page_of(qtbot, window)
    window.lock()
    qtbot.waitUntil(lambda: not desk.is_open)
    window.custody.gate.open("correct horse")
    qtbot.waitUntil(lambda: window.page_name == "history")
