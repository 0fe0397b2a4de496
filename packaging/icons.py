"""Fetch the icons again and reduce them to those the window shows: `resources/icons/`.

A tool for developers, run by hand: `python packaging/icons.py`. It needs `npm`. The icons are
Lucide's, under the ISC License (some of them the MIT License); the text lies beside them. To use
another one, add its Lucide name here. The result is the same bytes each time.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "resources" / "icons"
PACKAGE = "lucide-static@1.62.0"

ICONS = """
arrow-down arrow-left arrow-right arrow-up ban bell book-open building-2 calendar camera
chart-no-axes-column check
chevron-down chevron-left chevron-right chevron-up circle circle-alert circle-check circle-dot
circle-question-mark circle-slash circle-x clipboard-list clipboard-paste clock cloud cloud-off
cloud-upload copy corner-down-left crop door-open download ear ellipsis eraser external-link eye
eye-off file-text flag folder-open gauge git-branch grip-vertical hand handshake hard-drive heart
history image image-plus import info key-round keyboard languages life-buoy lightbulb link
list-checks lock lock-keyhole lock-open log-out mail map-pin message-circle message-square
messages-square minus monitor moon move network panel-left panel-right paperclip pen-line pencil
phone plus printer quote redo-2 refresh-cw rotate-cw save scale search send settings shield
shield-alert signature smile split square-dashed star sun tag target trash-2 triangle-alert undo-2
upload user users wrench x zoom-in zoom-out
"""


def main() -> int:
    TARGET.mkdir(parents=True, exist_ok=True)
    for old in TARGET.glob("*.svg"):
        old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        package = fetch(Path(folder))
        for name in ICONS.split():
            text = (package / "icons" / f"{name}.svg").read_text(encoding="utf-8")
            (TARGET / f"{name}.svg").write_text(reduce(text), encoding="utf-8")
        licence = (package / "LICENSE").read_text(encoding="utf-8")
        (TARGET / "ISC-lucide.txt").write_text(licence, encoding="utf-8")
    return 0


def fetch(folder: Path) -> Path:
    """Unpack the pinned npm package and return its folder."""
    command = ["npm", "pack", "--silent", PACKAGE]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
    with tarfile.open(folder / done.stdout.strip()) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def reduce(text: str) -> str:
    """The drawing on one line, without the comment and the class names."""
    text = re.sub(r"<!--.*?-->|\s*class=\"[^\"]*\"", "", text, flags=re.DOTALL)
    return re.sub(r"\s*(/?>)", r"\1", re.sub(r"\s+", " ", text)).replace("> <", "><").strip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
