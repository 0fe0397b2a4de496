"""A line below the list of cases: how much is due today and how much is over."""

from __future__ import annotations

from PySide6.QtCore import QTimer

from fieldapp.base.clock import system_clock
from fieldapp.base.language import Lang, tr
from fieldapp.ui.context import Context, Place
from fieldapp.ui.models.case_list import CaseList
from fieldapp.ui.widgets.buttons import Button
from fieldapp.usecases import agenda
from fieldapp.usecases.agenda import Due

_SETTLED_MS = 400
"""The list has changed and been still for so long: then it is counted again."""
_EVERY_MS = 5 * 60_000
"""What is due changes by itself."""


class Reminder(Button):
    """Pressed, it leads to the agenda. Not there while nothing is due."""

    def __init__(self, context: Context, model: CaseList) -> None:
        super().__init__(context.theme, "", "plain", icon="bell", is_row=True)
        self.context = context
        self.hide()
        self.clicked.connect(lambda: context.go(Place("agenda")))
        self._soon = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._soon.timeout.connect(self._count)
        self._again = QTimer(self, interval=_EVERY_MS)
        self._again.timeout.connect(self._count)
        self._again.start()
        for changed in (model.looked, model.rowsInserted, model.dataChanged):
            changed.connect(self._settle)

    def _settle(self) -> None:
        self._soon.start()

    def _count(self) -> None:
        if self.context.desk.is_open:
            now = system_clock()
            self.context.desk.run(lambda workspace: agenda.count(workspace, now)).then(
                self, self._show, lambda _: None
            )

    def _show(self, due: Due) -> None:
        self.setText(words(self.context.lang, due))
        self.setVisible(bool(due.over or due.today))


def words(lang: Lang, due: Due) -> str:
    """How much is due, in a few words."""
    if due.over and due.today:
        return tr("agenda.both", lang, over=due.over, today=due.today)
    key, count = ("only_over", due.over) if due.over else ("only_today", due.today)
    return tr(f"agenda.{key}", lang, count=count)
