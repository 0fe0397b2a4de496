"""The desk: one worker thread that owns the workspace, and the tasks it is given.

The window never waits for the disk. It hands a function to the desk; the desk runs one after the
other on the workspace's own thread and says when each is done. What needs no workspace (photos,
pages of a preview) runs aside. Nothing fails in silence: a failure nobody asked to be told of is
told by `Desk.troubled`.
"""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from fieldapp.base.errors import FieldAppError
from fieldapp.base.progress import Cancelled
from fieldapp.playbook.library import Library
from fieldapp.usecases import workshop
from fieldapp.usecases.workspaces import (
    LockedError,
    Machine,
    Workspace,
    create,
    recover,
    unlock,
)

T = TypeVar("T")
_log = logging.getLogger(__name__)


class UnexpectedError(FieldAppError):
    """A fault of the program's own; nothing that was saved is lost."""


class Task(QObject, Generic[T]):
    """One piece of background work. All signals arrive on the window's thread."""

    done = Signal(object)
    """What the work returned."""
    failed = Signal(object)
    """The `FieldAppError` that ended it."""
    progressed = Signal(int, int)
    """(done, of how many)."""
    ended = Signal()
    """Done, failed or cancelled."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_cancelled = False
        self.has_listener = False

    def then(
        self,
        owner: QObject,
        done: Callable[[T], object] | None = None,
        failed: Callable[[FieldAppError], object] | None = None,
    ) -> Task[T]:
        """Calls back with the result or the error, as long as `owner` still exists."""
        if done is not None:
            self.done.connect(_while_alive(owner, done))
        if failed is not None:
            self.has_listener = True
            self.failed.connect(_while_alive(owner, failed))
        return self

    def cancel(self) -> None:
        """Asks the work to stop at its next `check`; what it has kept stays kept."""
        self.is_cancelled = True

    def check(self, done: int = 0, total: int = 0) -> None:
        """For the work itself: tells how far it is.

        Raises:
            Cancelled: the person no longer wants it.
        """
        if self.is_cancelled:
            raise Cancelled
        if total:
            self.progressed.emit(done, total)


def _while_alive(owner: QObject, call: Callable[[Any], object]) -> Callable[[Any], None]:
    def calling(found: Any) -> None:
        if shiboken6.isValid(owner):
            call(found)

    return calling


class _Job:
    """A task, its work and what came of it.

    Both may hold on to pages and widgets. If the last of a job went on a thread of the desk, these
    would lose their Python halves there while the window's thread may be deleting them.
    """

    def __init__(self, task: Task[Any], work: Callable[[], object]) -> None:
        self.task, self._work = task, work
        self.found: object = None
        self.error: Exception | Cancelled | None = None

    def do(self) -> None:
        try:
            self.task.check()
            self.found = self._work()
        except (Cancelled, FieldAppError) as error:
            self.error = error
        except Exception as error:
            _log.exception("unexpected")
            self.error = UnexpectedError("ui.unexpected", kind=type(error).__name__)


class Desk(QObject):
    """Runs work on the workspace, one piece after the other."""

    opened = Signal()
    """The workspace is unlocked."""
    locked = Signal()
    """It is closed and its key forgotten."""
    troubled = Signal(object)
    """A `FieldAppError` nobody else wanted to hear of."""
    begun = Signal()
    """There is work again, after there was none."""
    _ended = Signal(int)

    def __init__(self, folder: Path, library: Library, machine: Machine | None = None) -> None:
        super().__init__()
        self.folder = folder
        self.library = library
        self.machine = machine
        self._workspace: Workspace | None = None
        self._is_closed = False
        self._numbers = itertools.count()
        self._jobs: dict[int, _Job] = {}
        self._worker = ThreadPoolExecutor(1, "workspace")
        self._aside = ThreadPoolExecutor(2, "aside")
        self._ended.connect(self._end)

    @property
    def is_open(self) -> bool:
        return self._workspace is not None

    # The workspace's own thread

    def run(self, work: Callable[[Workspace], T]) -> Task[T]:
        """Runs work on the workspace after all that was given before."""
        task: Task[T] = Task()
        return self._start(self._worker, task, lambda: work(self._opened()))

    def run_long(self, work: Callable[[Workspace, Task[T]], T]) -> Task[T]:
        """The same for work that tells how far it is and may be cancelled."""
        task: Task[T] = Task()
        return self._start(self._worker, task, lambda: work(self._opened(), task))

    def unlock(self, *, passcode: str | None = None) -> Task[None]:
        """Opens the workspace with the passcode or, without one, with the keyring.

        Fails with a `StoreError`, see `Workspace.unlock`.
        """

        def work() -> None:
            if not self.folder.exists():
                from fieldapp.usecases import rescue

                rescue.finish(self.folder)
            self._workspace = unlock(
                self.folder, self.library, passcode=passcode, machine=self.machine
            )

        task: Task[None] = Task()
        return self._start(self._worker, task, work).then(self, lambda _: self.opened.emit())

    def recover(self, code: str, passcode: str) -> Task[None]:
        """Opens the workspace with the recovery code and gives it a new passcode.

        Fails with a `StoreError`, see `workspaces.recover`.
        """

        def work() -> None:
            self._workspace = recover(self.folder, self.library, code, passcode, self.machine)

        task: Task[None] = Task()
        return self._start(self._worker, task, work).then(self, lambda _: self.opened.emit())

    def create(self, passcode: str | None) -> Task[str]:
        """Makes the workspace and opens it; gives the recovery code, to be shown once."""

        def work() -> str:
            self._workspace, code = create(
                self.folder, self.library, passcode=passcode, machine=self.machine
            )
            return code

        task: Task[str] = Task()
        return self._start(self._worker, task, work).then(self, lambda _: self.opened.emit())

    def lock(self) -> Task[None]:
        """Makes changes of the drafts, closes the workspace and forgets its key, come what may."""

        def work() -> None:
            workspace, self._workspace = self._workspace, None
            if workspace is not None:
                workspace.lock()
            workshop.ours.rest()  # which may still hold what it read of a case

        task: Task[None] = Task()
        task.ended.connect(self.locked)
        return self._start(self._worker, task, work)

    # Beside it

    def aside(self, work: Callable[[Task[T]], T]) -> Task[T]:
        """Runs work that needs no workspace, beside the rest."""
        task: Task[T] = Task()
        return self._start(self._aside, task, lambda: work(task))

    @property
    def is_idle(self) -> bool:
        return not self._jobs

    def close(self) -> None:
        """Waits for all work, locks the workspace and ends the threads. For the program's end:
        nobody is told of anything any more, and what is given to the desk later is not done.
        """
        if self._is_closed:
            return
        self._is_closed = True
        self._aside.shutdown(wait=True, cancel_futures=True)
        self._worker.submit(self._close_workspace)
        self._worker.shutdown(wait=True)

    def _close_workspace(self) -> None:
        workspace, self._workspace = self._workspace, None
        if workspace is not None:
            workspace.lock()

    def _opened(self) -> Workspace:
        if self._workspace is None:
            raise LockedError("ui.locked_meanwhile")
        return self._workspace

    def _start(self, executor: ThreadPoolExecutor, task: Task[T], work: Callable[[], T]) -> Task[T]:
        if self._is_closed:
            return task
        number = next(self._numbers)
        if not self._jobs:
            self.begun.emit()
        self._jobs[number] = _Job(task, work)
        executor.submit(self._do, number)
        return task

    def _do(self, number: int) -> None:
        """On a thread of the desk. When it tells the end it holds nothing of the job any more, so
        that all of it goes on the window's thread."""
        self._jobs[number].do()
        self._ended.emit(number)

    def _end(self, number: int) -> None:
        job = self._jobs.pop(number)
        task, error, job.error = job.task, job.error, None  # its traceback leads back to the job
        if self._is_closed:
            return
        if error is None:
            task.done.emit(job.found)
        elif isinstance(error, FieldAppError):
            task.failed.emit(error)
            if not task.has_listener:
                self.troubled.emit(error)
        task.ended.emit()
