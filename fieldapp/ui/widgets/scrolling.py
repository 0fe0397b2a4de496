"""A column in the middle of its place, no wider than reads well, that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from fieldapp.ui.theme.tokens import READING, SPACE_L, SPACE_S, SPACE_XL, SPACE_XXL


def centred(layout: QLayout, width: int = READING) -> QHBoxLayout:
    """A layout in the middle of what there is, no wider than `width` and its margins."""
    holder = QWidget()
    holder.setLayout(layout)
    holder.setMaximumWidth(width + 2 * SPACE_XXL)
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.addStretch(0)  # takes what is left over, and nothing before that
    row.addWidget(holder, 1)
    row.addStretch(0)
    return row


class Reading(QScrollArea):
    """What scrolls and takes the focus itself, for the keys that scroll it; and shows so to whoever
    comes by keyboard.

    Args:
        name: of what is read here, for a screen reader.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setProperty("kind", "reading")

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        keys = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._ring(on=event.reason() in keys)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring(on=False)

    def _ring(self, *, on: bool) -> None:
        self.setProperty("ring", on)
        self.style().unpolish(self)
        self.style().polish(self)


class _Inside(QWidget):
    """As high as its content at its width: hints that know no width add up to more, and would leave
    an empty space at the end."""

    def minimumSizeHint(self) -> QSize:
        hint, layout = super().minimumSizeHint(), self.layout()
        if layout is not None and layout.hasHeightForWidth():
            hint.setHeight(0)  # the area asks for the height that belongs to the width
        return hint


class Column(Reading):
    """What is added to `body` stands in the column. The keys that scroll reach it from what has the
    focus in it; it takes none itself, unless there is nothing in it that could (`read`).

    Args:
        name: of what is in it, for a screen reader.
        width: logical pixels; None: as wide as there is room.
    """

    def __init__(
        self, name: str, width: int | None = READING, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("kind", "")
        self.body = QVBoxLayout()
        self.body.setContentsMargins(SPACE_XXL, SPACE_S, SPACE_XXL, SPACE_L)
        inside = _Inside()
        inside.setProperty("kind", "page")
        inside.setLayout(self.body if width is None else centred(self.body, width))
        self.setWidget(inside)
        self._width = width
        self.verticalScrollBar().rangeChanged.connect(self._balance)

    def read(self) -> None:
        """From now on it takes the focus itself."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("kind", "reading")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._balance()

    def _balance(self) -> None:
        """A column that has room on both sides stays in the middle, whether or not there is a
        scroll bar beside it."""
        bar = self.verticalScrollBar()
        free = 0 if self._width is None else self.width() - self._width - 2 * SPACE_XXL
        balance = min(max(free, 0), bar.sizeHint().width()) if bar.maximum() else 0
        if balance != self.viewportMargins().left():
            self.setViewportMargins(balance, 0, 0, 0)


def bring_into_view(widget: QWidget) -> None:
    """Scrolls whatever a widget lies in until it is seen, once the layout has settled."""
    area = widget.parentWidget()
    while area is not None and not isinstance(area, QScrollArea):
        area = area.parentWidget()
    if isinstance(area, QScrollArea):
        found = area
        QTimer.singleShot(0, widget, lambda: found.ensureWidgetVisible(widget, 0, SPACE_XL))
