#!/usr/bin/env python3
"""Everything a developer starts: `python3 dev.py run | test | check | bench | lock | package ...`.

Needs only Python 3.11 or newer with its venv module. The first start makes `.venv` from the
hash-locked `requirements.lock`; later starts find it unchanged and go straight to work.
"""

import sys

# This file keeps to what Python 3.6 can read, so that an old one gets as far as this line.
if sys.version_info < (3, 11):
    sys.exit(
        "FieldApp needs Python 3.11 or newer, but this is Python {}.{}. "
        "Start it with a newer one, for example: python3.11 dev.py".format(*sys.version_info)
    )

import argparse
import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
STAMP = VENV / "made-from.txt"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

Command = list[str | Path]


class Problem(Exception):
    """Something a person can put right; printed without a traceback."""


# --- what pip cannot install ---------------------------------------------------------------------


def missing_needs(needed_by: str) -> list[dict[str, str]]:
    """The entries of packaging/system.toml that `needed_by` wants and this machine lacks."""
    table = tomllib.loads((ROOT / "packaging/system.toml").read_text(encoding="utf-8"))
    return [need for need in table["need"] if needed_by in need["needed_by"] and not _has(need)]


def _has(need: dict[str, str]) -> bool:
    if "module" in need:
        return importlib.util.find_spec(need["module"]) is not None
    if "command" in need:
        return shutil.which(need["command"]) is not None
    if sys.platform != "linux":
        return True  # elsewhere Qt brings all it needs
    import ctypes

    try:
        ctypes.CDLL(need["library"])
    except OSError:
        return False
    return True


def require_needs(needed_by: str) -> None:
    """Raises Problem with the exact install line when something is missing."""
    missing = missing_needs(needed_by)
    if not missing:
        return
    python = f"python{sys.version_info.major}.{sys.version_info.minor}"
    lines = ["This machine lacks:"]
    for need in missing:
        name = need.get("module") or need.get("command") or need["library"]
        lines.append(f"  {name} ({need['why']})")
    packages = dict.fromkeys(need["apt"].format(python=python) for need in missing)
    lines.append("Install it (this is the line for Debian and Ubuntu), then start again:")
    lines.append(f"  sudo apt-get install {' '.join(packages)}")
    raise Problem("\n".join(lines))


# --- the environment -----------------------------------------------------------------------------


