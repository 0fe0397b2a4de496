"""The survey by keyboard alone: asked by phone, answered on the screen, the gap seen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from talk_kit import focused, session_of, write
from tool_kit import case_of, frame_of, in_tool, pick, press, says, stands, tab_to

from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.tools.survey import SurveyItem, View
from fieldapp.ui.pages.tools.survey_form import SurveyForm
from fieldapp.ui.pages.tools.survey_turned import Turned
from fieldapp.ui.pages.tools.turned import TurnedPage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.buttons import Button

CTRL = Qt.KeyboardModifier.ControlModifier


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def form_of(qtbot: QtBot, window: MainWindow) -> SurveyForm:
    """The form of the survey that is open."""
    view = view_of(window)
    qtbot.waitUntil(lambda: any(item.is_open for item in view.ledger.items.values()))
    item = next(item for item in view.ledger.items.values() if item.is_open)
    assert isinstance(item, SurveyItem)
    assert isinstance(item._form, SurveyForm)
    return item._form


def test_a_survey_by_phone_is_read_out_and_tapped_in(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "survey")
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: len(case.surveys) == 1)
    form = form_of(qtbot, window)
    qtbot.waitUntil(lambda: form.editors["asked"].isAncestorOf(QApplication.focusWidget()))
    assert "I’ll read each line twice" in form.script.text()
    expected, found = form.scales["in_time", "expected"], form.scales["in_time", "found"]
    pick(expected, "5")
    stands(qtbot, window, lambda case: [r.expected for r in case.survey_ratings] == [5])
    press(Qt.Key.Key_Tab)
    assert found.isAncestorOf(focused())
    pick(found, "3")
    case = stands(qtbot, window, lambda case: [r.found for r in case.survey_ratings] == [3])
    assert len(case.survey_ratings) == 1
    qtbot.waitUntil(lambda: any("Reliability" in said and "−2.0" in said for said in says(window)))
    assert "Reliability" in view_of(window).charts["customer"].accessibleName()
    # A low score without a word is asked about.
    pick(form.recommend, "4")
    stands(qtbot, window, lambda case: case.surveys[0].recommend == 4)
    qtbot.waitUntil(lambda: any("no reason is noted" in said for said in says(window)))
    form.editors["words"].focus()
    write("Nobody rang back.")
    session_of(window).commit()
    stands(qtbot, window, lambda case: bool(case.surveys[0].words))
    # The colleague's wording is another one.
    assert form.recommend_asked.text().startswith("If somebody in your trade")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_what_nobody_answered_goes_away_and_what_is_removed_goes_whole(
    qtbot: QtBot, desk: Desk
) -> None:
    window = in_tool(qtbot, desk, "survey")
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: len(case.surveys) == 1)
    form_of(qtbot, window)
    press(Qt.Key.Key_Escape)
    stands(qtbot, window, lambda case: not case.surveys)
    view_of(window).begin()
    form = form_of(qtbot, window)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    pick(form.scales["candid", "found"], "4")
    stands(qtbot, window, lambda case: len(case.survey_ratings) == 1)
    next(iter(view_of(window).ledger.items.values())).remove()
    stands(qtbot, window, lambda case: not (case.surveys or case.survey_ratings))
    press(Qt.Key.Key_Z, CTRL)
    stands(qtbot, window, lambda case: case.surveys and case.survey_ratings)


def test_the_customer_answers_on_the_screen_in_their_language(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "survey")
    frame = frame_of(window)
    others = [b for b in frame.findChildren(Button) if b.text() == "Turn the screen to them"]
    tab_to(next(b for b in others if b.isVisible()))
    press(Qt.Key.Key_Space)
    page = window._pages["turned"]
    assert isinstance(page, TurnedPage)
    first = page.view
    assert isinstance(first, Turned)
    pick(first.scales["in_time", "expected"], "4")
    pick(first.recommend, "9")
    tab_to(page.switch)
    press(Qt.Key.Key_Space)
    view = page.view
    assert isinstance(view, Turned) and view is not first
    assert view.scales["in_time", "expected"].value() == "4"
    assert view.recommend.value() == "9"
    pick(view.scales["in_time", "found"], "5")
    tab_to(view.finish)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not isinstance(page.view, Turned))
    case = case_of(window)
    (response,), (rating,) = case.surveys, case.survey_ratings
    assert (response.how, response.asked, response.recommend) == ("on_screen", "customer", 9)
    assert (rating.survey, rating.expected, rating.found) == (response.id, 4, 5)
    # No key of the window's works here.
    press(Qt.Key.Key_F12)
    assert window.page_name == "turned"
    assert QApplication.focusWidget() is not None
