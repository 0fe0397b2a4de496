"""Start until rows are painted and a key is accepted, warm, against a minimal PySide6 window.

Both are whole processes, timed from outside, without a screen; the workspace is opened by a keyring
that answers at once, and the case that was open last is opened again.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import keyring_file
from bench.common import bytecode_at_hand, emit, figure, parser
from bench.many_cases import CASES, fill
from fieldapp.base import paths
from fieldapp.playbook.library import Library
from fieldapp.usecases import importing, lastplace, workspaces
from fieldapp.usecases.lastplace import LastPlace

FEW = 20


@dataclass(frozen=True, slots=True)
class Start:
    """What is started, with which environment, and what it says when it gets there."""

    mode: str
    env: dict[str, str]
    says: tuple[str, ...] = ("ready",)

    def times(self) -> dict[str, float]:
        """Milliseconds until each of what it says.

        Raises:
            RuntimeError: it did not say all.
        """
        command = [sys.executable, "-m", "bench.first_rows", self.mode]
        times = {}
        start = time.perf_counter()
        with subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for line in child.stdout:
                times[line.strip()] = (time.perf_counter() - start) * 1000
        if child.returncode or set(times) != set(self.says):
            raise RuntimeError(f"{self.mode} ended with {child.returncode}, said {list(times)}")
        return times


def main(argv: Sequence[str]) -> int:
    arguments = parser(__doc__).parse_args(argv)
    runs = 2 if arguments.quick else 15
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home, bytecode_at_hand() as env:
        few = made(Path(home, "few"), FEW)
        many = made(Path(home, "many"), 2_000 if arguments.quick else CASES)
        starts = {"minimal": Start("minimal", dict(os.environ)), "few": few, "many": many}
        for start in starts.values():
            start.env.pop("PYTHONDONTWRITEBYTECODE", None)
            start.env["PYTHONPYCACHEPREFIX"] = env["PYTHONPYCACHEPREFIX"]
            start.times()
        rounds = [{name: start.times() for name, start in starts.items()} for _ in range(runs)]

    def median(name: str, what: str = "ready") -> float:
        return statistics.median(times[name][what] for times in rounds)

    bare = median("minimal")
    return emit(
        "window_start",
        [
            figure(
                "start until rows are painted and keys accepted, warm, against a minimal window",
                median("few"),
                "ms",
                baseline=bare,
                ratio_at_most=2.5,
            ),
            figure(
                "the same with 100,000 cases",
                median("many"),
                "ms",
                baseline=bare,
                ratio_at_most=2.8,
            ),
            figure(
                "until the step of the case that was open last is painted",
                median("few", "resumed"),
                "ms",
            ),
        ],
    )


def made(home: Path, cases: int) -> Start:
    """A workspace with so many cases and a sample among them, open last."""
    home.mkdir()
    os.environ |= environment(home)
    library = Library()
    workspace, _ = workspaces.create(home / "workspace", library, passcode=None)
    fill(workspace, cases, random.Random(7))
    sample = importing.check_files([paths.forms("samples", "telecom", "case.json")], library)
    (taken,) = importing.keep_all(workspace, sample, library)
    workspace.listing().page(limit=1)
    lastplace.remember(workspace, LastPlace(taken.case_id.hex(), "guide", "plan"))
    workspace.lock()
    return Start("fieldapp", dict(os.environ), ("ready", "resumed"))


def environment(home: Path) -> dict[str, str]:
    """What makes a folder a laptop of its own, whose keyring answers at once."""
    return {
        keyring_file.PLACE: str(home / "keyring.json"),
        "PYTHON_KEYRING_BACKEND": "bench.keyring_file.FileKeyring",
        "FIELDAPP_CONFIG": str(home / "config"),
        "FIELDAPP_WORKSPACE": str(home / "workspace"),
        "XDG_STATE_HOME": str(home / "state"),
        "HOME": str(home),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
