"""Responsibilities by keyboard alone: parties, tasks, who answers, the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import focused, session_of, write
from tool_kit import frame_of, in_tool, pick, press, says, stands, tab_to
from window_kit import ask

from fieldapp.ui import papers
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.responsibilities import View
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.editing import Put

CTRL = Qt.KeyboardModifier.ControlModifier


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def party(qtbot: QtBot, window: MainWindow, name: str, count: int) -> None:
    case = stands(qtbot, window, lambda case: len(case.stakeholders) == count)
    place = f"stakeholders/{case.stakeholders[-1].id}/title"
    qtbot.waitUntil(lambda: focused().property("place") == place)
    write(name)
    session_of(window).commit()
    stands(qtbot, window, lambda case: case.stakeholders[-1].title.en == name)


def test_parties_tasks_and_the_letter(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = in_tool(qtbot, desk, "responsibilities")
    press(Qt.Key.Key_Return)
    party(qtbot, window, "Luo Bin", 1)
    press(Qt.Key.Key_Return, CTRL)
    party(qtbot, window, "Tang Yue", 2)
    press(Qt.Key.Key_Escape)
    view = view_of(window)
    pick(view.tabs, "duties")
    qtbot.waitUntil(view.more.hasFocus)
    assert not view.letter.isEnabled()
    press(Qt.Key.Key_Space)
    case = stands(qtbot, window, lambda case: len(case.duties) == 1)
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit | LineEdit))
    write("Fit the cell")
    session_of(window).commit()
    stands(qtbot, window, lambda case: case.duties[0].what.en == "Fit the cell")
    qtbot.waitUntil(lambda: any("Who answers for" in said for said in says(window)))
    duty, first = case.duties[0].id, case.stakeholders[0].id
    form = view.duties.items[duty]._form
    assert form is not None
    # One alone can be chosen as the one who answers; several as those who do it.
    answering = form.editors["accountable"]._select  # type: ignore[attr-defined]
    assert [answering.itemText(n) for n in range(3)] == ["none", "Luo Bin", "Tang Yue"]
    tab_to(answering)
    press(Qt.Key.Key_Down)
    stands(qtbot, window, lambda case: case.duties[0].accountable == first)
    tab_to(form.editors["responsible"])
    qtbot.waitUntil(lambda: "Luo Bin" in getattr(focused(), "text", str)())
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: case.duties[0].responsible == (first,))
    qtbot.waitUntil(view.matrix.isVisible)
    assert "A R" in [label.text() for label in view.matrix.findChildren(Label)]
    paper = tmp_path / "letter.pdf"
    monkeypatch.setattr(papers, "ask_pdf", lambda *_: paper)
    tab_to(view.letter)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(paper.exists, timeout=20_000)
    view.duties.enter()
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_the_picture_of_the_parties_is_told_in_words_too(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "responsibilities")
    press(Qt.Key.Key_Return)
    party(qtbot, window, "Luo Bin", 1)
    view = view_of(window)
    case = session_of(window).standing.case  # type: ignore[union-attr]
    item = f"stakeholders/{case.stakeholders[0].id}"
    assert view.grid.isHidden()
    wishes = (Put(f"{item}/interest", 5), Put(f"{item}/influence", 4))
    ask(qtbot, session_of(window).write(*wishes))
    qtbot.waitUntil(view.grid.isVisible)
    assert view.grid.accessibleDescription() == "Luo Bin: interest 5, influence 4"
    assert view.grid.grab().width() > 300
