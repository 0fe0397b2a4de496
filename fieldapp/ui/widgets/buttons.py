"""Buttons: real push buttons in our look, with an icon and the key that does the same."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from fieldapp.ui.theme import fonts, icons
from fieldapp.ui.theme.tokens import (
    BODY,
    BOLD,
    LEAD,
    MEDIUM,
    RADIUS,
    SMALL,
    SPACE_S,
    TARGET,
    TARGET_PRIMARY,
    TARGET_TALK,
    Theme,
)
from fieldapp.ui.widgets.painting import focus_ring, rounded

Kind = Literal["primary", "quiet", "danger", "plain", "link"]
"""Filled; outlined; filled, for what cannot be taken back; without a frame; like a link."""

_PAD, _LEAST_PAD, _GAP = 16, 6, 8


class Look(NamedTuple):
    """How a button is drawn in one state."""

    fill: str | None
    border: str | None
    ink: str


class Button(QPushButton):
    """A button with a text, an icon or both. `keys` names the key that does the same: `F3`.

    `is_row`: one of a list, as wide as that; it begins at the left and is cut where it is too long.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: Kind = "quiet",
        *,
        icon: str = "",
        keys: str = "",
        height: int = 0,
        is_row: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.theme, self.kind, self.glyph, self.keys = theme, kind, icon, keys
        self._is_row = is_row
        self._height = height or (TARGET_PRIMARY if kind in ("primary", "danger") else TARGET)
        talk = self._height >= TARGET_TALK
        self.setFont(fonts.sized(LEAD if talk else BODY, BOLD if kind == "primary" else MEDIUM))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        if keys:
            self.setToolTip(f"{text} ({keys})")

    def set_glyph(self, name: str) -> None:
        """Show another icon, or none."""
        self.glyph = name
        self.updateGeometry()
        self.update()

    def set_keys(self, keys: str) -> None:
        """Name another key that does the same, or none."""
        self.keys = keys
        self.setToolTip(f"{self.text()} ({keys})" if keys else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        # Rounded up: a text that is a fraction of a pixel too wide would be elided.
        text = math.ceil(QFontMetricsF(self.font()).horizontalAdvance(self.text()))
        parts = [icons.SIZE] if self.glyph else []
        parts += [text + 1] if self.text() else []
        parts += [self._keys_width()] if self.keys else []
        pad = 0 if self.kind == "link" else _PAD  # Its words begin where those around it do.
        if not self.text():
            pad = (self._height - icons.SIZE) // 2
        width = sum(parts) + _GAP * (len(parts) - 1) + 2 * pad
        least = self._height if self.glyph or self.kind == "link" else 0
        return QSize(max(round(width), least), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * self._height, self._height) if self._is_row else self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses a button too, not only the space bar."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect, radius = QRectF(self.rect()), float(RADIUS)
        look = self.look()
        if self.hasFocus() and self.kind != "link":
            rect = focus_ring(painter, self.theme, rect, radius)
            radius -= 3
        if look.fill or look.border:
            rounded(painter, rect, radius, look.fill, border=look.border)
        self._draw_content(painter, look.ink)
        if self.kind == "link" and (self.hasFocus() or self.underMouse()):
            self._underline(painter, look.ink)

    def look(self) -> Look:
        theme, hot, down = self.theme, self.underMouse(), self.isDown()
        if not self.isEnabled():
            filled = self.kind in ("primary", "danger")
            frame = theme.line if self.kind == "quiet" else None
            return Look(theme.hover if filled else None, frame, theme.border)
        if self.isChecked():
            return Look(theme.accent_soft, theme.accent, theme.ink)
        if self.kind == "primary":
            return Look(theme.accent_hover if hot or down else theme.accent, None, theme.on_accent)
        if self.kind == "danger":
            return Look(theme.danger_hover if hot or down else theme.danger, None, theme.on_danger)
        if self.kind == "link":
            return Look(None, None, theme.accent)
        ink, fill = theme.ink, theme.accent_soft if down else theme.hover if hot else None
        if self.kind == "quiet":
            return Look(fill or theme.surface, theme.border, ink)
        return Look(fill, None, ink)

    def _keys_width(self) -> int:
        return QFontMetrics(fonts.sized(SMALL)).horizontalAdvance(self.keys) + 12

    def _draw_content(self, painter: QPainter, ink: str) -> None:
        keys = self._keys_width() if self.keys else 0
        metrics = QFontMetrics(self.font())
        room = self.width() - (0 if self.kind == "link" else _LEAST_PAD)
        room -= (icons.SIZE + _GAP if self.glyph else 0) + (keys + _GAP if keys else 0)
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text)
        whole = width + (icons.SIZE if self.glyph else 0) + keys
        whole += _GAP * (sum((bool(text), bool(self.glyph), bool(keys))) - 1)
        left = SPACE_S if self._is_row else (self.width() - whole) / 2
        if self.kind == "link":
            left = 0
        middle = self.height() / 2
        if self.glyph:
            picture = icons.pixmap(self.glyph, ink, icons.SIZE, self.devicePixelRatio())
            painter.drawPixmap(round(left), round(middle - icons.SIZE / 2), picture)
            left += icons.SIZE + _GAP
        painter.setPen(QColor(ink))
        painter.setFont(self.font())
        line = QRectF(left, 0, width + 1, self.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)
        if keys:
            self._draw_keys(painter, left + (width + _GAP if text else 0), ink)

    def _underline(self, painter: QPainter, ink: str) -> None:
        """A link has no room around it for a ring: it is underlined, strongly for the focus."""
        colour, width = (self.theme.focus, 3) if self.hasFocus() else (ink, 1)
        below = self.height() / 2 + QFontMetrics(self.font()).height() / 2 + 2
        painter.fillRect(QRectF(0, below, self.sizeHint().width(), width), QColor(colour))

    def _draw_keys(self, painter: QPainter, left: float, ink: str) -> None:
        """The key that does the same, in a frame like a key's."""
        cap = QRectF(left, self.height() / 2 - 10, self._keys_width(), 20)
        frame = ink if self.kind in ("primary", "danger") else self.theme.border
        rounded(painter, cap, 4, None, border=frame)
        painter.setPen(QColor(ink))
        painter.setFont(fonts.sized(SMALL))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self.keys)


class IconButton(Button):
    """A square button with an icon alone; `name` is its tooltip and what a screen reader says."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        name: str,
        kind: Kind = "plain",
        *,
        keys: str = "",
        height: int = TARGET,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, "", kind, icon=icon, height=height, parent=parent)
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({keys})" if keys else name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
