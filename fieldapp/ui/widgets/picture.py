"""A picture on which a part is chosen to keep, and parts are covered that must not be seen.

What is chosen is told in pixels of the picture; burning it in is the worker's task.
"""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.theme.tokens import RADIUS, Theme
from fieldapp.ui.widgets.drawn import Drawn
from fieldapp.ui.widgets.painting import rounded
from fieldapp.ui.widgets.regions import Region, Regions, Tool

_HANDLE, _REACH = 12, 16
"""A corner's square, and how near the pointer must be to take it."""
_PART = 0.01
"""How far an arrow key moves a rectangle, by the picture's longer side; ten times with Ctrl."""

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class _Drag(NamedTuple):
    """From where on the picture; the rectangle that moves, or None where one is drawn or sized."""

    start: QPointF
    moved: Region | None
    replaces: bool


class PictureCanvas(Drawn):
    """Drag to draw a rectangle with the current `tool`, drag one to move it, a corner to size it.

    By keyboard: Insert or Enter puts one in the middle, the arrows move it, with Shift they size
    it, N selects the next one, Delete removes it, Ctrl+Z takes the last step back.

    Args:
        name, help_: for a screen reader; the second says the keys.
    """

    changed = Signal()

    def __init__(
        self, theme: Theme, name: str, help_: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.tool: Tool = "cover"
        self._image = QImage()
        self._regions = Regions(1, 1)
        self._scaled = QPixmap()
        self._drag: _Drag | None = None
        self._draft: Region | None = None
        self.setAccessibleName(name)
        self.setAccessibleDescription(help_)
        self.setToolTip(help_)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_picture(self, image: QImage) -> None:
        """Show another picture, without rectangles."""
        self._image = image
        self._regions = Regions(max(image.width(), 1), max(image.height(), 1))
        self._scaled = QPixmap()
        self._drag = self._draft = None
        self.update()

    def crop(self) -> Region | None:
        """What is kept; None for the whole picture."""
        return self._regions.crop

    def covers(self) -> tuple[Region, ...]:
        """What is covered."""
        return self._regions.covers

    def undo(self) -> None:
        if self._regions.can_undo:
            self._regions.undo()
            self._tell()

    def remove(self) -> None:
        """Take the selected rectangle away."""
        if self._regions.selected is not None:
            self._regions.remove()
            self._tell()

    def add(self) -> None:
        """Put a rectangle of the current tool into the middle of what is seen."""
        width, height = self._image.width(), self._image.height()
        part = 0.8 if self.tool == "crop" else 0.2
        region = self._regions.inside(
            width * (1 - part) / 2, height * (1 - part) / 2, width * part, height * part
        )
        self._regions.add(self.tool, region)
        self._tell()

    def sizeHint(self) -> QSize:
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 180)

    def shown(self) -> QRectF:
        """Where on the widget the picture lies."""
        if self._image.isNull():
            return QRectF()
        size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())

    # Keys

    def event(self, event: QEvent) -> bool:
        """Claims Ctrl+Z from the window while there is a step to take back."""
        undoes = (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
        )
        if undoes and self._regions.can_undo:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._image.isNull():
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Undo) and self._regions.can_undo:
            self.undo()
        elif key in (Qt.Key.Key_Insert, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.add()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif key == Qt.Key.Key_N and self._regions.all:
            before = -1 if self._regions.selected is None else self._regions.selected
            self._regions.selected = (before + 1) % len(self._regions.all)
            self.update()
        elif key in _ARROWS and self._regions.selected is not None:
            self._nudge(*_ARROWS[key], event.modifiers())
        else:
            super().keyPressEvent(event)

    def _nudge(self, right: int, down: int, keys: Qt.KeyboardModifier) -> None:
        far = bool(keys & Qt.KeyboardModifier.ControlModifier)
        step = max(self._image.width(), self._image.height()) * _PART * (10 if far else 1)
        x, y, width, height = self._selected()
        if keys & Qt.KeyboardModifier.ShiftModifier:
            width, height = width + round(right * step), height + round(down * step)
        else:
            x, y = x + round(right * step), y + round(down * step)
        self._regions.change(self._regions.inside(x, y, width, height))
        self._tell()

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._image.isNull():
            return
        place = self._on_picture(event.position())
        corner = self._opposite(event.position())
        hit = [
            at
            for at, (tool, one) in enumerate(self._regions.all)
            if one.holds(place.x(), place.y()) and tool in ("cover", self.tool)
        ]
        if corner is not None:
            self._drag = _Drag(corner, None, replaces=True)
        elif hit:
            self._regions.selected = hit[-1]
            self._drag = _Drag(place, self._selected(), replaces=True)
        else:
            self._drag = _Drag(place, None, replaces=False)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag:
            place, drag = self._on_picture(event.position()), self._drag
            if drag.moved:
                x, y, width, height = drag.moved
                x, y = x + round(place.x() - drag.start.x()), y + round(place.y() - drag.start.y())
            else:
                box = QRectF(drag.start, place).normalized()
                x, y = round(box.x()), round(box.y())
                width, height = round(box.width()), round(box.height())
            self._draft = self._regions.inside(x, y, width, height)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, draft = self._drag, self._draft
        self._drag = self._draft = None
        if event.button() != Qt.MouseButton.LeftButton or drag is None or draft is None:
            self.update()
        elif drag.replaces:
            self._regions.change(draft)
            self._tell()
        else:
            self._regions.add(self.tool, draft)
            self._tell()

    # Drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self.shown()
        if self._image.isNull():
            return
        painter.drawPixmap(shown.topLeft(), self._picture(shown))
        rectangles = list(self._regions.all)
        selected = self._regions.selected
        if self._draft and self._drag and self._drag.replaces and selected is not None:
            rectangles[selected] = (rectangles[selected][0], self._draft)
        elif self._draft:
            if self.tool == "crop":
                rectangles = [one for one in rectangles if one[0] != "crop"]
            rectangles.append((self.tool, self._draft))
            selected = len(rectangles) - 1
        for tool, region in rectangles:
            rect = self._on_widget(region)
            if tool == "cover":
                painter.fillRect(rect, QColor("#000000"))
            else:
                outside = QPainterPath()
                outside.addRect(shown)
                outside.addRect(rect)
                painter.fillPath(outside, QColor(0, 0, 0, 150))
        for at, (_, region) in enumerate(rectangles):
            self._draw_frame(painter, self._on_widget(region), chosen=at == selected)
        if self.hasFocus():
            frame = QRectF(self.rect())
            rounded(painter, frame, RADIUS, None, border=self.theme.focus, width=2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._scaled = QPixmap()

    def _draw_frame(self, painter: QPainter, rect: QRectF, *, chosen: bool) -> None:
        """White on black, so that it is seen on any picture."""
        rounded(painter, rect.adjusted(-1, -1, 1, 1), 1, None, border="#000000")
        rounded(painter, rect, 0, None, border="#ffffff", width=2 if chosen else 1)
        if chosen:
            for corner in (rect.topLeft(), rect.topRight(), rect.bottomLeft(), rect.bottomRight()):
                handle = QRectF(0, 0, _HANDLE, _HANDLE)
                handle.moveCenter(corner)
                rounded(painter, handle, 3, self.theme.accent, border="#ffffff", width=2)

    def _picture(self, shown: QRectF) -> QPixmap:
        """Scaled once for a size of the widget: that is the slow part of a drag."""
        if self._scaled.isNull():
            ratio = self.devicePixelRatio()
            size = (shown.size() * ratio).toSize()
            smooth = Qt.TransformationMode.SmoothTransformation
            scaled = self._image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
            self._scaled = QPixmap.fromImage(scaled)
            self._scaled.setDevicePixelRatio(ratio)
        return self._scaled

    # Between widget and picture

    def _scale(self) -> float:
        return self.shown().width() / self._image.width()

    def _on_picture(self, place: QPointF) -> QPointF:
        there = (place - self.shown().topLeft()) / self._scale()
        x = min(max(there.x(), 0.0), float(self._image.width()))
        return QPointF(x, min(max(there.y(), 0.0), float(self._image.height())))

    def _on_widget(self, region: Region) -> QRectF:
        scale, start = self._scale(), self.shown().topLeft()
        return QRectF(
            start.x() + region.left * scale,
            start.y() + region.top * scale,
            region.width * scale,
            region.height * scale,
        )

    def _selected(self) -> Region:
        assert self._regions.selected is not None
        return self._regions.all[self._regions.selected][1]

    def _opposite(self, place: QPointF) -> QPointF | None:
        """Of the selected rectangle's corner at `place`: the corner that stays, on the picture."""
        if self._regions.selected is None:
            return None
        rect = self._on_widget(self._selected())
        for corner, other in (
            (rect.topLeft(), rect.bottomRight()),
            (rect.topRight(), rect.bottomLeft()),
            (rect.bottomLeft(), rect.topRight()),
            (rect.bottomRight(), rect.topLeft()),
        ):
            if (corner - place).manhattanLength() <= _REACH:
                return self._on_picture(other)
        return None

    def _tell(self) -> None:
        self.update()
        self.changed.emit()
