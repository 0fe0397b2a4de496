"""The last screen: what was noted of their answer, and what the customer keeps."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from fieldapp.base.language import Lang
from fieldapp.ui.pages.readback.look import View, rows_of
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, Theme
from fieldapp.ui.widgets.cards import Card
from fieldapp.usecases.readback import Answer

_LABEL = 190
"""The width of the labels."""


class ThanksView(View):
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
        super().__init__(theme, lang)
        sheet = QWidget()
        rows = rows_of(sheet, below=SPACE_L, spacing=SPACE_L)
        rows.addWidget(self.text(self.say("thanks"), "title"))
        rows.addWidget(self.text(self.say(f"thanks_{answer}"), "note"))
        if words:
            rows.addWidget(self.text(f"“{words}”", "lead", soft=True))
        rows.addWidget(self._card((*lines, (self.say("copy"), self.say("copy_how")))))
        rows.addWidget(self.text(self.say("turn"), "lead", soft=True))
        rows.addStretch(1)
        self.see_again = self.button(self.say("again"), icon="chevron-left")
        self.see_again.clicked.connect(self.again)
        self.fill(sheet, self.see_again, self.say("thanks"))

    def _card(self, lines: tuple[tuple[str, str], ...]) -> Card:
        card = Card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        grid.setColumnMinimumWidth(0, _LABEL)
        grid.setColumnStretch(1, 1)
        for row, (label, text) in enumerate(lines):
            name = self.text(label, "lead", soft=True)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self.text(text, "note"), row, 1)
        card.body.addSpacing(SPACE_M)
        card.body.addLayout(grid)
        return card
