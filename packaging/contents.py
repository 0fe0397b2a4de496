"""What a frozen build is made of: our packages of this system, and the licence texts of it all."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sysconfig
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    distribution,
    packages_distributions,
)
from pathlib import Path

from licences import ROOT, runtime
from packaging.utils import canonicalize_name

UNUSED = {
    "pip",  # asked for by sqlite-utils, for its command to install plugins
    "oscrypto",  # asked for by pyHanko, to read the system's list of certificates
    # pyHanko's HTTP client, which fieldapp.report.signing.offline leaves out, and what it asks for.
    *("aiohttp", "aiohappyeyeballs", "aiosignal", "attrs", "frozenlist", "multidict"),
    *("propcache", "yarl"),
}
COMMON = Path("/usr/share/common-licenses")
TEXT = re.compile(r"(LICEN[CS]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)


def distributions() -> list[Distribution]:
    """The packages that a frozen build holds, by name."""
    found = []
    for name in runtime().keys() - UNUSED:
        try:
            found.append(distribution(name))
        except PackageNotFoundError:
            continue  # for another system or another Python
    return sorted(found, key=lambda one: canonicalize_name(one.name))


def foreign_modules() -> list[str]:
    """Modules of this environment that belong to the developer's tools and may not be pulled in."""
    ours = {canonicalize_name(one.name) for one in distributions()} | {"fieldapp"}
    return sorted(
        module
        for module, owners in packages_distributions().items()
        if not ours & {canonicalize_name(owner) for owner in owners}
    )


def write_licences(target: Path, libraries: list[Path]) -> None:
    """The licence texts of all that a frozen build holds, a folder for each part, and versions.txt.

    Args:
        libraries: where this machine has the libraries of its own that went into the build.

    Raises:
        FileNotFoundError: this machine lacks the text of a part.
    """
    licences = runtime()
    versions = {f"Python {platform.python_version()}": "PSF-2.0"}
    for name in ("LICENSE", "NOTICE", "packaging/licences.md"):
        _copy(ROOT / name, target / "fieldapp")
    for path in sorted((ROOT / "resources").glob("*/*.txt")):
        _copy(path, target / path.parent.name)
    _copy(Path(sysconfig.get_path("stdlib"), "LICENSE.txt"), target / "python")
    for package in distributions():
        name = canonicalize_name(package.name)
        versions[f"{name} {package.version}"] = licences[name]
        for file in package.files or ():
            if ".dist-info" in file.parts[0] and TEXT.match(file.name):
                _copy(Path(str(package.locate_file(file))), target / name)
    for name in ("LGPL-3", "GPL-3"):
        _copy(COMMON / name, target / "qt")
    for owner, version in _debian_packages(libraries).items():
        versions[f"{owner} {version}"] = f"see {owner}/copyright"
        _copy(Path("/usr/share/doc", owner, "copyright"), target / owner)
    lines = (f"{what}: {licence}\n" for what, licence in versions.items())
    (target / "versions.txt").write_text("".join(lines), encoding="utf-8")


def _debian_packages(files: list[Path]) -> dict[str, str]:
    """The system's packages that hold these files, with their versions.

    Raises:
        FileNotFoundError: a file belongs to none.
    """
    versions = {}
    for file in files:
        # /lib leads to /usr/lib, and dpkg knows a file by the one name or the other.
        names = (str(file), str(file).removeprefix("/usr"))
        owners = _answer("dpkg-query", "--search", *names)
        if not owners:
            raise FileNotFoundError(f"{file} belongs to no package: its licence is not known")
        owner = owners.split(":")[0]
        versions[owner] = _answer("dpkg-query", "--show", "--showformat=${Version}\n", owner)
    return dict(sorted((name, version.split("\n")[0]) for name, version in versions.items()))


def _answer(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _copy(source: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, folder / source.name)
