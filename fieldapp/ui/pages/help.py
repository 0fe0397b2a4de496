"""Help: the keys, the two gears, what hides and what is turned round, where things are kept."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fieldapp.base import paths
from fieldapp.ui.actions import COMMANDS, Command
from fieldapp.ui.context import Context
from fieldapp.ui.pages.head import PageHead
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import SMALL, SPACE_L, SPACE_M, SPACE_S, SPACE_XXL, Theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.painting import rounded
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import settings

TOPICS = (
    ("gears", "split", ("two", "note")),
    ("seen", "eye-off", ("cover", "leave", "readback")),
    ("kept", "hard-drive", ("saved", "leaves")),
)
"""Each with its icon and its paragraphs."""
_CAP = 24


class KeyCap(QLabel):
    """A key as it is written on the keyboard."""

    def __init__(self, theme: Theme, keys: str) -> None:
        super().__init__(keys)
        self.theme = theme
        self.setFont(fonts.sized(SMALL))

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self.text()) + 2 * SPACE_S, _CAP)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), 4, self.theme.sunken, border=self.theme.border)
        painter.setPen(QColor(self.theme.ink))
        painter.setFont(self.font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class HelpPage(Page):
    """One page to look something up; a handbook is another thing."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        say = context.say
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = PageHead(context, say("shell.help"), self)
        self.palette_ = Button(context.theme, say("ui.do_palette"), icon="search", keys="Ctrl+K")
        self.palette_.clicked.connect(lambda: context.actions.run("palette"))
        head.add(self.palette_)
        outer.addWidget(head)
        column = Column(say("shell.help"))
        column.body.setSpacing(SPACE_L)
        column.body.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_L)
        column.body.addWidget(self._keys())
        for name, icon, paragraphs in TOPICS:
            column.body.addWidget(self._topic(name, icon, paragraphs))
        column.body.addStretch(1)
        outer.addWidget(column)

    def _keys(self) -> Card:
        """All commands in two columns, read downwards."""
        card = Card(self.context.say("shell.help_keys"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        half = (len(COMMANDS) + 1) // 2
        for place, command in enumerate(COMMANDS):
            column, row = divmod(place, half)
            cap, words = self._key(command)
            grid.addWidget(cap, row, 2 * column, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(words, row, 2 * column + 1)
        card.body.addLayout(grid)
        return card

    def _key(self, command: Command) -> tuple[KeyCap, Label]:
        cap = KeyCap(self.context.theme, command.keys)
        words = Label(self.context.say(f"ui.do_{command.name}"), wrap=False)
        cap.setBuddy(words)
        return cap, words

    def _topic(self, name: str, icon: str, paragraphs: tuple[str, ...]) -> Card:
        say, theme = self.context.say, self.context.theme
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(SPACE_M)
        head.addWidget(Picture(icon, theme.accent))
        head.addWidget(Label(say(f"shell.help_{name}"), "heading"), 1)
        card.body.addLayout(head)
        for paragraph in paragraphs:
            card.body.addWidget(Label(say(f"shell.help_{paragraph}")))
        if name == "kept":
            card.body.addLayout(self._places())
        return card

    def _places(self) -> QGridLayout:
        """The folders, by name."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_S)
        grid.setColumnStretch(1, 1)
        folder = self.context.desk.folder
        for row, (name, place) in enumerate(
            (
                ("workspace", folder),
                ("backups", folder / "backups"),
                ("settings", settings.place()),
                ("playbooks", paths.own_playbooks(self.context.settings.playbooks)),
            )
        ):
            grid.addWidget(
                Label(self.context.say(f"shell.place_{name}"), "soft", wrap=False), row, 0
            )
            grid.addWidget(Label(str(place)), row, 1)
        return grid

    def enter(self) -> None:
        self.palette_.setFocus(Qt.FocusReason.OtherFocusReason)
