"""The overview of a team, from the cases on this laptop: figures, files of them, and a month's
lessons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.overview.few import MINIMUM
from fieldapp.overview.figures import Overview
from fieldapp.overview.periods import PERIODS, Period
from fieldapp.overview.rows import CaseRow
from fieldapp.overview.tables import Section, Table
from fieldapp.report.phrasing import shown
from fieldapp.ui import papers
from fieldapp.ui.context import Context
from fieldapp.ui.pages.head import PageHead
from fieldapp.ui.pages.lessons_card import LessonsCard
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_S, SPACE_XL, SPACE_XS, SPACE_XXL, Theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.figure_table import Figures, FigureTable, Heading, Part
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.scrolling import Column, bring_into_view
from fieldapp.usecases import team, teamrows
from fieldapp.usecases.teamrows import Begun

_AT_A_TIME = 10
"""Cases counted by one piece of work: a tenth of a second."""
_MOST_ROWS = 60
"""Of a table on the page; a file has them all."""
_FILES = {"csv": "CSV (*.csv)", "xlsx": "Excel (*.xlsx)"}


class TeamPage(Page):
    """Counts what has changed since it was entered last; another period is told from what has been
    counted."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        say, theme = context.say, context.theme
        self.rows: tuple[CaseRow, ...] | None = None
        """What was counted; None until it has been."""
        self.found: Overview | None = None
        self._counted: list[CaseRow] = []
        self.tables: list[FigureTable] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = PageHead(context, say("team.title"), self)
        head.below.addWidget(Label(say("lessons.page_hint"), "soft"))
        self.to_lessons = Button(theme, say("lessons.kind"), "quiet", icon="lightbulb")
        self.to_lessons.setEnabled(False)
        self.to_lessons.clicked.connect(self._go_to_lessons)
        head.add(self.to_lessons)
        self.period = Chips(
            theme, [(one, say(f"team.period_{one}")) for one in PERIODS], say("team.period")
        )
        self.period.choose(["quarter"])
        self.period.chosen.connect(self._chose)
        head.below.addWidget(self.period)
        outer.addWidget(head)
        column = Column(say("team.title"))
        column.body.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_XL)
        column.body.setSpacing(SPACE_L)
        outer.addWidget(column, 1)
        self.told = Label(say("lessons.counting"), "soft")
        column.body.addWidget(self.told)
        self._cards = QVBoxLayout()
        self._cards.setSpacing(SPACE_L)
        column.body.addLayout(self._cards)
        self.lessons = LessonsCard(context)
        self.lessons.hide()
        column.body.addWidget(self.lessons)
        self.saves: dict[str, Button] = {}
        column.body.addLayout(self._below())
        how = QVBoxLayout()
        how.setSpacing(SPACE_XS)
        how.addWidget(Label(say("team.how"), "strong"))
        how.addWidget(Label(say("team.how_told", few=MINIMUM), "small"))
        column.body.addLayout(how)
        column.body.addStretch(1)

    def _below(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        for kind in _FILES:
            words = self.context.say(f"lessons.save_{kind}")
            button = Button(self.context.theme, words, "quiet", icon="save")
            button.clicked.connect(partial(self._ask, kind))
            button.setEnabled(False)
            row.addWidget(button)
            self.saves[kind] = button
        row.addStretch(1)
        return row

    # Counting

    def enter(self) -> None:
        self.period.buttons[self._wanted].setFocus(Qt.FocusReason.OtherFocusReason)
        self.told.setText(self.context.say("lessons.counting"))
        counted: list[CaseRow] = []
        self._counted, library = counted, self.context.desk.library

        def begin(begun: Begun) -> None:
            counted.extend(begun.rows)
            self._count(counted, begun.left)

        work = self.context.desk.run(lambda workspace: teamrows.begin(workspace, library))
        work.then(self, begin, self.context.tell)

    def leave(self) -> None:
        self._counted = []  # what is being counted is wanted no more

    def _count(self, counted: list[CaseRow], cases: tuple[bytes, ...], done: int = 0) -> None:
        """Counts the cases, a few at a time: what is typed elsewhere is saved in between."""
        if counted is not self._counted:
            return
        some, library = cases[done : done + _AT_A_TIME], self.context.desk.library
        if not some:
            self.show_rows(tuple(counted))
            return
        if done:
            told = self.context.say("lessons.counting_of", done=done, total=len(cases))
            self.told.setText(told)

        def go_on(rows: tuple[CaseRow, ...]) -> None:
            counted.extend(rows)
            self._count(counted, cases, done + len(some))

        work = self.context.desk.run(lambda workspace: teamrows.rows(workspace, library, some))
        work.then(self, go_on, self.context.tell)

    def show_rows(self, rows: tuple[CaseRow, ...], today: date | None = None) -> None:
        """Tells figures of rows, as they are on a day, as a rule today."""
        self.rows = rows
        self.today = today or system_clock().date()
        self.lessons.show_rows(rows, self.today)
        self._tell()

    @property
    def _wanted(self) -> Period:
        return next(one for one in PERIODS if one == self.period.value())

    def _chose(self, value: str | None) -> None:
        if value is None:  # one of them it is
            self.period.choose(["quarter"])
        self._tell()

    def _tell(self) -> None:
        rows = self.rows
        if rows is None:
            return
        period, today, lang = self._wanted, self.today, self.context.lang
        work = self.context.desk.aside(lambda _: team.told_of(rows, period, today, lang))
        work.then(self, partial(self._show, period), self.context.tell)

    def _show(self, period: Period, told: tuple[Overview, tuple[Section, ...]]) -> None:
        if period != self._wanted:
            return
        self.found, sections = told
        say, found = self.context.say, self.found
        since, last = (shown(day, self.context.lang) for day in (found.since, found.last))
        key = "team.one_case" if found.cases == 1 else "team.cases"
        self.told.setText(say(key, count=found.cases, since=since, until=last))
        clear(self._cards)
        self.tables = []
        if not any(section.tables for section in sections):
            self._cards.addWidget(Label(say("team.nothing"), "soft"))
            sections = ()
        for section in sections:
            self._cards.addWidget(self._card(section))
        self.lessons.show()
        for button in (self.to_lessons, *self.saves.values()):
            button.setEnabled(True)

    def _go_to_lessons(self) -> None:
        bring_into_view(self.lessons)
        self.lessons.earlier.setFocus(Qt.FocusReason.OtherFocusReason)

    # What is shown

    def _card(self, section: Section) -> Card:
        card = Card(section.title)
        card.body.setSpacing(SPACE_S)
        card.body.addWidget(Label(section.why, "small"))
        if not section.tables:
            card.body.addWidget(Label(self.context.say("team.nothing"), "soft"))
        for table in section.tables:
            if table.title != section.title:
                card.body.addSpacing(SPACE_S)
                card.body.addWidget(Label(table.title, "strong"))
            made = self._table(table)
            card.body.addWidget(made)
            self.tables.append(made)
            if (more := len(table.rows) - _MOST_ROWS) > 0:
                told = self.context.say("lessons.more_rows", count=more)
                card.body.addWidget(Label(told, "small"))
        return card

    def _table(self, table: Table) -> FigureTable:
        hidden = self.context.say("team.not_told")
        rows = [
            Figures(
                row.name,
                tuple(cell.shown for cell in row.cells),
                tuple(Part(one.start, one.length, one.tone) for one in row.bar),
                None if row.way is None else (row.way.start, row.way.end),
                tuple(hidden if cell.value is None else "" for cell in row.cells),
            )
            for row in table.rows[:_MOST_ROWS]
        ]
        headings = [Heading(one.title, one.tone) for one in table.columns]
        return FigureTable(
            self.context.theme, tones(self.context.theme), table.title, headings, rows
        )

    # Files

    def _ask(self, kind: str) -> None:
        found = self.found
        if found is None:
            return
        name = f"team-{found.since.isoformat()}-{found.last.isoformat()}.{kind}"
        title = self.context.say(f"lessons.save_{kind}")
        path = papers.ask_where(self, title, name, _FILES[kind])
        if path is not None:
            self.save(kind, path)

    def save(self, kind: str, path: Path) -> None:
        """Writes what is shown into a file for spreadsheets."""
        found, lang = self.found, self.context.lang
        if found is None:
            return
        make: Callable[..., None] = team.save_csv if kind == "csv" else team.save_workbook
        work = self.context.desk.aside(lambda _: make(found, lang, path))
        work.then(self, lambda _: papers.tell_saved(self.context, path), self.context.tell)


def tones(theme: Theme) -> dict[str, str]:
    """The colours of the parts of bars; what they are stands in the headings."""
    return {
        "plain": theme.accent,
        "second": theme.border,
        "late": theme.warning,
        "agreed": theme.ok,
        "partly": theme.ask,
        "open": theme.border,
        "declined": theme.danger,
    }
