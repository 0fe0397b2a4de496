"""The help page: every key with its words, and where things are kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from talk_kit import focused, opened

from fieldapp.base.language import LANGS, tr
from fieldapp.ui.actions import COMMANDS
from fieldapp.ui.pages.help import HelpPage, KeyCap
from fieldapp.ui.palette import Palette
from fieldapp.ui.tasks import Desk


def test_every_key_and_its_words_in_both_languages(qtbot: QtBot, desk: Desk) -> None:
    window = opened(qtbot, desk)
    QTest.keyClick(window, Qt.Key.Key_F1)
    for lang in LANGS:
        window.looks.speak(lang)
        page = window._pages["help"]
        assert isinstance(page, HelpPage)
        caps = [cap.text() for cap in page.findChildren(KeyCap)]
        assert sorted(caps) == sorted(command.keys for command in COMMANDS)
        texts = [label.text() for label in page.findChildren(QLabel)]
        assert all(tr(f"ui.do_{command.name}", lang) in texts for command in COMMANDS)
        assert str(desk.folder) in texts


def test_the_palette_is_one_key_away(qtbot: QtBot, desk: Desk) -> None:
    window = opened(qtbot, desk)
    window.actions_.run("help")
    page = window._pages["help"]
    assert isinstance(page, HelpPage)
    qtbot.waitUntil(page.palette_.hasFocus)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert window.findChild(Palette)


def test_an_empty_list_still_says_how_to_begin_in_the_other_language(
    qtbot: QtBot, desk: Desk
) -> None:
    window = opened(qtbot, desk)
    qtbot.waitUntil(lambda: window.cases.found is not None)
    window.looks.speak("zh")
    assert window._stack.sidebar._nothing.currentIndex() == 1


def test_no_key_does_two_things() -> None:
    keys = [command.keys for command in COMMANDS]
    assert len(keys) == len(set(keys))