def ensure_environment() -> None:
    """Make `.venv`, or bring it up to date; a half-made one has no stamp and is made again."""
    wanted = _fingerprint()
    if _stamp() == wanted and PYTHON.exists():
        return
    require_needs("venv")
    with _alone():
        found = _stamp()
        if found == wanted and PYTHON.exists():
            return
        whole = found is not None and found["home"] == wanted["home"] and PYTHON.exists()
        STAMP.unlink(missing_ok=True)
        start = time.monotonic()
        if whole:
            say("requirements.lock or the project's metadata changed: updating .venv ...")
        else:
            say("Making .venv from requirements.lock (once; needs the network) ...")
            _make_venv()
        _install("--require-hashes", "-r", LOCK)
        _install("--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT)
        STAMP.write_text(json.dumps(wanted, indent=1), encoding="utf-8")
        say(f".venv is ready ({time.monotonic() - start:.0f} s).")


def _fingerprint() -> dict[str, str]:
    """What the environment is made from; `home` is what it cannot outlive."""
    if not LOCK.exists():
        raise Problem(f"{LOCK.name} is missing: this checkout is not complete.")
    project = _pyproject()
    installs = [project["project"], project["build-system"], project["tool"]["hatch"]]
    made_from = hashlib.sha256(LOCK.read_bytes() + json.dumps(installs).encode())
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return {"home": f"{ROOT} {version}", "inputs": made_from.hexdigest()}


def _pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _stamp() -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Only one process makes the environment at a time; a second one waits for the first."""
    try:
        import fcntl
    except ImportError:  # Windows: two first starts at once are not guarded there
        yield
        return
    with LOCK.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make_venv() -> None:
    shutil.rmtree(VENV, ignore_errors=True)
    # Started from inside .venv, sys.executable has just been removed.
    python = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run(
        [python, "-m", "venv", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        said = (made.stdout + made.stderr).strip()
        raise Problem(f"The environment could not be made:\n{said}")


def _install(*what: str | Path) -> None:
    command: Command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # Python compiles what it imports; most of what is installed is never imported.
    command += ["--no-compile", *what]
    done = subprocess.run(command, stderr=subprocess.PIPE, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise Problem(
            f"{done.stderr.strip()}\n"
            "pip could not install what FieldApp needs; its reason is above. "
            "Nothing outside .venv was changed: put it right and start again."
        )


# --- running things ------------------------------------------------------------------------------


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def call(command: Command, cwd: Path | None = ROOT) -> int:
    """Run in the foreground; on Ctrl-C the command gets it too and ends in its own way."""
    with subprocess.Popen(command, cwd=cwd) as child:
        while True:
            try:
                code = child.wait()
            except KeyboardInterrupt:
                continue
            return code if code >= 0 else 128 - code


# --- the commands --------------------------------------------------------------------------------


def run(args: list[str]) -> int:
    """start FieldApp: its window or, without a screen, a sample case's way to its PDF"""
    if args[:1] == ["journey"]:
        return _journey(args[1:])
    if not has_screen():
        return _journey(args)
    return call([PYTHON, "-m", "fieldapp", *args], cwd=None)


def has_screen() -> bool:
    """Whether there is something to show a window on."""
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")))


def _journey(args: list[str]) -> int:
    if not any(arg.startswith(("-o", "--out")) for arg in args):
        args = ["--out", str(ROOT / "build" / "journey"), *args]
    return call([PYTHON, "-m", "fieldapp", "journey", *args], cwd=None)


def test(args: list[str]) -> int:
    """all tests; further arguments go to pytest"""
    # Hundreds of tests start a process of ours, which is not to compile our modules again.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    # One more than there are processors: a fifth of the time a test waits for another process.
    workers = ["-n", str(min(4, (os.cpu_count() or 1) + 1)), "--dist", "worksteal"]
    return call([PYTHON, "-m", "pytest", *(args or workers)])


def bench(args: list[str]) -> int:
    """one bench by its name, or the list of them"""
    return call([PYTHON, "-m", "bench", *args])


def shots(args: list[str]) -> int:
    """pictures of every page, into build/shots/index.html; or of those that are named"""
    return call([PYTHON, "tests/ui/shots.py", *args])


def check(args: list[str]) -> int:
    """everything but the tests: lint, types, layers, forms, catalogues, lock ..."""
    return call([PYTHON, "packaging/checks.py", *args])


def lock(args: list[str]) -> int:
    """resolve pyproject.toml into requirements.lock again; --upgrade takes newer versions"""
    return call([PYTHON, "packaging/lock.py", "write", *args])


def weak(args: list[str]) -> int:
    """known weaknesses of the packages in requirements.lock; needs the network"""
    return call([PYTHON, "packaging/weaknesses.py", *args])


def package(args: list[str]) -> int:
    """what is handed out, into dist/: wheel, folder to take along, .deb; or one of them"""
    return call([PYTHON, "packaging/package.py", *args])


def i18n(args: list[str]) -> int:
    """compile resources/i18n/*/*.po to .mo"""
    return call([PYTHON, "packaging/catalogues.py", "compile", *args])


def forms(args: list[str]) -> int:
    """compile the playbooks, and tell a case's records in its schema and reference page"""
    compiled = call([PYTHON, "-m", "fieldapp.playbook.compile", *args])
    return call([PYTHON, "packaging/case_schema.py"]) or compiled


COMMANDS = {
    command.__name__: command
    for command in (run, test, check, bench, shots, lock, weak, package, i18n, forms)
}


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Further arguments go to what the command starts.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"  {name:<9}{work.__doc__}" for name, work in COMMANDS.items()),
    )
    parser.add_argument("command", choices=COMMANDS, metavar="COMMAND")
    command: str = parser.parse_args(argv[:1]).command
    try:
        if command != "run" or has_screen():
            require_needs(command)
        ensure_environment()
        return COMMANDS[command](argv[1:])
    except Problem as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
