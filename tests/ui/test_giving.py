"""Cases are given by stick or mail, and people come to know each other, by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE
from sync_kit import Team
from syncing_kit import join, sync, workspace_at
from talk_kit import opened, session_of
from window_kit import ask, begin, do

from fieldapp.case import handing
from fieldapp.store.workspace import Workspace
from fieldapp.sync.certificates import HUB
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.giving import GivingPage
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import copies, people
from fieldapp.usecases.syncing import bundles, contacts

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk, name="Ann")


@pytest.fixture
def bo(tmp_path: Path) -> Workspace:
    """A colleague's laptop, with its contact beside it."""
    workspace = workspace_at(tmp_path / "bo")
    contacts.export(workspace, "Bo", tmp_path / "Bo.fieldcontact")
    return workspace


def page_of(qtbot: QtBot, window: MainWindow) -> GivingPage:
    if window.page_name != "giving":
        QTest.keyClick(window, Qt.Key.Key_O, CTRL | SHIFT)
    page = window.page
    assert isinstance(page, GivingPage)
    qtbot.waitUntil(lambda: page.circle is not None)
    return page


def press(key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)


def tab_to(name: str) -> None:
    """With Tab alone."""
    for _ in range(60):
        here = QApplication.focusWidget()
        if name in (here.accessibleName(), getattr(here, "text", lambda: "")()):
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not reach {name!r}")


def told(window: MainWindow) -> str:
    assert window.voice.notices is not None
    return "\n".join(label.text() for label in window.voice.notices.findChildren(Label))


def test_two_people_come_to_know_each_other_and_a_case_goes_over(
    qtbot: QtBot, window: MainWindow, bo: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = begin(qtbot, window.desk)
    window.open_case(case_id, Place("guide"))
    qtbot.waitUntil(lambda: session_of(window).standing is not None)
    page = page_of(qtbot, window)
    assert not page.save.isEnabled()  # nobody is known
    own = do(qtbot, window.desk, lambda workspace: contacts.own(workspace, "Ann"))
    qtbot.waitUntil(lambda: page.contacts.words.text() == own.words("en"))

    # One's own contact
    mine = tmp_path / "Ann"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(mine), ""))
    tab_to("Save my contact")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil((tmp_path / "Ann.fieldcontact").exists)
    assert contacts.read(tmp_path / "Ann.fieldcontact") == own

    # Bo's, left first, and then kept
    file = tmp_path / "Bo.fieldcontact"
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    for answer in ("Leave it", "They are the same: keep Bo"):
        tab_to("Read a contact")
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.contacts.same is not None)
        words = contacts.fingerprint(bo.device_key.public, "en")
        assert words in [label.text() for label in page.contacts.findChildren(Label)]
        assert not page.ticks
        tab_to(answer)
        press(Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: page.contacts.question is None)
    qtbot.waitUntil(lambda: bool(page.ticks))
    assert QApplication.focusWidget() is page.contacts.read
    (tick,) = page.ticks.values()
    assert tick.text() == f"Bo\n{words}"

    # The case, whole, in another language half way
    tab_to(tick.text())
    press(Qt.Key.Key_Space)
    window.looks.speak("zh")
    page = page_of(qtbot, window)
    qtbot.waitUntil(lambda: any(one.isChecked() for one in page.ticks.values()))
    window.looks.speak("en")
    page = page_of(qtbot, window)
    qtbot.waitUntil(page.save.isEnabled)
    target = tmp_path / "out.fieldcase"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    tab_to("Save the bundle")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "out.fieldcase is there: 1 cases" in told(window))
    assert "once a bundle comes back" in told(window)
    found = bundles.look(bo, target)
    assert (found.name, found.cases) == ("Ann", (case_id,))
    bundles.take(bo, found)
    assert bo.listing().row(case_id) is not None

    # What is new only, onto another disk
    monkeypatch.setattr(copies, "is_same_disk", lambda one, other: False)
    page.what.buttons["new"].setFocus()
    press(Qt.Key.Key_Space)
    page.save_to(tmp_path / "new.fieldcase")
    qtbot.waitUntil(lambda: "so it counts as a copy" in told(window))
    page.save_to(tmp_path / "newer.fieldcase")
    qtbot.waitUntil(lambda: "There is nothing to give" in told(window))

    # And forgotten
    tab_to("Forget Bo")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not page.ticks)
    press(Qt.Key.Key_Escape)
    assert window.page_name == "guide"


