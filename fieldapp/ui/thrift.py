"""Thrift: what is garbage is collected, and memory that pages have left behind is given back while
nobody does anything.

Garbage is collected here alone, on the window's own thread, and never by itself in whatever thread
happens to fill the bucket. A widget that goes with its page looks for its Python half before it
holds Python's lock; if another thread collected that half in between, the program would crash.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from fieldapp.base import memory
from fieldapp.ui.tasks import Desk
from fieldapp.usecases.workspaces import Workspace

LOOK_MS = 1_000
BUSY_MS = 10
"""While the desk works, what is new is looked through so often. How much that is cannot be counted:
Python's own count of new objects sinks with each old one that goes."""
QUIET_SECONDS = 3
SOON_MS = 1_000
"""All is looked through so long after something large may have been thrown away: pictures of pages
that are gone are megabytes, which what is made meanwhile would be heaped upon."""
LATEST_LOOKS = 60
"""Memory is given back after so many looks even if somebody is working."""


class Thrift(QObject):
    """Looks every second, and more often at what is new while the desk works.

    Args:
        quiet: seconds since somebody has touched keyboard or mouse.
    """

    def __init__(self, desk: Desk, quiet: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._quiet = desk, quiet
        self._is_owing = False
        self._looks = 0
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._collect)
        self._often = QTimer(self, interval=BUSY_MS)
        self._often.timeout.connect(self._collect_young)
        desk.begun.connect(self._often.start)

    def owe(self) -> None:
        """Something large may have been thrown away."""
        if not self._is_owing:
            self._is_owing, self._looks = True, 0
        if not self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        self._looks += 1
        is_quiet = self._quiet() >= QUIET_SECONDS and self._desk.is_idle
        if self._is_owing and (is_quiet or self._looks >= LATEST_LOOKS):
            self._is_owing = False
            gc.collect()
            self._give_back()
        else:
            self._collect_young()

    def _give_back(self) -> None:
        if self._desk.is_open:
            resting = self._desk.run(_rest)
            resting.then(self, None, lambda _: None)  # the workspace was locked meanwhile
        else:
            self._desk.aside(lambda _: memory.give_back())

    def _collect(self) -> None:
        gc.collect()

    def _collect_young(self) -> None:
        gc.collect(1)
        if self._desk.is_idle:
            self._often.stop()


def _rest(workspace: Workspace) -> None:
    workspace.rest()
    memory.give_back()
