"""Chips, levels, steps, buttons, boxes: chosen by mouse and by keyboard, and taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from widget_kit import accessible, heard, name, role, show

from fieldapp.ui.theme import LIGHT, apply
from fieldapp.ui.widgets.boxes import Select, Toggle
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.levels import LevelBar, LevelScale
from fieldapp.ui.widgets.progress import ProgressRing
from fieldapp.ui.widgets.stepper import Step, Stepper

MOODS = [("angry", "Angry"), ("worried", "Worried"), ("tired", "Worn out")]
LEVELS = ("Calm", "Uneasy", "Upset", "Angry", "Safety at risk")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    apply(qapp, LIGHT, "en")


# --- chips ---


def test_one_chip_is_chosen_another_replaces_it_and_pressing_it_again_clears(qtbot: QtBot) -> None:
    chips = Chips(LIGHT, MOODS, "What you saw")
    show(qtbot, chips)
    told = heard(chips.chosen)
    for ident in ("angry", "worried", "worried", "worried"):
        qtbot.mouseClick(chips.buttons[ident], LEFT)
    assert told == ["angry", "worried", None, "worried"]
    assert chips.value() == "worried"


def test_chips_by_keyboard(qtbot: QtBot) -> None:
    chips = Chips(LIGHT, MOODS, "What you saw")
    show(qtbot, chips)
    told = heard(chips.chosen)
    chips.buttons["angry"].setFocus()
    qtbot.keyClick(chips.buttons["angry"], Qt.Key.Key_Space)
    qtbot.keyClick(chips.buttons["angry"], Qt.Key.Key_Right)
    assert chips.buttons["worried"].hasFocus()
    qtbot.keyClick(chips.buttons["worried"], Qt.Key.Key_Delete)
    qtbot.keyClick(chips.buttons["worried"], Qt.Key.Key_Return)
    qtbot.keyClick(chips.buttons["worried"], Qt.Key.Key_Space)
    assert told == ["angry", "worried", None, "worried", None]


def test_several_chips_are_told_in_the_order_of_the_options(qtbot: QtBot) -> None:
    chips = Chips(LIGHT, MOODS, "What you saw", multiple=True)
    show(qtbot, chips)
    told = heard(chips.chosen)
    for ident in ("tired", "angry", "tired"):
        qtbot.mouseClick(chips.buttons[ident], LEFT)
    qtbot.keyClick(chips.buttons["worried"], Qt.Key.Key_Return)
    assert told == [("tired",), ("angry", "tired"), ("angry",), ("angry", "worried")]


@pytest.mark.parametrize("multiple", [False, True])
def test_showing_a_choice_tells_nothing(qtbot: QtBot, multiple: bool) -> None:
    chips = Chips(LIGHT, MOODS, "What you saw", multiple=multiple)
    qtbot.addWidget(chips)
    told = heard(chips.chosen)
    chips.choose(["worried"])
    chips.choose(["angry", "unheard"])
    assert chips.value() == (("angry",) if multiple else "angry")
    chips.choose(["unheard"])
    assert not chips.value()
    assert told == []


def test_chips_wrap_and_a_screen_reader_hears_what_they_are(qtbot: QtBot) -> None:
    chips = Chips(LIGHT, [(str(n), f"A feeling {n}") for n in range(9)], "What you saw")
    window = show(qtbot, chips)
    window.resize(300, 600)
    qtbot.waitUntil(lambda: chips.width() < 300)
    bottoms = {button.geometry().bottom() for button in chips.buttons.values()}
    assert len(bottoms) > 3
    assert max(bottoms) < chips.height()
    assert min(button.height() for button in chips.buttons.values()) >= 40
    assert (role(chips), name(chips)) == (QAccessible.Role.Grouping, "What you saw")
    assert role(chips.buttons["0"]) == QAccessible.Role.RadioButton


# --- levels ---


def test_a_level_is_chosen_by_mouse_by_digit_and_taken_back(qtbot: QtBot) -> None:
    scale = LevelScale(LIGHT, LEVELS, "My own level")
    show(qtbot, scale)
    told = heard(scale.chosen)
    qtbot.mouseClick(scale.segments[3], LEFT)
    qtbot.keyClick(scale.segments[3], Qt.Key.Key_2)
    assert scale.segments[1].hasFocus()
    qtbot.keyClick(scale.segments[1], Qt.Key.Key_2)
    qtbot.keyClick(scale.segments[1], Qt.Key.Key_Right)
    qtbot.mouseClick(scale.segments[2], LEFT)
    assert told == [4, 2, 3, None]
    assert scale.level() is None
    scale.choose(5)
    assert scale.level() == 5
    scale.choose(None)
    assert scale.level() is None
    assert told[4:] == []


def test_a_pressed_button_that_is_left_before_the_release_clears_nothing(qtbot: QtBot) -> None:
    scale = LevelScale(LIGHT, LEVELS, "My own level")
    show(qtbot, scale)
    scale.choose(4)
    segment = scale.segments[3]
    qtbot.mousePress(segment, LEFT)
    qtbot.mouseMove(segment, QPoint(-50, -50))
    qtbot.mouseRelease(segment, LEFT, pos=QPoint(-50, -50))
    assert scale.level() == 4


def test_a_level_reads_as_number_and_word(qtbot: QtBot) -> None:
    scale, bar = LevelScale(LIGHT, LEVELS, "My own level"), LevelBar(LIGHT, "Customer")
    show(qtbot, scale, bar)
    assert name(scale.segments[4]) == "5 Safety at risk"
    assert role(scale.segments[4]) == QAccessible.Role.RadioButton
    bar.setValue(4)
    assert (role(bar), name(bar)) == (QAccessible.Role.ProgressBar, "Customer")


# --- steps ---


def test_steps_are_walked_with_the_arrows_and_entered_with_enter(qtbot: QtBot) -> None:
    steps = [
        Step("plan", "Plan", "done", "complete"),
        Step("approach", "Approach", "current", "you are here"),
        Step("solve", "Solve", "folded", "opens when the customer has confirmed"),
    ]
    stepper = Stepper(LIGHT, steps, "PACTS")
    show(qtbot, stepper)
    went = heard(stepper.went)
    first, _, last = stepper.buttons
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Left)
    assert first.hasFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    qtbot.keyClick(stepper.buttons[1], Qt.Key.Key_Return)
    qtbot.keyClick(stepper.buttons[1], Qt.Key.Key_End)
    assert last.hasFocus()
    qtbot.keyClick(last, Qt.Key.Key_Right)
    assert last.hasFocus()
    qtbot.mouseClick(last, LEFT)
    qtbot.keyClick(last, Qt.Key.Key_Home)
    assert first.hasFocus()
    assert went == ["approach", "solve"]
    assert name(last) == "3 Solve"
    assert last.accessibleDescription() == "opens when the customer has confirmed"
    stepper.show_steps([step._replace(state="done", note="complete") for step in steps])
    assert last.accessibleDescription() == "complete"


# --- buttons, boxes, rings ---


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_a_button_is_pressed_by_keyboard(qtbot: QtBot, key: Qt.Key) -> None:
    button = Button(LIGHT, "Next", "primary", keys="F11")
    show(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)
    assert button.height() >= 44
    assert "F11" in button.toolTip()


def test_an_icon_button_has_a_name_and_a_target(qtbot: QtBot) -> None:
    button = IconButton(LIGHT, "x", "Close")
    show(qtbot, button)
    assert (role(button), name(button)) == (QAccessible.Role.Button, "Close")
    assert min(button.width(), button.height()) >= 40


def test_a_toggle_is_clicked_anywhere_and_its_text_wraps(qtbot: QtBot) -> None:
    toggle = Toggle(LIGHT, "Show my own level in this one report and in no other one, ever")
    window = show(qtbot, toggle)
    window.resize(240, 400)
    qtbot.waitUntil(lambda: toggle.height() > 40)
    qtbot.mouseClick(toggle, LEFT, pos=QPoint(toggle.width() - 3, toggle.height() - 3))
    assert toggle.isChecked()
    qtbot.keyClick(toggle, Qt.Key.Key_Return)
    assert not toggle.isChecked()
    assert role(toggle) == QAccessible.Role.CheckBox


def test_a_list_tells_what_a_person_chose_and_keeps_it_over_new_options(qtbot: QtBot) -> None:
    select = Select(LIGHT, MOODS, "Mood")
    show(qtbot, select)
    told = heard(select.chosen)
    assert select.value() is None
    select.choose("angry")
    assert told == []
    qtbot.keyClick(select, Qt.Key.Key_Down)
    assert (told, select.value()) == (["worried"], "worried")
    select.set_options([("worried", "担心"), ("calm", "平静")])
    assert (select.value(), select.currentText()) == ("worried", "担心")
    select.choose("unheard")
    assert select.value() is None
    assert (role(select), name(select)) == (QAccessible.Role.ComboBox, "Mood")


def test_scrolling_a_page_changes_no_list(qtbot: QtBot) -> None:
    select = Select(LIGHT, MOODS, "Mood")
    show(qtbot, select)
    select.choose("angry")
    select.setFocus()
    place = QPointF(5, 5)
    turn = QWheelEvent(
        place,
        place,
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(select, turn)
    assert select.value() == "angry"


def test_the_ring_reads_as_progress(qtbot: QtBot) -> None:
    ring = ProgressRing(LIGHT, "Report")
    qtbot.addWidget(ring)
    ring.setValue(56)
    assert (role(ring), name(ring)) == (QAccessible.Role.ProgressBar, "Report")
    assert accessible(ring).valueInterface().currentValue() == 56
