"""A script played in a forked process, which may be killed at a call."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from bench.reliability import bugs
from bench.reliability.calls import NO_STRIKE, Calls, Strike
from bench.reliability.processes import beside
from bench.reliability.script import Script

PATIENCE_SECONDS = 60
_STEP = b"."
_TROUBLE = b"!"


@dataclass(frozen=True, slots=True)
class Ending:
    """How far a play came."""

    acknowledged: int
    """Steps whose store call had returned."""
    killed: bool
    trouble: str
    """What was raised, if anything."""


def _nothing(done: int) -> None:
    """The default for `after`."""


def play(
    calls: Calls,
    script: Script,
    root: Path,
    *,
    bug: str = "",
    strike: Strike = NO_STRIKE,
    log: int = -1,
    after: Callable[[int], None] = _nothing,
) -> Ending:
    """Plays a script on a laptop's folder in a process of its own, and waits for its end.

    Args:
        bug: one of `bugs.BUGS` to plant, if any.
        log: takes the record of the calls, see `Calls.arm`.
        after: called in that process with the number of steps done, before the acknowledgement.
    """
    read, write = os.pipe()
    done = 0

    def acknowledge() -> None:
        nonlocal done
        done += 1
        after(done)
        os.write(write, _STEP)

    pid = os.fork()
    if pid == 0:
        os.close(read)
        try:
            signal.alarm(PATIENCE_SECONDS)
            bugs.plant(bug, calls)
            calls.arm(root, strike, log=log)
            script.play(root, acknowledge)
        except BaseException:
            os.write(write, _TROUBLE + traceback.format_exc().encode())
            os._exit(1)
        os._exit(0)
    os.close(write)
    said = bytearray()
    while part := os.read(read, 65536):
        said += part
    os.close(read)
    _, status = os.waitpid(pid, 0)
    steps, _, trouble = bytes(said).partition(_TROUBLE)
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and status and not trouble:
        trouble = f"ended with status {status}".encode()
    return Ending(len(steps), killed, trouble.decode(errors="replace"))


@contextmanager
def players(calls: Calls, script: Script, bug: str) -> Iterator[Callable[[Path, Strike], Ending]]:
    """A way to play one script over and over, in forks of a process that does nothing else.

    The process that judges what is found would pay for every fork with page faults.
    """

    def serve(requests: Connection) -> None:
        with suppress(EOFError):
            while True:
                root, strike = requests.recv()
                requests.send(play(calls, script, root, bug=bug, strike=strike))

    with beside(serve) as connection:

        def play_there(root: Path, strike: Strike) -> Ending:
            connection.send((root, strike))
            ending: Ending = connection.recv()
            return ending

        yield play_there
