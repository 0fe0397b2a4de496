"""One window a workspace: a second start raises the first window instead of opening another."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, QTimer, Signal

from fieldapp.base import paths

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer

LISTEN_MS = 500
"""The first start listens so long after it has begun, for its window comes first."""
PATIENCE_MS, STEP_MS = 5_000, 100
"""How long a second start tries to reach the first, which may just be starting itself."""


class Single(QObject):
    """Who holds the lock file is the first, and listens; nothing is ever said but that somebody
    else was started. The system's lock makes two starts at once safe, and a lock or socket that a
    crash has left is nobody's.
    """

    called = Signal()
    """The program was started a second time."""

    def __init__(self, workspace: Path) -> None:
        super().__init__()
        place = str(workspace.resolve()).encode()
        self._name = f"fieldapp-{hashlib.sha256(place).hexdigest()[:16]}"
        folder = paths.state_dir()
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / f"{self._name}.lock"))
        self._lock.setStaleLockTime(0)
        self._server: QLocalServer | None = None
        self._soon = QTimer(self, singleShot=True, interval=LISTEN_MS)
        self._soon.timeout.connect(self.listen)

    def claim(self) -> bool:
        """Whether this is the first start; else the first one has been called.

        Where neither can be found out, it counts as the first: two windows on one workspace do no
        harm, the store sees to that.
        """
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not self._lock.tryLock(0):
            if self._lock.error() is not QLockFile.LockError.LockFailedError:
                return True
            if self._call():
                return False
            if deadline.hasExpired():
                return True
            QThread.msleep(STEP_MS)
        self._soon.start()
        return True

    def listen(self) -> None:
        """Hears second starts from now on."""
        from PySide6.QtNetwork import QLocalServer

        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._hear)
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    def release(self) -> None:
        """The window is gone; the next start is a first one."""
        self._soon.stop()
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _call(self) -> bool:
        """Calls the first; False if it does not answer (yet)."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        return socket.waitForConnected(STEP_MS)

    def _hear(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()):
            socket.deleteLater()
            self.called.emit()
