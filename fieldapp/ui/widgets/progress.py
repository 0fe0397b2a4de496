"""How far something is: a ring, and a strip for a task that takes longer than a second."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import BOLD, HEADING, SPACE_M, SPACE_S, Theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import ElidedLabel
from fieldapp.ui.widgets.painting import rounded


class ProgressRing(QProgressBar):
    """A ring with the per cent in it.

    Args:
        name: of what, for a screen reader.
    """

    def __init__(
        self, theme: Theme, name: str, size: int = 80, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setRange(0, 100)
        self.setValue(0)
        self.setAccessibleName(name)
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(self.width() // 10, 3)
        inset = width / 2 + 1
        circle = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        pen = QPen(QColor(self.theme.line), width)
        painter.setPen(pen)
        painter.drawEllipse(circle)
        pen.setColor(QColor(self.theme.accent))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        whole = self.maximum() - self.minimum()
        part = (self.value() - self.minimum()) / whole if whole else 0
        if part > 0:
            painter.drawArc(circle, 90 * 16, round(-part * 360 * 16))
        painter.setPen(QColor(self.theme.ink))
        painter.setFont(fonts.figures(HEADING if self.width() >= 64 else 12, BOLD))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, f"{round(part * 100)}%")


class ProgressBar(QProgressBar):
    """A thin bar; with a range of 0 to 0 it only says that something is going on."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self._ink = theme, theme.accent
        self.setAccessibleName(name)
        self.setTextVisible(False)
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_ink(self, ink: str) -> None:
        """Fills it in this colour from now on."""
        if ink != self._ink:
            self._ink = ink
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole, radius = QRectF(self.rect()), self.height() / 2
        rounded(painter, whole, radius, self.theme.line)
        span = self.maximum() - self.minimum()
        part = (self.value() - self.minimum()) / span if span else 1.0
        if part > 0:
            whole.setWidth(max(whole.width() * part, self.height()))
            rounded(painter, whole, radius, self._ink if span else self.theme.border)


class ProgressStrip(QFrame):
    """A task that is running: what, how far, and a button that stops it."""

    cancelled = Signal()

    def __init__(self, theme: Theme, text: str, cancel: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "surface")
        self.label = ElidedLabel(text)
        self.amount = ElidedLabel("", "small")
        self.amount.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.bar = ProgressBar(theme, text)
        self.bar.setRange(0, 0)
        self.button = Button(theme, cancel, "plain", icon="x")
        self.button.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        layout.setSpacing(SPACE_M)
        column = QVBoxLayout()
        column.setSpacing(SPACE_S)
        words = QHBoxLayout()
        words.addWidget(self.label, 1)
        words.addWidget(self.amount)
        column.addLayout(words)
        column.addWidget(self.bar)
        layout.addLayout(column, 1)
        layout.addWidget(self.button)

    def show_progress(self, done: float | None, amount: str = "") -> None:
        """`done` from 0 to 1, or None where nobody can say; `amount` in words (`3 of 12 MB`)."""
        if done is None:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(min(max(done, 0.0), 1.0) * 1000))
        self.amount.setText(amount)
        self.amount.setMinimumWidth(self.amount.fontMetrics().horizontalAdvance(amount))
