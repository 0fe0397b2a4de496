"""Surfaces that hold content: card, coach card, empty state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.ui.theme import icons
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS, Theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label, SectionTitle
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.painting import even_width

_WIDEST = 420
COACH_ICONS = {"say": "message-circle", "ask": "circle-question-mark", "avoid": "ban"}


class Picture(QLabel):
    """An icon that says nothing a text beside it does not say."""

    def __init__(
        self, name: str, colour: str, size: int = icons.SIZE, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._drawn = (name, colour, size)
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Drawn for the screen it is on, which may change."""
        QPainter(self).drawPixmap(0, 0, icons.pixmap(*self._drawn, self.devicePixelRatio()))


class Card(QFrame):
    """A rounded surface; its content goes into `body`, beside the title goes the accessory."""

    def __init__(
        self, title: str = "", accessory: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_XL)
        self.body.setSpacing(SPACE_M)
        if title or accessory:
            head = QHBoxLayout()
            head.addWidget(SectionTitle(title), 1)
            if accessory:
                head.addWidget(accessory, 0, Qt.AlignmentFlag.AlignTop)
            self.body.addLayout(head)
        if title:
            self.setAccessibleName(title)


class CoachCard(QFrame):
    """What to say, to ask or to avoid: a heading and a few sentences.

    Args:
        tone: chooses the colours and the icon.
    """

    def __init__(
        self,
        theme: Theme,
        tone: Literal["say", "ask", "avoid"],
        heading: str,
        lines: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("tone", tone)
        self.setAccessibleName(heading)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        strong, _ = theme.tone(tone)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_L)
        self._layout.setSpacing(SPACE_S)
        head = QHBoxLayout()
        head.setSpacing(SPACE_S)
        head.addWidget(Picture(COACH_ICONS[tone], strong))
        head.addWidget(Label(heading, tone, wrap=False), 1)
        self._layout.addLayout(head)
        self._lines: list[Label] = []
        self._layout.addStretch(1)
        self.set_lines(lines)

    def set_lines(self, lines: Sequence[str]) -> None:
        """Show other sentences."""
        for label in self._lines[len(lines) :]:
            discard(label)
        del self._lines[len(lines) :]
        for label, text in zip(self._lines, lines, strict=False):
            label.setText(text)
        for text in lines[len(self._lines) :]:
            label = Label(text)
            self._layout.insertWidget(self._layout.count() - 1, label)
            self._lines.append(label)


class EmptyState(QWidget):
    """What a place is for while nothing is in it, and the button to begin, if there is one.

    `more`: other ways to begin, below it.
    """

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        sentence: str,
        button: Button | None = None,
        *,
        more: Sequence[Button] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        middle = Qt.AlignmentFlag.AlignHCenter
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE_XL, SPACE_XL, SPACE_XL, SPACE_XL)
        layout.setSpacing(SPACE_XS)
        layout.addStretch(1)
        layout.addWidget(Picture(icon, theme.border, 32), 0, middle)
        layout.addSpacing(SPACE_S)
        self._labels = (Label(title, "strong"), Label(sentence, "soft"))
        for label in self._labels:
            label.setAlignment(middle)
            row = QHBoxLayout()
            row.addStretch()
            row.addWidget(label, 1)
            row.addStretch()
            layout.addLayout(row)
        if button:
            layout.addSpacing(SPACE_M)
            layout.addWidget(button, 0, middle)
        for other in more:
            layout.addSpacing(SPACE_XS)
            layout.addWidget(other, 0, middle)
        layout.addStretch(2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """No line of it is much shorter than the others."""
        super().resizeEvent(event)
        room = min(_WIDEST, self.width() - 2 * SPACE_XL)
        for label in self._labels:
            label.setMaximumWidth(even_width(label.fontMetrics(), label.text(), room))
