"""What is handed out for use, started where nothing of ours was before: clean systems, no network.

Needs root and some minutes, so it is not among the tests that run by default:
`dev.py test -m chroot tests/e2e/test_package.py`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from chroot_kit import Chroot, clean_system

import dev
import fieldapp

pytestmark = pytest.mark.chroot

ROOT = Path(fieldapp.__file__).parents[1]
INPUTS = ("fieldapp", "forms", "resources", "packaging")
SAMPLE = "_internal/forms/samples/telecom/case.json"
# Plugins for GNOME's looks and for printers, which Qt does without where a machine has neither.
OPTIONAL = {"libqgtk3.so", "libcupsprintersupport.so"}


@dataclass(frozen=True)
class Made:
    """The packages and a clean system."""

    deb: Path
    archive: Path
    system: Chroot


def packages() -> tuple[Path, Path]:
    """The .deb and the folder's archive, built unless they are there of the same files."""
    # What is compiled beside them comes and goes while other tests run.
    files = [
        path
        for name in INPUTS
        for path in (ROOT / name).rglob("*")
        if "__pycache__" not in path.parts and path.is_file()
    ]
    files += [ROOT / "requirements.lock", ROOT / "pyproject.toml"]
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)} ".encode() + path.read_bytes())
    out = ROOT / "build" / "packages" / digest.hexdigest()[:16]
    if not (out / "whole").exists():
        shutil.rmtree(out.parent, ignore_errors=True)
        command = [sys.executable, "packaging/package.py", "folder", "deb", "--out", str(out)]
        subprocess.run(command, cwd=ROOT, check=True)
        (out / "whole").touch()
    (deb,) = out.glob("*.deb")
    (archive,) = out.glob("*.tar.gz")
    return deb, archive


@pytest.fixture(scope="module")
def made() -> Made:
    assert os.geteuid() == 0, "Only root can make a system in a folder: start this with sudo."
    dev.require_needs("chroot")
    with ThreadPoolExecutor(2) as both:
        system = both.submit(clean_system, ROOT / "build" / "chroot")
        deb, archive = packages()
        return Made(deb, archive, system.result())


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """Where systems may lie for as long as the tests run: on the clean one's disk."""
    folder = ROOT / "build" / "systems"
    folder.mkdir(parents=True)
    yield folder
    subprocess.run(["rm", "-rf", folder], check=True)


@pytest.fixture(scope="module")
def with_deb(made: Made, place: Path) -> Chroot:
    """A clean system on which apt has installed the .deb."""
    system = made.system.copy(place / "deb")
    shutil.copy(made.deb, system.path("/tmp/fieldapp.deb"))
    install = ("apt-get", "install", "--quiet", "--yes", "--no-install-recommends")
    system.must(*install, "/tmp/fieldapp.deb", network=True)
    return system


@pytest.fixture(scope="module")
def with_libraries(with_deb: Chroot, place: Path) -> Chroot:
    """A system that has of the desktop's libraries what the folder wants, and no FieldApp."""
    system = with_deb.copy(place / "libraries")
    system.must("apt-get", "purge", "--quiet", "--yes", "fieldapp")
    return system


@pytest.fixture
def person(made: Made, with_libraries: Chroot, tmp_path: Path) -> Chroot:
    """Somebody without rights who has unpacked the folder in their home."""
    person = with_libraries.person(tmp_path.name)
    shutil.copy(made.archive, person.path(f"{person.home}/given.tar.gz"))
    person.must("tar", "-C", person.home, "-xf", f"{person.home}/given.tar.gz")
    (folder,) = person.path(person.home).glob("fieldapp-*")
    folder.rename(folder.with_name("given"))
    return person


