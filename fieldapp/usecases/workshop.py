"""The workshop: a process beside the window's in which reports and pictures are made.

What sets, signs and shows a PDF and makes pictures smaller takes more memory than all the rest of
the program, and keeps it for as long as its process lives. So the window's process hands such work
over (`do`) and never loads it; commands, which end soon, do it themselves. The process is started
by the first piece of work, ends when none has come for a while, and at the latest with ours. It is
given everything and keeps nothing: if it is killed, the same work is given to another one.

Messages are pickles over a pipe that only the two hold; see `workshop_worker`.
"""

from __future__ import annotations

import contextlib
import logging
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fieldapp.base.errors import FieldAppError
from fieldapp.usecases import crafts, workshop_worker
from fieldapp.usecases.workshop_worker import Outcome, receive, send

T = TypeVar("T")
Call = Callable[..., Any]
_ATTEMPTS = 2
_END_SECONDS = 5.0
_log = logging.getLogger(__name__)


class WorkshopError(FieldAppError):
    """The process ended in the middle of the work, and so did the next; nothing kept is lost."""


class _EndedError(Exception):
    """The process is not there any more."""


class _Process:
    """One process, and the talk with it."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._to, self._from = self._process.stdin, self._process.stdout

    @property
    def number(self) -> int:
        """What the system calls it."""
        return self._process.pid

    @property
    def is_there(self) -> bool:
        return self._process.poll() is None

    def do(self, message: bytes, calls: Sequence[Call]) -> tuple[Outcome, Any]:
        """What came of a piece of work: what it gives, or what it fails with.

        Raises:
            _EndedError: the process ended before it was done.
            BaseException: one of `calls` fails; the process waits for an answer in vain.
        """
        self._tell(message)
        while True:
            kind, *found = self._told()
            if kind == "call":
                place, arguments = found
                self._tell(pickle.dumps(calls[place](*arguments)))
            elif kind == "log":
                name, level, text, codes = found
                logging.getLogger(name).log(level, text, extra={"codes": codes})
            else:
                return kind, found[0]

    def _tell(self, message: bytes) -> None:
        try:
            send(self._to, message)
        except OSError as error:
            raise _EndedError from error

    def _told(self) -> Any:
        try:
            return receive(self._from)
        except (EOFError, OSError, pickle.UnpicklingError) as error:
            raise _EndedError from error

    def end(self, *, at_once: bool) -> None:
        if at_once:
            self._process.kill()
        with contextlib.suppress(OSError):
            self._to.close()  # after which it ends by itself
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._from.close()


class Workshop:
    """Hands out work while it is open. One piece is done at a time, whoever asks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_open = False
        self._process: _Process | None = None

    @property
    def process(self) -> int | None:
        """The number of the process, if there is one."""
        return self._process.number if self._process else None

    def open(self) -> None:
        """From now on work is done elsewhere."""
        self._is_open = True

    def close(self) -> None:
        """From now on work is done here again."""
        self._is_open = False
        self.rest()

    def warm(self) -> None:
        """Makes ready for a report that is about to be asked for; any thread may wait for that."""
        if self._is_open:
            self.do(crafts.load)

    def rest(self) -> None:
        """Ends the process, and with it all that it has read; the next work starts another."""
        with self._lock:
            self._end(at_once=False)

    def do(self, work: Callable[..., T], *arguments: Any, calls: Sequence[Call] = ()) -> T:
        """Does a piece of work and gives what it gives.

        Args:
            work: a function of a module that loads little; it is given `arguments`, then `calls`.
            calls: what the work asks or tells us meanwhile. They are called here, on the thread
                that waits for the work; what they raise stops the work.

        Raises:
            WorkshopError: see there.
            Exception: what the work fails with.
        """
        if not self._is_open:
            return work(*arguments, *calls)
        message = pickle.dumps((work, arguments, len(calls)))
        with self._lock:
            for _ in range(_ATTEMPTS):
                try:
                    process = self._started()
                except OSError:
                    _log.warning("no process beside this one; the work is done here", exc_info=True)
                    return work(*arguments, *calls)
                try:
                    outcome, found = process.do(message, calls)
                except _EndedError:
                    _log.warning("the process that makes reports has ended", exc_info=True)
                    self._end(at_once=True)
                    continue
                except BaseException:
                    self._end(at_once=True)
                    raise
                if outcome == "failed":
                    raise found
                result: T = found
                return result
        raise WorkshopError("workshop.ended")

    def _started(self) -> _Process:
        if self._process is not None and not self._process.is_there:
            self._end(at_once=False)  # it had nothing to do for a while
        if self._process is None:
            self._process = _Process()
        return self._process

    def _end(self, *, at_once: bool) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.end(at_once=at_once)


def command() -> list[str]:
    """How the process is started; see `fieldapp.store.photos.command`."""
    return [sys.executable, "-P", "-m", workshop_worker.__name__]


ours = Workshop()
"""The one of this program."""
