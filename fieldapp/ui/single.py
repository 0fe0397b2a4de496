"""One window a workspace: a second start raises the first window instead of opening another, and
hands it the files that it was started with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QThread, QTimer, Signal

from fieldapp.base import paths

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

LISTEN_MS = 500
"""The first start listens so long after it has begun, for its window comes first."""
PATIENCE_MS, STEP_MS = 5_000, 100
"""How long a second start tries to reach the first, which may just be starting itself."""
LONGEST = 64 * 1024
"""Bytes of the paths that are handed over."""


class Single(QObject):
    """Who holds the lock file is the first, and listens to others of the same person; all that is
    ever said is which files they were started with. The system's lock makes two starts at once
    safe, and a lock or socket that a crash has left is nobody's.
    """

    called = Signal(object)
    """The program was started a second time, with these paths, a tuple."""

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
        self._callers: set[QLocalSocket] = set()
        self._soon = QTimer(self, singleShot=True, interval=LISTEN_MS)
        self._soon.timeout.connect(self.listen)

    def claim(self, files: Sequence[Path] = ()) -> bool:
        """Whether this is the first start; else the first one has been called, and has the files.

        Where neither can be found out, it counts as the first: two windows on one workspace do no
        harm, the store sees to that.
        """
        deadline = QDeadlineTimer(PATIENCE_MS)
        while not self._lock.tryLock(0):
            if self._lock.error() is not QLockFile.LockError.LockFailedError:
                return True
            if self._call(files):
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

    def _call(self, files: Sequence[Path]) -> bool:
        """Calls the first; False if it does not answer (yet)."""
        from PySide6.QtNetwork import QLocalSocket

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(STEP_MS):
            return False
        said = json.dumps([str(file.absolute()) for file in files]).encode() + b"\n"
        socket.write(said if len(said) < LONGEST else b"[]\n")
        socket.waitForBytesWritten(PATIENCE_MS)
        socket.disconnectFromServer()
        return True

    def _hear(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()):
            socket.setReadBufferSize(LONGEST)
            self._callers.add(socket)
            socket.readyRead.connect(self._hear_out)
            socket.disconnected.connect(self._hear_out)
        self._hear_out()

    def _hear_out(self) -> None:
        """Whoever calls says one line, and is let go of."""
        from PySide6.QtNetwork import QLocalSocket

        gone = QLocalSocket.LocalSocketState.UnconnectedState
        for socket in [one for one in self._callers if one.canReadLine() or one.state() == gone]:
            self._callers.discard(socket)
            socket.deleteLater()
            if socket.canReadLine():
                self.called.emit(_paths(bytes(socket.readLine().data())))


def _paths(line: bytes) -> tuple[Path, ...]:
    try:
        named = json.loads(line)
    except ValueError:
        return ()
    return tuple(Path(one) for one in named if isinstance(one, str)) if type(named) is list else ()
