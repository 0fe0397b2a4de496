"""How the emotion level went: a lane for the customer, a lane for oneself, and what happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import BOLD, RADIUS, SMALL, Theme
from fieldapp.ui.widgets.drawn import Drawn
from fieldapp.ui.widgets.painting import hairline, rounded

_DOT, _ROW, _EDGE, _LINE = 22, 14, 28, 20
"""A reading's circle; from one level to the next; free at either end; a line of text."""
_INSET, _LEAST_LABEL = 6, 28
"""What is free inside the ring of focus; a mark's label that has less room is left out."""
_TOP = _LINE + _INSET + 2
_LANE = 4 * _ROW + _DOT
_GAP = _DOT + 4


class Point(NamedTuple):
    """A reading, 1 to 5. `label` is shown when it is pointed at; times are shown in their zone."""

    at: datetime
    level: int
    label: str


class Mark(NamedTuple):
    """Something that happened."""

    at: datetime
    label: str


class Lane(NamedTuple):
    name: str
    points: tuple[Point, ...]


def places(times: Sequence[datetime], width: float, gap: float) -> dict[datetime, float]:
    """Where each time lies from 0 to `width`: true to time, but never closer than `gap`.

    Where so many do not fit, they lie evenly.
    """
    ordered = sorted(set(times))
    if len(ordered) < 2:
        return dict.fromkeys(ordered, width / 2)
    if (len(ordered) - 1) * gap >= width:
        step = width / (len(ordered) - 1)
        return {at: index * step for index, at in enumerate(ordered)}
    span = (ordered[-1] - ordered[0]).total_seconds()
    found = [width * (at - ordered[0]).total_seconds() / span for at in ordered]
    for index in range(1, len(found)):
        found[index] = max(found[index], found[index - 1] + gap)
    found[-1] = width
    for index in reversed(range(len(found) - 1)):
        found[index] = min(found[index], found[index + 1] - gap)
    return dict(zip(ordered, found, strict=True))


