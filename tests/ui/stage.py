"""The window with real cases in it, for whoever looks at every page: `scenes` brings it there.

A `House` is made once: a laptop with a workspace that holds the samples. Each `Stage` begins in it
as it was made, so that no scene depends on another.
"""

from __future__ import annotations

import gc
import itertools
import random
import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)
from shiboken6 import isValid

from fieldapp.base import paths
from fieldapp.base.clock import Entropy
from fieldapp.base.language import Lang
from fieldapp.playbook.library import Library
from fieldapp.store.machine import Machine
from fieldapp.store.slots import Kdf
from fieldapp.store.workspace import Workspace
from fieldapp.ui.context import Place
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.pages.page import Page
from fieldapp.ui.session import Session
from fieldapp.ui.tasks import Desk
from fieldapp.ui.widgets.gradual import Gradually
from fieldapp.usecases import importing, settings
from fieldapp.usecases.settings import Settings
from fieldapp.usecases.workspaces import projector

PASSCODE = "correct horse"
SOON_MS = 1_000
"""A timer that runs no longer does not keep anybody waiting."""
WAKE_MS = 20
"""So often a wait looks again, whatever happens."""
PATIENCE = 20.0
"""Seconds a scene waits for what must come."""
SAMPLES = ("contract", "departments", "laundry", "outage", "medical", "telecom")
"""In the order they were last worked on, the latest at the end."""
P = TypeVar("P", bound=QWidget)


