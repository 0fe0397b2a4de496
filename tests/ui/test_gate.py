"""The gate: first run, lock and unlock, the recovery code, and that nothing is seen through it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE, Keyring, laptop
from talk_kit import line_of, noted, opened, press, talk, write
from window_kit import LIBRARY, begin, do

from fieldapp.store.errors import DiskFullError
from fieldapp.store.workspace import Workspace
from fieldapp.ui import clipboard, papers, tries
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.guide import GuidePage
from fieldapp.ui.pages.lock import LockPage
from fieldapp.ui.pages.rescuing import RescuedForm, RescueForm
from fieldapp.ui.pages.unlocking import PasscodeForm, RecoveryForm
from fieldapp.ui.pages.welcome import WelcomePage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.tries import Tries
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.usecases import beginning, settings
from fieldapp.usecases.beginning import NewCase

CTRL = Qt.KeyboardModifier.ControlModifier
CUSTOMER, LINE = "Hengfeng Dairy", "Filler 3 keeps stopping"


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Desk]:
    """A desk without a workspace."""
    made = Desk(tmp_path / "workspace", LIBRARY, laptop(tmp_path))
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def has_focus(widget: QWidget) -> Callable[[], bool]:
    return lambda: widget.isAncestorOf(QApplication.focusWidget()) or widget.hasFocus()


def everything_said() -> str:
    """All text of all widgets there are, as a person or a screen reader could come upon it."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    parts = [QGuiApplication.clipboard().text()]
    for widget in QApplication.allWidgets():
        parts += [widget.windowTitle(), widget.toolTip(), widget.accessibleName()]
        parts += [widget.accessibleDescription(), widget.whatsThis(), widget.statusTip()]
        if isinstance(widget, QLabel | QLineEdit):
            parts.append(widget.text())
        if isinstance(widget, QPlainTextEdit):
            parts.append(widget.toPlainText())
        parts += [action.text() for action in widget.findChildren(QAction)]
        if model := getattr(widget, "model", None):
            shown = model() if callable(model) else model
            parts += [str(shown.index(row, 0).data()) for row in range(shown.rowCount())]
    return "\n".join(parts)


def in_the_guide(qtbot: QtBot, window: MainWindow, case_id: bytes, step: str) -> GuidePage:
    window.open_case(case_id, Place("guide", step))
    session = window.session
    assert session
    qtbot.waitUntil(lambda: session.standing is not None)
    page = window._pages["guide"]
    assert isinstance(page, GuidePage)
    assert page.step_id == step
    return page


def typed_into(page: GuidePage, field: str, text: str) -> TextEdit:
    editor = page._views[page.step_id].fields[field].editor.control
    assert isinstance(editor, TextEdit)
    editor.setFocus()
    QTest.keyClicks(editor, text)
    return editor


def locked(qtbot: QtBot, window: MainWindow) -> LockPage:
    """The window, locked by its key."""
    press(Qt.Key.Key_L, CTRL)
    page = window._pages["lock"]
    assert isinstance(page, LockPage)
    qtbot.waitUntil(lambda: not window.desk.is_open)
    return page


# The first run


def test_from_the_first_run_to_work_by_keyboard(qtbot: QtBot, closed: Desk, tmp_path: Path) -> None:
    window = opened(qtbot, closed)
    page = window._pages["welcome"]
    assert isinstance(page, WelcomePage)
    qtbot.waitUntil(has_focus(page.passcode.first))
    for text in (PASSCODE, PASSCODE, "Li Wei", "138 0000 0000"):
        write(text)
        press(Qt.Key.Key_Tab if text == "Li Wei" else Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.code is not None)
    assert page.code
    assert not page.code.button.isEnabled()
    assert window.page_name == "welcome"
    code = page.code.code
    assert len(code.split("-")) == 8
    qtbot.waitUntil(page.code.written.hasFocus)
    qtbot.waitUntil(page.code.button.isVisible)
    press(Qt.Key.Key_Return)
    assert page.code.button.isEnabled()
    press(Qt.Key.Key_Tab)
    assert page.code.button.hasFocus()
    press(Qt.Key.Key_Backtab)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page_name == "empty")
    known, _ = settings.read()
    assert (known.name, known.contact) == ("Li Wei", "138 0000 0000")
    closed.close()
    with Workspace.unlock(
        tmp_path / "workspace", recovery_code=code, machine=laptop(tmp_path)
    ) as workspace:
        assert workspace.listing().count() == 0


