"""The emotion level, 1 to 5: a scale to choose from and a bar to look at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import BODY, BOLD, LEAD, RADIUS, SMALL, SPACE_S, TARGET_TALK, Theme
from fieldapp.ui.widgets.choices import Clearable, Group, uncheck
from fieldapp.ui.widgets.painting import focus_ring, rounded

LEVELS = range(1, 6)
_HEIGHT = 56


class LevelSegment(Clearable):
    """One level: its number, its label and a bar in its colour; filled with it when chosen."""

    def __init__(
        self,
        theme: Theme,
        level: int,
        label: str,
        height: int = _HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"{level} {label}", parent)
        self.theme, self.level, self.label, self._height = theme, level, label, height
        self.setToolTip(label)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        label = QFontMetrics(self._label_font()).horizontalAdvance(self.label)
        return QSize(max(label + 16, self._height), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(_HEIGHT, self._height)

    def _label_font(self) -> QFont:
        return fonts.sized(BODY if self._height >= TARGET_TALK else SMALL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, rect, radius = self.theme, QRectF(self.rect()), float(RADIUS)
        colour = theme.emotion[self.level - 1]
        if self.hasFocus():
            rect = focus_ring(painter, theme, rect, radius)
            radius -= 3
        if self.isChecked():
            ink = theme.on_emotion[self.level - 1]
            rounded(painter, rect, radius, colour, border=theme.ink, width=2)
        else:
            ink = theme.ink if self.isEnabled() else theme.border
            hot = self.underMouse() and self.isEnabled()
            fill = theme.hover if hot else theme.surface
            rounded(painter, rect, radius, fill, border=theme.border)
            bar = QRectF(rect.left() + 8, rect.bottom() - 8, rect.width() - 16, 3)
            rounded(painter, bar, 1.5, colour if self.isEnabled() else theme.line)
        painter.setPen(QColor(ink))
        painter.setFont(fonts.sized(LEAD, BOLD))
        above = (self.height() - _HEIGHT) / 2
        top, middle = QRectF(0, above + 6, self.width(), 20), Qt.AlignmentFlag.AlignCenter
        painter.drawText(top, middle, str(self.level))
        font = self._label_font()
        painter.setFont(font)
        room = self.width() - 12
        label = QFontMetrics(font).elidedText(self.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(6, above + 25, room, 20), middle, label)


class LevelScale(Group):
    """Choose a level by mouse, arrow keys or its digit; the same again takes it back.

    Args:
        labels: of the levels 1 to 5.
        name: whose level it is, for a screen reader.
    """

    chosen = Signal(object)
    """The level a person chose, 1 to 5, or None."""
    typed = Signal()
    """It was chosen by its digit: whoever types goes on typing."""

    def __init__(
        self,
        theme: Theme,
        labels: Sequence[str],
        name: str,
        height: int = _HEIGHT,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE_S)
        group = QButtonGroup(self)
        self.segments: list[LevelSegment] = []
        for level, label in zip(LEVELS, labels, strict=True):
            segment = LevelSegment(theme, level, label, height, self)
            segment.clicked.connect(self._tell)
            segment.cleared.connect(self._tell)
            group.addButton(segment, level)
            layout.addWidget(segment)
            self.segments.append(segment)

    def level(self) -> int | None:
        """The chosen level, 1 to 5."""
        return next((one.level for one in self.segments if one.isChecked()), None)

    def choose(self, level: int | None) -> None:
        """Show a level without a signal."""
        for segment in self.segments:
            if segment.level == level:
                segment.setChecked(True)
            elif level is None and segment.isChecked():
                uncheck(segment)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_0
        if digit in LEVELS and not event.modifiers():
            segment = self.segments[digit - 1]
            segment.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not segment.isChecked():
                segment.click()
            self.typed.emit()
        else:
            super().keyPressEvent(event)

    def _tell(self) -> None:
        self.chosen.emit(self.level())


class LevelBar(QProgressBar):
    """A level to look at, 0 (not known) to 5, as five short bars.

    Args:
        name: whose level; a screen reader reads it with the level.
    """

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setRange(0, len(LEVELS))
        self.setValue(0)
        self.setTextVisible(False)
        self.setAccessibleName(name)
        self.setFixedHeight(8)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(200, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        level, gap = self.value(), 4
        width = (self.width() - gap * (len(LEVELS) - 1)) / len(LEVELS)
        colour = self.theme.emotion[level - 1] if level else self.theme.line
        for one in LEVELS:
            bar = QRectF((one - 1) * (width + gap), 0, width, self.height())
            rounded(painter, bar, self.height() / 2, colour if one <= level else self.theme.line)
