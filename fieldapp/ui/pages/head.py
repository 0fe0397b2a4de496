"""The head of a page that scrolls below it: its title, what is at hand there, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S, SPACE_XL, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label, Separator
from fieldapp.ui.widgets.scrolling import centred


class PageHead(QWidget):
    """As wide as the column below. What is added to `row` stands before the way back, what is added
    to `below` under both."""

    def __init__(self, context: Context, title: str, page: Page) -> None:
        super().__init__()
        self.row, self.below = QHBoxLayout(), QVBoxLayout()
        self.row.setSpacing(SPACE_M)
        self.row.addWidget(Label(title, "title", wrap=False), 1)
        self.back = Button(
            context.theme, context.say("shell.history_back"), icon="arrow-left", keys="Esc"
        )
        self.back.clicked.connect(context.back)
        self.row.addWidget(self.back)
        self.below.setContentsMargins(SPACE_XXL, SPACE_XL, SPACE_XXL, SPACE_M)
        self.below.setSpacing(SPACE_S)
        self.below.addLayout(self.row)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(centred(self.below))
        outer.addWidget(Separator())
        leave = QShortcut(QKeySequence(Qt.Key.Key_Escape), page)
        leave.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.activated.connect(context.back)

    def add(self, button: Button) -> None:
        """Puts a button before the way back."""
        self.row.insertWidget(self.row.count() - 1, button)
