"""The cover: neutral notes and nothing else, in every window of ours; leaving safely."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from talk_kit import (
    dock_of,
    focused,
    line_of,
    note,
    noted,
    opened,
    press,
    read,
    session_of,
    take_down,
    talk,
    write,
)
from window_kit import ask, begin, do, sample

from fieldapp.base.language import Text
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages import cover as cover_module
from fieldapp.ui.pages.cover import CoverPage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.times import DayEdit
from fieldapp.usecases import handover, lastplace
from fieldapp.usecases.editing import Add
from fieldapp.usecases.lastplace import LastPlace

FEELING = "Who are you fooling, I gave my word"
FACT = "It has dropped every day since November"
OTHER = "Nordbau Concrete"


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    begin(qtbot, desk, customer=OTHER, line="Mixer gears grind")
    return opened(qtbot, desk)


@pytest.fixture
def case(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """A case with something of everything, in the talk."""
    talk(qtbot, window)
    note(qtbot, window, "fact", FACT, "n1")
    note(qtbot, window, "feeling", FEELING, "n2")
    read(qtbot, window, 4, "e1")
    return window


def covered(window: MainWindow) -> CoverPage:
    page = window._pages["cover"]
    assert isinstance(page, CoverPage)
    return page


def seen(window: MainWindow) -> str:
    """Every text of every window of ours that can be seen, pointed at or read out."""
    windows = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
    assert window in windows
    found = [part for one in windows for part in _texts(one)]
    return "\n".join(part for part in found if part)


def _texts(widget: QWidget) -> Iterator[str]:
    yield widget.windowTitle()
    for one in (widget, *widget.findChildren(QWidget)):
        if not one.isVisible():
            continue
        yield from (one.toolTip(), one.accessibleName(), one.accessibleDescription())
        if isinstance(one, QLabel | QAbstractButton | QLineEdit):
            yield one.text()
        if isinstance(one, QLineEdit | QPlainTextEdit):
            yield one.placeholderText()
        if isinstance(one, QPlainTextEdit):
            yield one.toPlainText()
        if isinstance(one, QComboBox):
            yield from (one.itemText(at) for at in range(one.count()))
        if isinstance(one, QAbstractItemView) and isinstance(one.model(), QAbstractItemModel):
            model = one.model()
            yield from (str(model.index(at, 0).data()) for at in range(model.rowCount()))


def assert_neutral(window: MainWindow) -> None:
    """Nothing that the cover is there to hide can be seen."""
    texts = seen(window)
    standing = session_of(window).standing
    assert standing
    coached = [
        phrase.text.en
        for state in standing.steps
        for tone in ("say", "ask", "avoid")
        for phrase in getattr(standing.guide.coach(state.step), tone)
    ]
    levels = [level.label.en for level in standing.playbook.scale.levels]
    for hidden in (
        OTHER,
        "Mixer gears",
        FEELING,
        "eeling",
        "xpectation",
        "motion",
        *coached,
        *levels,
        *(state.step.title.en for state in standing.steps),
    ):
        assert hidden not in texts, hidden


# --- what is seen ---


def test_one_key_leaves_neutral_notes_only(qtbot: QtBot, case: MainWindow) -> None:
    assert FEELING in seen(case)
    press(Qt.Key.Key_F9)
    assert_neutral(case)
    assert FACT in seen(case)
    assert covered(case).count.text() == "2 noted"
    assert focused() is line_of(case)


def test_two_hundred_notes_do_not_keep_the_cover_waiting(qtbot: QtBot, case: MainWindow) -> None:
    wanted = [
        Add("statements", {"kind": "fact", "text": f"Stop {number}"}, f"m{number}")
        for number in range(200)
    ]
    ask(qtbot, session_of(case).write(*wanted))
    press(Qt.Key.Key_F9)
    notes = covered(case).notes
    assert notes
    assert list(notes.notes)[-1] == "m199"
    assert len(notes.notes) < 40
    assert "Stop 199" in seen(case)
    qtbot.waitUntil(lambda: len(notes.notes) == 201)
    assert [*notes.notes][:2] == ["n1", "m0"]
    take_down("one more")
    qtbot.waitUntil(lambda: len(notes.notes) == 202)


def test_the_list_of_cases_is_covered_too(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: OTHER in seen(window) or "Mixer" in seen(window))
    press(Qt.Key.Key_F9)
    assert "Mixer" not in seen(window)
    assert OTHER not in seen(window)
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Mixer" in seen(window))


def test_noting_goes_on_under_the_cover(qtbot: QtBot, case: MainWindow) -> None:
    press(Qt.Key.Key_F4)
    write("half a ")
    press(Qt.Key.Key_F9)
    take_down("sentence")
    take_down("a plain line is a fact")
    take_down("afraid", Qt.Key.Key_F4)
    take_down("a fact again")
    qtbot.waitUntil(
        lambda: (
            noted(case)[2:]
            == [
                ("feeling", "half a sentence"),
                ("fact", "a plain line is a fact"),
                ("feeling", "afraid"),
                ("fact", "a fact again"),
            ]
        )
    )
    texts = seen(case)
    assert "a plain line is a fact" in texts
    assert "afraid" not in texts
    assert covered(case).count.text() == "6 noted"
    assert_neutral(case)
    press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(noted(case)) == 5)


def test_nothing_else_can_be_opened_under_the_cover(qtbot: QtBot, case: MainWindow) -> None:
    press(Qt.Key.Key_F9)
    for key in (Qt.Key.Key_F6, Qt.Key.Key_F11, Qt.Key.Key_F12, Qt.Key.Key_F2):
        press(key)
        assert case.page_name == "cover"
    press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_PageDown)
    case.go(Place("guide"))
    case.go(Place("report"))
    assert case.page_name == "cover"
    assert_neutral(case)


def test_a_photo_can_be_added_under_the_cover(qtbot: QtBot, case: MainWindow) -> None:
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_F8)
    assert case.page_name == "evidence"
    assert_neutral(case)
    assert case.is_covered


def test_what_the_window_has_to_say_waits(qtbot: QtBot, case: MainWindow) -> None:
    case.voice.say("warning", f"The report of {OTHER} was not written.")
    press(Qt.Key.Key_F9)
    case.voice.say("danger", f"The photo of {OTHER} cannot be read.")
    assert_neutral(case)
    case.cover(False)
    assert f"The photo of {OTHER} cannot be read." in seen(case)


def test_another_language_and_theme_keep_it_covered(qtbot: QtBot, case: MainWindow) -> None:
    press(Qt.Key.Key_F9)
    case.looks.turn()
    assert_neutral(case)
    case.looks.speak("zh")
    qtbot.waitUntil(lambda: FACT in seen(case))
    texts = seen(case)
    for hidden in (OTHER, FEELING, "情感", "期待", "愤怒", "接触"):
        assert hidden not in texts


# --- other windows ---


def test_it_covers_a_dialog_that_is_in_front_and_its_key_works_there(
    qtbot: QtBot, case: MainWindow
) -> None:
    dialog = QDialog(case)
    dialog.setModal(True)
    layout = QVBoxLayout(dialog)
    layout.addWidget(QLabel(OTHER))
    name = QLineEdit(OTHER)
    layout.addWidget(name)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    name.setFocus()
    qtbot.waitUntil(name.hasFocus)
    QTest.keyClick(name, Qt.Key.Key_F9)
    assert case.is_covered
    assert not dialog.isVisible()
    assert_neutral(case)
    dialog.show()
    dialog.activateWindow()
    name.setFocus()
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert_neutral(case)


def test_it_covers_an_open_calendar_and_its_key_works_there(qtbot: QtBot, case: MainWindow) -> None:
    case.go(Place("guide", "answers/review_date"))
    days = case._stack.pages["guide"].findChildren(DayEdit)
    qtbot.waitUntil(lambda: any(day.isVisible() for day in days))
    day = next(day for day in days if day.isVisible())
    day.open()
    assert day.calendar
    qtbot.waitUntil(day.calendar.isVisible)
    QTest.keyClick(day.calendar.month, Qt.Key.Key_F9)
    assert case.is_covered
    assert QApplication.activePopupWidget() is None
    assert_neutral(case)


def test_the_speakers_can_be_chosen_under_the_cover(qtbot: QtBot, case: MainWindow) -> None:
    press(Qt.Key.Key_F9)
    select = dock_of(case).speaker.select
    select.showPopup()
    qtbot.waitUntil(lambda: select.view().isVisible())
    assert_neutral(case)
    select.hidePopup()


# --- taking it off ---


def test_it_takes_two_different_keys_to_uncover(qtbot: QtBot, case: MainWindow) -> None:
    press(Qt.Key.Key_F9)
    for _ in range(5):
        press(Qt.Key.Key_F9)
        assert case.is_covered
    press(Qt.Key.Key_Return)
    assert not case.is_covered
    assert case.page_name == "talk"
    assert FEELING in seen(case)


def test_any_other_key_goes_on_with_the_notes(qtbot: QtBot, case: MainWindow) -> None:
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_F9)
    assert_neutral(case)
    write("they ask for ")
    press(Qt.Key.Key_F9)
    take_down("the manual")
    assert case.is_covered
    qtbot.waitUntil(lambda: noted(case)[-1] == ("fact", "they ask for the manual"))


def test_it_does_not_wait_long_for_the_second_key(
    qtbot: QtBot, case: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cover_module, "ASKING_MS", 20)
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: focused() is line_of(case))
    press(Qt.Key.Key_Return)
    assert case.is_covered


def test_one_is_back_where_one_was(qtbot: QtBot, case: MainWindow) -> None:
    case.go(Place("guide", "collaborate"))
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_Return)
    assert case.page_name == "guide"
    qtbot.waitUntil(lambda: case._pages["guide"].step_id == "collaborate")


def test_it_stays_on_over_the_lock(qtbot: QtBot, case: MainWindow, desk: Desk) -> None:
    from store_kit import PASSCODE

    press(Qt.Key.Key_F9)
    case.lock()
    qtbot.waitUntil(lambda: not desk.is_open)
    desk.unlock(passcode=PASSCODE)
    qtbot.waitUntil(lambda: case.page_name == "cover" and case.session is not None)
    qtbot.waitUntil(lambda: session_of(case).standing is not None)
    qtbot.waitUntil(lambda: FACT in seen(case))
    assert_neutral(case)


def test_the_program_comes_back_covered(qtbot: QtBot, desk: Desk) -> None:
    place = LastPlace(begin(qtbot, desk).hex(), "cover")
    do(qtbot, desk, lambda workspace: lastplace.remember(workspace, place))
    window = opened(qtbot, desk)
    qtbot.waitUntil(lambda: window.page_name == "cover" and window.session is not None)
    qtbot.waitUntil(lambda: session_of(window).standing is not None)
    assert_neutral(window)
    assert focused() is line_of(window)
    assert do(qtbot, desk, lastplace.recall) == place


def test_where_the_screen_is_seen_the_talk_begins_covered(qtbot: QtBot, desk: Desk) -> None:
    window = opened(qtbot, desk, screen_seen=True)
    window.open_case(begin(qtbot, desk), Place("guide"))
    assert not window.is_covered
    press(Qt.Key.Key_F11)
    assert window.is_covered
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_Return)
    assert (window.is_covered, window.page_name) == (False, "talk")
    press(Qt.Key.Key_F3)
    assert not window.is_covered


# --- leaving safely ---


def test_leaving_safely_keeps_everything_and_hands_over(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    talk(qtbot, window)
    session = session_of(window)
    session.write(
        Add("commitments", {"what": "Send the spare valve", "who": "Gu", "status": "open"}, "c1")
    )
    write("half a sent")
    press(Qt.Key.Key_F10)
    assert window.is_covered
    page = covered(window)
    qtbot.waitUntil(lambda: page.handover is not None)
    assert page.handover
    assert focused() is page.handover
    qtbot.waitUntil(lambda: "Send the spare valve (Gu)" in page.handover.text())
    assert_neutral(window)
    qtbot.waitUntil(lambda: noted(window) == [("fact", "half a sent")])

    def kept() -> str:
        assert session.standing
        return handover.kept(session.standing)

    qtbot.waitUntil(lambda: "Send the spare valve" in kept())
    press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    write(" Ask for Mr Ding.")
    press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: kept().endswith("Ask for Mr Ding."))
    case_id = session.case_id
    press(Qt.Key.Key_F9)
    press(Qt.Key.Key_Return)
    window.cover(False)
    talk(qtbot, window, case_id)
    press(Qt.Key.Key_F10)
    again = covered(window)
    qtbot.waitUntil(
        lambda: again.handover is not None and again.handover.text().endswith("Ask for Mr Ding.")
    )


def test_the_hand_over_tells_no_feeling_and_speaks_the_persons_language(
    qtbot: QtBot, desk: Desk
) -> None:
    window = opened(qtbot, desk, lang="zh")
    case_id = sample(qtbot, desk, "medical")
    unsaid = Text()  # what was left last time goes before what could be said
    do(
        qtbot,
        desk,
        lambda ws: ws.commit(case_id, lambda w: w.shared.set_text("answers/handover", unsaid)),
    )
    talk(qtbot, window, case_id)
    press(Qt.Key.Key_F10)
    page = covered(window)
    qtbot.waitUntil(lambda: page.handover is not None)
    assert page.handover
    qtbot.waitUntil(lambda: "约好还没做的" in page.handover.text())
    text = page.handover.text()
    for hidden in ("情绪", "级", "愤怒"):
        assert hidden not in text
