"""What every control that draws itself shares: crisp rounded shapes and the ring of focus."""

from __future__ import annotations

from math import ceil, floor

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QTextLayout, QTextOption

from fieldapp.ui.theme.tokens import Theme

RING, GAP = 2.0, 2.0
"""The ring of focus, and what is free between it and the control."""
_CLOSE = 0.01
"""Part of a pixel that is lost in arithmetic."""


def snapped(painter: QPainter, rect: QRectF) -> QRectF:
    """The whole pixels of the screen inside `rect`, so that lines stay crisp at any scaling."""
    there = painter.deviceTransform()
    back, possible = there.inverted()
    if not possible:
        return rect
    on_screen = there.mapRect(rect)
    left, top = ceil(on_screen.left() - _CLOSE), ceil(on_screen.top() - _CLOSE)
    right, bottom = floor(on_screen.right() + _CLOSE), floor(on_screen.bottom() + _CLOSE)
    return back.mapRect(QRectF(left, top, right - left, bottom - top))


def hairline(painter: QPainter, width: float = 1.0) -> float:
    """`width` as the nearest whole number of the screen's pixels, in logical pixels."""
    scale = painter.deviceTransform().m11() or 1.0
    return max(1, floor(width * scale + 0.4)) / scale


def rounded(
    painter: QPainter,
    rect: QRectF,
    radius: float,
    fill: str | None,
    *,
    border: str | None = None,
    width: float = 1.0,
) -> None:
    """A rounded rectangle whose border lies inside `rect`."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = snapped(painter, rect)
    painter.setBrush(QColor(fill) if fill else Qt.BrushStyle.NoBrush)
    if border:
        line = hairline(painter, width)
        painter.setPen(QPen(QColor(border), line))
        half = line / 2
        rect = rect.adjusted(half, half, -half, -half)
        radius -= half
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, radius, radius)


def focus_ring(painter: QPainter, theme: Theme, rect: QRectF, radius: float) -> QRectF:
    """Draw the ring along the inside of `rect`; returns where the control itself still fits."""
    rounded(painter, rect, radius, None, border=theme.focus, width=RING)
    inset = RING + GAP
    return rect.adjusted(inset, inset, -inset, -inset)


def lines_of_text(painter: QPainter, place: QRect, text: str, *, ink: str, font: QFont) -> None:
    """As many lines as there is room for, in their middle; the last ends in an ellipsis where the
    text does not fit."""
    painter.setFont(font)
    painter.setPen(QColor(ink))
    metrics = painter.fontMetrics()
    height, width = metrics.lineSpacing(), place.width()
    lines = _broken(text, font, width)
    most = max(1, place.height() // height)
    if len(lines) > most:
        rest = "".join(lines[most - 1 :])
        lines[most - 1 :] = [metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]
    top = place.top() + max(0, place.height() - height * len(lines)) // 2
    for number, line in enumerate(lines):
        row = QRect(place.left(), top + number * height, width, height)
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, line)


def _broken(text: str, font: QFont, width: int) -> list[str]:
    """A text in lines of a width, between words where it has any."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    lines = []
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()])
    layout.endLayout()
    return lines


def line_of_text(
    painter: QPainter,
    place: QRect,
    text: str,
    *,
    ink: str,
    font: QFont,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> int:
    """One line that ends in an ellipsis where it does not fit; returns how wide it is drawn."""
    painter.setFont(font)
    painter.setPen(QColor(ink))
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text)
    if width > place.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, place.width())
        width = metrics.horizontalAdvance(text)
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | align, text)
    return width


def even_width(metrics: QFontMetrics, text: str, most: int) -> int:
    """The least width at which a text takes no more lines than at `most`: all are about as long."""

    def height(width: int) -> int:
        room = QRect(0, 0, width, 100_000)
        return metrics.boundingRect(room, Qt.TextFlag.TextWordWrap, text).height()

    least, fits, wanted = 1, max(most, 1), height(max(most, 1))
    while least < fits:
        middle = (least + fits) // 2
        if height(middle) <= wanted:
            fits = middle
        else:
            least = middle + 1
    return fits
