"""Choosing a method, changing it in mid-case, the crisis form: by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from talk_kit import focused, opened, press, session_of, write
from window_kit import begin, sample

from fieldapp.ui import papers
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.chooser_card import ChooserCard
from fieldapp.ui.pages.guide import GuidePage
from fieldapp.ui.pages.method import MethodPage
from fieldapp.ui.pages.new_case import NewCasePage
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import elsewhere

CTRL = Qt.KeyboardModifier.ControlModifier
CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def in_guide(qtbot: QtBot, window: MainWindow, case_id: bytes) -> GuidePage:
    window.open_case(case_id, Place("guide"))
    session = session_of(window)
    qtbot.waitUntil(lambda: session.standing is not None)
    page = window._pages["guide"]
    assert isinstance(page, GuidePage)
    return page


def method(window: MainWindow) -> str:
    standing = session_of(window).standing
    assert standing
    return standing.playbook.id


def answer(card: ChooserCard, *answers: str) -> None:
    """Answers the questions in their order; Space chooses what has the focus."""
    for chips, wanted in zip(card.questions.values(), answers, strict=True):
        assert chips.isAncestorOf(focused())
        chips.buttons[wanted].setFocus()
        press(Qt.Key.Key_Space)
        press(Qt.Key.Key_Tab)


def test_three_questions_for_a_new_case(qtbot: QtBot, window: MainWindow) -> None:
    press(Qt.Key.Key_M, CTRL)
    page = window._pages["new"]
    assert isinstance(page, NewCasePage)
    qtbot.waitUntil(lambda: page.chooser is not None and not page.chooser.isHidden())
    assert page.chooser
    page.chooser.focus()
    answer(page.chooser, "terms", "customer", "first")
    assert page.playbooks
    assert page.playbooks.value() == "negotiation"
    assert "Negotiation" in page.chooser.result.text()
    assert "musts" in page.chooser.reasons.text()
    window.looks.speak("zh")
    page = window._pages["new"]
    assert isinstance(page, NewCasePage)
    qtbot.waitUntil(lambda: page.chooser is not None)
    assert page.chooser
    assert "高效协商" in page.chooser.result.text()
    page.customer.setFocus()
    write("Nordbau")
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session is not None and window.session.standing is not None)
    assert method(window) == "negotiation"


def test_nobody_has_to_answer(qtbot: QtBot, window: MainWindow) -> None:
    press(Qt.Key.Key_F2)
    page = window._pages["new"]
    assert isinstance(page, NewCasePage)
    qtbot.waitUntil(lambda: page.chooser is not None)
    assert page.chooser
    assert page.chooser.isHidden()


def test_another_method_keeps_what_is_typed_and_undo_brings_the_first_back(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = in_guide(qtbot, window, sample(qtbot, desk))
    page.jump("answers/problem")
    qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget()))
    write("X")
    press(Qt.Key.Key_M, CTRL)
    chooser = window._pages["method"]
    assert isinstance(chooser, MethodPage)
    qtbot.waitUntil(lambda: chooser.chooser is not None)
    card = chooser.chooser
    assert card
    qtbot.waitUntil(lambda: all(stop.isVisible() for stop in card.stops))
    card.focus()
    answer(card, "fault", "customer", "again")
    assert chooser.playbooks
    assert chooser.playbooks.value() == "pacts"
    for _ in range(10):
        if focused() is chooser.button:
            break
        press(Qt.Key.Key_Tab)
    assert focused() is chooser.button
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: method(window) == "pacts")
    qtbot.waitUntil(lambda: window.page_name == "guide")
    guide = window._pages["guide"]
    assert isinstance(guide, GuidePage)
    assert guide is not page
    assert guide.method.text() == "PACTS"
    standing = session_of(window).standing
    assert standing
    assert "X" in str(standing.case.answers["problem"])
    assert standing.step(elsewhere.STEP) is not None
    assert guide.jump("answers/objection_source")
    assert guide.step_id == elsewhere.STEP
    press(Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: method(window) == "objection")
    guide = window._pages["guide"]
    assert isinstance(guide, GuidePage)
    qtbot.waitUntil(lambda: guide.method.text() == "Objection handling")


def test_one_key_into_the_crisis_papers_at_once_and_back(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Path] = []
    monkeypatch.setattr(papers, "open_path", lambda path: bool(sent.append(path)) or True)
    in_guide(qtbot, window, begin(qtbot, desk))
    press(Qt.Key.Key_E, CTRL_SHIFT)
    qtbot.waitUntil(lambda: method(window) == "crisis")
    qtbot.waitUntil(lambda: window.page_name == "guide")
    page = window._pages["guide"]
    assert isinstance(page, GuidePage)
    bar = page._crisis
    assert bar
    assert "Supervisor told" in bar.clocks.text()
    bar.papers.setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(sent), timeout=20_000)
    assert sent[0].suffix == ".eml"
    assert b"application/pdf" in sent[0].read_bytes()
    qtbot.waitUntil(lambda: bool(_issues(window)))
    press(Qt.Key.Key_E, CTRL_SHIFT)
    qtbot.waitUntil(lambda: method(window) == "pacts")


def _issues(window: MainWindow) -> tuple[object, ...]:
    standing = session_of(window).standing
    assert standing
    return standing.case.issues
