"""The licences of what FieldApp runs on: `write` packaging/licences.md, or `check` it.

Only what a user's installation pulls in is listed, on any of the systems we support; the tools a
developer uses are not shipped. `resources/licences.json` says the same to the program itself.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
INVENTORY = ROOT / "packaging" / "licences.md"
RESOURCE = ROOT / "resources" / "licences.json"

SYSTEMS = (
    {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix"},
    {"sys_platform": "darwin", "platform_system": "Darwin", "os_name": "posix"},
    {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt"},
)
PYTHONS = ("3.11", "3.12", "3.13")

# Licences that may be shipped beside Apache-2.0 code, as SPDX names.
ALLOWED = {"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "HPND", "ISC", "MIT"}
ALLOWED |= {"MIT-0", "MIT-CMU", "PSF-2.0", "Zlib"}
# Qt and its Python bindings stay libraries of their own, which anybody may replace.
ALLOWED |= {"LGPL-3.0-only"}
# A list of certificate authorities, passed on unchanged.
ALLOWED |= {"MPL-2.0"}

# From its own licence file, where a package's metadata has no SPDX name.
BY_HAND = {
    "aiosignal": "Apache-2.0",
    "click-default-group": "BSD-3-Clause",
    "jaraco-classes": "MIT",
    "pyrage": "MIT",
    "pypdfium2": "Apache-2.0 AND BSD-3-Clause",
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "python-dateutil": "Apache-2.0 AND BSD-3-Clause",
    "reportlab": "BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
    "sqlite-fts4": "Apache-2.0",
}

# What only some systems or Pythons install, with its licence and what it pulls in, so that the
# inventory is the same wherever it is made.
NOT_EVERYWHERE: dict[str, tuple[str, list[str]]] = {
    "backports-tarfile": ("MIT", []),
    "importlib-metadata": ("Apache-2.0", ["lazy-importer", "zipp"]),
    "jeepney": ("MIT", []),
    "lazy-importer": ("Apache-2.0", []),
    "pywin32-ctypes": ("BSD-3-Clause", []),
    "secretstorage": ("BSD-3-Clause", ["cryptography", "jeepney"]),
    "tzdata": ("Apache-2.0", []),
    "zipp": ("MIT", []),
}

# What lies inside those packages or beside our code.
CONTAINED = {
    "Inter": "OFL-1.1",
    "Lucide": "ISC AND MIT",
    "Noto Emoji, Noto Sans, Noto Sans SC, Noto Sans Symbols 2": "OFL-1.1",
    "OpenSSL": "Apache-2.0",
    "PDFium": "Apache-2.0 AND BSD-3-Clause",
    "Qt": "LGPL-3.0-only",
    "SQLCipher": "BSD-3-Clause",
    "SQLite": "blessing",
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
their authors lie beside them. So do the texts of the ISC License of the icons in
`resources/icons/` and of the MIT License of the passwords in `resources/passwords/`.
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


def metadata(name: str) -> tuple[str, list[str]]:
    """A package's licence (empty where nobody has said it yet) and its requirements."""
    if name in NOT_EVERYWHERE:
        return NOT_EVERYWHERE[name]
    found = distribution(name)
    fields = found.metadata.json
    licence = BY_HAND.get(name) or fields.get("license_expression") or fields.get("license") or ""
    return str(licence), list(found.requires or ())


def runtime() -> dict[str, str]:
    """Every package an installation may pull in, and its licence.

    Raises:
        PackageNotFoundError: one is neither installed here nor in NOT_EVERYWHERE.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [Requirement(text) for text in project["dependencies"]]
    licences: dict[str, str] = {}
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in licences and needed(requirement):
            licences[name], requires = metadata(name)
            waiting += [Requirement(text) for text in requires]
    return dict(sorted(licences.items()))


def inventory() -> tuple[dict[Path, str], list[str]]:
    """The texts of both files, and what is wrong with them."""
    rows, problems = [], []
    licences = runtime()
    for name, expression in licences.items():
        parts = {part for part in re.split(r"[()\s]+|AND|OR|WITH", expression) if part}
        if not parts or parts - ALLOWED:
            problems.append(f"{name}: {expression[:60] or 'no licence named'!r}: see BY_HAND")
        rows.append(f"| {name} | {expression} |")
    document = {"packages": licences, "contained": CONTAINED}
    resource = json.dumps(document, indent=1, sort_keys=True) + "\n"
    return {INVENTORY: HEAD + "\n".join(rows) + FOOT, RESOURCE: resource}, problems


def main(argv: list[str]) -> int:
    try:
        texts, problems = inventory()
    except PackageNotFoundError as error:
        print(f"{error.name} is not installed here: add it to NOT_EVERYWHERE")
        return 1
    for path, text in texts.items():
        if argv == ["write"] and not problems:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            name = path.relative_to(ROOT)
            problems.append(f"{name} is not up to date: run packaging/licences.py write")
    print("\n".join(problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
