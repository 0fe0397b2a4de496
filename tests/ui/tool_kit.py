"""What the tests of the tools share: a window in a tool, and what a person does there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from talk_kit import opened, press, session_of
from window_kit import begin, sample

from fieldapp.case.records import Case
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.frame import ToolFrame
from fieldapp.ui.pages.tools.page import ToolPage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Chips
from fieldapp.usecases.standing import Standing

__all__ = [
    "case_of",
    "do_deed",
    "frame_of",
    "in_guide",
    "in_tool",
    "pick",
    "press",
    "says",
    "stands",
    "tab_to",
    "tool_page",
]
_MOST_TABS = 300


def in_guide(qtbot: QtBot, desk: Desk, *, of: str = "", lang: str = "en") -> MainWindow:
    """A window with a case in the guide: a new one, or the sample of that name."""
    window = opened(qtbot, desk, lang)
    window.open_case(sample(qtbot, desk, of) if of else begin(qtbot, desk), Place("guide"))
    session = session_of(window)
    qtbot.waitUntil(lambda: session.standing is not None and session.is_saved)
    return window


def in_tool(
    qtbot: QtBot, desk: Desk, tool_id: str, *, of: str = "", lang: str = "en"
) -> MainWindow:
    """As `in_guide`, gone on to a tool."""
    window = in_guide(qtbot, desk, of=of, lang=lang)
    window.go(Place("tool", tool_id))
    frame = frame_of(window)
    qtbot.waitUntil(lambda: frame.isAncestorOf(QApplication.focusWidget()))
    return window


def tool_page(window: MainWindow) -> ToolPage:
    page = window._pages["tool"]
    assert isinstance(page, ToolPage)
    return page


def frame_of(window: MainWindow) -> ToolFrame:
    frame = tool_page(window).frame
    assert frame is not None
    return frame


def says(window: MainWindow) -> list[str]:
    """What the tool says of the case."""
    return [line.text() for line in frame_of(window).findings]


def tab_to(target: QWidget) -> None:
    """Goes to a control, or into what holds it, by Tab alone."""
    for _ in range(_MOST_TABS):
        focused = QApplication.focusWidget()
        if target is focused or target.isAncestorOf(focused):
            return
        press(Qt.Key.Key_Tab)
        QApplication.processEvents()
    raise AssertionError(f"Tab does not lead there, but to {QApplication.focusWidget()}")


def pick(chips: Chips, name: str) -> None:
    """Chooses one of several by keyboard alone."""
    tab_to(chips)
    for _ in range(2 * len(chips.buttons)):
        if name in (chips.value(), focused_in(chips)):
            break
        press(Qt.Key.Key_Right)
    if not chips.buttons[name].isChecked():
        press(Qt.Key.Key_Space)


def focused_in(chips: Chips) -> str | None:
    return next((name for name, button in chips.buttons.items() if button.hasFocus()), None)


def do_deed(qtbot: QtBot, item: QWidget, label: str) -> None:
    """Presses a button of an open row by keyboard alone."""

    def named() -> list[Button]:
        known = item.findChildren(Button)
        return [one for one in known if one.text() == label and one.isVisible()]

    qtbot.waitUntil(lambda: bool(named()))
    tab_to(named()[0])
    press(Qt.Key.Key_Space)


def case_of(window: MainWindow) -> Case:
    standing = session_of(window).standing
    assert isinstance(standing, Standing)
    return standing.case


def stands(qtbot: QtBot, window: MainWindow, holds: Callable[[Case], object]) -> Case:
    """The case, once something is true of it and all is saved."""
    session = session_of(window)

    def is_so() -> bool:
        return session.standing is not None and bool(holds(session.standing.case))

    qtbot.waitUntil(lambda: is_so() and session.is_saved)
    return case_of(window)
