"""The mode advisor by keyboard alone: five questions, a way chosen, avoiding only with a day."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from talk_kit import session_of
from tool_kit import case_of, frame_of, in_guide, press, says, stands, tab_to
from window_kit import do

from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.modes import View
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import agenda
from fieldapp.usecases.editing import Delete


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def begun(qtbot: QtBot, desk: Desk) -> tuple[MainWindow, View]:
    window = in_guide(qtbot, desk, of="outage")
    session_of(window).write(Delete("stances/st1"))
    stands(qtbot, window, lambda case: not case.stances)
    window.go(Place("tool", "modes"))
    qtbot.waitUntil(lambda: frame_of(window).isAncestorOf(QApplication.focusWidget()))
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: len(case.stances) == 1)
    return window, view_of(window)


def answer(view: View, **answers: str) -> None:
    for question, choice in answers.items():
        view.editors[question].focus()
        view.editors[question]._chips.buttons[choice].setFocus()  # type: ignore[attr-defined]
        press(Qt.Key.Key_Space)


def order(view: View) -> list[str]:
    cards = {card: mode for mode, card in view.cards.items()}
    shown = [view._cards.itemAt(place).widget() for place in range(view._cards.count())]
    return [cards[card] for card in shown]  # type: ignore[index]


def test_questions_lead_to_advice_and_a_way_is_chosen_with_its_reason(
    qtbot: QtBot, desk: Desk
) -> None:
    window, view = begun(qtbot, desk)
    assert "3 more" in view.count.text()
    answer(view, nature="goals", closeness="long", ours="5", theirs="4", pressure="weeks")
    stands(qtbot, window, lambda case: case.stances[0].pressure == "weeks")
    qtbot.waitUntil(lambda: order(view)[0] == "collaborating")
    assert order(view)[-1] == "competing"
    said = " ".join(view.cards["collaborating"].texts())
    assert "it matters much to both" in said and "Risk:" in said
    tab_to(view.cards["collaborating"])
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: case.stances[0].mode == "collaborating")
    assert view.cards["collaborating"].isChecked()
    qtbot.waitUntil(lambda: any("not written" in text for text in says(window)))
    assert view.reason is not None
    tab_to(view.reason)
    editor = QApplication.focusWidget()
    assert view.reason.isAncestorOf(editor)
    QTest.keyClicks(editor, "both stay for years")
    press(Qt.Key.Key_Escape)
    stands(qtbot, window, lambda case: case.stances[0].reason.en == "both stay for years")
    assert window.page_name == "guide"


def test_avoiding_counts_only_with_a_day_to_come_back(qtbot: QtBot, desk: Desk) -> None:
    window, view = begun(qtbot, desk)
    tab_to(view.cards["avoiding"])
    press(Qt.Key.Key_Return)
    assert view.back_on is not None
    back_on = view.back_on
    qtbot.waitUntil(lambda: back_on.isAncestorOf(QApplication.focusWidget()))
    assert case_of(window).stances[0].mode == ""
    QTest.keyClicks(QApplication.focusWidget(), "2026-12-01")
    view.enter()
    case = stands(qtbot, window, lambda case: case.stances[0].mode == "avoiding")
    assert str(case.stances[0].back_on) == "2026-12-01"
    owed = [one.pending for one in do(qtbot, desk, agenda.whole)]
    (back,) = (thing for thing in owed if thing.kind == "return")
    assert str(back.due) == "2026-12-01" and back.item.endswith("/back_on")


def test_things_have_changed_and_it_is_weighed_anew(qtbot: QtBot, desk: Desk) -> None:
    window, view = begun(qtbot, desk)
    answer(view, nature="safety")
    stands(qtbot, window, lambda case: case.stances[0].nature == "safety")
    tab_to(view.again)
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: len(case.stances) == 2)
    assert case.stances[0].nature == "safety" and case.stances[1].nature == ""
    qtbot.waitUntil(lambda: "3 more" in view.count.text())