@pytest.fixture
def installed(person: Chroot) -> Chroot:
    """The same after the folder was installed, unattended."""
    said = person.must(f"{person.home}/given/install.sh")
    assert said.endswith(
        "The window works here. It asks for a passcode before it shows anything.\n"
    )
    return person


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    """An X server's display."""
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "1366x768x24"]
    command += ["-nolisten", "tcp", "-ac"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"
        server.terminate()


def goes_through_the_journey(system: Chroot, command: str) -> None:
    assert system.must(command, "--version") == f"fieldapp {fieldapp.__version__}\n"
    said = system.must(command, "journey", "--out", f"{system.home}/journey")
    assert "4 photos prepared" in said
    written = sorted(system.path(f"{system.home}/journey").glob("*.pdf"))
    assert len(written) == 3
    assert all(path.read_bytes().startswith(b"%PDF") for path in written)


def shows_a_case(system: Chroot, command: str, program: str, screen: str) -> None:
    """The window, with one case in the workspace: without a screen and on one."""
    system.must(command, "import", f"{program}/{SAMPLE}")
    for where in ({"QT_QPA_PLATFORM": "offscreen"}, {"DISPLAY": screen}):
        said = system.must(command, "--try", env=where)
        assert said == "The window works here. Cases in its list: 1.\n"


# --- the .deb ---


def test_the_deb_works_without_a_network_and_without_a_screen(
    with_deb: Chroot, screen: str
) -> None:
    goes_through_the_journey(with_deb, "fieldapp")
    shows_a_case(with_deb, "fieldapp", "/opt/fieldapp", screen)


def test_the_deb_names_every_library_it_needs(with_deb: Chroot) -> None:
    """Whatever Qt may load later finds its libraries: beside it, or in what the .deb depends on."""
    libraries = "/opt/fieldapp/_internal"
    search = f"find {libraries} -type f -name '*.so*' -exec ldd {{}} +"
    told = with_deb.run("sh", "-c", search, env={"LD_LIBRARY_PATH": libraries}).stdout
    lacking = {
        Path(section.splitlines()[0]).name.rstrip(":")
        for section in told.split("\n/opt")
        if "not found" in section
    }
    assert "libqxcb.so" in told
    assert lacking <= OPTIONAL


def test_the_deb_is_whole_and_in_the_menu(with_deb: Chroot) -> None:
    assert with_deb.must("dpkg", "--verify", "fieldapp") == ""
    entry = with_deb.path("/usr/share/applications/fieldapp.desktop").read_text(encoding="utf-8")
    assert "\nExec=fieldapp %F\n" in entry
    kinds = with_deb.path("/usr/share/mime/packages/fieldapp.xml").read_text(encoding="utf-8")
    for kind in re.findall('mime-type type="(.+)"', kinds):
        assert f"{kind};" in entry
    assert "\nGenericName[zh_CN]=" in entry
    for picture in ("16x16/apps/fieldapp.png", "scalable/apps/fieldapp.svg"):
        assert with_deb.path(f"/usr/share/icons/hicolor/{picture}").is_file()
    papers = with_deb.path("/usr/share/doc/fieldapp")
    assert (papers / "copyright").is_file()
    assert "GNU LESSER GENERAL PUBLIC" in (papers / "licences/qt/LGPL-3").read_text("utf-8")
    assert "pyside6-essentials" in (papers / "licences/versions.txt").read_text("utf-8")


def test_removing_the_deb_leaves_nothing(with_libraries: Chroot) -> None:
    for place in ("/opt/fieldapp", "/usr/bin/fieldapp", "/usr/share/doc/fieldapp"):
        assert not os.path.lexists(with_libraries.path(place))


# --- the folder ---


def test_a_person_installs_the_folder_uses_it_and_removes_it(
    installed: Chroot, screen: str
) -> None:
    home = installed.path(installed.home)
    shutil.rmtree(home / "given")
    command = f"{installed.home}/.local/bin/fieldapp"
    program = f"{installed.home}/.local/opt/fieldapp"
    goes_through_the_journey(installed, command)
    shows_a_case(installed, command, program, screen)
    entry = (home / ".local/share/applications/fieldapp.desktop").read_text(encoding="utf-8")
    assert f'\nExec="{program}/fieldapp" %F\n' in entry
    assert (home / ".local/share/mime/packages/fieldapp.xml").is_file()

    said = installed.must(f"{program}/uninstall.sh")
    workspace = f"{installed.home}/.local/share/FieldApp/workspace"
    assert workspace in said
    assert installed.path(workspace).is_dir()
    assert [*home.rglob("*fieldapp*")] == []


def test_a_newer_folder_goes_over_an_older_one(installed: Chroot) -> None:
    given, programs = f"{installed.home}/given", installed.path(f"{installed.home}/.local/opt")
    (programs / "fieldapp/of-the-older-one").touch()
    command = f"{installed.home}/.local/bin/fieldapp"
    installed.must(command, "import", f"{given}/{SAMPLE}")
    installed.must(f"{given}/install.sh")
    assert [path.name for path in programs.iterdir()] == ["fieldapp"]
    assert not (programs / "fieldapp/of-the-older-one").exists()
    assert "C-" in installed.must(command, "list")


def test_a_command_that_is_not_ours_is_not_written_over(person: Chroot) -> None:
    command = f"{person.home}/.local/bin/fieldapp"
    person.path(command).parent.mkdir(parents=True)
    person.path(command).write_text("theirs", encoding="utf-8")
    done = person.run(f"{person.home}/given/install.sh")
    assert done.returncode == 1
    assert command in done.stderr
    assert person.path(command).read_text(encoding="utf-8") == "theirs"
    assert not person.path(f"{person.home}/.local/opt").exists()


def test_what_cannot_start_is_not_installed(person: Chroot) -> None:
    (library,) = person.path(f"{person.home}/given/_internal").glob("libpython3*")
    library.unlink()
    done = person.run(f"{person.home}/given/install.sh")
    assert done.returncode == 1
    assert "Nothing was changed" in done.stderr
    assert not person.path(f"{person.home}/.local").exists()
