"""Under the cover: a plain sheet of notes, and nothing that anybody might mind being seen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.case.records import Statement
from fieldapp.playbook.fields import FieldType, Visibility
from fieldapp.playbook.model import Playbook
from fieldapp.ui.context import Context
from fieldapp.ui.forms.bound import Binding
from fieldapp.ui.pages.page import Page
from fieldapp.ui.save_mark import SaveMark
from fieldapp.ui.talk.capture import KINDS
from fieldapp.ui.talk.notes import NotesList
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import (
    HEADING,
    READING,
    SPACE_L,
    SPACE_M,
    SPACE_XL,
    SPACE_XXL,
    TARGET_TALK,
)
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.ui.widgets.gradual import Gradually
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases import handover
from fieldapp.usecases.standing import Standing

_HANDOVER = f"answers/{handover.FIELD}"
FIRST = 16
"""Notes that are made at a time; they fill a screen."""
ASKING_MS = 8_000
"""So long it waits to be told to show everything again."""


class ReturnButton(Button):
    """Shows everything again when Enter is pressed on it; any other key goes on with the notes."""

    declined = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.text():
            self.declined.emit()
            target = QApplication.focusWidget()
            if target is not None and target is not self:
                QApplication.sendEvent(target, event)


class CoverPage(Page):
    """What may be seen by whoever looks over one's shoulder."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.notes: NotesList | None = None
        self.handover: TextEdit | None = None
        self._standing: Standing | None = None
        self._rest: Gradually | None = None
        outer = QHBoxLayout(self)
        outer.setContentsMargins(SPACE_XXL, SPACE_XL, SPACE_XXL, SPACE_M)
        middle = QWidget()
        middle.setMaximumWidth(READING)
        outer.addStretch(0)
        outer.addWidget(middle, 1)
        outer.addStretch(0)
        self._column = QVBoxLayout(middle)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_L)
        if context.session is not None:
            head = QHBoxLayout()
            head.addWidget(Label(context.say("talk.sheet"), "title", wrap=False))
            head.addWidget(Label(f"{system_clock():%Y-%m-%d}", "soft", wrap=False))
            head.addStretch(1)
            self._column.addLayout(head)
            self.notes = NotesList(context, context.say("talk.sheet"), is_marked=True)
            self._column.addWidget(self.notes, 1)
        else:
            self._column.addStretch(1)
        self._column.addLayout(self._foot())
        self._waiting = QTimer(self, singleShot=True, interval=ASKING_MS)
        self._waiting.timeout.connect(self.stay)
        if context.session is not None and context.session.standing is not None:
            self.show_standing(context.session.standing)

    def _foot(self) -> QHBoxLayout:
        theme, say = self.context.theme, self.context.say
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        self.count = Label("", "soft", wrap=False)
        row.addWidget(self.count)
        if self.context.session is not None:
            row.addWidget(SaveMark(self.context), 1)
        row.addStretch(1)
        self.asked = Label(say("talk.return_hint"), "soft", wrap=False)
        self.asked.setParent(self)
        self.asked.hide()
        row.addWidget(self.asked)
        self.ask_button = Button(theme, say("talk.return"), "plain", keys="F9", height=TARGET_TALK)
        self.ask_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.ask_button.clicked.connect(self.ask)
        row.addWidget(self.ask_button)
        self.return_button = ReturnButton(
            theme, say("talk.return_now"), "quiet", keys="↵", height=TARGET_TALK
        )
        self.return_button.setParent(self)
        self.return_button.hide()
        self.return_button.clicked.connect(lambda: self.context.cover(False))
        self.return_button.declined.connect(self.stay)
        row.addWidget(self.return_button)
        return row

    # How the case stands

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        if self.notes is None or self.context.capture is None:
            return
        seen = _seen_kinds(standing.playbook)
        noted = [
            one
            for one in standing.case.statements
            if f"statements/{one.id}" != self.context.capture.item
        ]
        self._show(self.notes, [one for one in noted if one.kind in seen])
        self.count.setText(self.context.say("talk.sheet_count", count=len(noted)))

    def _show(self, notes: NotesList, statements: Sequence[Statement]) -> None:
        """The latest fill the screen at once; the others come while these are read."""
        if self._rest is not None:
            self._rest.stop()
            self._rest = None
        if notes.notes or len(statements) <= FIRST:
            notes.show_notes(statements)
        else:
            self._rest = Gradually(_growing(notes, statements), self)
            self._rest.start(1)

    def enter(self) -> None:
        if self.context.capture is not None:
            self.context.capture.take_up()

    def jump(self, where: str) -> bool:
        if where == "ask":
            self.ask()
        elif where == "leave" and self.context.session is not None:
            self.hand_over()
        else:
            return False
        return True

    # Going back

    def ask(self) -> None:
        """Asks whether to show everything again: two different keys, so that none does it alone."""
        if self._waiting.isActive():
            self.stay()
            return
        for widget in (self.asked, self.return_button):
            widget.show()
        self.ask_button.hide()
        self.return_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._waiting.start()

    def stay(self) -> None:
        """Goes on under the cover."""
        self._waiting.stop()
        had_focus = self.return_button.hasFocus()
        for widget in (self.asked, self.return_button):
            widget.hide()
        self.ask_button.show()
        if had_focus:
            self.enter()

    # Leaving

    def hand_over(self) -> None:
        """One line for whoever goes on, written from how the case stands unless there is one."""
        session, say = self.context.case, self.context.say
        self.stay()
        if self.handover is not None:
            self.handover.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        card = Card(say("talk.leave_title"))
        self.handover = TextEdit(say("talk.leave_title"), least=2, most=5)
        self.handover.setFont(fonts.sized(HEADING))
        self._binding = Binding(self.handover, session, _HANDOVER)
        card.body.addWidget(self.handover)
        row = QHBoxLayout()
        row.addWidget(Label(say("talk.leave_hint"), "soft"), 1)
        again = Button(self.context.theme, say("talk.leave_again"), "plain", height=TARGET_TALK)
        again.clicked.connect(self._write_handover)
        done = Button(self.context.theme, say("talk.leave_done"), "primary", height=TARGET_TALK)
        done.clicked.connect(lambda: self._close_handover(card))
        row.addWidget(again)
        row.addWidget(done)
        card.body.addLayout(row)
        self._column.insertWidget(0, card)
        card.show()
        self.handover.setFocus(Qt.FocusReason.OtherFocusReason)
        # After all that was typed until now has been written.
        session.refresh().then(self, self._fill_handover)

    def _fill_handover(self, standing: Standing) -> None:
        """Shows the line that is there; where there is none, writes it."""
        before = handover.kept(standing)
        if before:
            self._binding.show(before)
        elif self.handover is not None and not self.handover.text():
            self._write_handover()

    def _write_handover(self) -> None:
        standing = self.context.case.standing
        if standing is None or self.handover is None:
            return
        text = handover.line(standing, self.context.lang)
        self.handover.set_text(text)
        self.context.case.type(_HANDOVER, text)
        self.context.case.commit()

    def _close_handover(self, card: Card) -> None:
        self.context.case.commit()
        self.handover = None
        discard(card)
        self.enter()


def _growing(notes: NotesList, statements: Sequence[Statement]) -> Iterator[int]:
    """Shows more and more of them, from the latest back."""
    for count in range(FIRST, len(statements) + FIRST, FIRST):
        notes.show_notes(statements[-count:])
        yield count


def _seen_kinds(playbook: Playbook) -> set[str]:
    """The kinds of statements that the playbook lets a customer see: no feelings."""
    limits = {
        kind: [
            field.visibility
            for field in playbook.fields.values()
            if field.type is FieldType.RECORDS
            and field.record == "statements"
            and field.where.get("kind", kind) == kind
        ]
        for kind in KINDS
    }
    return {kind for kind, found in limits.items() if found and min(found) >= Visibility.CUSTOMER}
