"""A list of notes in the order they were said: the newest is last, next to where one types."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal

from fieldapp.case.records import Statement
from fieldapp.ui.context import Context
from fieldapp.ui.talk.note import Note
from fieldapp.ui.theme.tokens import SPACE_XS
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import Column


class NotesList(Column):
    """Notes one below the other. It stays at its end until a person looks further up.

    Args:
        is_marked: each tells the sign of its kind.
    """

    moved = Signal(str, int)
    """An arrow left or right on the note of that id."""
    dragged = Signal(str, QPoint)
    dropped = Signal(str, QPoint)
    kind_changed = Signal(str)

    def __init__(self, context: Context, name: str, *, is_marked: bool = False) -> None:
        super().__init__(name)
        self.context = context
        self.notes: dict[str, Note] = {}
        self._is_marked = is_marked
        self._is_at_end = True
        self.body.setContentsMargins(SPACE_XS, 0, SPACE_XS, SPACE_XS)
        self.body.setSpacing(0)
        self.body.addStretch(1)
        bar = self.verticalScrollBar()
        bar.rangeChanged.connect(self._ranged)
        bar.actionTriggered.connect(lambda _: QTimer.singleShot(0, self, self._looked))

    def show_notes(self, statements: Sequence[Statement]) -> None:
        """Shows these; what is open stays open."""
        found = {statement.id: statement for statement in statements}
        for gone in self.notes.keys() - found.keys():
            note = self.notes.pop(gone)
            discard(note)
        for place, statement in enumerate(found.values()):
            known = self.notes.get(statement.id)
            if known is None:
                self.body.insertWidget(place, self._made(statement))
                self._is_at_end = True
            elif known.statement != statement:
                known.show_statement(statement)
            if self.body.indexOf(self.notes[statement.id]) != place:
                self.body.removeWidget(self.notes[statement.id])
                self.body.insertWidget(place, self.notes[statement.id])
        self.notes = {ident: self.notes[ident] for ident in found}

    def focus(self, ident: str) -> None:
        """Puts the focus on a note."""
        if note := self.notes.get(ident):
            note.face.setFocus(Qt.FocusReason.OtherFocusReason)
            # After the layout has settled.
            QTimer.singleShot(0, note, lambda: self._show(note))

    def _made(self, statement: Statement) -> Note:
        note = Note(self.context, statement, is_marked=self._is_marked)
        ident = statement.id
        note.moved.connect(lambda key: self._move(ident, Qt.Key(key)))
        note.dragged.connect(lambda place: self.dragged.emit(ident, place))
        note.dropped.connect(lambda place: self.dropped.emit(ident, place))
        note.kind_changed.connect(lambda: self.kind_changed.emit(ident))
        note.removed.connect(lambda: self._pass_focus(ident))
        self.notes[ident] = note
        return note

    def _move(self, ident: str, key: Qt.Key) -> None:
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.moved.emit(ident, int(key))
            return
        order = list(self.notes)
        place = order.index(ident) + (1 if key == Qt.Key.Key_Down else -1)
        if 0 <= place < len(order):
            self.focus(order[place])

    def _pass_focus(self, ident: str) -> None:
        """A note goes away: the next one gets the focus, or the one before."""
        order = list(self.notes)
        place = order.index(ident)
        rest = order[place + 1 :] + order[:place][::-1]
        if rest:
            self.focus(rest[0])

    def _show(self, note: Note) -> None:
        self._is_at_end = False
        self.ensureWidgetVisible(note, 0, SPACE_XS)

    def _ranged(self, _: int, end: int) -> None:
        if self._is_at_end:
            self.verticalScrollBar().setValue(end)

    def _looked(self) -> None:
        bar = self.verticalScrollBar()
        self._is_at_end = bar.value() == bar.maximum()
