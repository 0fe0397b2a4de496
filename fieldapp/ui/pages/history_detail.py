"""One thing that happened: all that is known of it, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fieldapp.ui.context import Context, Place
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases.changewords import ChangeWords
from fieldapp.usecases.histories import Event, Happening, Part

_NOWHERE = {Event.REMOVED, Event.ERASED}


def who(context: Context, happening: Happening) -> str:
    """Whose doing it was."""
    if happening.is_mine:
        return context.say("shell.by_me")
    return context.say("shell.by_other", author=happening.author)


class HistoryDetail(QFrame):
    """Older and newer beside each other, place by place."""

    narrowed = Signal(str)
    """Only what happened at this place is wanted."""
    take_back = Signal(object)
    """This `Happening` is to be taken back."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.happening: Happening | None = None
        self.setProperty("kind", "card")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_L)
        outer.setSpacing(SPACE_S)
        self.title = Label("", "heading")
        self.meta = Label("", "soft")
        self.notes = Label("", "small")
        for label in (self.title, self.meta, self.notes):
            outer.addWidget(label)
        self._column = Column(context.say("shell.history_detail"), None)
        self._column.body.setContentsMargins(0, SPACE_M, SPACE_S, SPACE_M)
        self._column.body.setSpacing(SPACE_L)
        self._column.body.addStretch(1)
        self._parts: list[QWidget] = []
        outer.addWidget(self._column, 1)
        outer.addLayout(self._foot())

    def _foot(self) -> FlowLayout:
        say, theme = self.context.say, self.context.theme
        row = FlowLayout()
        self.back = Button(theme, say("shell.take_back"), icon="undo-2")
        self.back.clicked.connect(lambda: self.take_back.emit(self.happening))
        self.only = Button(theme, say("shell.only_this"), icon="target")
        self.only.clicked.connect(self._narrow)
        self.there = Button(theme, say("ui.go_there"), icon="arrow-right")
        self.there.clicked.connect(self._go)
        for button in (self.back, self.only, self.there):
            row.addWidget(button)
        return row

    def show_happening(self, happening: Happening, words: ChangeWords) -> None:
        """Shows all that is known of it."""
        self.happening = happening
        say = self.context.say
        event = say(f"shell.event_{happening.event.value}")
        self.title.setText(f"{words.name(happening.path)}  {event}")
        self.meta.setText(f"{who(self.context, happening)} · {happening.at:%Y-%m-%d %H:%M}")
        notes = []
        if happening.is_private:
            notes.append(say("shell.only_here"))
        if happening.is_skewed:
            notes.append(say("shell.clock_wrong"))
        if happening.reason:
            notes.append(say("shell.erased_because", reason=happening.reason))
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        self.back.setVisible(happening.is_mine and happening.event is not Event.ERASED)
        self.there.setVisible(happening.event not in _NOWHERE and bool(happening.path))
        self.only.setVisible(bool(happening.path))
        self._show_parts(happening, words)

    def _show_parts(self, happening: Happening, words: ChangeWords) -> None:
        for part in self._parts:
            discard(part)
        self._parts = [
            self._part(part, words, is_named=part.path != happening.path)
            for part in happening.parts
            if part.older or part.newer
        ]
        for place, part in enumerate(self._parts):
            self._column.body.insertWidget(place, part)

    def _part(self, part: Part, words: ChangeWords, *, is_named: bool) -> QWidget:
        say, holder = self.context.say, QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        if is_named:
            name = words.name(part.path).rpartition(" · ")[2]
            column.addWidget(Label(name[:1].upper() + name[1:], "strong"))
        newer = words.contents(part.path, part.newer)
        if part.event is Event.REMOVED:
            newer = words.contents(part.path, part.older)
        elif part.older:
            column.addWidget(Label(say("shell.before"), "caption"))
            column.addWidget(Label(words.contents(part.path, part.older), "soft"))
            column.addSpacing(SPACE_M)
            column.addWidget(Label(say("shell.after"), "caption"))
            newer = newer or say("shell.empty")
        column.addWidget(Label(newer))
        return holder

    def _narrow(self) -> None:
        if self.happening is not None:
            self.narrowed.emit(self.happening.path)

    def _go(self) -> None:
        if self.happening is not None:
            self.context.go(Place("guide", self.happening.path))
