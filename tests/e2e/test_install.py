"""The built wheel, installed where there is no checkout: its command works with its own data."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

import fieldapp

ROOT = Path(fieldapp.__file__).parents[1]


class Installed:
    """An environment that holds the wheel, and sees the dependencies but not the checkout."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bin = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
        venv.create(folder / "env", with_pip=False, symlinks=os.name != "nt")
        python = str(self.bin / "python")
        wheels = folder / "wheels"
        self.must(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", wheels, cwd=ROOT)
        (wheel,) = wheels.glob("*.whl")
        pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
        self.must(*pip, "--no-deps", "--no-index", "--no-compile", wheel)
        site = self.must(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))")
        # A folder named in a .pth is searched, but the .pth files in it are not read: the one that
        # leads to the checkout stays without effect.
        here = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        Path(site.strip(), "dependencies.pth").write_text("\n".join(sorted(here)), encoding="utf-8")
        self.elsewhere = folder / "elsewhere"
        self.elsewhere.mkdir()

    def run(self, *command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
        """A command in a clean environment: no variable of this process reaches it."""
        env = {"PATH": os.defpath, "HOME": str(self.folder), "LANG": "C.UTF-8"}
        return subprocess.run(
            command, cwd=cwd, env=env, capture_output=True, text=True, encoding="utf-8", check=False
        )

    def must(self, *command: str | Path, cwd: Path | None = None) -> str:
        done = self.run(*command, cwd=cwd or self.folder)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def fieldapp(self, *args: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run(self.bin / "fieldapp", *args, cwd=self.elsewhere)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"))


@pytest.fixture(scope="module")
def data(installed: Installed) -> Path:
    """Where the installed package finds forms and resources."""
    where = "from fieldapp.base import paths; print(paths.data_dir())"
    return Path(installed.must(installed.bin / "python", "-c", where).strip())


def test_the_command_says_its_version(installed: Installed) -> None:
    done = installed.fieldapp("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"fieldapp {fieldapp.__version__}")


def test_forms_and_resources_come_from_the_wheel(installed: Installed, data: Path) -> None:
    assert installed.folder in data.parents
    for name in ("forms", "resources"):
        carried = {
            path.relative_to(data) for path in (data / name).rglob("*") if path.suffix != ".pyc"
        }
        lacking = {
            path.relative_to(ROOT) for path in (ROOT / name).rglob("*") if path.is_file()
        } - carried
        assert not lacking


def test_the_command_checks_a_sample_and_a_playbook(installed: Installed, data: Path) -> None:
    samples = sorted((data / "forms/samples").rglob("*.json"))
    playbooks = sorted((data / "forms/playbooks").glob("*.yaml"))
    assert samples
    assert playbooks
    for path in (samples[0], playbooks[0]):
        done = installed.fieldapp("check", path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr


def test_the_installed_program_names_what_it_runs_on(installed: Installed, data: Path) -> None:
    ask = (
        "from fieldapp.usecases import about;"
        "print(*(f'{c.name} {bool(c.version)} {c.licence}' for c in about.components()), sep='\\n')"
    )
    named = installed.must(installed.bin / "python", "-c", ask).splitlines()
    assert "reportlab True BSD-3-Clause" in named
    assert "SQLCipher False BSD-3-Clause" in named


def test_a_bad_case_file_gets_one_clear_line(installed: Installed) -> None:
    path = installed.elsewhere / "case.json"
    path.write_text('{"format": "fieldapp-case/1", "titel": "?"', encoding="utf-8")
    done = installed.fieldapp("check", path)
    assert done.returncode == 1
    assert "case.json" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr
