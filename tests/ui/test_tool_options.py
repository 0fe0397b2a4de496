"""Options by keyboard alone: written, compared, shown to the customer, chosen with a reason."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from talk_kit import opened, session_of, write
from tool_kit import frame_of, in_tool, pick, press, says, stands, tab_to
from window_kit import ask

from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.models.option_table import ROWS
from fieldapp.ui.pages.readback.exit_view import ExitView
from fieldapp.ui.pages.tools.options import View
from fieldapp.ui.pages.tools.options_turned import Turned
from fieldapp.ui.pages.tools.survey_turned import Turned as Survey
from fieldapp.ui.pages.tools.turned import TurnedPage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.usecases import half_answers
from fieldapp.usecases.editing import Put, PutText

ALT = Qt.KeyboardModifier.AltModifier


def view_of(window: MainWindow) -> View:
    view = frame_of(window).view
    assert isinstance(view, View)
    return view


def turned_page(window: MainWindow) -> TurnedPage:
    page = window._pages["turned"]
    assert isinstance(page, TurnedPage)
    return page


def in_form(qtbot: QtBot, view: View) -> None:
    """The form of a new option has opened by itself."""
    qtbot.waitUntil(
        lambda: not view.going_in.isActive() and isinstance(QApplication.focusWidget(), LineEdit)
    )


def unasked(qtbot: QtBot, window: MainWindow) -> None:
    """Nothing has been offered yet, and nobody knows over which time it pays."""
    names = ("offered", "acceptance", "benefit_months", "for_customer", "their_words")
    places = [f"options/o{number}/{name}" for number in (1, 2, 3) for name in names]
    session_of(window).write(*(Put(place, None) for place in places))
    stands(qtbot, window, lambda case: not any(option.offered for option in case.options))


def cell(view: View, option_id: str, row: str) -> str:
    model = view.model
    return str(model.index(ROWS.index(row), model.column_of(option_id)).data())


def test_the_first_option_is_written_and_removed_by_keyboard(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "options")
    view = view_of(window)
    press(Qt.Key.Key_Return)
    stands(qtbot, window, lambda case: len(case.options) == 1)
    in_form(qtbot, view)
    QTest.keyClicks(QApplication.focusWidget(), "leave it as it is")
    press(Qt.Key.Key_Escape)
    case = stands(qtbot, window, lambda case: case.options[0].title.en == "leave it as it is")
    assert view.table.hasFocus(), "Escape leads from the form to the table first"
    qtbot.waitUntil(lambda: any("nothing to choose" in said for said in says(window)))
    press(Qt.Key.Key_Insert)
    stands(qtbot, window, lambda case: len(case.options) == 2)
    in_form(qtbot, view)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Delete)
    stands(qtbot, window, lambda now: [o.id for o in now.options] == [case.options[0].id])
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_what_an_option_brings_and_when_it_pays_back(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "options", of="outage")
    unasked(qtbot, window)
    view = view_of(window)
    assert cell(view, "o2", "net") == "¥18,532"
    assert cell(view, "o2", "payback") == "—"
    window.session.write(Put("options/o2/benefit_months", 12))  # type: ignore[union-attr]
    stands(qtbot, window, lambda case: case.options[1].benefit_months == 12)
    assert cell(view, "o2", "payback") == "4.9 months"
    column = view.model.column_of("o2")
    said = view.model.index(ROWS.index("net"), column).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Net: ¥18,532 (best)"


def test_another_is_chosen_and_asked_why(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "options", of="outage")
    view = view_of(window)
    assert view.option is not None and view.option.id == "o2", "what is chosen is at hand"
    press(Qt.Key.Key_Left)
    tab_to(view.choose_)
    qtbot.waitUntil(lambda: view.choose_.text() == "Choose it")
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: case.options[0].chosen)
    assert [o.id for o in case.options if o.chosen] == ["o1"]
    assert view._form is not None
    form = view._form
    qtbot.waitUntil(lambda: form.editors["reason"].isAncestorOf(QApplication.focusWidget()))
    view.enter()
    press(Qt.Key.Key_Right, ALT)
    stands(qtbot, window, lambda case: [o.id for o in case.options] == ["o2", "o1", "o3"])
    assert view.option is not None


def test_the_customer_sees_what_is_offered_and_nothing_else(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "options", of="outage")
    unasked(qtbot, window)
    view = view_of(window)
    tab_to(view.show_)
    press(Qt.Key.Key_Return)
    assert window.page_name == "tool", "nothing is offered yet"
    window.session.write(  # type: ignore[union-attr]
        Put("options/o2/offered", True),
        PutText("options/o2/for_customer", "夜里也有人接电话"),
        Put("options/o1/offered", True),
    )
    stands(qtbot, window, lambda case: case.options[1].for_customer)
    tab_to(view.show_)
    press(Qt.Key.Key_Return)
    page = turned_page(window)
    assert window.page_name == "turned" and window.lent is page
    turned = page.view
    assert isinstance(turned, Turned) and [o.id for o in turned.offers] == ["o1", "o2"]
    seen = " ".join(label.text() for label in page.findChildren(QLabel))
    assert "夜里也有人接电话" in seen
    for hidden in ("12,800", "31,332", "12800", "停 20 分钟", "三个根"):
        assert hidden not in seen
    # No key leads anywhere else.
    press(Qt.Key.Key_F12)
    press(Qt.Key.Key_Escape)
    assert window.page_name == "turned"
    # The other language keeps what is half answered.
    pick(turned.chips["o2"], "prefers")
    QTest.keyClicks(turned.words, "at night please")
    tab_to(page.switch)
    press(Qt.Key.Key_Return)
    turned = page.view
    assert isinstance(turned, Turned) and turned.lang == "en"
    assert turned.chips["o2"].value() == "prefers" and turned.words.text() == "at night please"
    tab_to(turned.finish)
    press(Qt.Key.Key_Return)
    case = stands(qtbot, window, lambda case: case.options[1].acceptance == "prefers")
    assert case.options[1].their_words.original == "at night please"
    assert case.options[0].acceptance == ""
    # Only the engineer gets any further.
    qtbot.waitUntil(page.engineer.hasFocus)
    press(Qt.Key.Key_Return)
    asked = page.view
    assert isinstance(asked, ExitView) and asked.passcode is not None
    QTest.keyClicks(asked.passcode, "correct horse")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page_name == "tool")
    assert window.lent is None
    window.go(Place("guide"))


def test_what_the_customer_has_half_answered_outlives_the_program(qtbot: QtBot, desk: Desk) -> None:
    """It is on the disk within seconds, and stands there again when the screen is turned again."""
    window = in_tool(qtbot, desk, "options", of="telecom")
    session = session_of(window)
    case_id = session.case_id
    held = {
        "options": {"wished": {"o2": "prefers"}, "words": "at night"},
        "survey": {"ratings": [["in_time", "found", 4]], "recommend": None, "words": "on time"},
    }
    for screen, answers in held.items():
        window.go(Place("turned", screen))
        page = turned_page(window)
        qtbot.waitUntil(lambda page=page: page.isVisible() and desk.is_idle)
        view = page.view
        if isinstance(view, Turned):
            pick(view.chips["o2"], "prefers")
        else:
            pick(cast(Survey, view).scales["in_time", "found"], "4")
        tab_to(cast(Turned, view).words)
        write(str(answers["words"]))

        def kept(screen: str = screen) -> object:
            return ask(qtbot, desk.run(lambda ws: half_answers.held_of(ws, case_id, screen)))

        qtbot.waitUntil(lambda kept=kept, answers=answers: kept() == answers)
        page.holds_lock = False
        window.go(Place("guide"))
    # The program is started again.
    window.close()
    other = opened(qtbot, desk)
    other.open_case(case_id, Place("guide"))
    qtbot.waitUntil(lambda: session_of(other).standing is not None)
    other.go(Place("turned", "options"))
    page = turned_page(other)
    qtbot.waitUntil(lambda: cast(Turned, page.view).words.text() == "at night")
    assert cast(Turned, page.view).chips["o2"].value() == "prefers"
    page.view.finish.setFocus()  # type: ignore[attr-defined]
    press(Qt.Key.Key_Return)
    stands(qtbot, other, lambda case: case.options[1].their_words.get("en") == "at night")
    left = half_answers.held_of
    qtbot.waitUntil(lambda: ask(qtbot, desk.run(lambda ws: left(ws, case_id, "options"))) is None)
    page.holds_lock = False
    other.go(Place("guide"))
    other.go(Place("turned", "survey"))
    survey = turned_page(other)
    qtbot.waitUntil(lambda: cast(Survey, survey.view).words.text() == "on time")
    assert cast(Survey, survey.view).scales["in_time", "found"].value() == "4"
    survey.holds_lock = False


def test_a_finding_leads_into_the_form(qtbot: QtBot, desk: Desk) -> None:
    window = in_tool(qtbot, desk, "options", of="outage")
    unasked(qtbot, window)
    view = view_of(window)
    qtbot.waitUntil(lambda: any("has not been asked" in said for said in says(window)))
    (line,) = frame_of(window).findings
    qtbot.waitUntil(line.isVisible)
    tab_to(line)
    press(Qt.Key.Key_Space)
    assert view._form is not None
    form = view._form
    qtbot.waitUntil(lambda: form.editors["acceptance"].isAncestorOf(QApplication.focusWidget()))
