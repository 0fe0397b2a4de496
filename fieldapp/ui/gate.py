"""The gate: the way into the workspace and out of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from fieldapp.base.errors import FieldAppError
from fieldapp.ui.idle import Idle
from fieldapp.ui.tasks import Desk, Task
from fieldapp.ui.tries import Tries
from fieldapp.usecases import lockmark
from fieldapp.usecases.settings import Settings
from fieldapp.usecases.workspaces import (
    PasscodeNeededError,
    WorkspaceMissingError,
    WrongPasscodeError,
    WrongRecoveryCodeError,
    held,
)


class Gate(QObject):
    """Opens and shuts the workspace, and knows why it is shut.

    It outlives the pages, so that neither a new language nor a new theme forgets how often somebody
    has guessed.
    """

    missing = Signal()
    """There is no workspace yet."""
    refused = Signal(object)
    """The `FieldAppError` that keeps the workspace shut; nothing was changed in it."""
    left_alone = Signal()
    """Nobody has touched the keyboard or the mouse for as long as the settings allow."""

    def __init__(self, app: QGuiApplication, desk: Desk, wanted: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self.tries = Tries()
        self.refusal: FieldAppError | None = None
        self._desk = desk
        self._idle = Idle(app, wanted.lock_minutes)
        self._idle.setParent(self)
        self._idle.passed.connect(self.left_alone)

    def open_by_itself(self) -> None:
        """Opens with the keyring, unless the person has locked it; else says what it takes."""
        folder = self._desk.folder
        if lockmark.is_there(folder) and folder.exists():
            self.refuse(_by_order(folder) or PasscodeNeededError("store.passcode_needed"))
        else:
            self._watch(self._desk.unlock())

    def shut(self) -> None:
        """Closes the workspace until somebody opens it who may."""
        lockmark.put(self._desk.folder)
        self._desk.lock()

    def open(self, passcode: str) -> None:
        """Opens with the passcode."""
        self._watch(self._desk.unlock(passcode=passcode))

    def release(self, code: str) -> Task[None]:
        """Gives the person's own ways in back, after the workspace was locked by order."""
        folder = self._desk.folder

        def work(_: Task[None]) -> None:
            from fieldapp.usecases.company import leaving

            leaving.release(folder, code)

        return self._desk.aside(work)

    def recover(self, code: str, passcode: str) -> None:
        """Opens with the recovery code and sets a passcode in place of the forgotten one."""
        self._watch(self._desk.recover(code, passcode))

    def keep(self, wanted: Settings) -> None:
        """Other settings hold."""
        self._idle.set_minutes(wanted.lock_minutes)

    @property
    def quiet(self) -> float:
        """Seconds since somebody was there."""
        return self._idle.quiet

    def touch(self) -> None:
        """Somebody is there."""
        self._idle.touch()

    def _watch(self, task: Task[None]) -> None:
        task.then(self, self._opened, self.refuse)

    def _opened(self, _: None) -> None:
        lockmark.remove(self._desk.folder)
        self.refusal = None
        self.tries.forget()

    def refuse(self, error: FieldAppError) -> None:
        """It stays shut, and says why."""
        if isinstance(error, WorkspaceMissingError):
            self.missing.emit()
            return
        if isinstance(error, WrongPasscodeError | WrongRecoveryCodeError):
            self.tries.count()
        self.refusal = error
        self.refused.emit(error)


def _by_order(folder: Path) -> FieldAppError | None:
    try:
        return held(folder)
    except FieldAppError as error:
        return error
