"""The source archive, and the wheel made from that archive, built offline into dist/."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
PARTS = ("fieldapp/", "fieldapp/_data/forms/", "fieldapp/_data/resources/")


def build() -> Path:
    """Build both; the wheel's path.

    Raises:
        subprocess.CalledProcessError: the build failed and has said why.
    """
    shutil.rmtree(DIST, ignore_errors=True)
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(DIST)]
    subprocess.run(command, cwd=ROOT, check=True)
    (wheel,) = DIST.glob("*.whl")
    return wheel


def carried(wheel: Path) -> dict[str, tuple[int, float]]:
    """Number of files and their size in MB for each part the program cannot do without."""
    with zipfile.ZipFile(wheel) as archive:
        entries = archive.infolist()
    parts = {}
    for part in PARTS:
        sizes = [entry.file_size for entry in entries if entry.filename.startswith(part)]
        parts[part] = (len(sizes), sum(sizes) / 1e6)
    return parts


def main() -> int:
    try:
        wheel = build()
    except subprocess.CalledProcessError:
        return 1
    for path in sorted(DIST.iterdir()):
        print(f"{path.name:<42}{path.stat().st_size / 1e6:7.2f} MB")
    parts = carried(wheel)
    for part, (count, size) in parts.items():
        print(f"  {part:<40}{size:7.2f} MB in {count} files")
    lacking = [part for part, (count, _) in parts.items() if not count]
    if lacking:
        print(f"The wheel lacks {', '.join(lacking)}: see packaging/hatch_build.py")
    return 1 if lacking else 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a traceback
    sys.exit(main())
