"""The three boxes: what was noted so far, as facts, feelings and expectations."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.playbook.fields import FieldType
from fieldapp.playbook.model import Playbook
from fieldapp.ui.context import Context
from fieldapp.ui.talk.capture import KINDS, Capture, KindName
from fieldapp.ui.talk.notes import NotesList
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import (
    BOLD,
    HEADING,
    RADIUS_CARD,
    SPACE_L,
    SPACE_M,
    SPACE_S,
    TARGET_TALK,
    Theme,
)
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Group
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.painting import rounded
from fieldapp.usecases.standing import Standing

ICONS: dict[KindName, str] = {
    "fact": "clipboard-list",
    "feeling": "heart",
    "expectation": "target",
}
_GHOST = 24
"""Characters of a note that are seen while it is dragged."""
KEYS: dict[KindName, str] = {"fact": "F3", "feeling": "F4", "expectation": "F5"}


def kind_words(context: Context, playbook: Playbook | None, kind: KindName) -> tuple[str, str]:
    """What the playbook calls a kind of statement, and what it says of it."""
    fields = playbook.fields.values() if playbook else ()
    for field in fields:
        is_of_kind = dict(field.where) == {"kind": kind}
        if field.type is FieldType.RECORDS and field.record == "statements" and is_of_kind:
            return field.label.get(context.lang), field.help.get(context.lang)
    return context.say(f"forms.kind_{kind}"), ""


class Box(Group):
    """The notes of one kind. Its head takes up a new one; a note may be dropped into it."""

    def __init__(self, context: Context, kind: KindName, label: str, hint: str) -> None:
        super().__init__(label)
        self.context, self.kind = context, kind
        self.is_current = self.is_target = False
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_S, SPACE_S, SPACE_S, SPACE_S)
        column.setSpacing(SPACE_S)
        self.head = Button(
            context.theme, label, "plain", icon=ICONS[kind], keys=KEYS[kind], height=TARGET_TALK
        )
        self.head.setFont(fonts.sized(HEADING, BOLD))
        column.addWidget(self.head)
        self.hint = Label(hint, "lead")
        self.hint.setContentsMargins(SPACE_M, SPACE_S, SPACE_M, 0)
        column.addWidget(self.hint)
        self.list = NotesList(context, label)
        column.addWidget(self.list, 1)

    def mark(self, *, current: bool | None = None, target: bool | None = None) -> None:
        """`current`: what is typed goes here. `target`: what is dragged would go here."""
        self.is_current = self.is_current if current is None else current
        self.is_target = self.is_target if target is None else target
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self.context.theme
        fill = theme.accent_soft if self.is_target else theme.surface
        strong = self.is_current or self.is_target
        border, width = (theme.accent, 2.0) if strong else (theme.line, 1.0)
        rounded(painter, QRectF(self.rect()), RADIUS_CARD, fill, border=border, width=width)


class Ghost(QWidget):
    """What is dragged, under the mouse."""

    def __init__(self, theme: Theme, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_L, SPACE_S, SPACE_L, SPACE_S)
        row.addWidget(Label(text, wrap=False))
        self.adjustSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        area, theme = QRectF(self.rect()), self.theme
        rounded(QPainter(self), area, RADIUS_CARD, theme.surface, border=theme.accent, width=2)


class Boxes(QWidget):
    """The three boxes side by side."""

    def __init__(self, context: Context, capture: Capture, standing: Standing) -> None:
        super().__init__()
        self.context, self.capture = context, capture
        self.boxes: dict[str, Box] = {}
        self._followed = ""
        self._ghost: Ghost | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        for kind in KINDS:
            box = Box(context, kind, *kind_words(context, standing.playbook, kind))
            box.head.clicked.connect(lambda _=False, wanted=kind: capture.take_up(wanted))
            box.list.moved.connect(self._move)
            box.list.dragged.connect(self._drag)
            box.list.dropped.connect(self._drop)
            box.list.kind_changed.connect(self._follow)
            row.addWidget(box, 1)
            self.boxes[kind] = box
        capture.changed.connect(self._mark)
        self._mark()
        self.show_standing(standing)

    def show_standing(self, standing: Standing) -> None:
        """Shows what is noted; not the note that is being typed into the line."""
        for kind, box in self.boxes.items():
            notes = [
                statement
                for statement in standing.case.statements
                if statement.kind == kind and f"statements/{statement.id}" != self.capture.item
            ]
            box.list.show_notes(notes)
            box.hint.setVisible(not notes)
        if self._followed:
            followed, self._followed = self._followed, ""
            for box in self.boxes.values():
                box.list.focus(followed)

    def focus(self, ident: str) -> bool:
        """Puts the focus on a note; false if there is none of that id."""
        for box in self.boxes.values():
            if ident in box.list.notes:
                box.list.focus(ident)
                return True
        return False

    def _mark(self) -> None:
        for kind, box in self.boxes.items():
            box.mark(current=kind == self.capture.kind)

    # Moving notes

    def _move(self, ident: str, key: int) -> None:
        """From a note to the one beside it."""
        boxes = list(self.boxes.values())
        here = next(n for n, box in enumerate(boxes) if ident in box.list.notes)
        there = here + (1 if key == Qt.Key.Key_Right else -1)
        if 0 <= there < len(boxes):
            row = list(boxes[here].list.notes).index(ident)
            notes = list(boxes[there].list.notes)
            if notes:
                boxes[there].list.focus(notes[min(row, len(notes) - 1)])
            else:
                boxes[there].head.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow(self, ident: str) -> None:
        self._followed = ident

    def _drag(self, ident: str, place: QPoint) -> None:
        note = next(b.list.notes[ident] for b in self.boxes.values() if ident in b.list.notes)
        if self._ghost is None:
            text = note.face.text()
            shown = text if len(text) <= _GHOST else f"{text[:_GHOST]}…"
            self._ghost = Ghost(self.context.theme, shown, self)
            self._ghost.show()
        self._ghost.move(self.mapFromGlobal(place) + QPoint(SPACE_M, SPACE_M))
        target = self._under(place)
        for box in self.boxes.values():
            box.mark(target=box is target and box.kind != note.statement.kind)

    def _drop(self, ident: str, place: QPoint) -> None:
        if self._ghost is not None:
            discard(self._ghost)
            self._ghost = None
        for box in self.boxes.values():
            box.mark(target=False)
        target = None if place.isNull() else self._under(place)
        for box in self.boxes.values():
            if target is not None and ident in box.list.notes:
                box.list.notes[ident].put_kind(target.kind)

    def _under(self, place: QPoint) -> Box | None:
        inside = self.mapFromGlobal(place)
        return next((box for box in self.boxes.values() if box.geometry().contains(inside)), None)
