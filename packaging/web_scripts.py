"""Fetch the one script of the hub's pages again: `fieldapp/hub/web/static/htmx.min.js`.

A tool for developers, run by hand: `python packaging/web_scripts.py`. It needs `npm`. htmx is under
the Zero-Clause BSD License; the text lies beside it. The result is the same bytes each time.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "fieldapp" / "hub" / "web" / "static"
PACKAGE = "htmx.org@2.0.11"
FILES = {"dist/htmx.min.js": "htmx.min.js", "LICENSE": "0BSD-htmx.txt"}


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", PACKAGE]
        done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        with tarfile.open(Path(folder, done.stdout.strip())) as archive:
            archive.extractall(folder, filter="data")
        for name, target in FILES.items():
            (TARGET / target).write_bytes(Path(folder, "package", name).read_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
