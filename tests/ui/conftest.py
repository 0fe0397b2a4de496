"""Every test of the window has a desk and settings of its own, and leaves no thread behind."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from window_kit import open_desk

from fieldapp.ui.tasks import Desk

MUCH = 20_000
"""New objects that are looked through after a test."""


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELDAPP_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(scope="session")
def what_is_loaded() -> None:
    """Stays, and is not looked through for garbage after each test."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_window_stays(what_is_loaded: None) -> Iterator[None]:
    """A window that was closed is gone before the next test: keys that work in all windows of ours
    would be its too. So is what was copied, which must not outlive Python. Garbage is collected on
    this thread alone, as in the program (`ui.thrift`).
    """
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if QGuiApplication.instance() is not None:
        QGuiApplication.clipboard().clear()
    if gc.get_count()[0] > MUCH:
        gc.collect()
    gc.enable()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = open_desk(qtbot, tmp_path)
    yield made
    made.close()
