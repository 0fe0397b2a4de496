"""What the commands' tests share: running a command, a keyring, small case files."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import keyring
from keyring.backend import KeyringBackend

import fieldapp
from fieldapp.cli.main import main

ROOT = Path(fieldapp.__file__).parents[1]
SAMPLES = {name: ROOT / "forms/samples" / name / "case.json" for name in ("telecom", "medical")}
PASSCODE = "correct horse"
LANGS = ("zh", "en")

RAW_CODE = re.compile(r"\b(case|cli|playbook|report|store|usecases)\.(?!json|yaml|pdf)[a-z_]{4,}")
"""A message that is in no catalogue."""

Arg = str | Path | int


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        return self.err.splitlines()

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*args: Arg, lang: str = "en", **env: str) -> Done:
    """A command in this process, its answers taken as a terminal would take them."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with (
        patch.dict(os.environ, {"FIELDAPP_LANG": lang, **env}),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = main([str(arg) for arg in args])
    texts = (stream.buffer.getvalue().decode() for stream in (out, err))  # type: ignore[attr-defined]
    done = Done(code, *texts)
    assert code in (0, 1, 2), done
    assert "Traceback" not in done.err
    assert "--json" in args or not RAW_CODE.search(done.out + done.err), done
    return done


def command(*args: Arg) -> list[str]:
    """How the installed command starts: its own folder, not the current one, is searched first."""
    start = "import sys; from fieldapp.cli.main import main; sys.exit(main())"
    return [sys.executable, "-P", "-c", start, *map(str, args)]


def environment(lang: str = "en", **env: str) -> dict[str, str]:
    """What a process of its own gets: no keyring, the passcode from the environment. It leaves no
    compiled modules: on a full disk Python 3.11 would leave broken ones."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "PYTHON_KEYRING_BACKEND")}
    known = {"FIELDAPP_LANG": lang, "FIELDAPP_PASSCODE": PASSCODE, "LANG": "C.UTF-8"}
    python = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    return {**kept, **known, **python, **env}


def process(*args: Arg, lang: str = "en", env: Mapping[str, str] | None = None, **how: Any) -> Done:
    """A command in a process of its own, without a terminal."""
    done = subprocess.run(
        command(*args),
        env=environment(lang, **(env or {})),
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
        **how,
    )
    told = Done(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in told.err, told.err
    return told


def at_terminal(typed: str, *args: str | Path) -> tuple[int, str]:
    """A command with a terminal of its own, at which somebody types."""
    env = {k: v for k, v in environment().items() if k != "FIELDAPP_PASSCODE"}
    pid, terminal = pty.fork()
    if pid == 0:
        line = command(*args)
        os.execve(line[0], line, env)
    shown = b""
    waiting = typed.splitlines(keepends=True)
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if waiting and piece.rstrip(b" ").endswith(b":"):
            os.write(terminal, waiting.pop(0).encode())
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode()


class MemoryKeyring(KeyringBackend):
    """A keyring that works and forgets when the tests end."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.kept.pop((service, username), None)


@contextmanager
def using(backend: KeyringBackend) -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(backend)
    try:
        yield
    finally:
        keyring.set_keyring(before)


def tree(folder: Path) -> dict[str, bytes | None]:
    """All that lies in a folder; links are named, not followed."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        if path.is_file() and not path.is_symlink()
        else None
        for path in sorted(folder.rglob("*"))
    }


def case(**stated: Any) -> dict[str, Any]:
    """A case file's content: valid, and very short."""
    return {
        "format": "fieldapp-case/1",
        "title": "Pump stands still",
        "playbook": "pacts",
        **stated,
    }


def write_case(path: Path, content: Mapping[str, Any] | bytes | None = None, **stated: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(json.dumps(content or case(**stated), ensure_ascii=True), encoding="utf-8")
    return path


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(SAMPLES[name].read_text(encoding="utf-8"))
    return found


def refused(done: Done, lang: str, *named: str, code: int = 1) -> None:
    """One clear line in the person's language that names what it is about; nothing answered."""
    assert (done.code, done.out) == (code, ""), done
    (line,) = done.faults
    for name in named:
        assert name in line
    assert any("\u4e00" <= char <= "\u9fff" for char in line) == (lang == "zh"), line
