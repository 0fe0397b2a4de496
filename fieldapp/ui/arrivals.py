"""Arrivals: files that may hold a case, dropped or opened, on their way to be looked at.

They are read one after the other, aside. What holds no case of ours is evidence, where a case is
open for it. They outlive the page, another language and theme; the lock forgets them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.ui.tasks import Desk, Task

if TYPE_CHECKING:
    from fieldapp.usecases.arriving import Arrival


@frozen
class Came:
    """A file that was read: what it holds, or why nothing can be taken in."""

    path: Path
    arrival: Arrival | None = None
    trouble: tuple[Finding, ...] = ()


class Arrivals(QObject):
    """Those of one window.

    Args:
        takes_evidence: whether a case is open that a file can be kept in.
        watch: shows how far a task is.
    """

    changed = Signal()
    """Another one is to be looked at, or none any more."""
    evidence = Signal(object)
    """Paths, as a tuple: they hold no case, and can only be evidence."""

    def __init__(
        self,
        desk: Desk,
        takes_evidence: Callable[[], bool],
        watch: Callable[[Task[Arrival]], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.waiting: list[Came] = []
        self._desk, self._takes_evidence, self._watch = desk, takes_evidence, watch
        self._queue: deque[Path] = deque()
        self._task: Task[Arrival] | None = None

    @property
    def current(self) -> Came | None:
        """The one that is looked at; None if there is none."""
        return self.waiting[0] if self.waiting else None

    def open(self, paths: Iterable[Path]) -> None:
        """Reads files; whatever is dropped or opened comes this way."""
        from fieldapp.usecases import arriving

        wanted = tuple(paths)
        files = tuple(path for path in wanted if arriving.kind_of(path) == "evidence")
        if files:
            self.evidence.emit(files)
        self._queue += (path for path in wanted if path not in files)
        self._next()

    def done(self) -> None:
        """The one that was looked at has been dealt with."""
        del self.waiting[:1]
        self.changed.emit()

    def forget(self) -> None:
        """Lets go of all of them; the files stay where they are."""
        if self._task is not None:
            self._task.cancel()
        self._task = None
        self._queue.clear()
        self.waiting.clear()

    def _next(self) -> None:
        if self._task is not None or not self._queue:
            return
        from fieldapp.usecases import arriving

        path, library = self._queue.popleft(), self._desk.library
        task = self._desk.aside(lambda task: arriving.read(path, library, task.check))
        self._task = task
        task.then(self, partial(self._read, task, path), partial(self._not_read, task, path))
        task.ended.connect(partial(self._ended, task))
        self._watch(task)

    def _read(self, task: Task[Arrival], path: Path, arrival: Arrival) -> None:
        if task is self._task:
            self.waiting.append(Came(path, arrival))
            self.changed.emit()

    def _not_read(self, task: Task[Arrival], path: Path, error: FieldAppError) -> None:
        from fieldapp.usecases import arriving

        if task is not self._task:
            return
        if arriving.is_foreign(error) and self._takes_evidence():
            self.evidence.emit((path,))
        else:
            self.waiting.append(Came(path, None, arriving.findings_of(error)))
            self.changed.emit()

    def _ended(self, task: Task[Arrival]) -> None:
        if task is self._task:
            self._task = None
            self._next()
