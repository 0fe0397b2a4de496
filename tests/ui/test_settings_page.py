"""The settings page: what is chosen holds at once and lasts; backups, keys, diagnostics."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE, laptop
from talk_kit import opened, press, write
from window_kit import begin

from fieldapp.base import paths
from fieldapp.store.workspace import Workspace
from fieldapp.ui import another
from fieldapp.ui import theme as themes
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.settings.access import NewCode, PasscodeChange
from fieldapp.ui.pages.settings.page import SettingsPage
from fieldapp.ui.pages.settings.person import LockSection, LooksSection, PersonSection
from fieldapp.ui.tasks import Desk
from fieldapp.ui.tries import FREE
from fieldapp.ui.widgets.boxes import Select
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import settings

NEW = "another passcode"


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def page_of(qtbot: QtBot, window: MainWindow) -> SettingsPage:
    window.actions_.run("settings")
    return shown(qtbot, window)


def shown(qtbot: QtBot, window: MainWindow) -> SettingsPage:
    page = window._pages["settings"]
    assert isinstance(page, SettingsPage)
    qtbot.waitUntil(lambda: page.backups.state is not None)
    return page


def test_language_and_theme_by_keyboard_hold_at_once_and_last(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = page_of(qtbot, window)
    looks = page.findChild(LooksSection)
    assert looks
    language, theme = looks.findChildren(Chips)
    qtbot.waitUntil(language.buttons["en"].hasFocus)
    language.buttons["zh"].setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.lang == "zh")
    page = shown(qtbot, window)
    looks = page.findChild(LooksSection)
    assert looks
    language, theme = looks.findChildren(Chips)
    qtbot.waitUntil(language.buttons["zh"].hasFocus)
    theme.buttons["dark"].setFocus()
    press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.theme is themes.DARK)
    known, _ = settings.read()
    assert (known.language, known.theme) == ("zh", "dark")


def test_one_setting_after_the_other_is_kept(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(qtbot, window)
    person, lock = page.findChild(PersonSection), page.findChild(LockSection)
    assert person
    assert lock
    for line, text in zip(person.findChildren(LineEdit), ("Li Wei", "138"), strict=True):
        line.setFocus()
        QTest.keyClicks(line, text)
        press(Qt.Key.Key_Tab)
    (minutes,) = lock.findChildren(Select)
    minutes.choose("30")
    minutes.chosen.emit("30")
    lock.seen.click()
    known, _ = settings.read()
    assert (known.name, known.contact) == ("Li Wei", "138")
    assert (known.lock_minutes, known.screen_seen) == (30, True)
    assert window.custody.gate._idle._timer.interval() == 30 * 60_000


def test_the_passcode_is_changed_by_whoever_knows_it(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    page = page_of(qtbot, window)
    QTest.keyClick(page.access.passcode, Qt.Key.Key_Return)
    form = page.access.form
    assert isinstance(form, PasscodeChange)
    qtbot.waitUntil(form.present.line.hasFocus)
    for text in ("not the passcode", NEW, NEW):
        write(text)
        press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "not the passcode" in form.problem.text())
    form.present.set_text(PASSCODE)
    form.submit()
    qtbot.waitUntil(lambda: page.access.form is None)
    desk.close()
    Workspace.unlock(tmp_path / "workspace", passcode=NEW, machine=laptop(tmp_path)).lock()


def test_guessing_the_passcode_here_costs_time_too(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    page = page_of(qtbot, window)
    page.access.ask_code()
    form = page.access.form
    assert isinstance(form, NewCode)
    for _ in range(FREE):
        form.present.set_text("wrong wrong")
        form.submit()
        qtbot.waitUntil(lambda: desk.is_idle)
    assert not form.button.isEnabled()
    assert window.custody.gate.tries.wait > 0


def test_a_new_recovery_code_stays_until_it_is_on_paper(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    page = page_of(qtbot, window)
    page.access.ask_code()
    form = page.access.form
    assert form
    form.present.set_text(PASSCODE)
    form.submit()
    qtbot.waitUntil(lambda: page.access.card is not None)
    window.looks.speak("zh")
    page = shown(qtbot, window)
    card = page.access.card
    assert card
    card.written.click()
    card.button.click()
    assert page.access.card is None
    desk.close()
    again = Workspace.unlock(
        tmp_path / "workspace", recovery_code=card.code, machine=laptop(tmp_path)
    )
    again.lock()


def test_a_backup_is_made_and_restored_into_a_new_folder(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(qtbot, desk)
    page = page_of(qtbot, window)
    assert "There is none yet" in page.backups.last.text()
    page.backups.now.click()
    qtbot.waitUntil(lambda: "1 kept here" in page.backups.last.text(), timeout=20_000)
    page.backups.restore.click()
    form = page.backups.form
    assert form
    assert form.backup.folder is not None
    form.submit()
    assert "empty folder first" in form.problem.text()
    assert form.target
    form.target.take(tmp_path / "restored")
    form.opener.secret.set_text("wrong wrong")
    form.submit()
    qtbot.waitUntil(lambda: "not the passcode" in form.problem.text(), timeout=20_000)
    form.opener.secret.set_text(PASSCODE)
    form.submit()
    qtbot.waitUntil(lambda: page.backups.form is None, timeout=20_000)
    assert window.voice.notices
    banner = window.voice.notices.banners[-1]
    assert "1 cases restored" in banner.text
    started: list[Path] = []
    monkeypatch.setattr(another, "start", started.append)
    next(one for one in banner.findChildren(Button) if one.text() == "Open it").click()
    assert started == [tmp_path / "restored"]
    restored = Workspace.unlock(
        tmp_path / "restored", passcode=PASSCODE, machine=laptop(tmp_path / "other")
    )
    assert restored.listing().count() == 1
    restored.lock()


def test_backups_from_elsewhere_are_found(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    page = page_of(qtbot, window)
    second = tmp_path / "stick"
    second.mkdir()
    page.backups.use_second(second)
    qtbot.waitUntil(lambda: page.backups.second.path.text() == str(second))
    assert any("same disk" in text for text in page.backups.findings.texts())
    page.backups.back_up()
    qtbot.waitUntil(lambda: len(list(second.glob("[!.]*/"))) == 1 and desk.is_idle, timeout=20_000)
    page.backups.ask_restore()
    form = page.backups.form
    assert form
    form.backup.offer(())
    form.backup.look_in(second)
    qtbot.waitUntil(lambda: form.backup.folder is not None)
    page.backups.use_second(None)
    qtbot.waitUntil(lambda: page.backups.second.path.text() == "None")


def test_the_workspace_is_checked_from_end_to_end(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    begin(qtbot, desk)
    page = page_of(qtbot, window)
    page.backups.check.click()
    qtbot.waitUntil(lambda: len(page.backups.findings.texts()) >= 3, timeout=20_000)
    assert any("There is no backup" in text for text in page.backups.findings.texts())


def test_a_broken_playbook_is_named_with_its_line(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    page = page_of(qtbot, window)
    own = tmp_path / "own"
    (own / "playbooks").mkdir(parents=True)
    (own / "playbooks" / "broken.yaml").write_text("title: {en: Broken}\nsteps: nothing\n")
    page.folders.use_playbooks(own)
    qtbot.waitUntil(lambda: bool(page.folders.findings.texts()), timeout=20_000)
    assert any("broken.yaml:" in text for text in page.folders.findings.texts())
    assert "PACTS" in page.folders.list.text()
    assert settings.read()[0].playbooks == own
    # All windows of the tests have one library.
    page.folders.use_playbooks(None)
    qtbot.waitUntil(lambda: not page.folders.findings.texts(), timeout=20_000)


def test_diagnostics_are_read_before_they_are_saved(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    begin(qtbot, desk, customer="Hengfeng Dairy")
    page = page_of(qtbot, window)
    assert page.about.save.isHidden()
    page.about.show_text.click()
    qtbot.waitUntil(lambda: "[workspace]" in page.about.text.text(), timeout=20_000)
    assert "Hengfeng" not in page.about.text.text()
    assert "platform offscreen" in page.about.text.text()
    page.about.save_to(tmp_path / "found.txt")
    qtbot.waitUntil((tmp_path / "found.txt").exists)
    assert (tmp_path / "found.txt").read_text(encoding="utf-8") == page.about.text.text()


def test_components_are_listed_with_their_licences(qtbot: QtBot, window: MainWindow) -> None:
    page = page_of(qtbot, window)
    qtbot.waitUntil(lambda: "FieldApp" in page.about.version.text())
    page.about.more.click()
    qtbot.waitUntil(lambda: bool(page.about.components.findChildren(Label)))
    names = [label.text() for label in page.about.components.findChildren(Label)]
    assert "Apache-2.0 OR BSD-3-Clause" in names[names.index("cryptography") :]


def test_the_way_from_the_evidence_page_leads_to_the_phones_folder(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    window.open_case(begin(qtbot, desk), Place("evidence"))
    qtbot.waitUntil(lambda: window.page_name == "evidence")
    window.go(Place("settings", "inbox"))
    page = shown(qtbot, window)
    qtbot.waitUntil(lambda: "PACTS" in page.folders.list.text() and desk.is_idle)
    assert page.folders.inbox.choose.hasFocus()
    view, button = page.column.viewport(), page.folders.inbox.choose
    qtbot.waitUntil(lambda: view.rect().contains(button.mapTo(view, button.rect().center())))


def test_a_section_is_gone_to_by_its_name_and_escape_leads_back(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    window.open_case(begin(qtbot, desk), Place("report"))
    window.go(Place("settings"))
    page = shown(qtbot, window)
    link = next(one for one in page.findChildren(Button) if one.text() == "Backups")
    QTest.keyClick(link, Qt.Key.Key_Return)
    assert page.backups.isAncestorOf(QApplication.focusWidget())
    assert abs(page.backups.mapTo(page.column.viewport(), QPoint()).y()) < 40
    press(Qt.Key.Key_Escape)
    assert window.page_name == "report"


def test_own_playbooks_hold_as_soon_as_their_folder_is_chosen(
    qtbot: QtBot, window: MainWindow, desk: Desk, tmp_path: Path
) -> None:
    own = tmp_path / "own" / "playbooks"
    own.mkdir(parents=True)
    text = paths.forms("playbooks", "pacts.yaml").read_text(encoding="utf-8")
    (own / "visit.yaml").write_text(text.replace("id: pacts", "id: visit", 1), encoding="utf-8")
    page = page_of(qtbot, window)
    page.folders.use_playbooks(tmp_path / "own")
    qtbot.waitUntil(lambda: " own " in page.folders.list.text(), timeout=20_000)
    begin(qtbot, desk, playbook="visit")
    page.folders.use_playbooks(None)
    qtbot.waitUntil(lambda: " own " not in page.folders.list.text(), timeout=20_000)
    assert desk.library.get("visit") is None
