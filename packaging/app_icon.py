"""Draw the application's icon in the sizes a desktop asks for: `resources/app/fieldapp-*.png`.

A tool for developers, run by hand after an edit of `resources/app/fieldapp.svg`, our own drawing:
a page of a report that is also a speech bubble, and the tick of what is settled. The result is the
same bytes each time.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "app"
SIZES = (16, 24, 32, 48, 64, 128, 256)


def drawn(renderer: QSvgRenderer, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter)
    painter.end()
    return image


def main() -> int:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    QGuiApplication(sys.argv[:1])
    renderer = QSvgRenderer(str(FOLDER / "fieldapp.svg"))
    for size in SIZES:
        if not drawn(renderer, size).save(str(FOLDER / f"fieldapp-{size}.png")):
            print(f"{FOLDER}: the picture of {size} pixels cannot be written", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
