"""A sheet to sign on, by mouse, pen or finger."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import RADIUS, SMALL, Theme
from fieldapp.ui.widgets.drawn import Drawn
from fieldapp.ui.widgets.painting import hairline, rounded

Stroke = tuple[tuple[float, float], ...]
"""Points from one touch to the next lift, each 0 to 1 of the sheet's width and height."""

PROPORTION = 0.4
"""The sheet's height by its width."""
_STEP = 0.002
_PEN = 1 / 240
"""A movement worth keeping, and the breadth of the line, by the sheet's width."""


class SignaturePad(Drawn):
    """The sheet keeps its proportion at any size, so that a signature keeps its shape.

    Args:
        name: for a screen reader; how to sign without a pointer is up to the page.
        hint: shown while the sheet is empty.
    """

    changed = Signal()
    """A stroke was finished, or the sheet was cleared by the person."""

    def __init__(
        self, theme: Theme, name: str, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme, self._hint = theme, hint
        self._strokes: list[Stroke] = []
        self._drawing: list[tuple[float, float]] = []
        self.setAccessibleName(name)
        self.setAccessibleDescription(hint)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def strokes(self) -> tuple[Stroke, ...]:
        return tuple(self._strokes)

    def set_strokes(self, strokes: Iterable[Stroke]) -> None:
        """Show a signature without a signal."""
        self._strokes = [tuple(stroke) for stroke in strokes]
        self._drawing = []
        self.update()

    def clear(self) -> None:
        self.set_strokes(())
        self.changed.emit()

    def image(self, width: int = 1000) -> QImage:
        """The signature in black on white, `width` pixels wide."""
        made = QImage(width, round(width * PROPORTION), QImage.Format.Format_RGB32)
        made.fill(Qt.GlobalColor.white)
        painter = QPainter(made)
        draw_strokes(painter, QRectF(made.rect()), self._strokes, "#000000")
        painter.end()
        return made

    def sheet(self) -> QRectF:
        """Where on the widget the sheet lies."""
        width = min(float(self.width()), self.height() / PROPORTION)
        height = width * PROPORTION
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def sizeHint(self) -> QSize:
        return QSize(480, self.heightForWidth(480))

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.heightForWidth(240))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(width * PROPORTION)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._begin(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._end(event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Accepted, so that Qt does not make mouse events of the pen's too."""
        match event.type():
            case QEvent.Type.TabletPress:
                self._begin(event.position())
            case QEvent.Type.TabletMove:
                self._move(event.position())
            case QEvent.Type.TabletRelease:
                self._end(event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        if not isinstance(event, QTouchEvent):
            return super().event(event)
        place = event.points()[0].position() if event.points() else QPointF()
        match event.type():
            case QEvent.Type.TouchBegin:
                self._begin(place)
            case QEvent.Type.TouchUpdate:
                self._move(place)
            case QEvent.Type.TouchEnd:
                self._end(place)
            case QEvent.Type.TouchCancel:
                self._drawing = []
                self.update()
        event.accept()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        sheet, theme = self.sheet(), self.theme
        rounded(painter, sheet, RADIUS, theme.surface, border=theme.border)
        painter.setPen(QPen(QColor(theme.line), hairline(painter)))
        base = sheet.top() + 0.76 * sheet.height()
        side = 0.08 * sheet.width()
        painter.drawLine(QPointF(sheet.left() + side, base), QPointF(sheet.right() - side, base))
        if self._hint and not self._strokes and not self._drawing:
            painter.setPen(QColor(theme.ink_soft))
            painter.setFont(fonts.sized(SMALL))
            below = QRectF(sheet.left(), base, sheet.width(), sheet.bottom() - base)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self._hint)
        drawing = [tuple(self._drawing)] if self._drawing else []
        draw_strokes(painter, sheet, [*self._strokes, *drawing], theme.ink)

    def _begin(self, place: QPointF) -> None:
        if self.sheet().contains(place):
            self._drawing = [self._on_sheet(place)]
            self.update()

    def _move(self, place: QPointF) -> None:
        if not self._drawing:
            return
        x, y = self._on_sheet(place)
        last_x, last_y = self._drawing[-1]
        if abs(x - last_x) + abs(y - last_y) * PROPORTION >= _STEP:
            self._drawing.append((x, y))
            self.update()

    def _end(self, place: QPointF) -> None:
        if self._drawing:
            self._move(place)
            self._strokes.append(tuple(self._drawing))
            self._drawing = []
            self.update()
            self.changed.emit()

    def _on_sheet(self, place: QPointF) -> tuple[float, float]:
        sheet = self.sheet()
        x = (place.x() - sheet.left()) / sheet.width()
        y = (place.y() - sheet.top()) / sheet.height()
        return min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)


def draw_strokes(painter: QPainter, sheet: QRectF, strokes: Iterable[Stroke], colour: str) -> None:
    """Draw strokes into a sheet; a single point is a dot."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(colour), max(sheet.width() * _PEN, 1.5))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for stroke in strokes:
        points = [
            QPointF(sheet.left() + x * sheet.width(), sheet.top() + y * sheet.height())
            for x, y in stroke
        ]
        if len(points) == 1:
            painter.drawPoint(points[0])
            continue
        path = QPainterPath(points[0])
        for before, point in pairwise(points[1:]):
            path.quadTo(before, (before + point) / 2)
        path.lineTo(points[-1])
        painter.drawPath(path)
