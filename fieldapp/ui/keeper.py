"""The keeper: makes a backup by itself when one is due and nobody is working."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.ui.tasks import Desk, Task
from fieldapp.usecases.settings import Settings
from fieldapp.usecases.workspaces import Workspace

if TYPE_CHECKING:
    from fieldapp.usecases.care import BackedUp

LOOK_MS = 60_000
LISTEN_MS = 250
QUIET_SECONDS = 60
"""So long nobody has touched anything before a backup begins by itself."""


class Keeper(QObject):
    """Looks once a minute. A backup that somebody comes back to is stopped and begun again later;
    what an unfinished one has written is removed.

    Args:
        quiet: seconds since somebody has touched keyboard or mouse.
    """

    made = Signal(object)
    """A `BackedUp`, made by itself."""

    def __init__(
        self,
        desk: Desk,
        wanted: Settings,
        quiet: Callable[[], float],
        watch: Callable[[Task[BackedUp | None], str], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk, self._wanted, self._quiet, self._watch = desk, wanted, quiet, watch
        self._task: Task[BackedUp | None] | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._listens = QTimer(self, interval=LISTEN_MS)
        self._listens.timeout.connect(self._listen)

    def start(self) -> None:
        """The workspace is open."""
        self._timer.start()

    def stop(self) -> None:
        """It is about to be shut."""
        self._timer.stop()
        if self._task is not None:
            self._task.cancel()

    def keep(self, wanted: Settings) -> None:
        """Other settings hold."""
        self._wanted = wanted

    def look(self) -> None:
        """Makes a backup if one is due and nobody would wait for it."""
        days = self._wanted.backup_days
        is_quiet = self._quiet() >= QUIET_SECONDS and self._desk.is_idle
        if not (days and is_quiet and self._desk.is_open):
            return

        def work(workspace: Workspace, task: Task[BackedUp | None]) -> BackedUp | None:
            from fieldapp.usecases import care

            is_due = care.backup_state(workspace, days).is_due
            return care.back_up(workspace, task.check) if is_due else None

        self._task = self._desk.run_long(work).then(self, self._made)
        self._task.ended.connect(self._ended)
        self._listens.start()
        self._watch(self._task, "shell.backing_up")

    def _made(self, made: BackedUp | None) -> None:
        if made is not None:
            self.made.emit(made)

    def _listen(self) -> None:
        """Stops the backup as soon as somebody wants to work."""
        if self._task is not None and self._quiet() < 1:
            self._task.cancel()

    def _ended(self) -> None:
        self._listens.stop()
        self._task = None
