"""How the read-back looks: large type in the customer's language, wide targets, one column."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fieldapp.base.language import Lang, tr
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import (
    BOLD,
    MEDIUM,
    REGULAR,
    SPACE_L,
    SPACE_M,
    SPACE_XL,
    SPACE_XXL,
    Theme,
)
from fieldapp.ui.widgets.buttons import Button, Kind
from fieldapp.ui.widgets.editors import LineEdit, TextEdit
from fieldapp.ui.widgets.labels import Separator
from fieldapp.ui.widgets.scrolling import Reading

COLUMN = 860
TALL = 72
"""The height of what the customer touches."""

Size = Literal["title", "lead", "note", "part", "fine"]
SIZES: dict[Size, tuple[int, int]] = {
    "title": (30, BOLD),
    "lead": (18, REGULAR),
    "note": (20, REGULAR),
    "part": (16, BOLD),
    "fine": (15, REGULAR),
}
"""Type size and weight."""


class Words(QLabel):
    """Large plain text that wraps, in a language of its own."""

    def __init__(
        self, theme: Theme, lang: Lang, text: str, size: Size, *, soft: bool = False
    ) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFont(fonts.font(lang, *SIZES[size]))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        palette = self.palette()
        colour = QColor(theme.ink_soft if soft else theme.ink)
        palette.setColor(QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)
        self._is_laid_out = False

    def sizeHint(self) -> QSize:
        """As high as it is at its width: what scrolls is no longer than what is in it."""
        hint = super().sizeHint()
        return QSize(hint.width(), self.heightForWidth(self.width())) if self._is_laid_out else hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_laid_out = True
        if event.oldSize().width() != event.size().width():
            self.updateGeometry()


def large_button(
    theme: Theme, lang: Lang, text: str, kind: Kind = "quiet", *, icon: str = ""
) -> Button:
    """A button as wide as its place, as large as what it decides."""
    button = Button(theme, text, kind, icon=icon, height=TALL)
    button.setFont(fonts.font(lang, 18, BOLD if kind == "primary" else MEDIUM))
    button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    button.setAccessibleName(text)
    return button


def large(editor: LineEdit | TextEdit, lang: Lang) -> None:
    """Lets somebody type in large letters. Nothing pops up over the page."""
    editor.setFont(fonts.font(lang, *SIZES["note"]))
    editor.setProperty("kind", "tall")
    editor.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)


def column(inside: QWidget) -> QHBoxLayout:
    """A widget in the middle, no wider than reads well."""
    inside.setMaximumWidth(COLUMN)
    row = QHBoxLayout()
    row.setContentsMargins(SPACE_XXL, 0, SPACE_XXL, 0)
    row.addStretch(1)
    row.addWidget(inside, 100)
    row.addStretch(1)
    return row


class Scrolled(Reading):
    """A column that scrolls. It stays in the middle, with a scroll bar or without."""

    def __init__(self, inside: QWidget, name: str) -> None:
        super().__init__(name)
        holder = QWidget()
        holder.setProperty("kind", "page")
        holder.setLayout(column(inside))
        self.setWidget(holder)
        self.verticalScrollBar().rangeChanged.connect(self._balance)

    def _balance(self, _: int, most: int) -> None:
        self.setViewportMargins(self.verticalScrollBar().sizeHint().width() if most else 0, 0, 0, 0)


class View(QWidget):
    """One screen, in the customer's language: what is read, and below it what is pressed."""

    def __init__(self, theme: Theme, lang: Lang) -> None:
        super().__init__()
        self.theme, self.lang = theme, lang

    def say(self, key: str, **params: int) -> str:
        return tr(f"readback.{key}", self.lang, **params)

    def text(self, text: str, size: Size, *, soft: bool = False) -> Words:
        return Words(self.theme, self.lang, text, size, soft=soft)

    def button(self, text: str, kind: Kind = "quiet", *, icon: str = "") -> Button:
        return large_button(self.theme, self.lang, text, kind, icon=icon)

    def fill(self, sheet: QWidget, foot: QWidget, name: str) -> None:
        """Lays the screen out: `sheet` scrolls, `foot` stays.

        Args:
            name: what is read here, for a screen reader.
        """
        self.area = Scrolled(sheet, name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, SPACE_XL)
        outer.setSpacing(SPACE_L)
        outer.addWidget(self.area, 1)
        outer.addWidget(Separator())
        outer.addLayout(column(foot))


def rows_of(widget: QWidget, *, below: int = 0, spacing: int = SPACE_M) -> QVBoxLayout:
    """A column of rows without margins, but for `below`."""
    rows = QVBoxLayout(widget)
    rows.setContentsMargins(0, 0, 0, below)
    rows.setSpacing(spacing)
    return rows
