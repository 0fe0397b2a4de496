"""Processes forked from this one, to run beside it."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection


@contextmanager
def beside(work: Callable[[Connection], None]) -> Iterator[Connection]:
    """Runs `work` in a fork, which gets the other end of the connection; kills it at the end.

    What is raised there goes to standard error, and the connection breaks with EOFError.
    """
    ours, theirs = Pipe()
    pid = os.fork()
    if pid == 0:
        ours.close()
        try:
            work(theirs)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    theirs.close()
    try:
        yield ours
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        ours.close()