def test_a_passcode_that_will_not_do_is_told_before_anything_is_made(
    qtbot: QtBot, closed: Desk
) -> None:
    window = opened(qtbot, closed)
    page = window._pages["welcome"]
    assert isinstance(page, WelcomePage)
    qtbot.waitUntil(has_focus(page.passcode.first))
    write("short")
    page.make()
    assert "fewer than 8" in page.problem.text()
    assert has_focus(page.passcode.first)()
    page.passcode.set_text("Passw0rd", "Passw0rd")
    page.make()
    assert "tried first" in page.problem.text()
    page.passcode.set_text(PASSCODE, "another one")
    page.make()
    assert "not the same" in page.problem.text()
    assert has_focus(page.passcode.again)()
    assert not closed.folder.exists()


def test_the_code_stays_through_a_new_language_and_theme(qtbot: QtBot, closed: Desk) -> None:
    window = opened(qtbot, closed)
    page = window._pages["welcome"]
    assert isinstance(page, WelcomePage)
    page.passcode.set_text(PASSCODE, PASSCODE)
    page.name.setText("Li Wei")
    window.looks.speak("zh")
    page = window._pages["welcome"]
    assert isinstance(page, WelcomePage)
    assert page.name.text() == "Li Wei"
    page.make()
    qtbot.waitUntil(lambda: getattr(window._pages["welcome"], "code", None) is not None)
    page = window._pages["welcome"]
    assert isinstance(page, WelcomePage)
    assert page.code
    code = page.code.code
    window.looks.turn()
    page = window._pages["welcome"]
    assert isinstance(page, WelcomePage)
    assert page.code
    assert page.code.code == code


# Locking


def test_lock_in_mid_word_and_back_to_the_letter(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = in_the_guide(qtbot, window, begin(qtbot, desk), "approach")
    editor = typed_into(page, "their_side", "nobody was hu")
    for _ in range(4):
        QTest.keyClick(editor, Qt.Key.Key_Left)
    lock = locked(qtbot, window)
    qtbot.waitUntil(has_focus(lock))
    write(PASSCODE)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page_name == "guide")
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), TextEdit))
    again = QApplication.focusWidget()
    assert isinstance(again, TextEdit)
    assert again is not editor
    guide = window._pages["guide"]
    assert guide.step_id == "approach"
    qtbot.waitUntil(lambda: again.textCursor().position() == 9)
    QTest.keyClicks(again, "much ")
    assert again.text() == "nobody wamuch s hu"


def test_lock_in_mid_note_and_the_note_goes_on(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    talk(qtbot, window)
    press(Qt.Key.Key_F4)
    write("I have had eno")
    press(Qt.Key.Key_Left)
    lock = locked(qtbot, window)
    qtbot.waitUntil(has_focus(lock))
    write(PASSCODE)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page_name == "talk" and window._stack.dock is not None)
    line = line_of(window)
    qtbot.waitUntil(lambda: line.hasFocus() and line.cursorPosition() == 13)
    press(Qt.Key.Key_End)
    write("ugh")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: noted(window) == [("feeling", "I have had enough")])


