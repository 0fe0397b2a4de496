"""The developer commands: what they make, what they name when something is missing."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import runpy
import shutil
import signal
import sys
import tomllib
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent


def test_an_old_python_gets_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2, "final", 0))
    with pytest.raises(SystemExit) as stopped:
        runpy.run_path(str(ROOT / "dev.py"))
    line = str(stopped.value)
    assert "3.11 or newer" in line
    assert "3.9" in line
    assert "\n" not in line


def test_an_old_python_can_read_the_file_up_to_that_line() -> None:
    ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 6))


# --- what pip cannot install ---


def test_a_missing_program_is_named_with_its_install_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(dev, "call", lambda *_: pytest.fail("started without what it needs"))
    assert dev.main(["test"]) == 1
    said = capsys.readouterr().err
    assert "pdftotext" in said
    assert "sudo apt-get install poppler-utils" in said
    assert "Traceback" not in said


def test_a_python_without_ensurepip_is_told_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    have = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "ensurepip" else have(name)
    )
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    with pytest.raises(dev.Problem, match=f"sudo apt-get install python{version}-venv"):
        dev.require_needs("venv")


def test_a_missing_library_is_noticed() -> None:
    assert not dev._has({"library": "libthere-is-none-such.so.7"})


def test_a_window_that_lacks_a_library_is_told_the_install_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lacking = {"libxcb-cursor.so.0", "libEGL.so.1"}
    have = dev._has
    monkeypatch.setattr(dev, "_has", lambda need: need.get("library") not in lacking and have(need))
    monkeypatch.setattr(dev, "ensure_environment", lambda: None)
    monkeypatch.setattr(dev, "call", lambda *_, **__: pytest.fail("started without what it needs"))
    monkeypatch.setenv("DISPLAY", ":0")
    assert dev.main(["run"]) == 1
    said = capsys.readouterr().err
    assert "libxcb-cursor.so.0" in said
    assert "sudo apt-get install libegl1 libxcb-cursor0\n" in said
    assert "Traceback" not in said


def test_without_a_screen_no_library_of_the_window_is_asked_for(
    called: list[list[str]], without_screen: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "_has", lambda need: False)
    assert dev.main(["run"]) == 0
    assert "journey" in called[0]


def test_continuous_integration_installs_what_the_tests_need() -> None:
    table = tomllib.loads((ROOT / "packaging/system.toml").read_text(encoding="utf-8"))
    ci = (ROOT / ".ci/run").read_text(encoding="utf-8")
    for need in table["need"]:
        if {"test", "package", "chroot"} & set(need["needed_by"]):
            assert need["apt"] in ci
            assert (need.get("command") or need["library"]) in ci


# --- the environment ---


class House:
    """A checkout in a temporary folder whose installs are only written down."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.done: list[str] = []
        self.fails = False
        for name in ("pyproject.toml", "requirements.lock"):
            (root / name).write_bytes((ROOT / name).read_bytes())
        venv = root / ".venv"
        for name, value in {
            "ROOT": root,
            "LOCK": root / "requirements.lock",
            "VENV": venv,
            "STAMP": venv / "made-from.txt",
            "PYTHON": venv / "python",
            "_make_venv": self.make,
            "_install": self.install,
            "require_needs": lambda needed_by: None,
        }.items():
            monkeypatch.setattr(dev, name, value)

    def make(self) -> None:
        self.done.append("make")
        dev.VENV.mkdir(exist_ok=True)
        dev.PYTHON.touch()

    def install(self, *what: object) -> None:
        if self.fails:
            raise dev.Problem("no network")
        self.done.append("lock" if "--require-hashes" in what else "project")

    def start(self) -> list[str]:
        self.done.clear()
        dev.ensure_environment()
        return list(self.done)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path, monkeypatch)


def test_the_second_start_makes_nothing(house: House) -> None:
    assert house.start() == ["make", "lock", "project"]
    assert house.start() == []


def test_a_changed_lock_updates_in_place(house: House) -> None:
    house.start()
    with dev.LOCK.open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    assert house.start() == ["lock", "project"]


def test_an_edit_of_a_tools_settings_costs_nothing(house: House) -> None:
    house.start()
    with (house.root / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("[tool.other]\nx = 1\n")
    assert house.start() == []


def test_a_half_made_environment_is_made_again(house: House) -> None:
    house.fails = True
    with pytest.raises(dev.Problem, match="no network"):
        house.start()
    house.fails = False
    assert house.start() == ["make", "lock", "project"]


def test_a_moved_checkout_and_a_lost_interpreter_are_noticed(house: House) -> None:
    house.start()
    stamp = json.loads(dev.STAMP.read_text(encoding="utf-8"))
    dev.STAMP.write_text(json.dumps({**stamp, "home": "elsewhere 3.11"}), encoding="utf-8")
    assert house.start() == ["make", "lock", "project"]
    dev.PYTHON.unlink()
    assert house.start() == ["make", "lock", "project"]


def test_a_torn_stamp_counts_as_none(house: House) -> None:
    house.start()
    dev.STAMP.write_text('{"home": "', encoding="utf-8")
    assert house.start() == ["make", "lock", "project"]


# --- starting things ---


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The command lines that would have been started."""
    seen: list[list[str]] = []

    def call(command: list[str | Path], cwd: Path | None = None) -> int:
        seen.append([str(part) for part in command])
        return 0

    monkeypatch.setattr(dev, "call", call)
    monkeypatch.setattr(dev, "ensure_environment", lambda: None)
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)  # which `test` takes away for good
    return seen


@pytest.fixture
def without_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)


def test_run_opens_the_window_where_there_is_a_screen(
    called: list[list[str]], without_screen: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "missing_needs", lambda needed_by: [])
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    dev.main(["run", "--workspace", "here"])
    assert called[0][1:] == ["-m", "fieldapp", "--workspace", "here"]
    dev.main(["run", "journey", "--sample", "telecom"])
    assert called[1][1:5] == ["-m", "fieldapp", "journey", "--out"]
    assert called[1][-2:] == ["--sample", "telecom"]


def test_run_goes_through_the_journey_without_a_screen(
    called: list[list[str]], without_screen: None
) -> None:
    dev.main(["run", "--sample", "telecom"])
    assert called[0][1:5] == ["-m", "fieldapp", "journey", "--out"]
    assert called[0][-2:] == ["--sample", "telecom"]
    for out in (["--out=here"], ["--out", "here"], ["-o", "here"]):
        dev.main(["run", *out])
        assert called[-1][1:] == ["-m", "fieldapp", "journey", *out]


def test_test_uses_the_cores_unless_told_otherwise(called: list[list[str]]) -> None:
    dev.main(["test"])
    assert called[0][2:4] == ["pytest", "-n"]
    dev.main(["test", "tests/unit", "-q"])
    assert called[1][2:] == ["pytest", "tests/unit", "-q"]


def test_an_unknown_command_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        dev.main(["tset"])
    assert stopped.value.code == 2
    assert "tset" in capsys.readouterr().err


def test_ctrl_c_ends_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(dev, "ensure_environment", interrupted)
    assert dev.main(["i18n"]) == 130
    assert capsys.readouterr().err == "Stopped.\n"


@pytest.mark.skipif(os.name == "nt", reason="signals are POSIX")
def test_a_killed_command_has_the_shells_exit_code() -> None:
    kill_self = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert dev.call([sys.executable, "-c", kill_self]) == 128 + signal.SIGKILL
    assert dev.call([sys.executable, "-c", "raise SystemExit(3)"]) == 3
