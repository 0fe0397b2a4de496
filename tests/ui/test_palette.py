"""The palette: anything by its name, by keyboard alone, and gone when it must not be seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from talk_kit import opened, press, talk
from window_kit import begin

from fieldapp.base.language import LANGS, Lang, tr
from fieldapp.ui.context import Place
from fieldapp.ui.fuzzy import fit
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.palette import Palette
from fieldapp.ui.palette_entries import ICONS, Entry, Kind, best
from fieldapp.ui.tasks import Desk

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    return opened(qtbot, desk)


def open_palette(qtbot: QtBot, window: MainWindow) -> Palette:
    press(Qt.Key.Key_K, CTRL)
    palette = window.findChild(Palette)
    assert palette
    qtbot.waitUntil(palette.line.hasFocus)
    return palette


def in_case(qtbot: QtBot, window: MainWindow, case_id: bytes) -> None:
    window.open_case(case_id, Place("guide"))
    session = window.session
    assert session
    qtbot.waitUntil(lambda: session.standing is not None)
    page = window._pages["guide"]
    page.enter()
    qtbot.waitUntil(lambda: page.isAncestorOf(QApplication.focusWidget()))


def titles(palette: Palette) -> list[str]:
    return [entry.title for entry in palette.found.entries]


def test_an_action_by_its_name_in_either_language(qtbot: QtBot, window: MainWindow) -> None:
    palette = open_palette(qtbot, window)
    assert "New case" in titles(palette)
    QTest.keyClicks(palette.line, "sett")
    assert titles(palette)[0] == "Settings"
    palette.line.setText("zzqq")
    qtbot.waitUntil(palette.nothing.isVisible)
    # By what it leads to as well.
    for typed in ("recovery code", "备份"):
        palette.line.setText(typed)
        assert "Settings" in titles(palette)
    palette.line.setText("设置")
    assert titles(palette) == ["Settings"]
    assert palette.nothing.isHidden()
    press(Qt.Key.Key_Return)
    assert window.page_name == "settings"
    assert window.findChild(Palette) is None


def test_a_case_a_step_and_a_field(qtbot: QtBot, window: MainWindow, desk: Desk) -> None:
    begin(qtbot, desk, line="Spare part late", customer="Nordbau")
    in_case(qtbot, window, begin(qtbot, desk, line="Filler 3", customer="恒丰乳业"))
    former = QApplication.focusWidget()
    palette = open_palette(qtbot, window)
    palette.line.setText("collab")
    entry = palette.found.entries[0]
    assert (entry.kind, entry.title) == ("step", "Collaborate")
    press(Qt.Key.Key_Return)
    guide = window._pages["guide"]
    assert guide.step_id == "collaborate"
    palette = open_palette(qtbot, window)
    palette.line.setText("serial")
    entry = palette.found.entries[0]
    assert (entry.kind, entry.detail) == ("field", "Plan")
    press(Qt.Key.Key_Return)
    assert guide.step_id == "plan"
    assert QApplication.focusWidget() is not former
    palette = open_palette(qtbot, window)
    QTest.keyClicks(palette.line, "nordbau")
    qtbot.waitUntil(lambda: "Spare part late" in titles(palette))
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Up)
    row = titles(palette).index("Spare part late")
    for _ in range(row):
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: (
            window.session is not None
            and window.session.standing is not None
            and window.session.standing.case.title.original == "Spare part late"
        )
    )


def test_escape_and_the_key_itself_give_the_focus_back(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    in_case(qtbot, window, begin(qtbot, desk))
    former = QApplication.focusWidget()
    palette = open_palette(qtbot, window)
    press(Qt.Key.Key_Tab)
    assert palette.line.hasFocus()
    press(Qt.Key.Key_Escape)
    assert window.findChild(Palette) is None
    assert QApplication.focusWidget() is former
    open_palette(qtbot, window)
    press(Qt.Key.Key_K, CTRL)
    assert window.findChild(Palette) is None


def test_it_goes_with_the_cover_the_lock_and_the_focus(
    qtbot: QtBot, window: MainWindow, desk: Desk
) -> None:
    talk(qtbot, window)
    open_palette(qtbot, window)
    press(Qt.Key.Key_F9)
    assert window.findChild(Palette) is None
    window.cover(on=False)
    window.setFocus()
    open_palette(qtbot, window)
    press(Qt.Key.Key_F3)
    assert window.findChild(Palette) is None
    open_palette(qtbot, window)
    press(Qt.Key.Key_L, CTRL)
    assert window.findChild(Palette) is None


@pytest.mark.parametrize("lang", LANGS)
def test_each_kind_has_a_name(lang: Lang) -> None:
    for kind in ICONS:
        assert tr(f"shell.kind_{kind}", lang) != f"shell.kind_{kind}"


def test_what_can_be_done_comes_before_a_field_of_that_name() -> None:
    def entry(kind: Kind, *names: str) -> Entry:
        return Entry(kind, names[0], names, lambda: None)

    field, far = entry("field", "Report to", "报告给谁"), entry("field", "Reporting line")
    command = entry("action", "Make the report", "写报告")
    inside = entry("action", "Unreported work")
    known = [field, far, inside, command]
    assert best("report", known, 9) == [command, field, far, inside]
    assert best("报告", known, 9) == [command, field]
    assert best("report to", known, 9)[0] == field
    assert best("", known, 9)[-1] == far


@pytest.mark.parametrize(
    ("typed", "name", "nearer_than"),
    [
        ("new", "New case", "Renewal"),
        ("case", "New case", "Showcase"),
        ("nc", "New case", None),
        ("ca ne", "New case", None),
        ("设备", "医疗设备", None),
        ("ＮＥＷ", "New case", None),
        ("sttngs", "Settings", None),
    ],
)
def test_what_fits_and_how_well(typed: str, name: str, nearer_than: str | None) -> None:
    found = fit(typed, name)
    assert found is not None
    if nearer_than is not None:
        other = fit(typed, nearer_than)
        assert other is None or found < other


@pytest.mark.parametrize(
    ("typed", "name"), [("x", "New case"), ("new y", "New case"), ("swn", "Settings window of")]
)
def test_what_does_not_fit(typed: str, name: str) -> None:
    assert fit(typed, name) is None