def test_locked_nothing_of_any_case_can_be_read(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    case_id = begin(qtbot, desk, customer=CUSTOMER, line=LINE)
    window.cases.look(window.cases.wanted)
    page = in_the_guide(qtbot, window, case_id, "approach")
    typed_into(page, "their_side", "his manager waits")
    window.search()
    QTest.keyClicks(window._stack.sidebar.search, "Hengfeng")
    qtbot.waitUntil(lambda: desk.is_idle)
    window.voice.say("warning", f"{CUSTOMER}: something", ())
    clipboard.copy("his manager waits")
    seen = everything_said()
    assert all(word in seen for word in (CUSTOMER, LINE, "his manager waits", "Hengfeng"))
    locked(qtbot, window)
    qtbot.waitUntil(lambda: desk.is_idle)
    said = everything_said()
    for word in (CUSTOMER, LINE, "his manager waits", "Hengfeng"):
        assert word not in said
    assert window.session is None
    assert not window.actions_.offered("en") or {
        command.name for command, _ in window.actions_.offered("en")
    } <= {"help", "language", "theme", "quit"}


def test_what_lies_over_the_window_goes_at_the_lock(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    over = QWidget(window, Qt.WindowType.Tool)
    over.show()
    locked(qtbot, window)
    assert not over.isVisible()


def test_wrong_passcodes_are_told_plainly_and_cost_time(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = locked(qtbot, window)
    form = page.form
    assert isinstance(form, PasscodeForm)
    for number in range(tries.FREE):
        qtbot.waitUntil(form.button.isEnabled)
        form.field.set_text(f"wrong {number} passcode")
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: desk.is_idle)
        assert "That is not the passcode" in form.problem.text()
    assert not form.button.isEnabled()
    assert form.button.text() == "Next try in 5 s"
    form.field.set_text(PASSCODE)
    press(Qt.Key.Key_Return)
    assert desk.is_idle
    window.looks.speak("zh")
    page = window._pages["lock"]
    assert isinstance(page.form, PasscodeForm)
    assert not page.form.button.isEnabled()
    window.custody.gate.tries.forget()
    qtbot.waitUntil(page.form.button.isEnabled)
    page.form.field.set_text(PASSCODE)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.is_open)


def test_the_pause_grows_and_ends() -> None:
    now = [0.0]
    made = Tries(lambda: now[0])
    waits = []
    for _ in range(9):
        made.count()
        waits.append(made.wait)
    assert waits == [0, 0, 5, 10, 20, 40, 60, 60, 60]
    now[0] = 59.5
    assert made.wait == 1
    now[0] = 60.0
    assert made.wait == 0
    made.forget()
    made.count()
    assert made.wait == 0


def test_the_recovery_code_opens_and_sets_a_new_passcode(
    qtbot: QtBot, tmp_path: Path, closed: Desk
) -> None:
    workspace, code = Workspace.create(
        tmp_path / "workspace", passcode=PASSCODE, machine=laptop(tmp_path)
    )
    workspace.lock()
    window = opened(qtbot, closed)
    page = window._pages["lock"]
    assert isinstance(page, LockPage)
    page.ask_recovery()
    form = page.form
    assert isinstance(form, RecoveryForm)
    groups = str(code).split("-")
    slip = "7" if groups[2][0] != "7" else "8"
    typo = "-".join([*groups[:2], slip + groups[2][1:], *groups[3:]])
    qtbot.waitUntil(has_focus(form.code))
    for text in (typo, "a whole new one", "a whole new one"):
        write(text)
        press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "group 3" in form.problem.text())
    form.code.setText(str(code).lower().replace("-", " "))
    form.submit()
    qtbot.waitUntil(lambda: window.page_name == "empty")
    lock = locked(qtbot, window)
    assert isinstance(lock.form, PasscodeForm)
    lock.form.field.set_text("a whole new one")
    lock.form.submit()
    qtbot.waitUntil(lambda: closed.is_open)


