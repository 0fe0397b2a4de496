"""The source archive, and the wheel made from that archive, built offline."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("fieldapp/", "fieldapp/_data/forms/", "fieldapp/_data/resources/")


def build(out: Path) -> list[Path]:
    """Build both; their paths.

    Raises:
        subprocess.CalledProcessError: the build failed and has said why.
        FileNotFoundError: the wheel lacks a part.
    """
    for former in out.glob("*.whl"):
        former.unlink()
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out)]
    subprocess.run(command, cwd=ROOT, check=True)
    (wheel,) = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    for part in PARTS:
        if not any(name.startswith(part) for name in names):
            raise FileNotFoundError(f"The wheel lacks {part}: see packaging/hatch_build.py")
    name, version, _ = wheel.name.split("-", 2)
    return [wheel, out / f"{name}-{version}.tar.gz"]
