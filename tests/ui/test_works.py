"""Long work: shown after a second, stopped on demand; backups by themselves; what opening finds."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from store_kit import laptop
from window_kit import LIBRARY, begin, do

from fieldapp.base.findings import Finding, Severity
from fieldapp.store import backups
from fieldapp.store.workspace import Workspace
from fieldapp.ui import works
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.tasks import Desk, Task
from fieldapp.usecases import care
from fieldapp.usecases.care import BackedUp
from fieldapp.usecases.settings import Settings


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setattr(works, "PATIENCE_MS", 20)
    made = MainWindow(desk, Settings(language="en", theme="light"), "en")
    qtbot.addWidget(made)
    made.show()
    made.start()
    qtbot.waitUntil(lambda: desk.is_idle)
    return made


def test_long_work_is_shown_and_can_be_stopped(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    may_go_on = threading.Event()

    def work(_: Workspace, task: Task[None]) -> None:
        for step in range(200):
            task.check(step, 200)
            may_go_on.wait(0.05)

    task = desk.run_long(work)
    window.works.watch(task, "shell.backing_up")
    qtbot.waitUntil(window.works.isVisible)
    assert len(window.works.strips) == 1
    assert window.works.strips[0].label.text() == "Making a backup"
    qtbot.waitUntil(lambda: window.works.strips[0].bar.value() > 0)
    window.looks.speak("zh")
    strip = window.works.strips[0]
    assert strip.label.text() == "正在备份"
    strip.button.setFocus()
    QTest.keyClick(strip.button, Qt.Key.Key_Space)
    with qtbot.waitSignal(task.ended):
        may_go_on.set()
    assert task.is_cancelled
    assert not window.works.strips
    assert not window.works.isVisible()


def test_short_work_is_not_shown(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(works, "PATIENCE_MS", 0)
    task = desk.run(lambda _: None)
    with qtbot.waitSignal(task.ended):
        pass
    window.works.watch(desk.run(lambda _: None), "shell.backing_up")
    qtbot.waitUntil(lambda: desk.is_idle)
    assert not window.works.strips


def test_a_backup_is_made_by_itself_when_nobody_works(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(qtbot, desk)
    keeper = window.custody.keeper
    keeper.look()
    qtbot.waitUntil(lambda: desk.is_idle)
    assert not do(qtbot, desk, lambda ws: ws.backups.find())
    monkeypatch.setattr(keeper, "_quiet", lambda: 100.0)
    with qtbot.waitSignal(keeper.made) as caught:
        keeper.look()
    assert isinstance(caught.args[0], BackedUp)
    keeper.look()
    qtbot.waitUntil(lambda: desk.is_idle)
    assert len(do(qtbot, desk, lambda ws: ws.backups.find())) == 1


def test_a_backup_makes_way_for_whoever_comes_back(
    qtbot: QtBot, window: MainWindow, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    quiet = [100.0]
    has_begun, may_go_on = threading.Event(), threading.Event()

    def slow(workspace: Workspace, check: object) -> BackedUp:
        has_begun.set()
        may_go_on.wait(20)
        return back_up(workspace, check)  # type: ignore[arg-type]

    back_up = care.back_up
    monkeypatch.setattr(care, "back_up", slow)
    keeper = window.custody.keeper
    monkeypatch.setattr(keeper, "_quiet", lambda: quiet[0])
    keeper.look()
    qtbot.waitUntil(has_begun.is_set)
    quiet[0] = 0.0
    task = keeper._task
    assert task
    qtbot.waitUntil(lambda: task.is_cancelled)
    may_go_on.set()
    qtbot.waitUntil(lambda: desk.is_idle)
    root = tmp_path / "workspace" / backups.FOLDER
    assert not list(root.glob("*")) or not do(qtbot, desk, lambda ws: ws.backups.find())


def test_what_opening_finds_is_told_in_plain_words(qtbot: QtBot, tmp_path: Path) -> None:
    workspace, _ = Workspace.create(
        tmp_path / "workspace", passcode="correct horse", machine=laptop(tmp_path)
    )
    workspace.lock()
    copy = tmp_path / "workspace" / "keys.copy.json"
    copy.write_bytes(copy.read_bytes()[:100])
    desk = Desk(tmp_path / "workspace", LIBRARY, laptop(tmp_path))
    window = MainWindow(desk, Settings(language="en", theme="light"), "en")
    qtbot.addWidget(window)
    window.show()
    window.start()
    qtbot.waitUntil(lambda: window.page_name == "lock")
    window.custody.gate.open("correct horse")
    qtbot.waitUntil(lambda: window.voice.notices is not None and bool(window.voice.notices.banners))
    assert window.voice.notices
    (banner,) = window.voice.notices.banners
    assert "keys.copy.json was missing or damaged" in banner.text
    desk.close()


def test_of_many_findings_the_gravest_are_told(window: MainWindow) -> None:
    finding = Finding("store.blob_damaged", {"blob": "abc"})
    small = Finding("store.mark_missing", {}, "", Severity.WARNING)
    more = Finding("store.blob_missing", {"blob": "abd"})
    window.custody.tell_findings((small, finding, more, small))
    assert window.voice.notices
    texts = [banner.text for banner in window.voice.notices.banners]
    assert len(texts) == 3
    assert "abc" in texts[0]
    assert texts[2].startswith("2 more")