def test_the_workspace_locks_by_itself_when_nobody_is_there(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    window.custody.gate._idle._timer.setInterval(30)
    window.custody.gate.touch()
    qtbot.waitUntil(lambda: window.page_name == "lock")
    qtbot.waitUntil(lambda: not desk.is_open)


def test_locked_while_the_last_place_is_being_read_it_stays_locked(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    window.custody.resume()
    window.lock()
    qtbot.waitUntil(lambda: not desk.is_open and desk.is_idle)
    window.custody.resume()
    assert desk.is_idle
    assert window.page_name == "lock"


def test_a_full_disk_at_the_lock_loses_nothing(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be saved is shown nowhere, and is there again after unlocking."""
    page = in_the_guide(qtbot, window, begin(qtbot, desk), "approach")
    qtbot.waitUntil(lambda: desk.is_idle)
    begun, is_full = Workspace.transaction, True

    def transaction(self: Workspace) -> object:
        if is_full:
            raise DiskFullError("store.disk_full", where="/")
        return begun(self)

    monkeypatch.setattr(Workspace, "transaction", transaction)
    typed_into(page, "their_side", "still here")
    lock = locked(qtbot, window)
    qtbot.waitUntil(lambda: desk.is_idle)
    assert window.open.owing
    is_full = False
    assert isinstance(lock.form, PasscodeForm)
    lock.form.field.set_text(PASSCODE)
    lock.form.submit()
    qtbot.waitUntil(lambda: window.session is not None and window.session.standing is not None)
    session = window.session
    assert session
    qtbot.waitUntil(lambda: session.is_saved, timeout=10_000)
    assert session.standing
    assert session.standing.case.answers["their_side"] == "still here"


def test_what_was_copied_goes_with_the_window(qtbot: QtBot, window: MainWindow) -> None:
    clipboard.copy("H7QX-2M4K")
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert not QGuiApplication.clipboard().text()


def test_the_window_stays_until_all_is_saved(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = begin(qtbot, desk)
    page = in_the_guide(qtbot, window, case_id, "approach")
    qtbot.waitUntil(lambda: desk.is_idle)

    def transaction(self: Workspace) -> object:
        raise DiskFullError("store.disk_full", where="/")

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "transaction", transaction)
        typed_into(page, "their_side", "still here")
        window.close()
        qtbot.waitUntil(lambda: bool(window.voice.notices.banners))
        assert window.isVisible()
        qtbot.waitUntil(lambda: window.page_name == "guide" and desk.is_idle)
        assert window.session
        assert window.session.text("answers/their_side") == "still here"
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert do(qtbot, desk, lambda ws: ws.load(case_id).shared.heads("answers/their_side"))


def test_the_code_goes_onto_paper(
    qtbot: QtBot, closed: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(qtbot, closed)
    page = window._pages["welcome"]
    assert isinstance(page, WelcomePage)
    page.passcode.set_text(PASSCODE, PASSCODE)
    page.make()
    qtbot.waitUntil(lambda: page.code is not None)
    card = page.code
    assert card
    target = tmp_path / "code.pdf"
    monkeypatch.setattr(papers, "ask_pdf", lambda *_: target)
    card._sheet(card._save)
    qtbot.waitUntil(target.exists, timeout=20_000)
    (sheet,) = PdfReader(target).pages
    text = "".join(sheet.extract_text().split())
    assert all(group in text for group in card.code.split("-"))
    qtbot.waitUntil(lambda: "code.pdf" in card._word.text())

    printed = tmp_path / "printed.pdf"
    printer = QPrinter()
    printer.setOutputFileName(str(printed))
    papers.print_on(printer, card, page.context, target.read_bytes())
    qtbot.waitUntil(lambda: printed.exists() and closed.is_idle, timeout=20_000)
    assert len(PdfReader(printed).pages) == 1


def test_what_was_locked_stays_locked_when_the_program_is_started_again(
    qtbot: QtBot, tmp_path: Path
) -> None:
    """A keyring opens the workspace without a word, but not past somebody's lock."""
    machine = laptop(tmp_path, Keyring())
    workspace, _ = Workspace.create(tmp_path / "workspace", passcode=PASSCODE, machine=machine)
    workspace.lock()

    def started() -> tuple[MainWindow, Desk]:
        desk = Desk(tmp_path / "workspace", LIBRARY, machine)
        window = opened(qtbot, desk)
        qtbot.waitUntil(lambda: desk.is_open or window.page_name == "lock")
        return window, desk

    window, desk = started()
    assert desk.is_open
    window.lock()
    window.close()
    desk.close()
    window, desk = started()
    assert not desk.is_open
    assert window.page_name == "lock"
    window.custody.gate.open(PASSCODE)
    qtbot.waitUntil(lambda: window.page_name == "empty")
    window.close()
    desk.close()
    window, desk = started()
    assert desk.is_open
    window.close()
    desk.close()


# A damaged workspace


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """The folder of a workspace with a case, a backup, and a page that is not as it was written."""
    folder = tmp_path / "workspace"
    workspace, _ = Workspace.create(folder, passcode=PASSCODE, machine=laptop(tmp_path))
    new = NewCase(CUSTOMER, LINE, "pacts")
    beginning.begin(workspace, new, LIBRARY)
    workspace.backups.make()
    beginning.begin(workspace, replace(new, line="After the backup"), LIBRARY)
    workspace.lock()
    with (folder / "db.sqlite").open("r+b") as file:
        file.seek(3 * 4096)
        file.write(os.urandom(4096))
    return folder


def refused(qtbot: QtBot, window: MainWindow) -> RescueForm:
    """The form for a damaged workspace, after the passcode was right."""
    page = window._pages["lock"]
    assert isinstance(page, LockPage)
    qtbot.waitUntil(has_focus(page))
    write(PASSCODE)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(page.form, RescueForm))
    form = page.form
    assert isinstance(form, RescueForm)
    qtbot.waitUntil(lambda: form.backup.folder is not None)
    return form


def test_a_damaged_workspace_is_salvaged_and_opened(
    qtbot: QtBot, closed: Desk, damaged: Path
) -> None:
    window = opened(qtbot, closed)
    form = refused(qtbot, window)
    said = "\n".join(label.text() for label in form.findChildren(QLabel))
    assert "Part of the database file is damaged" in said
    assert "Nothing was thrown away" in said
    qtbot.waitUntil(has_focus(form.opener))
    write("wrong wrong")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "not the passcode" in form.problem.text())
    form.opener.secret.set_text(PASSCODE)
    press(Qt.Key.Key_Return)
    page = window._pages["lock"]
    assert isinstance(page, LockPage)
    qtbot.waitUntil(lambda: isinstance(page.form, RescuedForm), timeout=20_000)
    window.looks.speak("zh")
    page = window._pages["lock"]
    assert isinstance(page, LockPage)
    assert isinstance(page.form, RescuedForm)
    said = "\n".join(label.text() for label in page.form.findChildren(QLabel))
    assert "workspace.damaged-001" in said
    qtbot.waitUntil(has_focus(page.form))
    press(Qt.Key.Key_Return)
    assert isinstance(page.form, PasscodeForm)
    page.form.field.set_text(PASSCODE)
    page.form.submit()
    qtbot.waitUntil(lambda: window.cases.rowCount() >= 1, timeout=10_000)


def test_a_damaged_workspace_goes_back_to_its_backup(
    qtbot: QtBot, closed: Desk, damaged: Path
) -> None:
    window = opened(qtbot, closed)
    form = refused(qtbot, window)
    form.way.buttons["restore"].click()
    form.opener.secret.set_text(PASSCODE)
    form.submit()
    page = window._pages["lock"]
    assert isinstance(page, LockPage)
    qtbot.waitUntil(lambda: isinstance(page.form, RescuedForm), timeout=20_000)
    assert page.form
    page.form.submit()
    assert isinstance(page.form, PasscodeForm)
    page.form.field.set_text(PASSCODE)
    page.form.submit()
    qtbot.waitUntil(lambda: window.cases.rowCount() == 1, timeout=10_000)
    assert (damaged.parent / "workspace.damaged-001" / "db.sqlite").exists()
