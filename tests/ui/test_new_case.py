"""A new case in a few keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE
from talk_kit import opened, press, write
from window_kit import LIBRARY, begin, do

from fieldapp.case.records import Case
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.new_case import NewCasePage
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import cases


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk, name="Li Wei")


def page_of(qtbot: QtBot, window: MainWindow) -> NewCasePage:
    page = window._pages["new"]
    assert isinstance(page, NewCasePage)
    qtbot.waitUntil(page.customer.hasFocus)
    qtbot.waitUntil(lambda: page.playbooks is not None)
    return page


def second(page: NewCasePage) -> str:
    """The playbook that one key takes instead of the first default."""
    assert page.playbooks
    names = list(page.playbooks.buttons)
    return names[(names.index("pacts") + 1) % len(names)]


def made_case(qtbot: QtBot, window: MainWindow, desk: Desk) -> Case:
    qtbot.waitUntil(lambda: window.session is not None and window.session.standing is not None)
    assert window.session
    case_id = window.session.case_id
    found: Case = do(qtbot, desk, lambda ws: cases.load(ws, case_id, desk.library))
    return found


def test_a_name_a_line_enter(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    press(Qt.Key.Key_F2)
    page_of(qtbot, window)
    for text in ("Hengfeng Dairy", "Filler 3 keeps stopping"):
        write(text)
        press(Qt.Key.Key_Return)
    case = made_case(qtbot, window, desk)
    assert case.customer.company.original == "Hengfeng Dairy"
    assert case.title.original == "Filler 3 keeps stopping"
    assert case.engineer.original == "Li Wei"
    assert (case.playbook, case.situation) == ("pacts", "complaint")
    assert window.page_name in ("guide", "talk")
    qtbot.waitUntil(lambda: window.cases.rowCount() == 1)
    assert window._stack.sidebar._nothing.currentIndex() == 0


def test_one_key_takes_another_playbook_and_it_is_the_next_ones_default(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    for round_ in range(2):
        press(Qt.Key.Key_F2)
        page = page_of(qtbot, window)
        write("Nordbau")
        if not round_:
            press(Qt.Key.Key_F2)
        assert page.playbooks
        assert page.playbooks.value() == second(page)
        page.begin()
        qtbot.waitUntil(lambda: window.page_name != "new")
        case = made_case(qtbot, window, desk)
        method = LIBRARY.get(second(page))
        assert method
        assert (case.playbook, case.situation) == (method.id, method.situations[0])
        assert case.customer.company.original == "Nordbau"


def test_customers_typed_before_are_offered(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    begin(qtbot, desk, customer="恒丰乳业")
    begin(qtbot, desk, customer="Nordbau AG")
    press(Qt.Key.Key_F2)
    completer = page_of(qtbot, window).customer.completer()
    completer.setCompletionPrefix("bau")
    assert [completer.currentCompletion(), completer.completionCount()] == ["Nordbau AG", 1]
    completer.setCompletionPrefix("乳")
    assert completer.currentCompletion() == "恒丰乳业"


def test_without_a_name_and_a_line_nothing_is_made(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    press(Qt.Key.Key_F2)
    page = page_of(qtbot, window)
    page.begin()
    assert "at least one of the two" in page.problem.text()
    assert do(qtbot, desk, lambda ws: ws.listing().count()) == 0


def test_what_is_half_typed_stays_through_language_and_theme(
    qtbot: QtBot, window: MainWindow
) -> None:
    press(Qt.Key.Key_F2)
    page_of(qtbot, window)
    write("Nordbau")
    press(Qt.Key.Key_Return)
    write("A part is la")
    press(Qt.Key.Key_F2)
    window.looks.speak("zh")
    window.looks.turn()
    page = window._pages["new"]
    assert isinstance(page, NewCasePage)
    qtbot.waitUntil(page.line.hasFocus)
    qtbot.waitUntil(lambda: page.playbooks is not None)
    write("te")
    assert (page.customer.text(), page.line.text()) == ("Nordbau", "A part is late")
    assert page.playbooks
    assert page.playbooks.value() == second(page)


def test_what_is_half_typed_is_there_again_after_the_lock(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    press(Qt.Key.Key_F2)
    page_of(qtbot, window)
    write("Nordbau")
    press(Qt.Key.Key_Return)
    write("A part is la")
    window.lock()
    qtbot.waitUntil(lambda: not desk.is_open)
    window.custody.gate.open(PASSCODE)
    qtbot.waitUntil(lambda: window.page_name == "new")
    page = window._pages["new"]
    assert isinstance(page, NewCasePage)
    qtbot.waitUntil(lambda: page.line.hasFocus() and page.line.cursorPosition() == 12)
    assert page.customer.text() == "Nordbau"


def test_similar_cases_are_offered_while_it_is_written_with_why(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    former = begin(qtbot, desk, customer="Hengfeng", line="Filler 3 keeps stopping at night")
    begin(qtbot, desk, customer="Nordbau", line="Crane cable worn")
    press(Qt.Key.Key_F2)
    page = page_of(qtbot, window)
    assert page.similar.isHidden()
    write("Hengfeng")
    press(Qt.Key.Key_Return)
    write("Filler 5 stopping again")
    qtbot.waitUntil(page.similar.isVisible)
    (row,) = page.similar.rows
    assert row.text() == "Filler 3 keeps stopping at night"
    assert "also about: filler, stopping · same customer" in row.accessibleName()
    row.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.session is not None and window.session.case_id == former)
