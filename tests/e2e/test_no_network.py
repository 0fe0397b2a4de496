"""From the first start to the PDF no request leaves the machine, nor goes to the machine itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from command_kit import SAMPLES, command, environment
from pypdf import PdfReader

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library that writes down who asks for the network."""
    library = tmp_path_factory.mktemp("watch") / "watch.so"
    compiler = shutil.which("cc") or "gcc"
    line = [compiler, "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", library]
    subprocess.run([*line, HERE / "network_watch.c", "-ldl"], check=True)
    return library


class Watched:
    """Runs programs that are watched."""

    def __init__(self, library: Path, home: Path) -> None:
        self.asked = home / "asked"
        self._env = environment(
            LD_PRELOAD=str(library),
            NETWORK_WATCH=str(self.asked),
            QT_QPA_PLATFORM="offscreen",
            HOME=str(home),
            FIELDAPP_CONFIG=str(home / "config"),
        )

    def run(self, *line: str | Path) -> str:
        """What it says; it must do well."""
        done = subprocess.run(
            line, env=self._env, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def requests(self) -> str:
        return self.asked.read_text() if self.asked.exists() else ""


@pytest.fixture
def watched(watch: Path, tmp_path: Path) -> Watched:
    return Watched(watch, tmp_path)


def test_whoever_asks_for_the_network_is_noticed(watched: Watched) -> None:
    """Else the other tests would prove nothing."""
    script = """
import contextlib, socket, subprocess, sys
for reach in (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.socket(socket.AF_INET6),
    lambda: subprocess.run([sys.executable, "-c", "import socket; socket.socket()"]),
):
    with contextlib.suppress(OSError):
        reach()
"""
    watched.run(sys.executable, "-c", script)
    assert watched.requests().splitlines() == ["name 127.0.0.1", "socket", "socket"]


def test_a_visit_in_the_window(watched: Watched, tmp_path: Path) -> None:
    pdf = tmp_path / "report.pdf"
    said = watched.run(sys.executable, HERE / "visit.py", tmp_path / "workspace", pdf)
    assert said == "done\n"
    assert watched.requests() == ""
    text = " ".join(page.extract_text() for page in PdfReader(pdf).pages)
    assert "Filler 3 keeps stopping" in text
    assert "stopped twice" in text


def test_the_commands(watched: Watched, tmp_path: Path) -> None:
    workspace, case = tmp_path / "workspace", SAMPLES["telecom"]
    pdf, taken_out = tmp_path / "report.pdf", tmp_path / "case.json"
    here, ident = ("--workspace", workspace), "6f1c0b7e"
    for args in (
        ("import", case, *here),
        ("check", case),
        ("report", case, "-o", tmp_path / "both.pdf", "--lang", "both"),
        ("list", *here),
        ("report", ident, "-o", pdf, *here),
        ("issue", ident, *here),
        ("export", ident, "-o", tmp_path / "out", *here),
        ("extract", pdf, "-o", taken_out),
        ("backup", *here),
    ):
        watched.run(*command(*args))
    subprocess.run(command("doctor", *here), env=watched._env, capture_output=True, check=False)
    assert watched.requests() == ""
    assert taken_out.exists()
