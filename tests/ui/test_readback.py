"""The read-back: the screen turned to the customer, their answer, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE, Keyring, laptop
from test_notes import TALK
from widget_kit import name, role
from window_kit import LIBRARY, ask, do

from fieldapp.base.language import Lang
from fieldapp.case.records import Acknowledgement, Case
from fieldapp.report.notes import replies
from fieldapp.store.errors import BusyError, DiskFullError
from fieldapp.ui import theme as themes
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.readback import ReadbackPage
from fieldapp.ui.pages.readback.answer_view import AnswerView
from fieldapp.ui.pages.readback.engineer_view import EngineerView
from fieldapp.ui.pages.readback.exit_view import MOST_TRIES, ExitView
from fieldapp.ui.pages.readback.notes_view import NotesView
from fieldapp.ui.pages.readback.sides_view import SidesView
from fieldapp.ui.pages.readback.thanks_view import ThanksView
from fieldapp.ui.pages.report import ReportPage
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import cases, half_answers, importing, readback
from fieldapp.usecases.editing import Add, Put
from fieldapp.usecases.half_answers import HalfAnswer
from fieldapp.usecases.settings import Settings
from fieldapp.usecases.workspaces import Workspace

CASE = bytes.fromhex(TALK["id"])
WANTED = Settings(language="zh", theme="light", name="顾工", contact="服务热线 400")


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    path = tmp_path / "talk.json"
    path.write_text(json.dumps(TALK), encoding="utf-8")
    return path


def bring(qtbot: QtBot, desk: Desk, path: Path) -> None:
    def work(workspace: Workspace) -> None:
        importing.keep_all(workspace, importing.check_files([path], desk.library), desk.library)

    do(qtbot, desk, work)


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, talk: Path) -> Iterator[MainWindow]:
    bring(qtbot, desk, talk)
    made = show_window(qtbot, desk)
    yield made
    release(made)


def show_window(qtbot: QtBot, desk: Desk) -> MainWindow:
    made = MainWindow(desk, WANTED, "zh")
    qtbot.addWidget(made, before_close_func=release)
    made.show()
    made.activateWindow()
    made.start()
    qtbot.waitUntil(lambda: desk.is_idle)
    made.open_case(CASE, Place("guide"))
    qtbot.waitUntil(lambda: made.session is not None and made.session.standing is not None)
    return made


def release(window: MainWindow) -> None:
    """Lets the window close, whoever is looking at it."""
    for page in window._pages.values():
        page.holds_lock = False


def lend(qtbot: QtBot, window: MainWindow) -> ReadbackPage:
    """Turns the screen to the customer with the key for it."""
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_F7)
    page = window._pages["readback"]
    assert isinstance(page, ReadbackPage)
    qtbot.waitUntil(lambda: isinstance(page.view, NotesView))
    return page


def seen(qtbot: QtBot, desk: Desk) -> Case:
    found: Case = do(qtbot, desk, lambda workspace: cases.load(workspace, CASE, LIBRARY))
    return found


def test_the_engineer_hears_first_whose_words_would_be_left_out(
    qtbot: QtBot, desk: Desk, window: MainWindow
) -> None:
    session = window.session
    assert session is not None
    for speaker, text in (("小刘", "昨晚又停了一回"), ("周段长", "备件在路上")):
        said = Add("statements", {"kind": "fact", "text": text, "speaker": speaker})
        ask(qtbot, session.write(said))
    QTest.keyClick(window, Qt.Key.Key_F7)
    page = window._pages["readback"]
    assert isinstance(page, ReadbackPage)
    qtbot.waitUntil(lambda: isinstance(page.view, SidesView))
    assert not page.holds_lock and any("昨晚又停了一回" in text for text in texts(page))
    # By keyboard alone: one is the customer's, the other one of us.
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(cast(SidesView, page.view).buttons) == 2)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not cast(SidesView, page.view).buttons)
    assert cast(SidesView, page.view).show_notes.hasFocus()
    sides = [(party.title.zh, party.side) for party in seen(qtbot, desk).stakeholders]
    assert sides == [("小刘", "customer"), ("周段长", "service")]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(page.view, NotesView))
    told = " ".join(texts(page))
    assert page.holds_lock and "昨晚又停了一回" in told and "备件在路上" not in told


def answers(qtbot: QtBot, desk: Desk) -> tuple[Acknowledgement, ...]:
    return seen(qtbot, desk).acknowledgements


def texts(widget: QWidget) -> list[str]:
    """What can be read on it."""
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    buttons = [button.text() for button in widget.findChildren(QPushButton) if button.isVisible()]
    return [text for text in (*labels, *buttons) if text.strip()]


def on(page: ReadbackPage, kind: type[Any]) -> Any:
    assert isinstance(page.view, kind)
    return page.view


def answer(qtbot: QtBot, page: ReadbackPage, given: str) -> None:
    """Presses one of the three answers by keyboard."""
    button = on(page, NotesView).buttons[given]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)


def finish(qtbot: QtBot, page: ReadbackPage) -> ThanksView:
    QTest.keyClick(on(page, AnswerView).finish, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(page.view, ThanksView))
    found: ThanksView = on(page, ThanksView)
    return found


def sign(page: ReadbackPage) -> None:
    """Draws a line across the sheet with the mouse."""
    pad = on(page, AnswerView).pad
    sheet = pad.sheet()
    points = [QPoint(int(sheet.left() + x), int(sheet.center().y())) for x in (40, 90, 140)]
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=points[0])
    QTest.mouseMove(pad, points[1])
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=points[2])


def come_back(qtbot: QtBot, page: ReadbackPage, passcode: str = PASSCODE) -> EngineerView:
    """The engineer takes the screen back, by keyboard."""
    QTest.keyClick(page.engineer, Qt.Key.Key_Return)
    field = on(page, ExitView).passcode
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, passcode)
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(page.view, EngineerView))
    found: EngineerView = on(page, EngineerView)
    return found


# What they see


def test_the_customer_sees_the_notes_and_nothing_else(qtbot: QtBot, window: MainWindow) -> None:
    page = lend(qtbot, window)
    found = texts(window)
    standing = window.session.standing if window.session else None
    assert standing
    shown = readback.showing(standing.case, standing.playbook, "zh")
    assert all(any(note.text in text for text in found) for note in shown.notes)
    for hidden in ("难堪", "顾明远", "怕总部追问", "沈岚", "新建案例", "FieldApp"):
        assert not any(hidden in text for text in found)
    assert "哪里不对，请选“不完全对”" in " ".join(found)
    right, not_quite, declined = (page.view.buttons[a].geometry() for a in page.view.buttons)
    assert right.size() == not_quite.size() == declined.size()
    assert right.top() == declined.top()


def test_what_they_have_begun_to_answer_survives_a_crash_and_is_nowhere_before_done(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "not_quite")
    QTest.keyClicks(on(page, AnswerView).words, "It was three")
    page._idle.timeout.emit()
    qtbot.waitUntil(lambda: desk.is_idle)
    assert answers(qtbot, desk) == ()
    again = show_window(qtbot, desk)
    page = lend(qtbot, again)
    answer(qtbot, page, "not_quite")
    view = on(page, AnswerView)
    assert view.words.text() == "It was three"
    QTest.keyClicks(view.who, "He Jing")
    finish(qtbot, page)
    assert [given.words.original for given in answers(qtbot, desk)] == ["It was three"]
    kept = do(qtbot, desk, lambda workspace: half_answers.held(workspace, CASE))
    assert kept == HalfAnswer()


def test_what_they_did_not_hand_in_is_forgotten_once_the_engineer_is_back(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "not_quite")
    QTest.keyClicks(on(page, AnswerView).words, "It was three")
    page._idle.timeout.emit()
    come_back(qtbot, page)
    qtbot.waitUntil(lambda: desk.is_idle)
    kept = do(qtbot, desk, lambda workspace: half_answers.held(workspace, CASE))
    assert kept == HalfAnswer()
    assert answers(qtbot, desk) == ()


def test_no_key_and_no_close_leads_out(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    page = lend(qtbot, window)
    for key in (Qt.Key.Key_Escape, *(Qt.Key(Qt.Key.Key_F1.value + n) for n in range(12))):
        QTest.keyClick(QApplication.focusWidget() or page, key)
    for key in "klqnhz,":
        QTest.keyClick(page, key, Qt.KeyboardModifier.ControlModifier)
    assert window.page_name == "readback"
    assert isinstance(page.view, NotesView)
    event = QCloseEvent()
    window.closeEvent(event)
    assert not event.isAccepted()
    exit_ = on(page, ExitView)
    QTest.keyClick(exit_.passcode, Qt.Key.Key_Escape)
    QTest.keyClick(exit_.return_, Qt.Key.Key_Space)
    assert isinstance(page.view, NotesView)
    assert desk.is_open


def test_idle_does_not_lock_and_notices_wait(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    window.voice.say("warning", "磁盘快满了", ())
    page = lend(qtbot, window)
    window.custody.gate._idle.passed.emit()
    window.voice.say("warning", "备份没有做成", ())
    assert desk.is_open
    assert not any("磁盘" in text or "备份" in text for text in texts(window))
    come_back(qtbot, page).return_.click()
    qtbot.waitUntil(lambda: window.page_name == "guide")
    assert "备份没有做成" in " ".join(texts(window.voice.notices))
    assert not page.holds_lock


def test_they_read_it_in_their_language(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    page = lend(qtbot, window)
    QTest.keyClick(page.switch, Qt.Key.Key_Space)
    assert "Please check what we noted" in texts(window)
    assert "“It drops daily”" in texts(window)
    answer(qtbot, page, "right")
    thanks = finish(qtbot, page)
    assert "Thank you" in texts(thanks)
    (given,) = answers(qtbot, desk)
    assert given.lang == "en"
    QTest.keyClick(page.engineer, Qt.Key.Key_Return)
    assert "结束核对" in texts(window)


# What they answer


def test_right_signed_by_keyboard_and_mouse_and_void_once_the_notes_change(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "right")
    view = on(page, AnswerView)
    assert "签名仅表示知悉这份记录，不表示放弃任何权利。" in texts(view)
    QTest.keyClicks(view.who, "He Jing")
    sign(page)
    kept = "".join(texts(finish(qtbot, page)))
    for word in ("C-VKVKVKVK", "顾工 · 服务热线 400", "我方：区域服务主管", "您的原话会照样记下"):
        assert word in kept
    case = seen(qtbot, desk)
    (given,) = case.acknowledgements
    assert (given.answer, given.how, given.who.original) == ("right", "on_screen", "He Jing")
    assert given.signature.startswith("M")
    assert case.answers["paraphrase_confirmed"] == "yes"
    playbook = (
        window.session.standing.playbook if window.session and window.session.standing else None
    )
    assert playbook
    come_back(qtbot, page).return_.click()
    session = window.session
    assert session
    ask(qtbot, session.write(Put("answers/impact_summary", "装卸慢了一半")))
    assert [r.holds for r in replies(seen(qtbot, desk), playbook)] == [True]
    ask(qtbot, session.write(Put("answers/open_points", "夜间怎么办")))
    assert [r.holds for r in replies(seen(qtbot, desk), playbook)] == [False]
    session.undo()
    qtbot.waitUntil(lambda: desk.is_idle)
    assert [r.holds for r in replies(seen(qtbot, desk), playbook)] == [True]
    assert len(answers(qtbot, desk)) == 1


def test_the_report_page_tells_which_notes_have_changed_since_they_confirmed_them(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "right")
    finish(qtbot, page)
    come_back(qtbot, page).return_.click()
    window.go(Place("report"))
    report = window._pages["report"]
    assert isinstance(report, ReportPage)
    qtbot.waitUntil(lambda: "答复有效" in " ".join(texts(report.answer)))
    assert not report.answer.again.isVisible()
    assert window.session
    window.session.write(Put("answers/open_points", "夜间怎么办"))
    qtbot.waitUntil(lambda: "夜间怎么办" in " ".join(texts(report.answer)))
    found = texts(report.answer)
    assert found.index("现在有，当时没有") < found.index("夜间怎么办")
    QTest.keyClick(report.answer.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page_name == "readback")


def test_an_answer_is_not_undone_with_the_engineers_changes(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "right")
    finish(qtbot, page)
    come_back(qtbot, page).return_.click()
    window.undo()
    qtbot.waitUntil(lambda: desk.is_idle)
    assert [given.answer for given in answers(qtbot, desk)] == ["right"]


def test_what_is_not_right_is_kept_in_their_words(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "not_quite")
    view = on(page, AnswerView)
    qtbot.waitUntil(view.words.hasFocus)
    QTest.keyClicks(view.words, "Three dates, ")
    QApplication.sendEvent(view.words, QInputMethodEvent("不是", []))
    view.finish.setFocus()
    QTest.keyClicks(view.words, "!")
    thanks = finish(qtbot, page)
    assert "“Three dates, 不是!”" in texts(thanks)
    case = seen(qtbot, desk)
    assert case.acknowledgements[0].words.original == "Three dates, 不是!"
    assert case.answers["paraphrase_confirmed"] == "partly"
    QTest.keyClick(thanks.see_again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: isinstance(page.view, NotesView))
    assert any("Three dates, 不是!" in text for text in texts(page.view))


def test_rather_not_takes_one_press_and_changes_nothing_else(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "declined")
    qtbot.waitUntil(lambda: isinstance(page.view, ThanksView))
    assert "不作答没有关系，事情照常往下办。" in texts(page.view)
    case = seen(qtbot, desk)
    assert [given.answer for given in case.acknowledgements] == ["declined"]
    assert case.answers["paraphrase_confirmed"] == "not_asked"


def test_going_back_keeps_what_was_typed_and_writes_nothing(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "not_quite")
    QTest.keyClicks(on(page, AnswerView).words, "half a wo")
    QTest.keyClick(page.switch, Qt.Key.Key_Space)
    assert on(page, AnswerView).words.text() == "half a wo"
    window.looks.turn()
    page = window._pages["readback"]  # type: ignore[assignment]
    assert window.theme is themes.DARK
    assert on(page, AnswerView).words.text() == "half a wo"
    assert page.holds_lock
    QTest.keyClick(on(page, AnswerView).return_, Qt.Key.Key_Space)
    answer(qtbot, page, "not_quite")
    assert on(page, AnswerView).words.text() == "half a wo"
    assert answers(qtbot, desk) == ()


def test_what_they_see_does_not_change_under_their_eyes(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = lend(qtbot, window)
    do(qtbot, desk, lambda workspace: workspace.commit(CASE, _write_open_points))
    session = window.session
    assert session
    ask(qtbot, session.refresh())
    assert any("月租是否减免" in text for text in texts(page.view))
    answer(qtbot, page, "right")
    finish(qtbot, page)
    standing = session.standing
    assert standing
    assert [r.holds for r in replies(seen(qtbot, desk), standing.playbook)] == [False]


def _write_open_points(writing: Any) -> None:
    writing.shared.write("answers/open_points", "换了")


def test_what_cannot_be_saved_stays_on_the_screen(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "not_quite")
    QTest.keyClicks(on(page, AnswerView).words, "three")

    def full(*_: object) -> str:
        raise DiskFullError("store.disk_full", path="x")

    with monkeypatch.context() as patch:
        patch.setattr(readback, "acknowledge", full)
        QTest.keyClick(on(page, AnswerView).finish, Qt.Key.Key_Return)
        qtbot.waitUntil(on(page, AnswerView).trouble.isVisible)
    assert on(page, AnswerView).words.text() == "three"
    finish(qtbot, page)
    assert [given.words.original for given in answers(qtbot, desk)] == ["three"]


def test_who_reads_already_stays_where_they_are_if_the_notes_cannot_be_read_again(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "declined")
    qtbot.waitUntil(lambda: isinstance(page.view, ThanksView))

    def busy(*_: object) -> None:
        raise BusyError("store.busy")

    monkeypatch.setattr("fieldapp.ui.pages.readback.page.standing", busy)
    QTest.keyClick(page.view.see_again, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.is_idle)
    assert isinstance(page.view, ThanksView)
    assert page.holds_lock


# The way back


def test_only_the_passcode_leads_back(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    page = lend(qtbot, window)
    QTest.keyClick(page.engineer, Qt.Key.Key_Return)
    exit_ = on(page, ExitView)
    QTest.keyClicks(exit_.passcode, "wrong horse")
    QTest.keyClick(exit_.passcode, Qt.Key.Key_Return)
    qtbot.waitUntil(exit_.trouble.isVisible)
    assert page.holds_lock
    QTest.keyClick(exit_.return_, Qt.Key.Key_Space)
    view = come_back(qtbot, page)
    assert not page.holds_lock
    QTest.keyClick(view.return_, Qt.Key.Key_Return)
    assert window.page_name == "guide"


def test_after_five_wrong_passcodes_the_workspace_is_locked(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = lend(qtbot, window)
    QTest.keyClick(page.engineer, Qt.Key.Key_Return)
    exit_ = on(page, ExitView)
    exit_.lock.disconnect()
    with qtbot.waitSignal(exit_.lock):
        for number in range(MOST_TRIES):
            QTest.keyClicks(exit_.passcode, f"wrong {number}")
            QTest.keyClick(exit_.passcode, Qt.Key.Key_Return)
            if number < MOST_TRIES - 1:
                qtbot.waitUntil(exit_.leave.isEnabled)
    assert page.holds_lock


def test_another_theme_leaves_the_engineer_where_they_are(qtbot: QtBot, window: MainWindow) -> None:
    come_back(qtbot, lend(qtbot, window))
    window.looks.turn()
    page = window._pages["readback"]
    assert isinstance(page, ReadbackPage)
    assert isinstance(page.view, EngineerView)
    assert not page.holds_lock


def test_without_a_passcode_it_takes_two_steps(qtbot: QtBot, tmp_path: Path, talk: Path) -> None:
    home = tmp_path / "other"
    home.mkdir()
    desk = Desk(home / "workspace", LIBRARY, laptop(home, Keyring()))
    ask(qtbot, desk.create(None))
    bring(qtbot, desk, talk)
    window = show_window(qtbot, desk)
    page = lend(qtbot, window)
    QTest.keyClick(page.engineer, Qt.Key.Key_Return)
    exit_ = on(page, ExitView)
    assert exit_.passcode is None
    assert exit_.return_.hasFocus()
    assert page.holds_lock
    QTest.keyClick(exit_.leave, Qt.Key.Key_Return)
    assert isinstance(page.view, EngineerView)
    assert not page.holds_lock
    window.close()
    desk.close()


def test_what_the_customer_only_said_is_kept_as_the_engineers_word(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    view = come_back(qtbot, lend(qtbot, window))
    QTest.keyClicks(view.words, "Three dates")
    QTest.keyClick(view.tell_buttons["not_quite"], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: view.telling is not None and not view.telling.isVisible())
    assert "据您转述" in view.outcome.text()
    (given,) = answers(qtbot, desk)
    assert (given.answer, given.how, given.words.original) == ("not_quite", "told", "Three dates")


@pytest.mark.parametrize("whole", [False, True])
def test_their_copy_is_saved_as_a_pdf(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, whole: bool
) -> None:
    page = lend(qtbot, window)
    answer(qtbot, page, "right")
    finish(qtbot, page)
    view = come_back(qtbot, page)
    assert view.telling is None
    path = tmp_path / "copy.pdf"
    view.save(path, whole=whole)
    qtbot.waitUntil(view.saved.isVisible)
    assert str(path) in view.saved.text()
    found = "".join(page.extract_text() for page in PdfReader(BytesIO(path.read_bytes())).pages)
    assert "顾工 · 服务热线 400" in found.replace("\n", "")
    view.save(tmp_path / "no" / "such" / "copy.pdf", whole=whole)
    qtbot.waitUntil(lambda: str(path) not in view.saved.text())
    assert view.save_copy.isEnabled()


def test_a_case_with_nothing_to_show_says_so(qtbot: QtBot, desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "bare.json"
    path.write_text(json.dumps({k: TALK[k] for k in ("format", "id", "title", "playbook")}))
    bring(qtbot, desk, path)
    page = lend(qtbot, show_window(qtbot, desk))
    assert "还没有可以给您看的记录。" in texts(page.view)
    assert not any(button.isEnabled() for button in page.view.buttons.values())


# For everybody


def screens(qtbot: QtBot, window: MainWindow) -> Iterator[QWidget]:
    page = lend(qtbot, window)
    yield page
    answer(qtbot, page, "not_quite")
    QTest.keyClick(on(page, AnswerView).sign_too, Qt.Key.Key_Space)
    yield page
    finish(qtbot, page)
    yield page
    QTest.keyClick(page.engineer, Qt.Key.Key_Return)
    yield page
    QTest.keyClick(on(page, ExitView).return_, Qt.Key.Key_Return)
    come_back(qtbot, page)
    yield page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_has_a_name_a_role_a_size_and_its_turn(
    qtbot: QtBot, window: MainWindow, lang: Lang
) -> None:
    window.looks.speak(lang)
    for page in screens(qtbot, window):
        focusable = [
            widget
            for widget in page.findChildren(QWidget)
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        assert focusable
        for widget in focusable:
            assert name(widget).strip(), widget
            assert role(widget)
            assert widget.height() >= 40
        turned = [focusable[0]]
        while (following := turned[-1].nextInFocusChain()) is not turned[0]:
            turned.append(following)
        assert set(focusable) <= set(turned)


def test_the_corner_comes_last_by_tab(qtbot: QtBot, window: MainWindow) -> None:
    page = lend(qtbot, window)
    order: list[QWidget] = []
    QTest.keyClick(page.view.area, Qt.Key.Key_Tab)
    for _ in range(6):
        order.append(QApplication.focusWidget())
        QTest.keyClick(order[-1], Qt.Key.Key_Tab)
    buttons = list(page.view.buttons.values())
    assert order[:5] == [*buttons, page.switch, page.engineer]


def test_a_language_says_all_of_it(qtbot: QtBot, window: MainWindow) -> None:
    for page in screens(qtbot, window):
        assert not [text for text in texts(page) if text.startswith("readback.")]
