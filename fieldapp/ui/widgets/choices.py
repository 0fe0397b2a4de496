"""Choosing from a few: chips that are real radio buttons (one) or check boxes (several)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QGroupBox,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import BODY, BOLD, LEAD, RADIUS, REGULAR, TARGET, TARGET_TALK, Theme
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.painting import focus_ring, rounded

_PAD = 16


class Group(QGroupBox):
    """A frameless group that a screen reader announces by its name."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setContentsMargins(0, 0, 0, 0)

    def changeEvent(self, event: QEvent) -> None:
        """Qt makes room for the frame again with each new style or font."""
        super().changeEvent(event)
        self.setContentsMargins(0, 0, 0, 0)

    def minimumSizeHint(self) -> QSize:
        return QWidget.minimumSizeHint(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Nothing: only its members are seen."""


def paint_chip(chip: QAbstractButton, theme: Theme, radius: float) -> None:
    painter = QPainter(chip)
    rect = QRectF(chip.rect())
    if chip.hasFocus():
        rect = focus_ring(painter, theme, rect, radius)
        radius -= 4
    on, live = chip.isChecked(), chip.isEnabled()
    fill = theme.accent_soft if on else theme.hover if chip.underMouse() and live else theme.surface
    border = theme.line if not live else theme.accent if on else theme.border
    rounded(painter, rect, max(radius, 4), fill, border=border)
    font = _chip_font(chip.height(), BOLD if on else REGULAR)
    painter.setFont(font)
    painter.setPen(QColor(theme.ink if live else theme.border))
    room = chip.width() - _PAD
    text = QFontMetrics(font).elidedText(chip.text(), Qt.TextElideMode.ElideRight, room)
    painter.drawText(chip.rect(), Qt.AlignmentFlag.AlignCenter, text)


def chip_size(text: str, height: int) -> QSize:
    """As wide as it is when chosen, so that choosing moves nothing."""
    width = QFontMetrics(_chip_font(height, BOLD)).horizontalAdvance(text) + 2 * _PAD
    return QSize(max(width, height), height)


def _chip_font(height: int, weight: int) -> QFont:
    return fonts.sized(LEAD if height >= TARGET_TALK else BODY, weight)


class Clearable(QRadioButton):
    """A radio button that gives its choice up again when it is pressed once more."""

    cleared = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.isChecked() and self.isDown():
            self.setDown(False)
            self.clear()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        clears = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        toggles = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if self.isChecked() and event.key() in clears + toggles:
            self.clear()
        elif event.key() in toggles:
            self.click()
        else:
            super().keyPressEvent(event)

    def clear(self) -> None:
        uncheck(self)
        self.cleared.emit()


def uncheck(button: QAbstractButton) -> None:
    """Take a choice back, which an exclusive group alone would not allow."""
    group = button.group()
    if group:
        group.setExclusive(False)
    button.setChecked(False)
    if group:
        group.setExclusive(True)


class RadioChip(Clearable):
    """One of several; squarer than a check chip."""

    def __init__(
        self, theme: Theme, text: str, height: int = TARGET, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.theme, self._height = theme, height

    def sizeHint(self) -> QSize:
        return chip_size(self.text(), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._height, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(self, self.theme, RADIUS)


class CheckBox(QCheckBox):
    """A check box that is clicked anywhere and that Enter checks too."""

    def __init__(
        self, theme: Theme, text: str, height: int = TARGET, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.theme, self._height = theme, height
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class CheckChip(CheckBox):
    """Any of several."""

    def sizeHint(self) -> QSize:
        return chip_size(self.text(), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._height, self._height)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_chip(self, self.theme, self._height / 2)


class Chips(Group):
    """A choice of chips.

    Args:
        options: id and label of each.
        name: what is chosen, for a screen reader.
        multiple: several may be chosen.
    """

    chosen = Signal(object)
    """What a person chose: an id or None; with `multiple` a tuple of ids, in the options' order."""

    def __init__(
        self,
        theme: Theme,
        options: Sequence[tuple[str, str]],
        name: str,
        *,
        multiple: bool = False,
        height: int = TARGET,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, parent)
        self.multiple = multiple
        self.buttons: dict[str, QAbstractButton] = {}
        layout = FlowLayout(self)
        group = QButtonGroup(self)
        group.setExclusive(not multiple)
        for ident, label in options:
            button: QAbstractButton
            if multiple:
                button = CheckChip(theme, label, height, self)
            else:
                button = RadioChip(theme, label, height, self)
                button.cleared.connect(self._tell)
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.clicked.connect(self._tell)
            group.addButton(button)
            layout.addWidget(button)
            self.buttons[ident] = button
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def value(self) -> str | tuple[str, ...] | None:
        """What is chosen, in the shape of `chosen`."""
        ids = tuple(ident for ident, button in self.buttons.items() if button.isChecked())
        if self.multiple:
            return ids
        return ids[0] if ids else None

    def choose(self, ids: Iterable[str]) -> None:
        """Show a choice without a signal; unknown ids are passed over."""
        wanted = set(ids)
        for ident, button in self.buttons.items():
            if ident in wanted:
                button.setChecked(True)
            elif button.isChecked() and self.multiple:
                button.setChecked(False)
            elif button.isChecked() and not wanted & self.buttons.keys():
                uncheck(button)

    def _tell(self) -> None:
        self.chosen.emit(self.value())
