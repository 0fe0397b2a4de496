"""Noting in the talk: six statements by keyboard, their kinds, speakers and times, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from talk_kit import (
    compose,
    dock_of,
    focused,
    line_of,
    note,
    noted,
    opened,
    press,
    session_of,
    statements,
    take_down,
    talk,
    write,
)
from window_kit import begin, do

from fieldapp.store.workspace import Workspace
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.talk import TalkPage
from fieldapp.ui.talk import line as line_module
from fieldapp.ui.talk.note import Note, NoteEdit, NoteFace
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import editing
from fieldapp.usecases.editing import Add, Put
from fieldapp.usecases.lastplace import LastPlace

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def people(qtbot: QtBot, window: MainWindow) -> None:
    session = session_of(window)
    with qtbot.waitSignal(session.stands):
        session.write(Put("customer/contact", "He Jing"), Put("engineer", "Gu Mingyuan"))


def said(qtbot: QtBot, window: MainWindow, *expected: tuple[str, str]) -> None:
    """Waits until these are the notes."""
    qtbot.waitUntil(lambda: noted(window) == list(expected))


def face(page: TalkPage, ident: str) -> NoteFace:
    return note_of(page, ident).face


def note_of(page: TalkPage, ident: str) -> Note:
    assert page.boxes
    found = [box.list.notes[ident] for box in page.boxes.boxes.values() if ident in box.list.notes]
    return found[0]


def kind_shown(page: TalkPage, ident: str) -> str:
    """In which box a note is seen."""
    assert page.boxes
    return next((k for k, box in page.boxes.boxes.items() if ident in box.list.notes), "")


# --- by keyboard ---


def test_six_statements_in_a_row(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    people(qtbot, window)
    assert focused() is line_of(window)
    take_down("I have had enough", Qt.Key.Key_F4)
    take_down("It stopped twice this week", Qt.Key.Key_F3)
    take_down("Each time for an hour")
    take_down("A date in writing", Qt.Key.Key_F5)
    write(".")
    press(Qt.Key.Key_Down)
    take_down("The valve was replaced in May")
    write("！")
    press(Qt.Key.Key_Up)
    take_down("客户说心里没底")
    assert focused() is line_of(window)
    assert line_of(window).text() == ""
    said(
        qtbot,
        window,
        ("feeling", "I have had enough"),
        ("fact", "It stopped twice this week"),
        ("fact", "Each time for an hour"),
        ("expectation", "A date in writing"),
        ("fact", "The valve was replaced in May"),
        ("feeling", "客户说心里没底"),
    )
    speakers = [one.speaker.original for one in statements(window)]
    assert speakers == ["He Jing"] * 4 + ["Gu Mingyuan", "He Jing"]
    page = window._pages["talk"]
    assert isinstance(page, TalkPage)
    assert page.boxes
    assert [len(box.list.notes) for box in page.boxes.boxes.values()] == [3, 2, 1]


def test_it_was_said_when_the_first_key_was_pressed(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk(qtbot, window)
    now = datetime(2026, 11, 20, 9, 12, 30, tzinfo=UTC)
    monkeypatch.setattr(line_module, "system_clock", lambda: now)
    compose(preedit="ting")
    now += timedelta(minutes=2)
    compose(commit="停机两次")
    write(" this week")
    now += timedelta(minutes=2)
    press(Qt.Key.Key_Return)
    said(qtbot, window, ("fact", "停机两次 this week"))
    assert statements(window)[0].at == datetime(2026, 11, 20, 9, 12, 30, tzinfo=UTC)


def test_the_kind_of_what_is_being_typed_changes_by_key(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    write("nobody ever calls")
    take_down(" back", Qt.Key.Key_F4)
    said(qtbot, window, ("feeling", "nobody ever calls back"))
    write("?!")
    take_down("why is that")
    said(qtbot, window, ("feeling", "nobody ever calls back"), ("feeling", "why is that"))


def test_a_speaker_who_is_not_known_yet_is_typed_and_remembered(
    qtbot: QtBot, window: MainWindow
) -> None:
    talk(qtbot, window)
    people(qtbot, window)
    write("we carry slips by hand")
    press(Qt.Key.Key_Tab)
    assert focused() is dock_of(window).speaker.select
    press(Qt.Key.Key_End)
    assert focused() is dock_of(window).speaker.name
    take_down("Ding Li")
    assert focused() is line_of(window)
    press(Qt.Key.Key_Return)
    take_down("and it is dangerous")
    said(qtbot, window, ("fact", "we carry slips by hand"), ("fact", "and it is dangerous"))
    assert [one.speaker.original for one in statements(window)] == ["Ding Li", "Ding Li"]


# --- nothing is lost ---


def test_the_record_is_there_from_the_first_key_and_goes_if_nothing_is_said(
    qtbot: QtBot, window: MainWindow
) -> None:
    talk(qtbot, window)
    write("x")
    qtbot.waitUntil(lambda: len(statements(window)) == 1)
    press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: statements(window) == ())
    assert not session_of(window).can_undo
    write("y")
    press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: statements(window) == ())


def test_after_a_crash_the_line_goes_on_in_mid_word(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    case_id = begin(qtbot, desk)
    do(
        qtbot,
        desk,
        lambda workspace: workspace.commit(
            case_id,
            lambda writing: [
                writing.shared.add("statements", "n1"),
                writing.shared.write("statements/n1/kind", "expectation"),
            ],
        ),
    )
    do(
        qtbot,
        desk,
        lambda workspace: workspace.save_draft(case_id, "statements/n1/text", "a date in wri"),
    )
    talk(qtbot, window, case_id)
    line = line_of(window)
    assert line.text() == "a date in wri"
    line.setCursorPosition(0)
    # Where the cursor stood is not known after a crash: where the text ends one goes on.
    assert window.edit_on(LastPlace(case_id.hex(), "talk", "", "line/statements/n1/text"))
    take_down("ting")
    said(qtbot, window, ("expectation", "a date in writing"))


def test_after_a_crash_a_note_of_which_nothing_was_kept_is_the_next_one(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    case_id = begin(qtbot, desk)
    begun = Add("statements", {"kind": "fact"}, "n1")
    do(qtbot, desk, lambda ws: editing.apply(ws, case_id, [begun], lambda _: False))
    talk(qtbot, window, case_id)
    assert window.edit_on(LastPlace(case_id.hex(), "talk", "", "line/statements/n1/text"))
    take_down("!tired of ringing")
    said(qtbot, window, ("feeling", "tired of ringing"))


def test_another_language_and_the_other_gear_keep_what_is_being_typed(
    qtbot: QtBot, window: MainWindow
) -> None:
    talk(qtbot, window)
    write("half a ")
    press(Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: window.page_name == "guide")
    assert line_of(window).text() == "half a "
    window.looks.speak("zh")
    assert line_of(window).text() == "half a "
    press(Qt.Key.Key_F3)
    assert window.page_name == "guide"
    assert focused() is line_of(window)
    write("word")
    press(Qt.Key.Key_F11)
    assert window.page_name == "talk"
    press(Qt.Key.Key_Return)
    said(qtbot, window, ("fact", "half a word"))


def test_closing_the_window_keeps_a_half_typed_note(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    talk(qtbot, window)
    case_id = session_of(window).case_id
    compose(preedit="shuo dao yi ban")
    window.close()

    def texts(workspace: Workspace) -> list[str]:
        return [op.path for change in workspace.changes(case_id) for op in change.ops]

    qtbot.waitUntil(lambda: desk.is_idle)
    assert any(path.endswith("/text") for path in do(qtbot, desk, texts))


# --- input methods ---


def test_a_sign_counts_only_as_the_first_thing_typed(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    compose(preedit="?")
    compose(commit="？怎么又停了")
    press(Qt.Key.Key_Return)
    compose(preedit="wen")
    compose()
    compose(commit="？")
    compose(preedit="ji shi")
    compose(commit="几时能好？")
    press(Qt.Key.Key_Return)
    said(qtbot, window, ("fact", "？怎么又停了"), ("expectation", "几时能好？"))


def test_keys_in_a_composition_lose_nothing_of_it(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    compose(commit="阀门")
    compose(preedit="huan guo")
    press(Qt.Key.Key_F4)
    assert line_of(window).is_composing()
    compose(commit="换过")
    compose(preedit="le")
    press(Qt.Key.Key_Return)
    said(qtbot, window, ("feeling", "阀门换过le"))


# --- what was noted ---


def test_the_kind_of_a_note_changes_by_key(qtbot: QtBot, window: MainWindow) -> None:
    page = talk(qtbot, window)
    note(qtbot, window, "fact", "It frightens me", "n1")
    note(qtbot, window, "fact", "It stopped", "n2")
    face(page, "n1").setFocus()
    press(Qt.Key.Key_2)
    qtbot.waitUntil(lambda: kind_shown(page, "n1") == "feeling")
    qtbot.waitUntil(face(page, "n1").hasFocus)
    press(Qt.Key.Key_Question)
    qtbot.waitUntil(lambda: kind_shown(page, "n1") == "expectation")
    qtbot.waitUntil(face(page, "n1").hasFocus)
    press(Qt.Key.Key_Left)
    press(Qt.Key.Key_Left)
    assert kind_shown(page, "n2") == "fact"
    session_of(window).undo()
    qtbot.waitUntil(lambda: kind_shown(page, "n1") == "feeling")


def test_a_note_is_dragged_into_another_box(qtbot: QtBot, window: MainWindow) -> None:
    page = talk(qtbot, window)
    note(qtbot, window, "fact", "It frightens me to watch", "n1")
    assert page.boxes
    dragged, target = face(page, "n1"), page.boxes.boxes["feeling"]
    start = QPoint(40, 20)

    def at(x: int, y: int) -> QPoint:
        return dragged.mapFromGlobal(target.mapToGlobal(QPoint(x, y)))

    QTest.mousePress(dragged, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(dragged, at(60, 200))
    assert target.is_target
    QTest.keyClick(dragged, Qt.Key.Key_Escape)
    assert not target.is_target
    QTest.mouseRelease(dragged, Qt.MouseButton.LeftButton, pos=at(60, 200))
    assert kind_shown(page, "n1") == "fact"
    QTest.mousePress(dragged, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(dragged, at(60, 200))
    QTest.mouseRelease(dragged, Qt.MouseButton.LeftButton, pos=at(60, 220))
    qtbot.waitUntil(lambda: kind_shown(page, "n1") == "feeling")
    assert not target.is_target


def test_a_note_is_edited_where_it_stands(qtbot: QtBot, window: MainWindow) -> None:
    page = talk(qtbot, window)
    note(qtbot, window, "fact", "It stoped", "n1")
    face(page, "n1").setFocus()
    press(Qt.Key.Key_Return)
    assert isinstance(focused(), NoteEdit)
    press(Qt.Key.Key_A, CTRL)
    take_down("It stopped")
    said(qtbot, window, ("fact", "It stopped"))
    assert focused() is face(page, "n1")
    assert face(page, "n1").text() == "It stopped"
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_Backspace)
    press(Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: statements(window) == ())


def test_a_removed_note_is_put_back_until_something_else_is_done(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = talk(qtbot, window)
    note(qtbot, window, "fact", "first", "n1")
    note(qtbot, window, "fact", "second", "n2")
    face(page, "n1").setFocus()
    press(Qt.Key.Key_Delete)
    said(qtbot, window, ("fact", "second"))
    assert focused() is face(page, "n2")
    notices = window.voice.notices
    assert notices
    qtbot.waitUntil(lambda: len(notices.banners) == 1)
    (banner,) = notices.banners
    back = banner.findChildren(type(page.head.safety))[0]
    back.click()
    said(qtbot, window, ("fact", "first"), ("fact", "second"))
    face(page, "n1").setFocus()
    press(Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(notices.banners) == 1)
    note(qtbot, window, "fact", "third", "n3")
    qtbot.waitUntil(lambda: notices.banners == [])


def test_a_whole_visit_is_undone_and_done_again(qtbot: QtBot, window: MainWindow) -> None:
    page = talk(qtbot, window)
    take_down("one")
    take_down("two", Qt.Key.Key_F4)
    press(Qt.Key.Key_F6)
    press(Qt.Key.Key_3)
    said(qtbot, window, ("fact", "one"), ("feeling", "two"))
    ident = statements(window)[0].id
    face(page, ident).setFocus()
    press(Qt.Key.Key_3)
    said(qtbot, window, ("expectation", "one"), ("feeling", "two"))
    page.enter()
    for _ in range(4):
        press(Qt.Key.Key_Z, CTRL)
    said(qtbot, window)
    qtbot.waitUntil(lambda: not session_of(window).can_undo)
    for _ in range(4):
        press(Qt.Key.Key_Z, CTRL | SHIFT)
    said(qtbot, window, ("expectation", "one"), ("feeling", "two"))
    assert line_of(window).text() == ""


def test_undo_takes_the_note_out_of_the_line(qtbot: QtBot, window: MainWindow) -> None:
    talk(qtbot, window)
    write("half")
    window.go(Place("guide"))
    said(qtbot, window, ("fact", "half"))
    session_of(window).undo()
    qtbot.waitUntil(lambda: statements(window) == ())
    assert line_of(window).text() == ""
    take_down("whole", Qt.Key.Key_F3)
    said(qtbot, window, ("fact", "whole"))


def test_a_note_in_two_languages_shows_what_was_said(qtbot: QtBot, window: MainWindow) -> None:
    page = talk(qtbot, window)
    note(qtbot, window, "fact", "停机两次", "n1")
    with qtbot.waitSignal(session_of(window).stands):
        session_of(window).write(Put("statements/n1/text/@en", "It stopped twice"))
    assert face(page, "n1").text() == "停机两次"
