"""The licences of what FieldApp runs on: `write` packaging/licences.md, or `check` it.

Only what a user's installation pulls in is listed, on any of the systems we support; the tools a
developer uses are not shipped.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
INVENTORY = ROOT / "packaging" / "licences.md"

SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)
PYTHONS = ("3.11", "3.12", "3.13")

# Licences that may be shipped beside Apache-2.0 code, as SPDX names.
ALLOWED = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "HPND", "ISC", "MIT"}
ALLOWED |= {"MIT-0", "MIT-CMU", "PSF-2.0", "Zlib"}

# Where a package's metadata has no SPDX name, or the package is for another system: from its own
# licence file.
BY_HAND = {
    "backports-tarfile": "MIT",
    "click-default-group": "BSD-3-Clause",
    "jaraco-classes": "MIT",
    "pywin32-ctypes": "BSD-3-Clause",
    "reportlab": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "sqlite-fts4": "Apache-2.0",
}

HEAD = """# Licences of third-party software

FieldApp itself is under the Apache License 2.0 (see LICENSE). An installation also holds the
packages below; their licence texts are in their own `.dist-info` folders. Made by
`packaging/licences.py write`.

| package | licence (SPDX) |
|---|---|
"""


FOOT = """

The built sqlcipher3 contains SQLCipher (BSD-3-Clause), SQLite (public domain) and OpenSSL
(Apache-2.0); cryptography contains OpenSSL too; Pillow lists the image libraries it contains.

The fonts in `resources/fonts/` are under the SIL Open Font License 1.1; its text and the names of
their authors lie beside them.
"""


def needed(requirement: Requirement) -> bool:
    """Whether a requirement without extras applies on any system and Python we support."""
    if requirement.marker is None:
        return True
    return any(
        requirement.marker.evaluate(
            {**system, "python_version": python, "python_full_version": f"{python}.0", "extra": ""}
        )
        for system in SYSTEMS
        for python in PYTHONS
    )


def installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def runtime() -> Iterator[tuple[str, Distribution | None]]:
    """Every package an installation may pull in; None where this system has none of it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(text) for text in project["dependencies"]]
    seen: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or not needed(requirement):
            continue
        seen.add(name)
        found = installed(name)
        yield name, found
        waiting += [Requirement(text) for text in (found.requires if found else None) or ()]


def licence(name: str, found: Distribution | None) -> str:
    """The SPDX expression a package is under; empty where nobody has said it yet."""
    if name in BY_HAND or found is None:
        return BY_HAND.get(name, "")
    metadata = found.metadata.json
    return str(metadata.get("license_expression") or metadata.get("license") or "")


def inventory() -> tuple[str, list[str]]:
    """The text of licences.md, and what is wrong with it."""
    rows, problems = [], []
    for name, found in sorted(runtime(), key=lambda item: item[0]):
        expression = licence(name, found)
        parts = {part for part in re.split(r"[()\s]+|AND|OR|WITH", expression) if part}
        if not parts or parts - ALLOWED:
            problems.append(f"{name}: {expression[:60] or 'no licence named'!r}: see BY_HAND")
        rows.append(f"| {name} | {expression} |")
    return HEAD + "\n".join(rows) + FOOT, problems


def main(argv: list[str]) -> int:
    text, problems = inventory()
    if argv == ["write"] and not problems:
        INVENTORY.write_text(text, encoding="utf-8")
    elif not INVENTORY.exists() or INVENTORY.read_text(encoding="utf-8") != text:
        problems.append("packaging/licences.md is not up to date: run packaging/licences.py write")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
