"""A circle that breathes: it grows, rests and shrinks, and says which it is."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import HEADING, MEDIUM, SMALL, Theme

PHASES = (("in", 4_000), ("hold", 2_000), ("out", 6_000))
"""Each breath, in milliseconds."""
_FRAME_MS, _SIDE, _LEAST = 40, 168, 0.45
WHOLE_MS = 60_000


class Breathing(QWidget):
    """Runs a minute, or until it is stopped.

    Args:
        words: what each of PHASES is called.
    """

    turned = Signal()
    """It has begun or ended."""

    def __init__(self, theme: Theme, words: dict[str, str], name: str) -> None:
        super().__init__()
        self.theme, self._words = theme, words
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._clock = QElapsedTimer()
        self._frames = QTimer(self, interval=_FRAME_MS)
        self._frames.timeout.connect(self._step)

    @property
    def is_running(self) -> bool:
        return self._frames.isActive()

    def start(self) -> None:
        self._clock.start()
        self._frames.start()
        self.update()
        self.turned.emit()

    def stop(self) -> None:
        self._frames.stop()
        self.update()
        self.turned.emit()

    def _step(self) -> None:
        if self._clock.elapsed() >= WHOLE_MS:
            self.stop()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def now(self) -> tuple[str, float, int]:
        """The phase, how full the breath is (0 to 1), and the seconds left of the phase."""
        if not self.is_running:
            return "", 0.0, 0
        place = self._clock.elapsed() % sum(length for _, length in PHASES)
        for name, length in PHASES:
            if place < length:
                part = place / length
                full = {"in": part, "hold": 1.0, "out": 1.0 - part}[name]
                return name, full, round((length - place) / 1000 + 0.5)
            place -= length
        return "", 0.0, 0

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        name, full, left = self.now()
        middle = QPointF(self.width() / 2, self.height() / 2)
        largest = self.height() / 2 - 4
        radius = largest * (_LEAST + (1 - _LEAST) * full)
        painter.setPen(QColor(self.theme.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, largest, largest)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.accent_soft))
        painter.drawEllipse(middle, radius, radius)
        if name:
            painter.setPen(QColor(self.theme.ink))
            painter.setFont(fonts.sized(HEADING, MEDIUM))
            place = QRectF(0, middle.y() - 22, self.width(), 24)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, self._words[name])
            painter.setFont(fonts.sized(SMALL))
            painter.setPen(QColor(self.theme.ink_soft))
            below = QRectF(0, middle.y() + 2, self.width(), 20)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(left))