class EmotionTimeline(Drawn):
    """Left and right go from reading to reading; the one pointed at is told below.

    Args:
        name: for a screen reader.
        empty: shown while there is no reading.
    """

    def __init__(self, theme: Theme, name: str, empty: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self._empty = theme, empty
        self._lanes: tuple[Lane, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._order: list[tuple[int, Point]] = []
        self._at: int | None = None
        self._across: dict[datetime, float] = {}
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_lanes((), ())

    def show_lanes(self, lanes: Sequence[Lane], marks: Sequence[Mark] = ()) -> None:
        """Show other readings. A lane without one takes no room."""
        self._lanes = tuple(
            lane._replace(points=tuple(sorted(lane.points))) for lane in lanes if lane.points
        )
        self._marks = tuple(sorted(marks))
        pairs = ((row, point) for row, lane in enumerate(self._lanes) for point in lane.points)
        self._order = sorted(pairs, key=lambda pair: (pair[1].at, pair[0]))
        self._at = None
        self._spread()
        told = [self._tell(row, point) for row, point in self._order]
        told += [f"{mark.at:%H:%M} {mark.label}" for mark in self._marks]
        self.setAccessibleDescription("; ".join(told) or self._empty)
        self.updateGeometry()
        self.update()

    def current(self) -> Point | None:
        """The reading that is pointed at."""
        return None if self._at is None else self._order[self._at][1]

    def sizeHint(self) -> QSize:
        lanes = len(self._lanes)
        height = _TOP + lanes * (_LINE + _LANE + 8) + 2 * _LINE if lanes else 96
        return QSize(480, height)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._order) - 1
        here = -1 if self._at is None else self._at
        goal = {
            Qt.Key.Key_Left: max(here - 1, 0),
            Qt.Key.Key_Right: min(here + 1, last),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }.get(Qt.Key(event.key()))
        if goal is None or not self._order:
            super().keyPressEvent(event)
        else:
            self._point_at(goal)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._point_at(None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position()
        near = [
            index
            for index, (row, point) in enumerate(self._order)
            if (self._centre(row, point) - where).manhattanLength() <= _DOT
        ]
        self._point_at(near[-1] if near else None)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            rect = QRectF(self.rect())
            rounded(painter, rect, RADIUS, None, border=self.theme.focus, width=2)
        painter.setFont(fonts.sized(SMALL))
        if not self._order:
            painter.setPen(QColor(self.theme.ink_soft))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(16, 8, -16, -8), flags, self._empty)
            return
        self._draw_marks(painter)
        for row in range(len(self._lanes)):
            self._draw_lane(painter, row)
        self._draw_times(painter)
        if self._at is not None:
            painter.setPen(QColor(self.theme.ink))
            painter.setFont(fonts.sized(SMALL))
            self._write(painter, _EDGE, self.height() - _LINE, self._tell(*self._order[self._at]))

    # Where things lie

    def _spread(self) -> None:
        """Where across the widget each time lies."""
        times = [point.at for _, point in self._order] + [mark.at for mark in self._marks]
        width = max(self.width() - 2 * _EDGE, _GAP)
        self._across = {at: _EDGE + x for at, x in places(times, width, _GAP).items()}

    def _lane_top(self, row: int) -> float:
        """Of the circle of level 5."""
        return _TOP + row * (_LINE + _LANE + 8) + _LINE

    def _centre(self, row: int, point: Point) -> QPointF:
        y = self._lane_top(row) + (5 - point.level) * _ROW + _DOT / 2
        return QPointF(self._across[point.at], y)

    def _point_at(self, index: int | None) -> None:
        if index != self._at:
            self._at = index
            self.setToolTip("" if index is None else self._order[index][1].label)
            self.update()

    # Drawing

    def _tell(self, row: int, point: Point) -> str:
        return f"{point.at:%H:%M} {self._lanes[row].name} {point.level} {point.label}".rstrip()

    def _draw_lane(self, painter: QPainter, row: int) -> None:
        theme, lane, top = self.theme, self._lanes[row], self._lane_top(row)
        painter.setPen(QColor(theme.ink_soft))
        painter.setFont(fonts.sized(SMALL, BOLD))
        self._write(painter, _EDGE - _DOT / 2, top - _LINE, lane.name)
        painter.setPen(QPen(QColor(theme.line), hairline(painter)))
        for level in range(5):
            y = round(top + _DOT / 2 + level * _ROW) + 0.5
            painter.drawLine(
                QPointF(_EDGE - _DOT / 2, y), QPointF(self.width() - _EDGE + _DOT / 2, y)
            )
        painter.setPen(QPen(QColor(theme.border), hairline(painter, 1.5)))
        centres = [self._centre(row, point) for point in lane.points]
        for before, after in pairwise(centres):
            painter.drawLine(before, after)
        painter.setFont(fonts.sized(SMALL, BOLD))
        for point, centre in zip(lane.points, centres, strict=True):
            circle = QRectF(0, 0, _DOT, _DOT)
            circle.moveCenter(centre)
            if self.current() is point:
                around = circle.adjusted(-3, -3, 3, 3)
                rounded(
                    painter, around, around.width() / 2, theme.surface, border=theme.ink, width=2
                )
            rounded(painter, circle, _DOT / 2, theme.emotion[point.level - 1])
            painter.setPen(QColor(theme.on_emotion[point.level - 1]))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(point.level))

    def _draw_marks(self, painter: QPainter) -> None:
        found = self._across
        end = self.height() - 2 * _LINE
        pen = QPen(QColor(self.theme.border), hairline(painter))
        pen.setStyle(Qt.PenStyle.DashLine)
        free = 0.0
        for mark in self._marks:
            x = found[mark.at]
            painter.setPen(pen)
            painter.drawLine(QPointF(x, _TOP - 2), QPointF(x, end))
            following = [found[other.at] for other in self._marks if found[other.at] > x]
            start = max(x - 8, free)
            room = min([*following, float(self.width())]) - start - 12
            if room < _LEAST_LABEL:
                continue  # An ellipsis alone tells nothing.
            text = painter.fontMetrics().elidedText(
                mark.label, Qt.TextElideMode.ElideRight, int(room)
            )
            painter.setPen(QColor(self.theme.ink_soft))
            self._write(painter, start, _INSET, text)
            free = start + painter.fontMetrics().horizontalAdvance(text) + 8

    def _draw_times(self, painter: QPainter) -> None:
        """As many times as fit; the day too, where it is another than before."""
        font = fonts.figures(SMALL)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.ink_soft))
        found = self._across
        days = {at.date() for at in found}
        free, before = 0.0, None
        for at, x in found.items():
            dated = len(days) > 1 and at.date() != before
            text = f"{at:%m-%d %H:%M}" if dated else f"{at:%H:%M}"
            width = QFontMetrics(font).horizontalAdvance(text)
            start = min(max(x - width / 2, _INSET), self.width() - width - _INSET)
            if start >= free:
                self._write(painter, start, self.height() - 2 * _LINE, text)
                free, before = start + width + 8, at.date()

    def _write(self, painter: QPainter, x: float, y: float, text: str) -> None:
        room = QRectF(x, y, self.width() - x, _LINE)
        line = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, line)
