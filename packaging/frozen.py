"""What the executable of a frozen build runs: the command, or the process that reads a photo.

`fieldapp.store.photos` starts that process with an interpreter's arguments; here the executable is
the interpreter.
"""

from __future__ import annotations

import sys

WORKER = ["-P", "-m", "fieldapp.store.photo_worker"]


def main() -> int:
    if sys.argv[1 : 1 + len(WORKER)] == WORKER:
        del sys.argv[1 : 1 + len(WORKER)]
        from fieldapp.store import photo_worker

        return photo_worker.main()
    from fieldapp.cli.main import main as command

    return command()


if __name__ == "__main__":
    sys.exit(main())
