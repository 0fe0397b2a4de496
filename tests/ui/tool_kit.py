"""What the tests of the tools share: a window in a tool, and what a person does there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from talk_kit import opened, press, session_of
from window_kit import begin, sample

from fieldapp.case.records import Case
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.frame import ToolFrame
from fieldapp.ui.pages.tools.page import ToolPage
from fieldapp.ui.tasks import Desk
from fieldapp.usecases.standing import Standing

__all__ = ["case_of", "frame_of", "in_guide", "in_tool", "press", "says", "stands", "tool_page"]


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