def test_a_file_that_is_double_clicked_waits_for_the_passcode(
    qtbot: QtBot, window: MainWindow, bo: Workspace, tmp_path: Path
) -> None:
    ann = do(qtbot, window.desk, lambda workspace: contacts.own(workspace, "Ann"))
    bo.commit(b"c" * 16, lambda writing: writing.shared.write("title", "Line 3 stops"))
    bundles.export(bo, [ann], tmp_path / "visit.fieldcase", name="Bo")
    window.lock()
    qtbot.waitUntil(lambda: window.page_name == "lock")
    window.reception.bring((tmp_path / "visit.fieldcase", tmp_path / "Bo.fieldcontact"))
    qtbot.waitUntil(lambda: window.desk.is_idle)
    assert told(window) == ""
    ask(qtbot, window.desk.unlock(passcode=PASSCODE))
    qtbot.waitUntil(lambda: "A bundle from a laptop you do not know" in told(window))
    page = page_of(qtbot, window)
    qtbot.waitUntil(lambda: page.contacts.offered is not None)


def test_a_case_is_handed_on_within_the_team_and_the_answer_is_told(
    qtbot: QtBot, window: MainWindow, bo: Workspace, tmp_path: Path
) -> None:
    window.hubs.stop()
    team, hub = Team(), workspace_at(tmp_path / "hub")
    join(team, bo)
    join(team, hub, HUB)

    def belong(workspace: Workspace) -> None:
        join(team, workspace)
        sync(team, workspace)
        people.learn(workspace, {bo.identity.author: "Bo"})

    do(qtbot, window.desk, belong)
    case_id = begin(qtbot, window.desk)
    window.open_case(case_id, Place("guide"))
    qtbot.waitUntil(lambda: session_of(window).standing is not None)
    QTest.keyClick(window, Qt.Key.Key_H, CTRL | SHIFT)
    page = window.page
    assert isinstance(page, GivingPage)
    card, lines = page.handing, window._stack.sidebar.state_line
    qtbot.waitUntil(lambda: card.hands is not None and card.isVisible())
    assert not card.wish.isEnabled()
    tab_to("Bo")
    press(Qt.Key.Key_Space)
    assert card.wish.text() == "Hand on to Bo"
    tab_to("Hand on to Bo")
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "The case goes to Bo at the next contact" in told(window))
    qtbot.waitUntil(lambda: lines.handing.text() == "To be handed on: 1")

    # Taken back, as nobody has read it, and wished again.
    qtbot.waitUntil(lambda: card.back is not None)
    assert card.back is not None
    card.back.click()
    qtbot.waitUntil(lambda: card.back is None and lines.handing.isHidden())
    (chip,) = card.colleagues.buttons.values() if card.colleagues is not None else ()
    chip.click()
    card.wish.click()
    qtbot.waitUntil(lines.handing.isVisible)

    # The hub has read it.
    hub.admit(do(qtbot, window.desk, lambda workspace: workspace.frames(case_id)))
    account = team.hub._shelf.roster(team.space).account_of(bo.identity.author)
    (wish,) = handing.wishes(hub.load(case_id).shared, lambda _: False)
    assert (wish.kind, wish.to, wish.name) == ("give", account.hex(), "Bo")
    hub.commit(case_id, lambda writing: handing.answer(writing.shared, wish.id, "not_yours"))
    answered = hub.frames(case_id)
    do(qtbot, window.desk, lambda workspace: workspace.admit(answered))
    window.touched(case_id)
    qtbot.waitUntil(lambda: "a supervisor or an administrator can" in told(window))
    qtbot.waitUntil(lines.handing.isHidden)
    page.refresh()
    qtbot.waitUntil(lambda: "To Bo · refused" in shown(card))


def shown(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(Label))
