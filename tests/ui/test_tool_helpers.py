"""Help by keyboard alone: the list in the settings, a call for help, a remedy within its limit."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from talk_kit import focused, session_of, write
from tool_kit import frame_of, in_tool, pick, press, says, stands, tab_to
from window_kit import do

from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.settings.duty import DutySection
from fieldapp.ui.pages.settings.page import SettingsPage
from fieldapp.ui.pages.tools.helpers import RemedyForm, View
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.choices import Chips
from fieldapp.usecases import dutylist

CTRL = Qt.KeyboardModifier.ControlModifier


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def test_the_list_is_written_and_somebody_on_it_asked(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "helpers")
    assert view_of(window).none.isVisible()
    window.go(Place("settings", "duty"))
    page = window._pages["settings"]
    assert isinstance(page, SettingsPage)
    section = next(one for one in page.sections if isinstance(one, DutySection))
    qtbot.waitUntil(lambda: desk.is_idle)
    qtbot.waitUntil(section.edit.hasFocus)
    write("Li Wei, electrics, 138 0000 0000")
    press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: bool(do(qtbot, desk, dutylist.read)))
    qtbot.waitUntil(lambda: section.counted.text() == "1 kept")
    window.go(Place("tool", "helpers"))
    view = view_of(window)
    session_of(window).refresh()
    qtbot.waitUntil(lambda: len(view.calls) == 1)
    view.enter()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(view.message.hasFocus)
    assert "Hello Li Wei" in view.message.text() and "恒丰乳业" in view.message.text()
    stands(qtbot, window, lambda case: "help_called" in case.answers)
    tab_to(view.copy)
    press(Qt.Key.Key_Space)
    assert "Hello Li Wei" in QGuiApplication.clipboard().text()
    press(Qt.Key.Key_Escape)
    assert window.page_name != "tool"


def test_a_remedy_says_from_where_it_is_approved(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "helpers")
    view = view_of(window)
    tab_to(view.more)
    press(Qt.Key.Key_Return, CTRL)
    case = stands(qtbot, window, lambda case: len(case.compensations) == 1)
    item = view.ledger.items[case.compensations[0].id]
    qtbot.waitUntil(lambda: item.is_open)
    form = item._form
    assert isinstance(form, RemedyForm)
    qtbot.waitUntil(lambda: form.item.isAncestorOf(focused()))
    press(Qt.Key.Key_Space)
    case = stands(qtbot, window, lambda case: case.compensations[0].item == "extra_service")
    qtbot.waitUntil(lambda: "2,000 CNY" in form.limit.text())
    tab_to(form.editors["amount"])
    write("2500")
    press(Qt.Key.Key_Tab)
    stands(qtbot, window, lambda case: case.compensations[0].amount == Decimal(2500))
    qtbot.waitUntil(lambda: "service manager" in item.row.accessibleDescription())
    # Legal steps are flagged here, and said at once.
    assert view.legal is not None
    pick(view.legal.findChild(Chips), "present")
    stands(qtbot, window, lambda case: case.answers.get("legal_risk") == "present")
    qtbot.waitUntil(lambda: any("supervisor and legal" in said for said in says(window)))
