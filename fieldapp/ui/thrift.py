"""Thrift: memory that pages have left behind is given back while nobody does anything."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from fieldapp.base import memory
from fieldapp.ui.tasks import Desk

LOOK_MS = 3_000
QUIET_SECONDS = 3


class Thrift(QObject):
    """Looks every few seconds.

    Args:
        quiet: seconds since somebody has touched keyboard or mouse.
    """

    def __init__(self, desk: Desk, quiet: Callable[[], float], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._quiet = desk, quiet
        self._is_owing = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def owe(self) -> None:
        """Something large may have been thrown away."""
        self._is_owing = True

    def _look(self) -> None:
        if self._is_owing and self._quiet() >= QUIET_SECONDS and self._desk.is_idle:
            self._is_owing = False
            gc.collect()  # here, for widgets go only on the window's own thread
            self._desk.aside(lambda _: memory.give_back())
