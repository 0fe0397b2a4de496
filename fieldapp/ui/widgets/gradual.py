"""Work of the window in small pieces, between the keys: what is seen first is done first."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

PAUSE_MS = 100
"""What is there at once is painted before the rest begins."""
SLICE_SECONDS = 0.004
"""The window is kept busy so long at a time; a key that comes meanwhile is not felt to wait."""


class Gradually(QObject):
    """Goes through pieces of work whenever nothing else waits.

    Args:
        pieces: does one of them whenever the next is asked for.
    """

    done = Signal()
    """There is nothing left."""

    def __init__(self, pieces: Iterator[object], parent: QObject) -> None:
        super().__init__(parent)
        self._pieces = pieces
        self._has_paused = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    def start(self, at_once: int) -> None:
        """Does so many pieces now, the others by and by."""
        if len(list(islice(self._pieces, at_once))) < at_once:
            self.done.emit()
        else:
            self._timer.start()

    @property
    def is_going(self) -> bool:
        """Whether something is left."""
        return self._timer.isActive()

    def finish(self) -> None:
        """Does all that is left now."""
        if self.is_going:
            self._timer.stop()
            for _ in self._pieces:
                pass
            self.done.emit()

    def stop(self) -> None:
        """Leaves undone what is left, and goes away."""
        self._timer.stop()
        self.deleteLater()

    def _go_on(self) -> None:
        if not self._has_paused:
            # The pause begins here, when what asked for the work has let the window go on.
            self._has_paused = True
            self._timer.setInterval(PAUSE_MS)
            return
        self._timer.setInterval(0)
        end = perf_counter() + SLICE_SECONDS
        for _ in self._pieces:
            if perf_counter() >= end:
                return
        self._timer.stop()
        self.done.emit()
