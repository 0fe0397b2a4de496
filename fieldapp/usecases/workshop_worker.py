"""The process that does the work of the workshop: functions in, what they give out.

Started by `fieldapp.usecases.workshop`, which alone talks with it. It ends when the pipe is closed,
as when the program is killed, and when nothing has come for a while; then its memory is the
system's again.

A message is a pickle. In come `(function, arguments, number of calls)` and the
answers to calls. Out go `("call", which, arguments)`, `("log", name, level, message, error)`, and
at the end of each piece of work `("done", result)` or `("failed", error)`.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import IO, Any, Literal

from fieldapp.base.errors import FieldAppError
from fieldapp.base.logbook import OURS, codes

Outcome = Literal["done", "failed"]
IDLE_SECONDS = 60.0
_log = logging.getLogger(f"{OURS}.workshop")


def send(stream: IO[bytes], message: bytes) -> None:
    stream.write(message)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """
    Raises:
        EOFError, UnpicklingError: the other process is gone.
    """
    return pickle.load(stream)  # noqa: S301 - from the program itself


class Worker:
    """Does one piece of work after the other.

    Args:
        requests: where work and answers come from.
        answers: where everything goes.
    """

    def __init__(self, requests: IO[bytes], answers: IO[bytes]) -> None:
        self._requests, self._answers = requests, answers

    def work(self) -> None:
        """Until nobody wants anything any more."""
        while True:
            patience = threading.Timer(IDLE_SECONDS, os._exit, (0,))
            patience.daemon = True
            patience.start()
            try:
                function, arguments, calls = receive(self._requests)
            except (EOFError, pickle.UnpicklingError):
                return
            finally:
                patience.cancel()
            outcome, found = self._done(function, arguments, calls)
            self.tell(outcome, found)

    def _done(
        self, function: Callable[..., Any], arguments: tuple[Any, ...], calls: int
    ) -> tuple[Outcome, Any]:
        try:
            return "done", function(*arguments, *(partial(self._call, n) for n in range(calls)))
        except FieldAppError as error:
            return "failed", _portable(error)
        except Exception as error:
            _log.warning("the work failed", exc_info=True)
            return "failed", _portable(error)

    def _call(self, which: int, *arguments: Any) -> Any:
        self.tell("call", which, arguments)
        return receive(self._requests)

    def tell(self, *message: Any) -> None:
        send(self._answers, pickle.dumps(message))


class _Told(logging.Handler):
    """What is logged here belongs in the program's logbook."""

    def __init__(self, worker: Worker) -> None:
        super().__init__(logging.WARNING)
        self._worker = worker

    def emit(self, record: logging.LogRecord) -> None:
        self._worker.tell("log", record.name, record.levelno, str(record.msg), codes(record))


def _portable(error: Exception) -> Exception:
    """The error, or one that says the same where it cannot leave the process."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - just made
    except Exception:
        return RuntimeError(repr(error))
    return error


def main() -> int:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever else is printed is no answer
    worker = Worker(sys.stdin.buffer, answers)
    logging.getLogger(OURS).addHandler(_Told(worker))
    worker.work()
    return 0


if __name__ == "__main__":
    sys.exit(main())
