"""Above the list of cases: reports that came back, and others' that wait for a decision."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.ui.context import Context, Place
from fieldapp.ui.models.case_list import CaseList
from fieldapp.ui.theme.tokens import SPACE_XS
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.sentences import SentenceButton
from fieldapp.usecases import summons
from fieldapp.usecases.summons import Returned
from fieldapp.usecases.summons import Summons as Called

SHOWN = 3
"""Reports that came back are named; of the rest it is said how many they are."""
_SETTLED_MS = 400
"""The list has changed and been still for so long: then it is looked again."""


class Summons(QWidget):
    """Not there while nothing calls."""

    def __init__(self, context: Context, model: CaseList) -> None:
        super().__init__()
        self.context = context
        self.called = Called()
        self.rows: list[SentenceButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_XS)
        self.waiting = Button(context.theme, "", "quiet", icon="clipboard-list", is_row=True)
        self.waiting.clicked.connect(lambda: context.go(Place("reviews", "waiting")))
        self._column.addWidget(self.waiting)
        self.more = Label("", "small")
        self._column.addWidget(self.more)
        self.waiting.hide()
        self.more.hide()
        self.hide()
        self._soon = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._soon.timeout.connect(self._look)
        for changed in (model.looked, model.rowsInserted, model.dataChanged):
            changed.connect(self._settle)

    def _settle(self) -> None:
        self._soon.start()

    def _look(self) -> None:
        if self.context.desk.is_open:
            decides = self.context.settings.reviews
            work = self.context.desk.run(lambda ws: summons.summons(ws, decides=decides))
            work.then(self, self._show, lambda _: None)

    def _show(self, called: Called) -> None:
        if called == self.called:
            return
        self.called = called
        say = self.context.say
        for row in self.rows:
            discard(row)
        self.rows = [self._row(one) for one in called.returned[:SHOWN]]
        for place, row in enumerate(self.rows):
            self._column.insertWidget(place, row)
        self.waiting.setText(say("review.some_wait", count=called.waiting))
        self.waiting.setVisible(bool(called.waiting))
        left = len(called.returned) - SHOWN
        self.more.setVisible(left > 0)
        self.more.setText(say("ui.and_more", count=left))
        self.setVisible(bool(called.waiting or called.returned))

    def _row(self, one: Returned) -> SentenceButton:
        context, lang = self.context, self.context.lang
        title = one.title.get(lang) or context.say("ui.untitled")
        below = " · ".join(filter(None, (context.say("review.came_back"), one.company.get(lang))))
        row = SentenceButton(context.theme, title, below, ink=context.theme.warning, icon="undo-2")
        row.clicked.connect(partial(context.open_case, one.case_id, Place("report", "review")))
        return row
