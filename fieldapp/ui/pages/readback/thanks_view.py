"""The last screen: what was noted of their answer, and what the customer keeps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from fieldapp.base.language import Lang, tr
from fieldapp.ui.pages.readback.look import Scrolled, Size, Words, column, large_button
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, Theme
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Separator
from fieldapp.usecases.readback import Answer

_LABEL = 190
"""The width of the labels."""


class ThanksView(QWidget):
    """Number, contact, next news, how to correct, how to go further, and the copy.

    Args:
        lines: label and text of what they keep.
        words: what they did not agree with, as they wrote it.
    """

    again = Signal()

    def __init__(
        self,
        theme: Theme,
        lang: Lang,
        answer: Answer,
        lines: tuple[tuple[str, str], ...],
        words: str = "",
    ) -> None:
        super().__init__()
        self.theme, self.lang = theme, lang
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, SPACE_XL)
        outer.setSpacing(SPACE_L)
        sheet = QWidget()
        rows = QVBoxLayout(sheet)
        rows.setContentsMargins(0, 0, 0, SPACE_L)
        rows.setSpacing(SPACE_L)
        rows.addWidget(self._words(self._say("thanks"), "title"))
        rows.addWidget(self._words(self._say(f"thanks_{answer}"), "note"))
        if words:
            rows.addWidget(self._words(f"“{words}”", "lead", soft=True))
        rows.addWidget(self._card((*lines, (self._say("copy"), self._say("copy_how")))))
        rows.addWidget(self._words(self._say("turn"), "lead", soft=True))
        rows.addStretch(1)
        self.area = Scrolled(sheet, self._say("thanks"))
        outer.addWidget(self.area, 1)
        outer.addWidget(Separator())
        self.see_again = large_button(theme, lang, self._say("again"), icon="chevron-left")
        self.see_again.clicked.connect(self.again)
        outer.addLayout(column(self.see_again))

    def _say(self, key: str) -> str:
        return tr(f"readback.{key}", self.lang)

    def _words(self, text: str, size: Size, *, soft: bool = False) -> Words:
        return Words(self.theme, self.lang, text, size, soft=soft)

    def _card(self, lines: tuple[tuple[str, str], ...]) -> Card:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        grid.setColumnMinimumWidth(0, _LABEL)
        grid.setColumnStretch(1, 1)
        for row, (label, text) in enumerate(lines):
            name = self._words(label, "lead", soft=True)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._words(text, "note"), row, 1)
        card.body.addSpacing(SPACE_M)
        card.body.addLayout(grid)
        return card
