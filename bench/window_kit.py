"""What the benches of the window share: the window, without a screen, and when it is painted.

Only benches import it: it makes the application.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from bench.many_cases import PASSCODE, machine_in
from fieldapp import app as program
from fieldapp.playbook.library import Library
from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.tasks import Desk, Task
from fieldapp.usecases.settings import Settings
from fieldapp.usecases.workspaces import Workspace

T = TypeVar("T")
PATIENCE_SECONDS = 60


class Painted(QObject):
    """Sees when a widget has been painted after it was made."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.is_done = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.is_done |= event.type() == QEvent.Type.Paint
        return False


class Bench:
    """An application with its window on a workspace in a folder."""

    def __init__(self, home: Path, library: Library | None = None) -> None:
        os.environ["FIELDAPP_CONFIG"] = str(home / "config")
        app = QApplication.instance()
        self.app = app if isinstance(app, QApplication) else program._application()
        self._wakes = QTimer(interval=100)  # so that a wait in vain ends
        self._wakes.start()
        self.desk = Desk(home / "workspace", library or Library(), machine_in(home))
        is_there = (home / "workspace").exists()
        opening: Task[Any] = (
            self.desk.unlock(passcode=PASSCODE) if is_there else self.desk.create(PASSCODE)
        )
        self.ask(opening)
        self.window: MainWindow

    def open_window(self, lang: str = "zh") -> MainWindow:
        self.window = MainWindow(self.desk, Settings(language="zh", theme="light"), "zh")
        self.window.show()
        self.window.start()
        self.until(lambda: self.desk.is_idle)
        program._collect_garbage()  # as it does itself once it is up
        return self.window

    def close(self) -> None:
        self.window.close()
        self.desk.close()

    def until(self, is_so: Callable[[], object], patience: float = PATIENCE_SECONDS) -> None:
        """Lets the window go on until something is so, for so many seconds at most.

        Raises:
            RuntimeError: it does not come to be.
        """
        end = time.monotonic() + patience
        while not is_so():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            # What was thrown away goes at once when the program's own loop runs, which is not here.
            self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            if time.monotonic() > end:
                raise RuntimeError("the window does not get there")

    def settle(self) -> None:
        """Lets the window finish whatever it is about."""
        self.until(lambda: self.desk.is_idle)
        for _ in range(20):
            self.app.processEvents()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.until(lambda: self.desk.is_idle)

    def ask(self, task: Task[T]) -> T:
        """What a task gives.

        Raises:
            FieldAppError: what the task failed with.
        """
        found: list[Any] = []
        task.done.connect(found.append)
        task.failed.connect(found.append)
        self.until(lambda: found)
        if isinstance(found[0], Exception):
            raise found[0]
        result: T = found[0]
        return result

    def do(self, work: Callable[[Workspace], T]) -> T:
        return self.ask(self.desk.run(work))

    def type_into(self, editor: QWidget, character: str) -> float:
        """Seconds the window is busy with a key, until its letter is painted."""
        kind, none = QEvent.Type.KeyPress, Qt.KeyboardModifier.NoModifier
        start = time.perf_counter()
        self.app.sendEvent(editor, QKeyEvent(kind, Qt.Key.Key_unknown, none, character))
        self.app.processEvents()
        return time.perf_counter() - start
