"""Start until rows are painted and a key is accepted, warm, against a minimal PySide6 window.

Both are whole processes, timed from outside; the workspace is opened by a keyring that answers at
once, and the case that was open last is opened again.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench import keyring_file
from bench.common import Timing, emit, figure, parser
from bench.many_cases import CASES, fill
from fieldapp.base import paths
from fieldapp.playbook.library import Library
from fieldapp.usecases import importing, lastplace, workspaces
from fieldapp.usecases.lastplace import LastPlace

FEW = 20


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    runs = 2 if arguments.quick else 15
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        few = made(Path(home, "few"), FEW)
        many = made(Path(home, "many"), 2_000 if arguments.quick else CASES)
        minimal = [sys.executable, "-m", "bench.first_rows", "minimal"]
        works = [(minimal, dict(os.environ)), few, many]
        for work in works:
            once(*work)
        rounds = [[once(*work) for work in works] for _ in range(runs)]
    bare, first, second = (Timing(tuple(sorted(times))) for times in zip(*rounds, strict=True))
    return emit(
        "window_start",
        [
            figure(
                "start until rows are painted and keys accepted, warm, against a minimal window",
                first.median_ms,
                "ms",
                baseline=bare.median_ms,
                ratio_at_most=2.5,
            ),
            figure(
                "the same with 100,000 cases",
                second.median_ms,
                "ms",
                baseline=bare.median_ms,
                ratio_at_most=2.8,
            ),
        ],
    )


def made(home: Path, cases: int) -> tuple[list[str], dict[str, str]]:
    """A workspace with so many cases and a sample among them, open last; how it is started."""
    home.mkdir()
    place = {
        keyring_file.PLACE: str(home / "keyring.json"),
        "PYTHON_KEYRING_BACKEND": "bench.keyring_file.FileKeyring",
        "FIELDAPP_CONFIG": str(home / "config"),
        "FIELDAPP_WORKSPACE": str(home / "workspace"),
        "XDG_STATE_HOME": str(home / "state"),
        "HOME": str(home),
    }
    os.environ.update(place)
    library = Library()
    workspace, _ = workspaces.create(home / "workspace", library, passcode=None)
    fill(workspace, cases, random.Random(7))
    sample = importing.check_files([paths.forms("samples", "telecom", "case.json")], library)
    (taken,) = importing.keep_all(workspace, sample, library)
    workspace.page(limit=1)
    lastplace.remember(workspace, LastPlace(taken.case_id.hex(), "guide", "plan"))
    workspace.lock()
    command = [sys.executable, "-m", "bench.first_rows", "fieldapp"]
    return command, dict(os.environ)


def once(command: list[str], env: dict[str, str]) -> float:
    """Seconds from the start of a process until it says that it can be used.

    Raises:
        RuntimeError: it never said so.
    """
    start = time.perf_counter()
    with subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        said = child.stdout.readline()
        seconds = time.perf_counter() - start
    if said != b"ready\n" or child.returncode:
        raise RuntimeError(f"{command} ended with {child.returncode}")
    return seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
