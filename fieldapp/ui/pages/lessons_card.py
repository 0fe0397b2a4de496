"""A month's lessons on the page of the team: which month, what was learned, and the paper."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.overview.lessons import Summary, month_after, summary
from fieldapp.overview.rows import CaseRow
from fieldapp.report.phrasing import month
from fieldapp.ui import papers
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.usecases import team

if TYPE_CHECKING:
    from fieldapp.report.layout.voice import ReportLang

_LANGS: tuple[ReportLang, ...] = ("zh", "en", "both")
SHOWN = 5
"""Lessons that are read here; the paper has more."""


class LessonsCard(Card):
    """Begins with the last whole month."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        say, theme = context.say, context.theme
        super().__init__(say("lessons.kind"), parent=parent)
        self.context = context
        self.rows: tuple[CaseRow, ...] = ()
        self.today = system_clock().date()
        self.month = month_after(self.today, -1)
        self.found: Summary | None = None
        self.body.addWidget(Label(say("lessons.card_hint"), "small"))
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        self.earlier = IconButton(theme, "chevron-left", say("lessons.earlier"))
        self.later = IconButton(theme, "chevron-right", say("lessons.later"))
        self.name = Label("", "strong", wrap=False)
        self.earlier.clicked.connect(partial(self._turn, -1))
        self.later.clicked.connect(partial(self._turn, 1))
        for part in (self.earlier, self.name, self.later):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.body.addLayout(row)
        self._lessons = QVBoxLayout()
        self._lessons.setSpacing(SPACE_S)
        self.body.addLayout(self._lessons)
        below = QHBoxLayout()
        below.setSpacing(SPACE_M)
        options = [(one, say(f"lessons.lang_{one}")) for one in _LANGS]
        self.lang = Chips(theme, options, say("lessons.in_language"))
        self.lang.choose([context.lang])
        self.lang.chosen.connect(self._chose)
        self.save_paper = Button(theme, say("lessons.save_pdf"), "primary", icon="save")
        self.save_paper.clicked.connect(self._ask)
        below.addWidget(self.lang, 1)
        below.addWidget(self.save_paper)
        self.body.addLayout(below)

    def show_rows(self, rows: tuple[CaseRow, ...], today: date) -> None:
        self.rows, self.today = rows, today
        self.month = month_after(today, -1)
        self._look()

    def _turn(self, months: int) -> None:
        self.month = month_after(self.month, months)
        self._look()

    def _chose(self, value: str | None) -> None:
        if value is None:  # one of them it is
            self.lang.choose([self.context.lang])

    def _look(self) -> None:
        """Works out the month that is wanted; until then there is nothing to save."""
        wanted, rows, today = self.month, self.rows, self.today
        self.name.setText(month(wanted).get(self.context.lang))
        self.later.setEnabled(wanted < today.replace(day=1))
        self.save_paper.setEnabled(False)
        work = self.context.desk.aside(lambda _: summary(rows, wanted, today))
        work.then(self, self._show, self.context.tell)

    def _show(self, found: Summary) -> None:
        if found.month.since != self.month:
            return
        self.found = found
        say, lang = self.context.say, self.context.lang
        clear(self._lessons)
        self._lessons.addWidget(Label(say("lessons.card_cases", count=found.month.cases), "soft"))
        lessons = found.learned.lessons
        for text in lessons[:SHOWN]:
            self._lessons.addWidget(Label(f"· {text.get(lang)}"))
        if len(lessons) > SHOWN:
            more = say("lessons.card_more", count=len(lessons) - SHOWN)
            self._lessons.addWidget(Label(more, "small"))
        if not lessons and found.month.cases:
            self._lessons.addWidget(Label(say("lessons.no_lessons"), "soft"))
        self.save_paper.setEnabled(True)

    # The paper

    def _ask(self) -> None:
        stem = f"lessons-{self.month:%Y-%m}"
        path = papers.ask_pdf(self, self.context.say("lessons.save_pdf"), stem)
        if path is not None:
            self.save(path)

    def save(self, path: Path) -> None:
        """Writes the month that is shown as a PDF."""
        found, wanted = self.found, self.lang.value()
        if found is None:
            return
        lang = next(one for one in _LANGS if one == wanted)
        at, source = system_clock(), self.context.lang
        work = self.context.desk.aside(
            lambda _: team.save_lessons(found, path, lang=lang, source=source, at=at)
        )
        work.then(self, lambda _: papers.tell_saved(self.context, path), self.context.tell)
        self.context.watch(work, "lessons.drawing", can_stop=False)
