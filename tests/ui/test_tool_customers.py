"""The customer's page by keyboard alone: a contact noted, trust, the way to their other case."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import focused, session_of, write
from tool_kit import case_of, frame_of, in_tool, pick, press, says, stands, tab_to
from window_kit import ask, begin

from fieldapp.playbook.tools.customers import trust
from fieldapp.ui import papers
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.customers import View
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.usecases.editing import Add

CTRL = Qt.KeyboardModifier.ControlModifier


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def test_a_contact_is_noted_and_what_is_next_is_asked_for(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "customers")
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: len(case.contacts) == 1)
    assert case.contacts[0].at is not None and case.contacts[0].kind == "call"
    item = view_of(window).ledger.items[case.contacts[0].id]
    qtbot.waitUntil(lambda: item.isAncestorOf(focused()) and isinstance(focused(), TextEdit))
    write("How the filler stops")
    session_of(window).commit()
    stands(qtbot, window, lambda case: bool(case.contacts[0].text))
    assert item._form is not None
    tab_to(item._form.editors["next"])
    write("Bring the valve")
    session_of(window).commit()
    stands(qtbot, window, lambda case: bool(case.contacts[0].next))
    qtbot.waitUntil(lambda: any("Bring the valve" in said for said in says(window)))
    press(Qt.Key.Key_Escape)
    assert not item.is_open and item.row.hasFocus()
    assert "Call" in item.row.accessibleName()
    # One that says nothing does not stay.
    press(Qt.Key.Key_Return, CTRL)
    stands(qtbot, window, lambda case: len(case.contacts) == 2)
    qtbot.waitUntil(lambda: not item.isAncestorOf(focused()) and focused() is not item.row)
    press(Qt.Key.Key_Escape)
    stands(qtbot, window, lambda case: len(case.contacts) == 1)
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_trust_is_set_and_what_it_became_is_asked_about(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "customers", of="medical")
    view = view_of(window)
    before, _ = trust(case_of(window))
    assert before is not None
    pick(view.trust["trust_before"].findChild(Chips), str(before + 1))
    stands(qtbot, window, lambda case: trust(case)[0] == before + 1)
    assert "Remedy sought" in view.known.text()
    # How it began is noted below, and what is known of their business.
    tab_to(next(one for one in view.begun.findChildren(Button) if "kick-off" in one.text()))
    press(Qt.Key.Key_Space)
    case = stands(qtbot, window, lambda case: len(case.kickoffs) == 1)
    assert case.kickoffs[0].on is not None
    item = view.kickoffs.items[case.kickoffs[0].id]
    qtbot.waitUntil(lambda: item.isAncestorOf(focused()))
    assert item._form is not None
    tab_to(item._form.editors["needs"])
    write("A signal at every gate")
    session_of(window).commit()
    stands(qtbot, window, lambda case: bool(case.kickoffs[0].needs))
    qtbot.waitUntil(lambda: any("who agreed to it" in said for said in says(window)))
    press(Qt.Key.Key_Escape)
    assert not item.is_open and item.row.hasFocus()
    came = view.business.editors["repeat_purchase"]
    pick(came.findChild(Chips), "again")
    stands(qtbot, window, lambda case: case.answers.get("repeat_purchase") == "again")


def test_what_is_open_elsewhere_leads_to_the_other_case(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "promises")
    ask(qtbot, session_of(window).write(Add("commitments", {"what": "Send the offer"})))
    former = session_of(window).case_id
    window.open_case(begin(qtbot, desk), Place("tool", "customers"))
    qtbot.waitUntil(lambda: session_of(window).standing is not None)
    view = view_of(window)
    qtbot.waitUntil(lambda: len(view.account.cases) == 1 and not frame_of(window)._is_empty)
    assert [one.pending.what.en for one in view.account.owed] == ["Send the offer"]
    line = next(
        row
        for row in view.findChildren(SentenceButton)
        if row.isVisibleTo(view) and "Open" in row.accessibleName()
    )
    qtbot.waitUntil(line.isVisible)
    tab_to(line)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session_of(window).case_id == former)
    qtbot.waitUntil(lambda: session_of(window).standing is not None)
    assert case_of(window).commitments[0].what.en == "Send the offer"


def test_the_card_before_a_visit_is_saved(
    qtbot: QtBot, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = in_tool(qtbot, desk, "customers", of="telecom")
    place = tmp_path / "card.pdf"
    monkeypatch.setattr(papers, "ask_pdf", lambda *_: place)
    tab_to(view_of(window).save)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(place.exists)
    (page,) = PdfReader(place).pages
    told = page.extract_text()
    assert "Pre-visit card" in told and "He Jing" in told
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"
