"""What the executable of a frozen build runs: a command, or one of our processes beside it.

`fieldapp.store.photos` and `fieldapp.usecases.workshop` start these with an interpreter's
arguments; in a frozen build the executable is the interpreter.
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping
from importlib import import_module

MODULE = ["-P", "-m"]
WORKERS = {"fieldapp.store.photo_worker", "fieldapp.usecases.workshop_worker"}
LIBRARIES, FORMER = "LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG"


def give_back(environment: MutableMapping[str, str]) -> None:
    """Undo what PyInstaller's start did to the environment: what we start in turn, such as a
    mail program, must find the system's libraries and not ours.
    """
    former = environment.pop(FORMER, None)
    environment.pop(LIBRARIES, None)
    if former is not None:
        environment[LIBRARIES] = former


def main() -> int:
    if getattr(sys, "frozen", False):
        give_back(os.environ)
    if sys.argv[1:3] == MODULE and sys.argv[3] in WORKERS:
        module = sys.argv[3]
        del sys.argv[1:4]
        return int(import_module(module).main())
    from fieldapp.__main__ import run

    return run()


if __name__ == "__main__":
    sys.exit(main())
