"""In the talk: levels, one thing to say, safety always at hand, a folded step and what opens it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from talk_kit import (
    compose,
    dock_of,
    emotions,
    focused,
    line_of,
    note,
    opened,
    press,
    read,
    session_of,
    talk,
    write,
)
from window_kit import do, sample

from fieldapp.store.workspace import Workspace
from fieldapp.ui.context import Place
from fieldapp.ui.live_panel import LivePanel
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.guide import GuidePage
from fieldapp.ui.pages.talk import TalkPage
from fieldapp.ui.talk.drawer import FieldsDrawer
from fieldapp.ui.talk.history import LevelsDrawer
from fieldapp.ui.tasks import Desk
from fieldapp.ui.theme.tokens import TARGET_TALK
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.editors import TextEdit


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def answer(window: MainWindow, field: str) -> object:
    standing = session_of(window).standing
    assert standing
    value = standing.case.answers.get(field)
    return getattr(value, "original", value)


def paths(workspace: Workspace, case_id: bytes, *, private: bool) -> list[str]:
    changes = workspace.changes(case_id, private=private)
    return [op.path for change in changes for op in change.ops]


def fields_of(page: TalkPage) -> FieldsDrawer:
    assert isinstance(page.drawer, FieldsDrawer)
    return page.drawer


# --- levels ---


def test_own_level_is_two_keys_and_stays_on_this_laptop(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = talk(qtbot, window)
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_4)
    assert focused() is line_of(window)
    qtbot.waitUntil(lambda: len(emotions(window)) == 1)
    (own,) = emotions(window)
    assert (own.who, own.level, own.private, own.share) == ("engineer", 4, True, False)
    assert own.at is not None
    case_id = session_of(window).case_id
    shared = do(qtbot, desk, lambda workspace: paths(workspace, case_id, private=False))
    assert not any("emotions" in path for path in shared)
    assert any(
        "emotions" in path
        for path in do(qtbot, desk, lambda workspace: paths(workspace, case_id, private=True))
    )
    assert page.levels.buttons["engineer"].level == 4
    assert page.levels.buttons["customer"].level is None


def test_own_level_is_read_on_any_page_and_one_goes_on_where_one_was(
    qtbot: QtBot, window: MainWindow
) -> None:
    talk(qtbot, window)
    window.go(Place("guide", "answers/problem"))
    guide = window._pages["guide"]
    assert isinstance(guide, GuidePage)
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit))
    before = focused()
    write("half a ")
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_2)
    assert window.page_name == "guide"
    assert focused() is before
    write("word")
    session_of(window).commit()
    qtbot.waitUntil(lambda: answer(window, "problem") == "half a word")
    qtbot.waitUntil(lambda: [one.level for one in emotions(window)] == [2])
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_Escape)
    assert focused() is before


def test_the_customers_level_with_what_was_seen_or_said(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_3)
    reading = dock_of(window)._reading
    assert reading
    assert reading.who == "customer"
    assert len(reading.signs) == 3
    reading.signs[0].setFocus()
    press(Qt.Key.Key_Space)
    reading.signs[1].setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(emotions(window)) == 1 and ";" in emotions(window)[0].word.en)
    (seen,) = emotions(window)
    assert (seen.who, seen.level, seen.private) == ("customer", 3, False)
    assert seen.word.zh.count("；") == 1
    press(Qt.Key.Key_3)
    assert focused() is reading.word
    compose(commit="到底")
    write(" when?")
    assert not any(sign.isChecked() for sign in reading.signs)
    press(Qt.Key.Key_Return)
    assert focused() is line_of(window)
    qtbot.waitUntil(lambda: emotions(window)[0].word.original == "到底 when?")
    assert len(emotions(window)) == 1


def test_a_notice_lies_over_no_part_of_the_dock(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    notices, dock = window.voice.notices, dock_of(window)
    assert notices is not None
    window.voice.say("warning", "Something to know")
    qtbot.waitUntil(lambda: notices.geometry().bottom() < dock.y())
    before = dock.y()
    for key in (Qt.Key.Key_F6, Qt.Key.Key_F6, Qt.Key.Key_3):
        press(key)
    qtbot.waitUntil(lambda: dock.y() < before)
    qtbot.waitUntil(lambda: notices.geometry().bottom() < dock.y())
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: dock.y() == before)


def test_a_level_that_was_meant_otherwise_is_one_reading(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_3)
    press(Qt.Key.Key_2)
    write("3 times now")
    press(Qt.Key.Key_F3)
    assert focused() is line_of(window)
    heard = [(3, " times now")]
    qtbot.waitUntil(lambda: [(o.level, o.word.original) for o in emotions(window)] == heard)


def test_what_is_taken_back_of_a_reading_is_no_longer_shown(
    qtbot: QtBot, window: MainWindow
) -> None:
    talk(qtbot, window)
    for key in (Qt.Key.Key_F6, Qt.Key.Key_F6, Qt.Key.Key_3):
        press(key)
    reading = dock_of(window)._reading
    assert reading
    assert reading.word
    write("no more of this")
    session_of(window).commit()
    qtbot.waitUntil(lambda: session_of(window).is_saved)
    reading.signs[0].setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: session_of(window).is_saved)
    press(Qt.Key.Key_4)
    qtbot.waitUntil(lambda: [one.level for one in emotions(window)] == [4])
    session_of(window).undo()
    qtbot.waitUntil(lambda: reading.scale.level() == 3 and reading.signs[0].isChecked())
    session_of(window).undo()
    qtbot.waitUntil(lambda: not reading.signs[0].isChecked())
    assert emotions(window)[0].word.original == "no more of this"
    session_of(window).undo()
    qtbot.waitUntil(lambda: dock_of(window)._reading is None)
    assert emotions(window) == ()
    assert focused() is line_of(window)


def test_the_same_level_again_takes_the_reading_back(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    for key in (Qt.Key.Key_F6, Qt.Key.Key_F6, Qt.Key.Key_3):
        press(key)
    qtbot.waitUntil(lambda: len(emotions(window)) == 1)
    reading = dock_of(window)._reading
    assert reading
    reading.scale.segments[2].setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: emotions(window) == ())
    assert dock_of(window)._reading is None


def test_how_the_levels_went_is_shown_beside_the_boxes(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = talk(qtbot, window, sample(qtbot, desk))
    page.toggle_levels()
    assert isinstance(page.drawer, LevelsDrawer)
    told = page.drawer.timeline.accessibleDescription()
    assert "Customer" in told
    assert "Myself" in told
    assert "Photo" in told
    press(Qt.Key.Key_Escape)
    assert page.drawer is None
    assert focused() is line_of(window)


# --- one thing to say ---


def test_one_sentence_at_a_time_by_the_customers_level(qtbot: QtBot, window: MainWindow) -> None:
    page = talk(qtbot, window)
    assert page.step_id == "approach"
    standing = session_of(window).standing
    assert standing
    state = standing.step("approach")
    assert state
    says = [phrase.text.en for phrase in standing.guide.coach(state.step).say]
    assert page.words.words.text() == says[0]
    press(Qt.Key.Key_Right)
    assert page.words.words.text() == says[1]
    press(Qt.Key.Key_Left)
    assert page.words.words.text() == says[0]
    write("ab")
    press(Qt.Key.Key_Right)
    assert page.words.words.text() == says[0]
    read(qtbot, window, 4, "e1")
    angry = session_of(window).standing
    assert angry
    calmer = [phrase.text.en for phrase in angry.guide.coach(state.step).say]
    assert page.words.words.text() == calmer[0] != says[0]


def test_the_talk_goes_from_step_to_step_and_the_other_gear_follows(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = talk(qtbot, window)
    press(Qt.Key.Key_PageDown)
    assert page.head.step.text() == "Collaborate"
    press(Qt.Key.Key_F11)
    guide = window._pages["guide"]
    assert isinstance(guide, GuidePage)
    assert (window.page_name, guide.step_id) == ("guide", "collaborate")
    guide.go("test")
    press(Qt.Key.Key_F11)
    assert (window.page_name, page.step_id) == ("talk", "test")
    press(Qt.Key.Key_PageUp)
    press(Qt.Key.Key_PageUp)
    assert page.step_id == "approach"


def test_the_window_comes_back_in_the_gear_it_was_left_in(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = talk(qtbot, window)
    page.turn_step(1)
    window.custody.remember()
    qtbot.waitUntil(lambda: desk.is_idle)
    again = opened(qtbot, desk)
    qtbot.waitUntil(lambda: again.page_name == "talk")
    qtbot.waitUntil(lambda: getattr(again._pages["talk"], "step_id", "") == "collaborate")


# --- safety ---


def test_safety_is_one_key_away_and_what_is_written_is_kept(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = talk(qtbot, window)
    write("half a no")
    press(Qt.Key.Key_Escape)
    drawer = fields_of(page)
    assert list(drawer.chips) == ["safety_risk"]
    assert list(drawer.texts) == ["containment", "help_called"]
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Right)
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: answer(window, "safety_risk") == "present")
    drawer.texts["help_called"].focus()
    write("Site officer, 10:05")
    press(Qt.Key.Key_Escape)
    assert page.drawer is None
    assert focused() is line_of(window)
    qtbot.waitUntil(lambda: answer(window, "help_called") == "Site officer, 10:05")
    assert line_of(window).text() == "half a no"


def test_level_5_opens_safety_and_takes_nobodys_focus(qtbot: QtBot, window: MainWindow) -> None:
    page = talk(qtbot, window)
    write("he is coming clo")
    read(qtbot, window, 5, "e1")
    assert page.drawer is not None
    assert page.drawer.name == "safety"
    assert focused() is line_of(window)
    write("ser")
    assert line_of(window).text() == "he is coming closer"
    assert page.words.shown.tone == "danger"
    assert page.words.shown.buttons == ("safety", "leave")
    page.close_drawer()
    note(qtbot, window, "fact", "still here", "n1")
    assert page.drawer is None


# --- a folded step ---


def test_a_folded_step_leads_to_the_paraphrase_and_opens_with_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = talk(qtbot, window)
    read(qtbot, window, 4, "e1")
    assert "paraphrase" in page.words.shown.buttons
    press(Qt.Key.Key_PageDown)
    assert page.words.shown.tone == "info"
    assert page.words.shown.buttons == ("paraphrase", "open")
    press(Qt.Key.Key_Right)
    drawer = fields_of(page)
    assert drawer.name == "paraphrase"
    write("It stopped twice and nobody called back")
    drawer.chips["paraphrase_confirmed"].buttons["yes"].setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.words.shown.tone == "say")
    qtbot.waitUntil(lambda: page.drawer is None)
    assert answer(window, "paraphrase") == "It stopped twice and nobody called back"
    assert focused() is line_of(window)


def test_a_correction_is_asked_for_where_it_was_right_in_part(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = talk(qtbot, window)
    read(qtbot, window, 4, "e1")
    page.open_paraphrase()
    drawer = fields_of(page)
    correction = drawer.texts["paraphrase_correction"]
    assert not correction.isVisible()
    drawer.chips["paraphrase_confirmed"].buttons["partly"].click()
    qtbot.waitUntil(correction.isVisible)
    assert page.drawer is drawer


def test_a_folded_step_is_opened_by_one_key_and_why_is_asked_afterwards(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = talk(qtbot, window)
    read(qtbot, window, 4, "e1")
    press(Qt.Key.Key_PageDown)
    press(Qt.Key.Key_End)
    qtbot.waitUntil(lambda: page.words.shown.tone == "say")
    assert focused() is line_of(window)
    press(Qt.Key.Key_F11)
    guide = window._pages["guide"]
    assert isinstance(guide, GuidePage)
    (panel,) = window.findChildren(LivePanel)

    def asked() -> list[str]:
        return [one.text() for one in panel.findChildren(Button) if not one.isHidden()]

    qtbot.waitUntil(lambda: "Why it was opened early" in asked())
    assert guide.jump("answers/guard_override_reason")
    qtbot.waitUntil(lambda: isinstance(focused(), TextEdit))
    write("They asked for it")
    session_of(window).commit()
    qtbot.waitUntil(lambda: answer(window, "guard_override_reason") == "They asked for it")
    qtbot.waitUntil(lambda: "Why it was opened early" not in asked())


# --- large enough ---


def test_what_is_pressed_in_the_talk_is_large_and_has_a_name(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = talk(qtbot, window)
    note(qtbot, window, "fact", "It stopped", "n1")
    read(qtbot, window, 4, "e1")
    window.read_level()
    page.open_safety()
    buttons = [
        button
        for button in (*page.findChildren(Button), *dock_of(window).findChildren(Button))
        if button.isVisible()
    ]
    assert len(buttons) > 10
    for button in buttons:
        assert button.height() >= TARGET_TALK, button.text()
        assert button.accessibleName() or button.text()
    assert line_of(window).height() >= TARGET_TALK
    assert dock_of(window).speaker.select.height() >= TARGET_TALK
