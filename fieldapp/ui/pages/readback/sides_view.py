"""Before the screen is turned: whose words would be left out, and whose side they are on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.language import Text
from fieldapp.ui.context import Context
from fieldapp.ui.pages.readback.look import column
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label, Separator
from fieldapp.usecases.readback import SIDES, LeftOut, Side

_SHOWN = 6
"""Speakers that are asked about; who has noted more of them is told how many."""


class SidesView(QWidget):
    """Names each speaker of whom nobody knows whose side they are on, for the engineer alone.

    Once all have a side it says so, and waits for the engineer to turn the screen.
    """

    sided = Signal(object, str)
    """A speaker (`Text`) and the side they are on."""
    shown = Signal()
    left = Signal()

    def __init__(self, context: Context, left_out: Sequence[LeftOut]) -> None:
        super().__init__()
        self.context = context
        self.buttons: dict[tuple[str, Side], Button] = {}
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, SPACE_XXL, 0, SPACE_XXL)
        rows.setSpacing(SPACE_L)
        state = "asked" if left_out else "done"
        rows.addWidget(Label(self._say(f"sides_{state}_title"), "title"))
        rows.addWidget(Label(self._say(f"sides_{state}_hint"), "lead"))
        if left_out:
            rows.addWidget(self._speakers(left_out))
        rows.addLayout(self._foot())
        rows.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(column(inside))

    def _say(self, key: str, **params: str | int) -> str:
        return self.context.say(f"readback.{key}", **params)

    def _speakers(self, left_out: Sequence[LeftOut]) -> Card:
        card = Card()
        for place, one in enumerate(left_out[:_SHOWN]):
            if place:
                card.body.addWidget(Separator())
            card.body.addLayout(self._speaker(one))
        if len(left_out) > _SHOWN:
            more = self.context.say("ui.and_more", count=len(left_out) - _SHOWN)
            card.body.addWidget(Label(more, "small"))
        return card

    def _speaker(self, one: LeftOut) -> QVBoxLayout:
        """Who it is, the first thing they said, and the two sides."""
        lang = self.context.lang
        name = one.speaker.get(lang)
        part = QVBoxLayout()
        part.setSpacing(SPACE_M)
        head = QHBoxLayout()
        head.setSpacing(SPACE_M)
        head.addWidget(Label(name or self._say("sides_nobody"), "strong"), 1)
        for side in SIDES if name else ():
            button = Button(self.context.theme, self._say(f"side_{side}"), "quiet")
            button.setAccessibleName(f"{name}: {button.text()}")
            button.clicked.connect(partial(self._choose, one.speaker, side))
            self.buttons[name, side] = button
            head.addWidget(button)
        part.addLayout(head)
        said = self._say("sides_said", count=one.count, text=one.first.get(lang))
        part.addWidget(Label(said, "soft"))
        return part

    def _foot(self) -> QHBoxLayout:
        theme = self.context.theme
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_XL)
        self.back = Button(theme, self._say("return"), icon="chevron-left")
        self.show_notes = Button(theme, self._say("sides_show"), "primary", icon="eye")
        self.back.clicked.connect(self.left)
        self.show_notes.clicked.connect(self.shown)
        foot.addWidget(self.back)
        foot.addStretch(1)
        foot.addWidget(self.show_notes)
        return foot

    def _choose(self, speaker: Text, side: Side) -> None:
        for button in self.buttons.values():
            button.setEnabled(False)
        self.sided.emit(speaker, side)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focus(self) -> None:
        first = next(iter(self.buttons.values()), self.show_notes)
        first.setFocus(Qt.FocusReason.OtherFocusReason)
