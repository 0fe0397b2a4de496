"""The agenda: what is still to be done in all cases, by when it is due."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.ui import dues, papers
from fieldapp.ui.context import Context, Place
from fieldapp.ui.owed import OwedRow, into_calendar
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, EmptyState
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import agenda
from fieldapp.usecases.agenda import Owed

GROUPS = ("over", "today", "later", "undated")


class AgendaPage(Page):
    """Everything open in groups, the first first; a line leads to its place in its case."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.owed: tuple[Owed, ...] = ()
        self.rows: list[OwedRow] = []
        say, theme = context.say, context.theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._head())
        self._body = QStackedWidget()
        column = Column(say("agenda.title"))
        self._groups = QVBoxLayout()
        self._groups.setSpacing(SPACE_L)
        column.body.addLayout(self._groups)
        column.body.addStretch(1)
        self._body.addWidget(column)
        self._body.addWidget(
            EmptyState(theme, "calendar", say("agenda.empty"), say("agenda.empty_hint"))
        )
        outer.addWidget(self._body, 1)

    def _head(self) -> QVBoxLayout:
        say, theme = self.context.say, self.context.theme
        head = QVBoxLayout()
        head.setContentsMargins(SPACE_XL, SPACE_L, SPACE_XL, SPACE_M)
        head.setSpacing(SPACE_XS)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(Label(say("agenda.title"), "title", wrap=False), 1)
        self.to_calendar = Button(theme, say("agenda.to_calendar"), "quiet", icon="calendar")
        self.to_calendar.clicked.connect(self.export)
        self.back = Button(theme, say("tools.back"), "quiet", icon="arrow-left", keys="Esc")
        self.back.clicked.connect(self._leave)
        row.addWidget(self.to_calendar)
        row.addWidget(self.back)
        head.addLayout(row)
        head.addWidget(Label(say("agenda.hint"), "soft"))
        return head

    # What is open

    def enter(self) -> None:
        work = self.context.desk.run(agenda.whole)
        work.then(self, self._show)

    def _show(self, owed: tuple[Owed, ...]) -> None:
        self.owed = owed
        clear(self._groups)
        self.rows = []
        for name in GROUPS:
            if chosen := [one for one in owed if _group(one) == name]:
                self._groups.addWidget(self._card(name, chosen))
        self._body.setCurrentIndex(0 if owed else 1)
        self.to_calendar.setEnabled(any(one.pending.due for one in owed))
        target = self.rows[0] if self.rows else self.back
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _card(self, name: str, owed: Iterable[Owed]) -> Card:
        card = Card(self.context.say(f"agenda.group_{name}"))
        card.body.setSpacing(0)
        for one in owed:
            row = OwedRow(self.context, one, with_customer=True)
            row.clicked.connect(partial(self._open, one))
            card.body.addWidget(row)
            self.rows.append(row)
        return card

    # Doing

    def _open(self, owed: Owed) -> None:
        self.context.open_case(owed.case_id, Place("tool", owed.pending.item))

    def export(self) -> None:
        """Asks where, and writes all dated things as one calendar file."""
        say = self.context.say
        path = papers.ask_calendar(self, say("agenda.to_calendar"), say("promises.file"))
        if path is not None:
            into_calendar(self, self.context, self.owed, path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _leave(self) -> None:
        if self.context.session is not None:
            self.context.back()
        else:
            self.context.go(Place("empty"))


def _group(owed: Owed) -> str:
    due, now = owed.pending.due, system_clock()
    if due is None:
        return "undated"
    if dues.is_over(due, now):
        return "over"
    return "today" if dues.days_left(due, now) == 0 else "later"
