"""The pulse: notices that another program has written to the workspace."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.ui.tasks import Desk

INTERVAL_MS = 2_000


class Pulse(QObject):
    """Looks every now and then, while the workspace is open and nothing else is being done."""

    beat = Signal()
    """Before each look."""
    changed = Signal()
    """Somebody else has written."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._known: int | None = None
        self._timer = QTimer(self, interval=INTERVAL_MS)
        self._timer.timeout.connect(self.feel)

    def start(self) -> None:
        """From now on; the workspace has just been opened."""
        self._known = None
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def feel(self) -> None:
        """Looks once."""
        self.beat.emit()
        if self._desk.is_open and self._desk.is_idle:
            self._desk.run(lambda workspace: workspace.pulse()).then(self, self._felt)

    def _felt(self, pulse: int) -> None:
        if self._known not in (None, pulse):
            self.changed.emit()
        self._known = pulse
