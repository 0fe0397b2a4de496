"""What the tests of the talk share: a window with a case in the talk, and what a person does."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from window_kit import ask, begin

from fieldapp.case.records import EmotionReading, Statement
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.talk import TalkPage
from fieldapp.ui.session import Session
from fieldapp.ui.talk.dock import Dock
from fieldapp.ui.talk.line import CaptureLine
from fieldapp.ui.tasks import Desk
from fieldapp.usecases.editing import Add
from fieldapp.usecases.settings import Settings


def opened(qtbot: QtBot, desk: Desk, lang: str = "en", **settings: object) -> MainWindow:
    """A window, in front, without a case."""
    wanted = Settings(language=lang, theme="light", **settings)  # type: ignore[arg-type]
    made = MainWindow(desk, wanted, "en")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.start()
    qtbot.waitUntil(lambda: desk.is_idle)
    return made


def talk(qtbot: QtBot, window: MainWindow, case_id: bytes | None = None) -> TalkPage:
    """The talk page of a case, a new one unless given."""
    window.open_case(case_id or begin(qtbot, window.desk), Place("talk"))
    session = session_of(window)
    qtbot.waitUntil(lambda: session.standing is not None)
    page = window._pages["talk"]
    assert isinstance(page, TalkPage)
    qtbot.waitUntil(lambda: page.boxes is not None)
    return page


def session_of(window: MainWindow) -> Session:
    assert window.session is not None
    return window.session


def dock_of(window: MainWindow) -> Dock:
    dock = window._stack.dock
    assert dock is not None
    return dock


def line_of(window: MainWindow) -> CaptureLine:
    return dock_of(window).line


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Presses a key where the focus is."""
    QTest.keyClick(focused(), key, modifiers)


def write(text: str) -> None:
    """Types where the focus is: keys for what is on them, an input method for the rest."""
    for letter in text:
        if letter.isascii():
            QTest.keyClicks(focused(), letter)
        else:
            compose(commit=letter)


def take_down(text: str, key: Qt.Key | None = None) -> None:
    """Notes a sentence; `key` says of which kind it is."""
    if key is not None:
        press(key)
    write(text)
    press(Qt.Key.Key_Return)


def compose(preedit: str = "", commit: str = "") -> None:
    """What an input method sends to where the focus is."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(focused(), event)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def statements(window: MainWindow) -> tuple[Statement, ...]:
    standing = session_of(window).standing
    assert standing
    return standing.case.statements


def emotions(window: MainWindow) -> tuple[EmotionReading, ...]:
    standing = session_of(window).standing
    assert standing
    return standing.case.emotions


def noted(window: MainWindow) -> list[tuple[str, str]]:
    """Kind and words of each note."""
    return [(one.kind, one.text.original) for one in statements(window)]


def note(qtbot: QtBot, window: MainWindow, kind: str, text: str, ident: str, **more: str) -> None:
    """A note that is there already."""
    ask(
        qtbot,
        session_of(window).write(Add("statements", {"kind": kind, "text": text, **more}, ident)),
    )


def read(qtbot: QtBot, window: MainWindow, level: int, ident: str) -> None:
    """A reading of the customer's level."""
    ask(
        qtbot, session_of(window).write(Add("emotions", {"who": "customer", "level": level}, ident))
    )