class Keyring:
    """A keyring that works."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self.kept.get(name)

    def set(self, name: str, secret: str) -> None:
        self.kept[name] = secret

    def delete(self, name: str) -> None:
        self.kept.pop(name, None)


class House:
    """A laptop's folders, as they are before anybody does anything.

    Args:
        root: a folder of its own.
        now: the time that stands still on this laptop.
    """

    def __init__(self, root: Path, now: datetime) -> None:
        self.now, self.library = now, Library()
        self.home, self._kept = root / "fieldapp", root / "kept"
        self._secrets = Keyring()
        self.ids = self._furnish()
        shutil.copytree(self.home, self._kept)
        self._known = dict(self._secrets.kept)

    @property
    def workspace(self) -> Path:
        return self.home / "workspace"

    @property
    def environment(self) -> dict[str, str]:
        """Where this laptop's own folders are; to hold before a stage is made."""
        names = ("CONFIG", "STATE", "DATA", "CACHE")
        return {f"XDG_{name}_HOME": str(self.home / name.lower()) for name in names}

    def machine(self, at: datetime | None = None, entropy: Entropy | None = None) -> Machine:
        return Machine(
            secrets=self._secrets,
            state_dir=self.home / "state",
            clock=lambda: at or self.now,
            entropy=entropy or random.Random(1).randbytes,
            kdf=Kdf(passes=1, memory_kib=8, lanes=1),
        )

    def tidy(self) -> None:
        """All is as it was made."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self._kept, self.home)
        self._secrets.kept = dict(self._known)
        if not all(map(self.library.is_built_in, self.library.ids)):
            self.library.use(())

    def clear(self) -> None:
        """Nothing has been begun on this laptop."""
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        self._secrets.kept = {}

    def _furnish(self) -> dict[str, bytes]:
        """The samples, each last worked on some hours after the one before."""
        self.clear()
        entropy, ids = random.Random(0).randbytes, {}
        workspace, _ = Workspace.create(
            self.workspace,
            passcode=PASSCODE,
            machine=self.machine(self.now - timedelta(days=9), entropy),
            project=projector(self.library),
        )
        workspace.lock()
        for before, name in zip(itertools.count(len(SAMPLES), -1), SAMPLES, strict=False):
            at = self.now - timedelta(hours=15 * before - 14.6)
            workspace = Workspace.unlock(
                self.workspace,
                passcode=PASSCODE,
                machine=self.machine(at, entropy),
                project=projector(self.library),
            )
            with workspace:
                path = paths.forms("samples", name, "case.json")
                found = importing.check_files([path], self.library)
                ids[name] = importing.keep_all(workspace, found, self.library)[0].case_id
        return ids


class Stage:
    """One window, in a language, a theme and a size, on a house that has been tidied."""

    def __init__(
        self,
        house: House,
        lang: Lang = "en",
        theme: settings.Theme = "light",
        size: tuple[int, int] = (1366, 768),
    ) -> None:
        house.tidy()
        self.house, self.lang, self._theme, self._size = house, lang, theme, size
        self._windows: list[MainWindow] = []
        self._wakes = QTimer(interval=WAKE_MS)  # so that a wait in vain ends
        self._wakes.start()

    # Coming and going

    def start(self, **wanted: object) -> MainWindow:
        """The window, in front, on the workspace as it is."""
        chosen = Settings(language=self.lang, theme=self._theme, **wanted)  # type: ignore[arg-type]
        settings.write(chosen)
        desk = Desk(self.house.workspace, self.house.library, self.house.machine())
        window = MainWindow(desk, chosen, self.lang)
        self._windows.append(window)
        window.resize(*self._size)
        window.show()
        window.activateWindow()
        self.until(window.isActiveWindow)
        window.start()
        self.settle()
        self.rest()
        window.voice.forget()  # what is due, which would lie over every page
        return window

    def resize(self, size: tuple[int, int]) -> None:
        """On another screen."""
        self.window.resize(*size)
        self.settle()

    def close(self) -> None:
        """Puts all away."""
        for window in self._windows:
            for page in window._pages.values():
                page.holds_lock = False
            window.leave_case()
            window.desk.close()
            window.close()
            window.deleteLater()
        self._windows.clear()
        self._wakes.stop()
        QApplication.clipboard().clear()  # which would outlive Python with what Python gave it
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()

    # What is there

    @property
    def window(self) -> MainWindow:
        return self._windows[-1]

    @property
    def page(self) -> Page:
        page = self.window.page
        assert page is not None
        return page

    @property
    def session(self) -> Session:
        session = self.window.session
        assert session is not None
        return session

    def find(self, kind: type[P], where: QWidget | None = None, name: str = "") -> P:
        """The first widget of a kind that can be seen, of that accessible name or text if given."""
        for widget in (where or self.window).findChildren(kind):
            names = (widget.accessibleName(), getattr(widget, "text", lambda: "")())
            if widget.isVisible() and (not name or name in names):
                return widget
        raise LookupError(f"no {kind.__name__} {name!r} to be seen")

    # What a person does

    def open(self, name: str, page: str = "guide", where: str = "") -> Page:
        """Opens a sample at a place."""
        return self.open_case(self.house.ids[name], page, where)

    def open_case(self, case_id: bytes, page: str = "guide", where: str = "") -> Page:
        self.window.open_case(case_id, Place(page, where))  # type: ignore[arg-type]
        self.until(lambda: self.session.standing is not None)
        self.settle()
        return self.page

    def go(self, page: str, where: str = "") -> Page:
        self.window.go(Place(page, where))  # type: ignore[arg-type]
        self.settle()
        return self.page

    def press(
        self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """A key where the focus is."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, keys)
        self.settle()

    def write(self, text: str) -> None:
        """Text where the focus is."""
        place = QApplication.focusWidget()
        if isinstance(place, QLineEdit):
            place.insert(text)
            place.textEdited.emit(place.text())
        elif isinstance(place, QPlainTextEdit):
            place.insertPlainText(text)
        else:
            raise TypeError(f"nothing to write into: {place}")
        self.settle()

    def scroll_down(self) -> None:
        """To the lower end of whatever can be scrolled furthest."""
        self.rest()
        bars = [area.verticalScrollBar() for area in self.page.findChildren(QAbstractScrollArea)]
        self.until(lambda: any(bar.isVisible() for bar in bars))
        bar = max((one for one in bars if one.isVisible()), key=lambda one: one.maximum())
        bar.setValue(bar.maximum())
        self.settle()

    def scroll_to(self, widget: QWidget | None) -> None:
        """So that a widget is seen, if it can be, from its top."""
        self.settle()
        area = widget.parentWidget() if widget is not None else None
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        assert widget is not None
        assert area is not None
        inside = area.widget()
        assert inside is not None
        area.verticalScrollBar().setValue(widget.mapTo(inside, QPoint(0, -12)).y())
        self.settle()

    # Time

    def rest(self) -> None:
        """Until what is done a moment later is done too; nobody waits for that moment, it is now.

        Raises:
            TimeoutError: something is put off again and again.
        """
        deadline = time.monotonic() + PATIENCE
        self._make_the_rest()
        timers = self.window.findChildren(QTimer)
        while soon := [timer for timer in timers if isValid(timer) and _is_soon(timer)]:
            if time.monotonic() > deadline:
                raise TimeoutError(soon)
            for timer in soon:
                if isValid(timer) and timer.isActive():
                    _bring_forward(timer)
            self.settle()
        self._make_the_rest()

    def _make_the_rest(self) -> None:
        """Of pages that are made by and by, some of them within others."""
        while going := [one for one in self.window.findChildren(Gradually) if one.is_going]:
            for one in going:
                one.finish()
        self.settle()

    def until(self, condition: Callable[[], object]) -> None:
        """Lets the program go on until something is so."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(condition)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def settle(self) -> None:
        """Until nothing is being done any more, and nothing is left to be drawn."""
        for _ in range(3):
            for window in self._windows:
                self.until(partial(getattr, window.desk, "is_idle"))
            for _ in range(4):
                QApplication.processEvents()


def _is_soon(timer: QTimer) -> bool:
    return timer.isActive() and timer.isSingleShot() and timer.interval() <= SOON_MS


def _bring_forward(timer: QTimer) -> None:
    timer.stop()
    timer.timeout.emit()
