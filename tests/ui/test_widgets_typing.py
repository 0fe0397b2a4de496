"""Typing: input methods, undo, growing text, numbers and times that never block a key."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QFocusEvent, QImage, QInputMethodEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from widget_kit import heard, show

from fieldapp.ui.theme import LIGHT, apply
from fieldapp.ui.widgets.editors import LineEdit, TextEdit, settle
from fieldapp.ui.widgets.numbers import NumberEdit, number
from fieldapp.ui.widgets.times import CalendarNames, DayEdit, MomentEdit, day, moment

NAMES = CalendarNames("Calendar", "Month", "Month before", "Month after")
Editor = LineEdit | TextEdit


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    apply(qapp, LIGHT, "en")


@pytest.fixture(params=[LineEdit, TextEdit])
def editor(request: pytest.FixtureRequest, qtbot: QtBot) -> Editor:
    made: Editor = request.param("In their own words")
    show(qtbot, made)
    made.setFocus()
    return made


def compose(widget: QWidget, preedit: str = "", commit: str = "") -> None:
    """What an input method sends while a person writes Chinese."""
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(widget, event)


# --- input methods ---


def test_what_is_being_composed_is_not_told_and_not_lost(qtbot: QtBot, editor: Editor) -> None:
    told = heard(editor.typed)
    qtbot.keyClicks(editor, "ok ")
    compose(editor, "ji")
    compose(editor, "ji qi")
    assert editor.is_composing()
    assert not editor.set_text("something else")
    assert (editor.text(), told[-1]) == ("ok ", "ok ")
    compose(editor, commit="机器")
    assert not editor.is_composing()
    assert (editor.text(), told[-1]) == ("ok 机器", "ok 机器")
    assert len(told) == len(set(told))
    assert editor.set_text("something else")


def test_a_composition_that_is_given_up_leaves_the_text(qtbot: QtBot, editor: Editor) -> None:
    told = heard(editor.typed)
    compose(editor, "ji")
    compose(editor, "")
    assert not editor.is_composing()
    assert (editor.text(), told) == ("", [])


@pytest.mark.parametrize("leave", ["tab", "settle"])
def test_what_is_composed_when_an_editor_is_left_becomes_text(
    qtbot: QtBot, editor: Editor, leave: str
) -> None:
    told = heard(editor.typed)
    compose(editor, "ji qi")
    if leave == "tab":
        qtbot.keyClick(editor, Qt.Key.Key_Tab)
    else:
        settle()
    assert (editor.text(), told, editor.is_composing()) == ("ji qi", ["ji qi"], False)
    assert editor.hasFocus() == (leave == "settle")


def test_the_list_of_an_input_method_may_take_the_focus_for_a_moment(editor: Editor) -> None:
    compose(editor, "ji")
    passing = QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason)
    QApplication.sendEvent(editor, passing)
    assert editor.is_composing()


def test_showing_a_text_tells_nothing_and_keeps_the_cursor(qtbot: QtBot, editor: Editor) -> None:
    told = heard(editor.typed)
    qtbot.keyClicks(editor, "pump")
    qtbot.keyClick(editor, Qt.Key.Key_Left)
    qtbot.keyClick(editor, Qt.Key.Key_Left)
    assert editor.set_text("pumps leak")
    qtbot.keyClicks(editor, "!")
    assert editor.text() == "pu!mps leak"
    assert told == ["p", "pu", "pum", "pump", "pu!mps leak"]


def test_showing_the_same_text_keeps_what_can_be_undone(qtbot: QtBot, editor: Editor) -> None:
    qtbot.keyClicks(editor, "pump")
    editor.set_text("pump")
    qtbot.keyClick(editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert editor.text() == ""


# --- undo ---


def test_undo_takes_typing_back_first_and_is_then_the_windows(qtbot: QtBot, editor: Editor) -> None:
    presses = []
    shortcut = QShortcut(QKeySequence.StandardKey.Undo, editor.window())
    shortcut.activated.connect(lambda: presses.append(editor.text()))
    ctrl = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClicks(editor, "pump")
    qtbot.keyClick(editor, Qt.Key.Key_Z, ctrl)
    assert (editor.text(), presses) == ("", [])
    qtbot.keyClick(editor, Qt.Key.Key_Z, ctrl)
    assert presses == [""]


def test_redo_goes_to_the_window_too(qtbot: QtBot, editor: Editor) -> None:
    presses = []
    shortcut = QShortcut(QKeySequence.StandardKey.Redo, editor.window())
    shortcut.activated.connect(lambda: presses.append(editor.text()))
    ctrl = Qt.KeyboardModifier.ControlModifier
    both = ctrl | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClicks(editor, "pump")
    qtbot.keyClick(editor, Qt.Key.Key_Z, ctrl)
    qtbot.keyClick(editor, Qt.Key.Key_Z, both)
    assert (editor.text(), presses) == ("pump", [])
    qtbot.keyClick(editor, Qt.Key.Key_Z, both)
    assert presses == ["pump"]


# --- a growing text ---


def test_pictures_and_files_are_pasted_into_the_window_words_into_the_editor(
    qtbot: QtBot, editor: Editor
) -> None:
    pasted: list[str] = []
    paste = QShortcut(QKeySequence.StandardKey.Paste, editor.window())
    paste.activated.connect(lambda: pasted.append("pasted"))
    clipboard = QApplication.clipboard()
    for times, put in enumerate((picture, files), 1):
        clipboard.setMimeData(put())
        qtbot.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert (len(pasted), editor.text()) == (times, "")
    clipboard.setText("words")
    qtbot.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert (len(pasted), editor.text()) == (2, "words")


def picture() -> QMimeData:
    data = QMimeData()
    data.setImageData(QImage(8, 8, QImage.Format.Format_RGB32))
    return data


def files() -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/home/me/IMG_1.jpg")])
    return data


def test_a_text_grows_with_its_lines_up_to_its_limit(qtbot: QtBot) -> None:
    editor = TextEdit("In their own words", least=1, most=4)
    show(qtbot, editor)
    heights = []
    for _ in range(7):
        heights.append(editor.height())
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert heights[0] >= 40
    assert heights[1] < heights[2] < heights[3]
    assert heights[4] == heights[3]
    editor.set_text("")
    assert editor.height() == heights[0]


def test_a_long_line_wraps_and_is_seen_whole(qtbot: QtBot) -> None:
    editor = TextEdit("In their own words", text="停机 " * 100, least=1, most=50)
    window = show(qtbot, editor)
    window.resize(300, 600)
    qtbot.waitUntil(lambda: editor.width() <= 300)
    assert editor.verticalScrollBar().maximum() == 0
    assert editor.height() > 100


def test_tab_leaves_a_text(qtbot: QtBot) -> None:
    editor = TextEdit("In their own words")
    show(qtbot, editor)
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert not editor.hasFocus()
    assert editor.text() == ""


def test_enter_hands_a_text_in_where_that_is_wanted(qtbot: QtBot) -> None:
    editor = TextEdit("A fact", enter_submits=True)
    show(qtbot, editor)
    qtbot.keyClicks(editor, "It stopped")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(editor, "twice")
    with qtbot.waitSignal(editor.submitted):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "It stopped\ntwice"


def test_line_ends_of_other_systems_are_no_typing(qtbot: QtBot) -> None:
    editor = TextEdit("In their own words", text="one\r\ntwo")
    show(qtbot, editor)
    told = heard(editor.typed)
    editor.set_text("one\r\nthree")
    assert told == []
    qtbot.keyClicks(editor, "!")
    assert told == ["!one\nthree"]


# --- numbers ---


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("46000", "46000"),
        ("46,000.50", "46000.50"),
        ("46 000", "46000"),
        ("1'234'567", "1234567"),
        ("４６０００", "46000"),
        ("３，０００。５", "3000.5"),
        ("-4", "-4"),
        ("−4", "-4"),
        (" 7 ", "7"),
    ],
)
def test_a_number_is_read_as_people_write_it(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "4,5", "1,23,456", "about 3", "3 mm", "1.2.3", "1e9"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None


def test_a_number_field_takes_any_key_and_marks_what_does_not_fit_once_left(qtbot: QtBot) -> None:
    field = NumberEdit("Score", unit="points", low=0, high=10)
    show(qtbot, field)
    told = heard(field.typed)
    field.setFocus()
    qtbot.keyClicks(field.line, "1o")
    assert (told, field.line.property("problem")) == (["1", "1o"], None)
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.line.property("problem")
    assert (field.fits(), field.value(), field.text()) == (False, None, "1o")
    qtbot.keyClick(field.line, Qt.Key.Key_Backspace)
    qtbot.keyClicks(field.line, "0")
    assert (field.line.property("problem"), field.value()) == (False, Decimal(10))
    field.set_text("11")
    assert (field.line.property("problem"), field.fits()) == (True, False)
    field.set_text("")
    assert (field.fits(), field.value()) == (True, None)
    assert field.line.accessibleName() == "Score (points)"


# --- days and moments ---


@pytest.mark.parametrize(
    "text",
    ["2026-11-04", "2026/11/4", "20261104", "2026年11月4日", "２０２６．１１．０４", " 2026-11-4 "],
)
def test_a_day_is_read_as_people_write_it(text: str) -> None:
    assert day(text) == date(2026, 11, 4)


@pytest.mark.parametrize(
    "text", ["", "2026-13-01", "2026-02-30", "26-11-04", "tomorrow", "2026-11", "202611"]
)
def test_what_is_no_day_is_none(text: str) -> None:
    assert day(text) is None


def test_a_moment_is_in_the_machines_time() -> None:
    here = datetime(2026, 11, 4, 9, 30).astimezone()
    assert moment("2026-11-04 09:30") == moment("2026/11/4 9：30") == here
    assert moment("2026年11月4日 9时30分") == here
    assert moment("2026-11-04") == datetime(2026, 11, 4).astimezone()
    assert moment("2026-11-04 24:10") is None
    assert moment("9999-99-99 00:00") is None


def test_a_day_is_chosen_from_the_month(qtbot: QtBot) -> None:
    field = DayEdit(LIGHT, "Due", NAMES, [("Tomorrow", date(2026, 11, 25))])
    show(qtbot, field)
    told = heard(field.typed)
    field.set_text("2026-11-04")
    qtbot.mouseClick(field.button, Qt.MouseButton.LeftButton)
    assert field.calendar
    assert field.calendar.isVisible()
    month = field.calendar.month
    view = month.findChild(QWidget, "qt_calendar_calendarview")
    assert isinstance(view, QWidget)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    with qtbot.waitSignal(field.finished):
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert not field.calendar.isVisible()
    assert (field.text(), field.value(), told) == ("2026-11-05", date(2026, 11, 5), ["2026-11-05"])
    assert field.line.accessibleName() == "Due"
    assert field.button.accessibleName() == "Calendar: Due"


def test_a_quick_choice_is_one_press(qtbot: QtBot) -> None:
    soon = datetime(2026, 11, 25, 8, tzinfo=UTC).astimezone()
    field = MomentEdit(LIGHT, "Next update", NAMES, [("Tomorrow", soon)])
    show(qtbot, field)
    field.open()
    assert field.calendar
    with qtbot.waitSignal(field.finished):
        field.calendar.picked.emit(soon)
    assert field.value() == soon


def test_a_day_chosen_for_a_moment_keeps_the_time_of_day(qtbot: QtBot) -> None:
    field = MomentEdit(LIGHT, "Next update", NAMES)
    show(qtbot, field)
    field.set_text("2026-11-04 16:45")
    assert field.write(date(2026, 11, 6)) == "2026-11-06 16:45"
    found = field.value()
    assert found
    assert found.utcoffset() is not None
    assert found - datetime(2026, 11, 4, 16, 45).astimezone() == timedelta(0)


def test_a_half_typed_day_is_kept_and_marked_once_left(qtbot: QtBot) -> None:
    field = DayEdit(LIGHT, "Due", NAMES)
    show(qtbot, field)
    field.setFocus()
    qtbot.keyClicks(field.line, "2026-11")
    assert field.line.property("problem") is None
    qtbot.keyClick(field.line, Qt.Key.Key_Tab)
    assert (field.text(), field.value(), field.fits()) == ("2026-11", None, False)
    assert field.line.property("problem")
    field.set_text("")
    assert field.fits()
