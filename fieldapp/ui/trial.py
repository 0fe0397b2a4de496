"""A trial of the window: opened, waited for until it shows what it should, and closed again.

An installer starts it to learn whether the window works on a machine.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from fieldapp.ui.main_window import MainWindow
from fieldapp.ui.stack import WHOLE
from fieldapp.usecases.caselist import Looked

LIMIT_MS = 60_000
_LOOK_MS = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """What the window came to show."""

    is_open: bool
    """The workspace is; else the window asks for the passcode or for a first one."""
    cases: int
    """How many cases there are."""


class Trial(QObject):
    """Closes the window as soon as the cases are on the screen, or the page that asks."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.shown: Shown | None = None
        """None: it showed nothing in time."""
        self._window = window
        self._cases: int | None = None
        self._looks = QTimer(self, interval=_LOOK_MS)
        self._looks.timeout.connect(self._look)
        self._looks.start()
        window.cases.looked.connect(self._cases_read)
        QTimer.singleShot(LIMIT_MS, self, self._end)

    def _cases_read(self, found: Looked) -> None:
        self._cases = found.total

    def _look(self) -> None:
        window = self._window
        handle = window.windowHandle()
        if handle is None or not handle.isExposed():
            return
        if self._cases is not None or window.page_name in WHOLE:
            window.grab()  # draws every row that there is room for
            self.shown = Shown(window.desk.is_open, self._cases or 0)
            self._end()

    def _end(self) -> None:
        self._looks.stop()
        self._window.close()
