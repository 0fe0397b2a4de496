"""The folder to take along: FieldApp frozen, with an installer that needs no network and no root.

Made for the system it is made on. The libraries that every desktop has are not in it (see HOST in
fieldapp.spec), and it needs at least the C library its own libraries were built against.
"""

from __future__ import annotations

import gzip
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

from contents import write_licences

ROOT = Path(__file__).resolve().parent.parent
LINUX = ROOT / "packaging" / "linux"
SYSTEM = f"linux-{platform.machine()}"
GLIBC = re.compile(rb"GLIBC_2\.(\d+)\0")

# Stripped of what only a debugger reads. Qt's stay as they were published, and Pillow's were moved
# by a tool whose result should not be touched again.
UNTOUCHED = ("PySide6", "shiboken6", "pillow.libs")


def version() -> str:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def moment() -> int:
    """The time all files get, in seconds of the epoch: that of the last commit, where there is one.

    `SOURCE_DATE_EPOCH` goes before it, as everywhere.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return int((ROOT / "pyproject.toml").stat().st_mtime)
    return int(said)


def build(out: Path) -> Path:
    """Make `out/fieldapp-<version>-linux-<machine>`; the folder.

    Raises:
        subprocess.CalledProcessError: PyInstaller failed and has said why.
        FileNotFoundError: a licence text is missing on this machine.
    """
    folder = out / f"fieldapp-{version()}-{SYSTEM}"
    shutil.rmtree(folder, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    _freeze(out / "frozen")
    shutil.move(out / "frozen" / "fieldapp", folder)
    shutil.rmtree(out / "frozen")
    files = _elf_files(folder)
    strip = ["strip", "--strip-unneeded"]
    strip += [str(path) for path in files if not {*UNTOUCHED} & {*path.relative_to(folder).parts}]
    subprocess.run(strip, check=True)
    _add_menu_entry(folder / "share")
    write_licences(folder / "licences", _libraries_of_the_system(folder))
    for name in ("install.sh", "uninstall.sh"):
        shutil.copy(LINUX / name, folder / name)
    said = (LINUX / "README.txt").read_text(encoding="utf-8")
    facts = {"version": version(), "system": SYSTEM, "glibc": glibc(folder), "size": size(folder)}
    (folder / "README.txt").write_text(said.format(**facts), encoding="utf-8")
    return folder


def size(path: Path) -> int:
    """In MB, of a file or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    count = sum(file.stat().st_size for file in files if file.is_file() and not file.is_symlink())
    return round(count / 1e6)


def archive(folder: Path) -> Path:
    """A .tar.gz of the folder beside it: the same bytes for the same files."""
    target = folder.with_name(f"{folder.name}.tar.gz")
    when = moment()

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname = when, 0, 0, "", ""
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with (
        target.open("wb") as file,
        gzip.GzipFile("", "wb", compresslevel=6, fileobj=file, mtime=when) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        tar.add(folder, folder.name, recursive=False, filter=plain)
        for path in sorted(folder.rglob("*")):
            name = str(Path(folder.name, path.relative_to(folder)))
            tar.add(path, name, recursive=False, filter=plain)
    return target


def glibc(folder: Path) -> str:
    """The oldest C library on which all that is in the folder starts, such as "2.34"."""
    found = {
        int(minor) for path in _elf_files(folder) for minor in GLIBC.findall(path.read_bytes())
    }
    return f"2.{max(found)}"


def _freeze(target: Path) -> None:
    command = [
        *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "ERROR"),
        *("--distpath", str(target), "--workpath", str(target / "work")),
        str(ROOT / "packaging" / "fieldapp.spec"),
    ]
    same = {"SOURCE_DATE_EPOCH": str(moment()), "PYTHONHASHSEED": "0"}
    subprocess.run(command, cwd=ROOT, env={**os.environ, **same}, check=True)


def _elf_files(folder: Path) -> list[Path]:
    def is_elf(path: Path) -> bool:
        with path.open("rb") as file:
            return file.read(4) == b"\x7fELF"

    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(filter(is_elf, files))


def _libraries_of_the_system(folder: Path) -> list[Path]:
    """Where this machine has the libraries that it has lent to the folder."""
    files = [path for path in (folder / "_internal").glob("lib*.so*") if not path.is_symlink()]
    # Python's own is where Python is, and has Python's licence.
    lent = {path.name for path in files if not path.name.startswith("libpython")}
    known = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True)
    places: dict[str, Path] = {}
    for line in known.stdout.splitlines():
        name, _, place = line.strip().partition(" => ")
        if place and "x86-64" in name:
            places.setdefault(name.split()[0], Path(place))
    return [places[name].resolve() for name in sorted(lent & places.keys())]


def _add_menu_entry(share: Path) -> None:
    (share / "applications").mkdir(parents=True)
    shutil.copy(LINUX / "fieldapp.desktop", share / "applications")
    (share / "mime/packages").mkdir(parents=True)
    shutil.copy(LINUX / "fieldapp-mime.xml", share / "mime/packages/fieldapp.xml")
    for picture in sorted((ROOT / "resources" / "app").glob("fieldapp*.*")):
        size = picture.stem.rpartition("-")[2]
        place = f"{size}x{size}" if size.isdecimal() else "scalable"
        target = share / "icons/hicolor" / place / "apps" / f"fieldapp{picture.suffix}"
        target.parent.mkdir(parents=True)
        shutil.copy(picture, target)
