"""Expectations and change requests by keyboard alone: from a wish to a request on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import focused, note, session_of, write
from tool_kit import do_deed, frame_of, in_tool, press, says, stands, tab_to
from window_kit import ask

from fieldapp.ui import papers
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.changes import ChangeForm, ChangeItem
from fieldapp.ui.pages.tools.changes import View as Changes
from fieldapp.ui.pages.tools.expectations import ExpectationForm, ExpectationItem
from fieldapp.ui.pages.tools.expectations import View as Expectations
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.usecases.editing import Put, PutText

CTRL = Qt.KeyboardModifier.ControlModifier


def expectations_of(window: MainWindow) -> Expectations:
    view = frame_of(window).view
    assert isinstance(view, Expectations)
    return view


def changes_of(window: MainWindow) -> Changes:
    view = frame_of(window).view
    assert isinstance(view, Changes)
    return view


def test_a_wish_outside_the_scope_becomes_a_change_request(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "expectations")
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: len(case.expectations) == 1)
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit))
    write("Cover the garage too")
    session_of(window).commit()
    stands(qtbot, window, lambda case: case.expectations[0].text.en == "Cover the garage too")
    view = expectations_of(window)
    item = next(iter(view.ledger.items.values()))
    assert isinstance(item, ExpectationItem) and isinstance(item._form, ExpectationForm)
    assert item._form.say_now is not None and item._form.say_now.isHidden()
    tab_to(item._form.editors["scope"])
    qtbot.waitUntil(lambda: "Inside" in focused().text())  # type: ignore[attr-defined]
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: case.expectations[0].scope == "outside")
    # A line to say now, which promises nothing; and the way to a request.
    qtbot.waitUntil(item._form.say_now.isVisible)
    qtbot.waitUntil(lambda: any("change request" in said for said in says(window)))
    do_deed(qtbot, item, "Write a change request")
    case = stands(qtbot, window, lambda case: len(case.changes) == 1)
    assert case.changes[0].expectation == case.expectations[0].id
    assert case.changes[0].title.en == "Cover the garage too"
    qtbot.waitUntil(lambda: frame_of(window).tool.id == "changes")
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit))


def test_what_they_said_is_taken_in_and_renewed(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "promises")
    note(qtbot, window, "expectation", "A date in writing", "s1")
    window.go(Place("tool", "expectations"))
    view = expectations_of(window)
    qtbot.waitUntil(view.take_in.isVisible)
    tab_to(view.take_in)
    press(Qt.Key.Key_Space)
    case = stands(qtbot, window, lambda case: len(case.expectations) == 1)
    qtbot.waitUntil(view.take_in.isHidden)
    first = case.expectations[0].id
    ask(qtbot, session_of(window).write(PutText(f"expectations/{first}/agreed", "By Friday")))
    view.enter()
    press(Qt.Key.Key_Space)
    item = view.ledger.items[first]
    assert isinstance(item, ExpectationItem)
    qtbot.waitUntil(lambda: item.is_open)
    do_deed(qtbot, item, "New version")
    case = stands(qtbot, window, lambda case: len(case.expectations) == 2)
    assert case.expectations[1].replaces == first and case.expectations[1].agreed.en == "By Friday"
    qtbot.waitUntil(lambda: list(view.ledger.items) == [case.expectations[1].id])
    form = view.ledger.items[case.expectations[1].id]._form
    assert isinstance(form, ExpectationForm) and "By Friday" in form.former.text()


def test_a_request_goes_through_its_states_and_onto_paper(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = in_tool(qtbot, desk, "changes")
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: len(case.changes) == 1)
    assert case.changes[0].requested_on is not None
    qtbot.waitUntil(lambda: isinstance(focused(), LineEdit))
    write("Cover the garage")
    session_of(window).commit()
    stands(qtbot, window, lambda case: case.changes[0].title.en == "Cover the garage")
    item = next(iter(changes_of(window).ledger.items.values()))
    assert isinstance(item, ChangeItem) and isinstance(item._form, ChangeForm)
    steps = item._form.steps
    assert list(steps.buttons) == ["assessed"]
    # What is missing is named and gone to.
    tab_to(steps.buttons["assessed"])
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(steps.problem.isVisible)
    assert "text" in steps.problem.text() and "effect on scope" in steps.problem.text()
    qtbot.waitUntil(lambda: item._form.editors["text"].isAncestorOf(focused()))
    path = f"changes/{case.changes[0].id}"
    texts = ("text", "reason", "requested_by", "scope_impact", "schedule_impact", "quality_impact")
    wishes = [PutText(f"{path}/{name}", "said") for name in (*texts, "risk")]
    ask(qtbot, session_of(window).write(*wishes))
    tab_to(steps.buttons["assessed"])
    press(Qt.Key.Key_Space)
    stands(qtbot, window, lambda case: case.changes[0].state == "assessed")
    qtbot.waitUntil(lambda: list(steps.buttons) == ["reviewed", "draft"])
    ask(qtbot, session_of(window).write(Put(f"{path}/state", "reviewed")))
    qtbot.waitUntil(lambda: "approved" in steps.buttons)
    paper = tmp_path / "change.pdf"
    monkeypatch.setattr(papers, "ask_pdf", lambda *_: paper)
    do_deed(qtbot, item, "Form as PDF")
    qtbot.waitUntil(paper.exists, timeout=20_000)
    assert paper.read_bytes().startswith(b"%PDF")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"
