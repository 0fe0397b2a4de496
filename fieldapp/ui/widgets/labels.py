"""Text that is shown, and lines between things."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

Kind = Literal[
    "title",
    "heading",
    "lead",
    "body",
    "strong",
    "soft",
    "small",
    "caption",
    "need",
    "say",
    "ask",
    "avoid",
    "ok",
    "info",
    "warning",
    "danger",
]
"""The kinds of text of `resources/styles/app.qss`, from the page's title down."""


class Label(QLabel):
    """Plain text of a kind, never taken for markup. It wraps unless told otherwise."""

    def __init__(
        self,
        text: str = "",
        kind: Kind = "body",
        *,
        wrap: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("kind", kind)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def turn_into(self, kind: Kind) -> None:
        """Makes it a text of another kind."""
        if kind != self.property("kind"):
            self.setProperty("kind", kind)
            self.style().unpolish(self)
            self.style().polish(self)


class SectionTitle(Label):
    """The heading of a section or card."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, "heading", parent=parent)


class ElidedLabel(Label):
    """One line that ends in an ellipsis where it does not fit; the whole is then its tooltip.

    Args:
        cut: where the ellipsis stands; in the middle of a path, whose end tells most.
    """

    def __init__(
        self,
        text: str = "",
        kind: Kind = "body",
        parent: QWidget | None = None,
        *,
        cut: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
    ) -> None:
        self._cut = cut
        super().__init__(text, kind, wrap=False, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._explain()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._explain()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().windowText().color())
        rect = self.contentsRect()
        painter.drawText(rect, self.alignment(), self._shown())

    def _shown(self) -> str:
        line = " ".join(self.text().split())
        room = self.contentsRect().width()
        return self.fontMetrics().elidedText(line, self._cut, room)

    def _explain(self) -> None:
        self.setToolTip(self.text() if self._shown() != self.text() else "")


class Separator(QFrame):
    """A hairline across its layout."""

    def __init__(self, *, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "line")
        (self.setFixedWidth if vertical else self.setFixedHeight)(1)
