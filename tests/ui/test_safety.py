"""Safe to leave: what is only here is named; a line at the edge of the window says how much."""

from __future__ import annotations

from pathlib import Path

import pytest
from colleague_kit import Other
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from talk_kit import opened
from usecase_kit import photo
from window_kit import begin, do

from fieldapp.store import backup_plan
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.safety import SafetyPage
from fieldapp.ui.state_line import StateLine
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import attaching, care, editing, safety
from fieldapp.usecases.attaching import Attachment
from fieldapp.usecases.editing import Put, PutText

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on another disk."""
    for module in (backup_plan, care, safety):
        monkeypatch.setattr(module, "is_same_disk", lambda one, other: False)
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def page_of(qtbot: QtBot, window: MainWindow) -> SafetyPage:
    QTest.keyClick(window, Qt.Key.Key_B, CTRL | Qt.KeyboardModifier.ShiftModifier)
    page = window.page
    assert isinstance(page, SafetyPage)
    qtbot.waitUntil(lambda: page.found is not None)
    return page


def texts(page: SafetyPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(Label) if label.isVisible())


def line_of(window: MainWindow) -> StateLine:
    return window._stack.sidebar.state_line


def write(qtbot: QtBot, window: MainWindow, case_id: bytes, *wishes: editing.Wish) -> None:
    do(qtbot, window.desk, lambda ws: editing.apply(ws, case_id, wishes, lambda _: False))
    window.cases.refresh(case_id)


def test_case_by_case_and_photo_by_photo_until_it_is_backed_up(
    qtbot: QtBot, window: MainWindow, stick: Path
) -> None:
    case_id = begin(qtbot, window.desk)
    rendition = attaching.prepare_photo(photo(), "valve")
    do(qtbot, window.desk, lambda ws: attaching.attach(ws, case_id, Attachment(rendition)))
    write(qtbot, window, case_id, PutText("customer/site", "Hall 1"))
    page = page_of(qtbot, window)
    told = texts(page)
    assert "something in 1 of 1 cases" in told
    assert "3 号灌装机反复停机" in told
    assert "photos and files: 1" in told
    assert "Fig. 1" in told
    assert "No second folder" in told
    assert page.buttons["choose_second"].hasFocus()
    do(qtbot, window.desk, lambda ws: care.use_second_folder(ws, stick))
    page.refresh()
    qtbot.waitUntil(lambda: "back_up" in page.buttons)
    QTest.keyClick(page.buttons["back_up"], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "It is safe to leave" in texts(page), timeout=20_000)
    line_of(window).look_soon()
    qtbot.waitUntil(lambda: "all of it elsewhere too" in line_of(window).saved.text())


def test_the_line_says_how_much_is_only_here_and_leads_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    case_id = begin(qtbot, window.desk)
    write(qtbot, window, case_id, PutText("customer/site", "Hall 1"))
    line = line_of(window)
    qtbot.waitUntil(lambda: line.saved.text().endswith("1 only on this laptop"))
    assert line.saved.text().startswith("Saved ")
    assert line.to_settle.isHidden()
    QTest.keyClick(line.saved, Qt.Key.Key_Return)
    assert window.page_name == "safety"


def test_what_waits_to_be_settled_is_counted_and_one_step_away(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    colleague = Other(qtbot, window.desk, tmp_path / "colleague")
    case_id = begin(qtbot, window.desk)
    colleague.differ(case_id, (Put("severity", 2),), (Put("severity", 5),))
    window.cases.look(window.cases.wanted)
    line = line_of(window)
    qtbot.waitUntil(lambda: line.to_settle.text() == "1 to settle")
    QTest.keyClick(line.to_settle, Qt.Key.Key_Space)
    assert window.page_name == "incoming"
