"""On the report page: what the customer answered last, and which notes have changed since."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.report import spoken
from fieldapp.report.notes import Changes, Note
from fieldapp.ui.context import Context, Place
from fieldapp.ui.stack import throw_away
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Kind, Label
from fieldapp.usecases import answered as usecase
from fieldapp.usecases.answered import Answered

MOST = 6
"""Notes that are shown of what is gone, and of what is new; of the others how many they are."""


class AnswerCard(Card):
    """Hidden as long as nobody has been asked."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.say("readback.answer_title"))
        self.context = context
        self._inside: QWidget | None = None
        self.again = Button(
            context.theme, context.say("readback.answer_again"), "link", icon="eye", keys="F7"
        )
        self.again.clicked.connect(lambda: context.go(Place("readback")))
        self.body.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.hide()

    def refresh(self) -> None:
        """Looks again how the answer stands."""
        case_id, library = self.context.case.case_id, self.context.desk.library
        work = self.context.desk.run(lambda ws: usecase.answered(ws, case_id, library))
        work.then(self, self._show)

    def _show(self, found: Answered | None) -> None:
        if self._inside is not None:
            throw_away(self._inside)
            self._inside = None
        self.setVisible(found is not None)
        if found is None:
            return
        say, lang = self.context.say, self.context.lang
        self._inside = QWidget()
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addWidget(Label(found.told.get(lang)))
        if found.words:
            column.addWidget(Label(f"“{found.words.original}”", "soft"))
        about = [f"{found.at.astimezone():%Y-%m-%d %H:%M}"] if found.at else []
        about += [say("readback.answer_signed")] if found.is_signed else []
        column.addWidget(Label(" · ".join(about), "small"))
        column.addSpacing(SPACE_M)
        kind: Kind = "ok" if found.holds else "warning"
        state = "holds" if found.holds else "void"
        column.addWidget(Label(say(f"readback.answer_{state}"), kind))
        if not found.holds:
            self._tell(column, found.changes, found)
        self.again.setVisible(not found.holds)
        self.body.insertWidget(self.body.count() - 1, self._inside)

    def _tell(self, column: QVBoxLayout, changes: Changes | None, found: Answered) -> None:
        """Which notes have changed."""
        say = self.context.say
        if changes is None:
            column.addWidget(Label(say("readback.answer_unknown"), "small"))
            return
        if not changes.gone and not changes.new:
            column.addWidget(Label(say("readback.answer_order"), "small"))
        for name, notes in (("gone", changes.gone), ("new", changes.new)):
            if not notes:
                continue
            column.addSpacing(SPACE_XS)
            column.addWidget(Label(say(f"readback.answer_{name}"), "caption"))
            for note in notes[:MOST]:
                column.addWidget(Label(_line(note, found), "soft" if name == "gone" else "body"))
            if len(notes) > MOST:
                rest = say("readback.answer_more", count=len(notes) - MOST)
                column.addWidget(Label(rest, "small"))


def _line(note: Note, found: Answered) -> str:
    """A note as the customer was or would be shown it."""
    label, said = spoken.label(note, found.lang), spoken.said(note, found.lang)
    colon = "：" if found.lang == "zh" else ": "
    details = " · ".join(spoken.details(note, found.lang))
    text = f"{label}{colon}{said}" if label else said
    return f"{text} ({details})" if details else text
