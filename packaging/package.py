"""What is handed out, in dist/: `package.py [wheel] [folder] [deb]`, all of it by default.

wheel    the wheel and the source archive, for pip
folder   a folder that installs for one person, and a .tar.gz of it
deb      a Debian package, made of that folder
"""

from __future__ import annotations

import argparse
import platform
import signal
import subprocess
import sys
import time
from pathlib import Path

import archives
import deb
import folder

PARTS = ("wheel", "folder", "deb")


def make(parts: list[str], out: Path) -> list[Path]:
    """Make these parts; what was made.

    Raises:
        subprocess.CalledProcessError, FileNotFoundError: a tool failed and has said why; a licence
            text is missing.
    """
    made: list[Path] = []
    if "wheel" in parts:
        made += archives.build(out)
    if "folder" in parts or "deb" in parts:
        plain = folder.build(out)
        made.append(plain)
        if "folder" in parts:
            made.append(folder.archive(plain))
        if "deb" in parts:
            made.append(deb.build(plain, out))
    return made


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py package", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--out", type=Path, default=folder.ROOT / "dist")
    args = parser.parse_args(argv)
    parts = args.parts or [*PARTS]
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}")
    if platform.system() != "Linux":
        parts = ["wheel"]
        print("Folder and .deb are made on Linux; see packaging/windows.md and packaging/macos.md")
    start = time.monotonic()
    try:
        made = make(parts, args.out)
    except subprocess.CalledProcessError:
        return 1
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 1
    for path in made:
        print(f"{path.name:<42}{folder.size(path):5} MB")
    print(f"{time.monotonic() - start:.0f} s")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    sys.exit(main(sys.argv[1:]))
