"""The notes, numbered, and the three equal answers."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.language import tr
from fieldapp.report import spoken
from fieldapp.ui.pages.readback.look import Scrolled, Size, Words, column, large_button
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XS, Theme
from fieldapp.ui.widgets.labels import Separator
from fieldapp.usecases.readback import Answer, Note, Showing

ANSWERS: tuple[Answer, ...] = ("right", "not_quite", "declined")
_NUMBER = 40
"""The width of a note's number."""


class NotesView(QWidget):
    """What is noted, and whether it is right."""

    answered = Signal(str)
    """One of `ANSWERS`."""

    def __init__(self, theme: Theme, shown: Showing) -> None:
        super().__init__()
        self.theme, self.shown, self.lang = theme, shown, shown.lang
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, SPACE_XL)
        outer.setSpacing(SPACE_L)
        self.area = Scrolled(self._list(), self._say("title"))
        outer.addWidget(self.area, 1)
        outer.addWidget(Separator())
        outer.addLayout(column(self._foot()))
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(self._tell_more)
        bar.valueChanged.connect(self._tell_more)
        self._tell_more()

    def _say(self, key: str, **params: int) -> str:
        return tr(f"readback.{key}", self.lang, **params)

    def _words(self, text: str, size: Size, *, soft: bool = False) -> Words:
        return Words(self.theme, self.lang, text, size, soft=soft)

    def _list(self) -> QWidget:
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 0, SPACE_L)
        rows.setSpacing(SPACE_M)
        rows.addWidget(self._words(self._say("title"), "title"))
        rows.addWidget(self._words(self._say("first"), "lead", soft=True))
        if not self.shown.notes:
            rows.addWidget(self._words(self._say("none"), "note"))
        numbered = enumerate(self.shown.notes, 1)
        for part, notes in groupby(numbered, key=lambda entry: entry[1].part):
            rows.addSpacing(SPACE_M)
            rows.addWidget(self._words(spoken.heading(part, self.lang), "part", soft=True))
            for number, note in notes:
                rows.addLayout(self._note(number, note))
        rows.addStretch(1)
        return inside

    def _note(self, number: int, note: Note) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        count = self._words(str(number), "note", soft=True)
        count.setFixedWidth(_NUMBER)
        row.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.setSpacing(SPACE_XS)
        label, said = spoken.label(note, self.lang), spoken.said(note, self.lang)
        colon = "：" if self.lang == "zh" else ": "
        beside.addWidget(self._words(f"{label}{colon}{said}" if label else said, "note"))
        if details := spoken.details(note, self.lang):
            beside.addWidget(self._words(" · ".join(details), "fine", soft=True))
        row.addLayout(beside, 1)
        return row

    def _foot(self) -> QWidget:
        foot = QWidget()
        rows = QVBoxLayout(foot)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(SPACE_M)
        self._more = self._words(self._say("more", count=len(self.shown.notes)), "fine", soft=True)
        rows.addWidget(self._more)
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        self.buttons = {}
        for answer in ANSWERS:
            button = large_button(self.theme, self.lang, self._say(answer))
            button.clicked.connect(lambda _=False, given=answer: self.answered.emit(given))
            button.setEnabled(bool(self.shown.notes))
            self.buttons[answer] = button
            row.addWidget(button, 1)
        rows.addLayout(row)
        return foot

    def wait(self, *, saving: bool) -> None:
        """Lets nothing be pressed while an answer is being saved."""
        for button in self.buttons.values():
            button.setEnabled(not saving)

    def fail(self) -> None:
        """Says that the answer is not saved yet."""
        self.wait(saving=False)
        self._more.setText(self._say("failed"))

    def _tell_more(self) -> None:
        """Says that there is more below, as long as there is."""
        bar = self.area.verticalScrollBar()
        is_more = bar.value() < bar.maximum()
        self._more.setText(self._say("more", count=len(self.shown.notes)) if is_more else " ")
