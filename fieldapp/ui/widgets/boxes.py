"""A check box and a drop-down list in our look."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate, QWidget

from fieldapp.ui.theme import icons
from fieldapp.ui.theme.tokens import RADIUS, SPACE_M, SPACE_S, TARGET, Theme
from fieldapp.ui.widgets.choices import CheckBox
from fieldapp.ui.widgets.painting import focus_ring, rounded

_BOX = 20
_MARGIN = 4
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter


class Toggle(CheckBox):
    """A check box whose text wraps."""

    def __init__(
        self, theme: Theme, text: str, height: int = TARGET, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, text, height, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        room = QRect(0, 0, max(width - self._indent() - _MARGIN, 1), 10_000)
        text = self.fontMetrics().boundingRect(room, _WRAP, self.text())
        return max(text.height() + SPACE_S, self._height)

    def sizeHint(self) -> QSize:
        text = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(self._indent() + text + SPACE_S, self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._indent() + 120, self._height)

    def _indent(self) -> int:
        return _MARGIN + _BOX + SPACE_M

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, live = self.theme, self.isEnabled()
        box = QRectF(_MARGIN, (self.height() - _BOX) / 2, _BOX, _BOX)
        if self.hasFocus():
            rounded(painter, box.adjusted(-4, -4, 4, 4), 8, None, border=theme.focus, width=2)
        if self.isChecked():
            rounded(painter, box, 5, theme.accent if live else theme.border)
            tick = icons.pixmap("check", theme.on_accent, 16, self.devicePixelRatio())
            painter.drawPixmap(round(box.left()) + 2, round(box.top()) + 2, tick)
        else:
            fill = theme.hover if self.underMouse() and live else theme.surface
            rounded(painter, box, 5, fill, border=theme.border if live else theme.line)
        painter.setPen(QColor(theme.ink if live else theme.border))
        room = QRect(self._indent(), 0, self.width() - self._indent() - _MARGIN, self.height())
        painter.drawText(room, _WRAP, self.text())


class Select(QComboBox):
    """One of many, in a list that drops down. Turning the wheel over it changes nothing.

    Args:
        options: id and label of each.
        name: what is chosen, for a screen reader.
    """

    chosen = Signal(object)
    """The id a person chose."""

    def __init__(
        self,
        theme: Theme,
        options: Sequence[tuple[str, str]],
        name: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAccessibleName(name)
        self.setItemDelegate(QStyledItemDelegate(self))  # the one that keeps to the style sheet
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.set_options(options)
        self.activated.connect(lambda at: self.chosen.emit(self.itemData(at)))

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other options; the chosen one stays, if it is still among them."""
        kept = self.currentData()
        self.clear()
        for ident, label in options:
            self.addItem(label, ident)
        self.choose(kept)

    def value(self) -> str | None:
        """The id of what is chosen."""
        found = self.currentData()
        return found if isinstance(found, str) else None

    def choose(self, ident: str | None) -> None:
        """Show a choice without a signal; an unknown id or None shows none."""
        self.setCurrentIndex(-1 if ident is None else self.findData(ident))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        labels = (self.itemText(at) for at in range(self.count()))
        widest = max((metrics.horizontalAdvance(label) for label in labels), default=0)
        return QSize(widest + icons.SIZE + 3 * SPACE_M, TARGET)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, TARGET)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, live, rect = self.theme, self.isEnabled(), QRectF(self.rect())
        radius = float(RADIUS)
        if self.hasFocus():
            rect = focus_ring(painter, theme, rect, radius)
            radius -= 3
        fill = theme.hover if self.underMouse() and live else theme.surface
        rounded(painter, rect, radius, fill, border=theme.border if live else theme.line)
        arrow = icons.pixmap("chevron-down", theme.ink_soft, icons.SIZE, self.devicePixelRatio())
        top = (self.height() - icons.SIZE) // 2
        painter.drawPixmap(self.width() - SPACE_M - icons.SIZE, top, arrow)
        painter.setPen(QColor(theme.ink if live else theme.border))
        room = QRect(SPACE_M, 0, self.width() - 3 * SPACE_M - icons.SIZE, self.height())
        text = QFontMetrics(self.font()).elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
