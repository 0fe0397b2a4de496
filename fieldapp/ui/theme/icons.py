"""The icons: Lucide's outlines (see packaging/icons.py), drawn in the colour they are needed in."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from fieldapp.base import paths
from fieldapp.ui.theme.tokens import Theme

SIZE = 18


@cache
def _outline(name: str) -> str:
    try:
        return paths.resources("icons", f"{name}.svg").read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise KeyError(f"no icon {name!r}: see packaging/icons.py") from error


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """An icon as a picture of `size` logical pixels, on a screen of `ratio` pixels to one.

    Raises:
        KeyError: there is no such icon.
    """
    drawn = QPixmap(QSize(size, size) * ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    outline = _outline(name).replace("currentColor", colour)
    painter = QPainter(drawn)
    QSvgRenderer(QByteArray(outline.encode())).render(painter, QRectF(drawn.rect()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn.copy()  # what has been drawn on keeps what drew it, which is far larger


def icon(name: str, colour: Theme | str, size: int = SIZE) -> QIcon:
    """An icon for a Qt control, in a colour or in a theme's soft ink.

    Raises:
        KeyError: there is no such icon.
    """
    tint = colour if isinstance(colour, str) else colour.ink_soft
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    return QIcon(pixmap(name, tint, size, ratio))
