"""A layout that sets its items like words: left to right, and on to the next line."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from fieldapp.ui.theme.tokens import SPACE_S


class FlowLayout(QLayout):
    """Items keep their preferred size; lines are as high as their highest item.

    What it has measured it keeps until Qt says that something has changed, as Qt's own layouts do:
    it is asked for it hundreds of times while a page is laid out.
    """

    def __init__(self, parent: QWidget | None = None, spacing: int = SPACE_S) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._heights: dict[int, int] = {}
        self._least: QSize | None = None
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        if not 0 <= index < len(self._items):
            return None
        self.invalidate()
        return self._items.pop(index)

    def invalidate(self) -> None:
        self._heights.clear()
        self._least = None
        super().invalidate()

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        if self._least is None:
            least = QSize()
            for item in self._items:
                least = least.expandedTo(item.minimumSize())
            margins = self.contentsMargins()
            edges = QSize(margins.left() + margins.right(), margins.top() + margins.bottom())
            self._least = least + edges
        return self._least

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Set the items into `rect`; returns the height they need."""
        margins = self.contentsMargins()
        inside = rect.marginsRemoved(margins)
        x, y, line = inside.left(), inside.top(), 0
        for item in self._items:
            if item.isEmpty():
                continue
            size = item.sizeHint()
            width = min(size.width(), inside.width())
            if line and x + width > inside.right() + 1:
                x, y, line = inside.left(), y + line + self.spacing(), 0
            if move:
                item.setGeometry(QRect(QPoint(x, y), QSize(width, size.height())))
            x += width + self.spacing()
            line = max(line, size.height())
        return y + line - rect.top() + margins.bottom()
