"""The application: what is arranged before the window opens."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from fieldapp.app import reach_fcitx
from fieldapp.ui import frame


@pytest.mark.parametrize(
    ("before", "modules"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "fcitx;ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, "fcitx5;ibus"),
        ({"QT_IM_MODULE": "fcitx", "QT_IM_MODULES": "wayland;fcitx"}, "wayland;fcitx"),
        ({"QT_IM_MODULE": "ibus"}, None),
        ({}, None),
    ],
)
def test_fcitx_is_reached_as_ibus_where_its_plugin_is_missing(
    before: dict[str, str], modules: str | None
) -> None:
    environment = dict(before)
    reach_fcitx(environment)
    assert environment.get("QT_IM_MODULES") == modules


def a_window(qtbot: QtBot, width: int, height: int) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(width, height)
    frame.show(window)
    return window


def test_the_window_comes_up_where_it_was_left(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDAPP_CONFIG", str(tmp_path))
    window = a_window(qtbot, 500, 400)
    assert not window.isMaximized()
    window.setGeometry(40, 60, 640, 480)
    frame.keep(window)
    assert a_window(qtbot, 500, 400).geometry().getRect() == (40, 60, 640, 480)


def test_a_window_that_hardly_fits_takes_the_whole_screen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDAPP_CONFIG", str(tmp_path))
    room = QGuiApplication.primaryScreen().availableSize()
    assert a_window(qtbot, room.width(), room.height() - 10).isMaximized()
