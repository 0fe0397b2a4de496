"""The notes, numbered, and the three equal answers."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.report import spoken
from fieldapp.ui.pages.readback.look import View, rows_of
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XS, Theme
from fieldapp.usecases.readback import Answer, Note, Showing

ANSWERS: tuple[Answer, ...] = ("right", "not_quite", "declined")
_NUMBER = 40
"""The width of a note's number."""


class NotesView(View):
    """What is noted, and whether it is right."""

    answered = Signal(str)
    """One of `ANSWERS`."""

    def __init__(self, theme: Theme, shown: Showing) -> None:
        super().__init__(theme, shown.lang)
        self.shown = shown
        self.fill(self._list(), self._foot(), self.say("title"))
        bar = self.area.verticalScrollBar()
        bar.rangeChanged.connect(self._tell_more)
        bar.valueChanged.connect(self._tell_more)
        self._tell_more()

    def _list(self) -> QWidget:
        inside = QWidget()
        rows = rows_of(inside, below=SPACE_L)
        rows.addWidget(self.text(self.say("title"), "title"))
        rows.addWidget(self.text(self.say("first"), "lead", soft=True))
        if not self.shown.notes:
            rows.addWidget(self.text(self.say("none"), "note"))
        numbered = enumerate(self.shown.notes, 1)
        for part, notes in groupby(numbered, key=lambda entry: entry[1].part):
            rows.addSpacing(SPACE_M)
            rows.addWidget(self.text(spoken.heading(part, self.lang), "part", soft=True))
            for number, note in notes:
                rows.addLayout(self._note(number, note))
        rows.addStretch(1)
        return inside

    def _note(self, number: int, note: Note) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        count = self.text(str(number), "note", soft=True)
        count.setFixedWidth(_NUMBER)
        row.addWidget(count, 0, Qt.AlignmentFlag.AlignTop)
        beside = QVBoxLayout()
        beside.setSpacing(SPACE_XS)
        label, said = spoken.label(note, self.lang), spoken.said(note, self.lang)
        colon = "：" if self.lang == "zh" else ": "
        beside.addWidget(self.text(f"{label}{colon}{said}" if label else said, "note"))
        if details := spoken.details(note, self.lang):
            beside.addWidget(self.text(" · ".join(details), "fine", soft=True))
        row.addLayout(beside, 1)
        return row

    def _foot(self) -> QWidget:
        foot = QWidget()
        rows = rows_of(foot)
        self._more = self.text(self.say("more", count=len(self.shown.notes)), "fine", soft=True)
        rows.addWidget(self._more)
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        self.buttons = {}
        for answer in ANSWERS:
            button = self.button(self.say(answer))
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
        self._more.setText(self.say("failed"))

    def _tell_more(self) -> None:
        """Says that there is more below, as long as there is."""
        bar = self.area.verticalScrollBar()
        is_more = bar.value() < bar.maximum()
        self._more.setText(self.say("more", count=len(self.shown.notes)) if is_more else " ")
