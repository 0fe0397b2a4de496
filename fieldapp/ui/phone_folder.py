"""The phone's folder: looked into while somebody may see what has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from fieldapp.base.findings import Finding
from fieldapp.ui.tasks import Desk, Task
from fieldapp.usecases import inbox
from fieldapp.usecases.inbox import Arrival, Glance

LOOK_MS = 1_500
"""So often the folder is looked into, and never sooner: a photo has arrived whole when it is the
same at two looks. The system's own notice of a change would come in the middle of the copying."""


class PhoneFolder(QObject):
    """What lies in the folder and was neither taken nor put aside yet."""

    found = Signal()
    """`arrivals` or `trouble` has changed."""

    def __init__(self, desk: Desk, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self.folder = folder
        self.arrivals: tuple[Arrival, ...] = ()
        """The latest first."""
        self.trouble: Finding | None = None
        self._desk = desk
        self._glance: Glance | None = None
        self._task: Task[Glance] | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._since = QElapsedTimer()

    def watch(self, on: bool) -> None:
        """Begins or ends looking."""
        if on == self._timer.isActive():
            return
        if on:
            self._timer.start()
            if not self._since.isValid() or self._since.hasExpired(LOOK_MS):
                self.look()
        else:
            self._timer.stop()

    def look(self) -> None:
        """Looks into the folder, unless it is being looked into."""
        if self._task is not None:
            return
        self._since.start()
        before = self._glance
        self._task = self._desk.aside(lambda task: inbox.look(self.folder, before, task.check))
        self._task.then(self, self._looked)
        self._task.ended.connect(self._ended)

    def put_aside(self, arrivals: Sequence[Arrival]) -> None:
        """Offers these no more; the files are left alone."""
        work = self._desk.run(lambda workspace: inbox.dealt_with(workspace, arrivals))
        work.then(self, lambda _: self.sift())

    def sift(self) -> None:
        """Finds out which of the photos there are still new."""
        glance = self._glance
        if glance is not None and self._desk.is_open:
            self._desk.run(lambda workspace: inbox.new(workspace, glance)).then(self, self._sifted)

    def _looked(self, glance: Glance) -> None:
        before, self._glance = self._glance, glance
        if glance.trouble != self.trouble:
            self.trouble = glance.trouble
            self.found.emit()
        if before is None or glance.arrivals != before.arrivals:
            self.sift()

    def _ended(self) -> None:
        self._task = None

    def _sifted(self, arrivals: tuple[Arrival, ...]) -> None:
        if arrivals != self.arrivals:
            self.arrivals = arrivals
            self.found.emit()
