"""Handing the case to a customer system: everything that would leave, before it does."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.crm import mapping
from fieldapp.crm.rows import Row, Rows
from fieldapp.ui import papers
from fieldapp.ui.context import Context
from fieldapp.ui.findings import Findings
from fieldapp.ui.pages.head import PageHead
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import crmfiles
from fieldapp.usecases.standing import Standing

_NAME_WIDTH = 200
"""Pixels for the names of their fields."""


class CrmPage(Page):
    """Row by row what a customer system would get, what does not fit, and the files."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        say, theme = context.say, context.theme
        self.made: Rows | None = None
        """What is shown, and what leaves."""
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(PageHead(context, say("crm.title"), self))
        column = Column(say("crm.title"))
        column.body.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_XL)
        column.body.setSpacing(SPACE_L)
        outer.addWidget(column, 1)
        options = [(name, say(f"crm.system_{name}")) for name in mapping.SYSTEMS]
        self.system = Chips(theme, options, say("crm.system"))
        self.system.choose(mapping.SYSTEMS[:1])
        self.system.chosen.connect(self._chose)
        to = Card(say("crm.system"))
        to.body.addWidget(self.system)
        to.body.addWidget(Label(say("crm.never"), "small"))
        column.body.addWidget(to)
        self._rows = QWidget()
        self._cards = QVBoxLayout(self._rows)
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(SPACE_L)
        column.body.addWidget(self._rows)
        self.findings = Findings(context)
        column.body.addWidget(self.findings)
        self.save = Button(theme, say("crm.save"), "primary", icon="save")
        self.save.clicked.connect(self._ask)
        below = QHBoxLayout()
        below.setSpacing(SPACE_M)
        below.addWidget(self.save)
        below.addWidget(Label(say("crm.unprotected"), "small"), 1)
        column.body.addLayout(below)
        column.body.addWidget(Label(say("crm.untried"), "small"))
        column.body.addStretch(1)
        self._prepare()

    def enter(self) -> None:
        chosen = self.system.buttons[str(self.system.value())]
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_standing(self, standing: Standing) -> None:
        self._prepare()

    def _chose(self, value: str | None) -> None:
        if value is None:  # one of them it is
            self.system.choose(mapping.SYSTEMS[:1])
        self._prepare()

    def _prepare(self) -> None:
        """Works out what would leave; until then nothing can."""
        self.made = None
        self.save.setEnabled(False)
        system, case = str(self.system.value()), self.context.case.case_id
        library, lang = self.context.desk.library, self.context.lang
        work = self.context.desk.run(
            lambda here: crmfiles.prepare(here, [case], mapping.built_in(system), library, lang)
        )
        work.then(self, self._show, self.context.tell)

    def _show(self, made: Rows) -> None:
        if made.mapping.system != self.system.value():
            return
        self.made = made
        clear(self._cards)
        for row in made.rows:
            self._cards.addWidget(self._card(made, row))
        if not made.rows:
            self._cards.addWidget(Label(self.context.say("crm.nothing")))
        self.findings.show_findings(made.findings, in_order=True)
        self.save.setEnabled(bool(made.rows))

    def _card(self, made: Rows, row: Row) -> Card:
        lang = self.context.lang
        card = Card(made.mapping.module(row.module).title.get(lang))
        table = QGridLayout()
        table.setHorizontalSpacing(SPACE_L)
        table.setVerticalSpacing(SPACE_S)
        table.setColumnMinimumWidth(0, _NAME_WIDTH)
        table.setColumnStretch(1, 1)
        for number, cell in enumerate(row.cells):
            name = Label(cell.target.label.get(lang), "small")
            top = Qt.AlignmentFlag.AlignTop
            table.addWidget(name, number, 0, top)
            table.addWidget(Label(cell.told), number, 1, top)
        card.body.addLayout(table)
        return card

    # The files

    def _ask(self) -> None:
        found = QFileDialog.getExistingDirectory(self, self.context.say("crm.save"))
        if found:
            self.save_into(Path(found))

    def save_into(self, folder: Path) -> None:
        """Writes what is shown into a folder of its own there."""
        made, lang = self.made, self.context.lang
        if made is None:
            return
        into = folder / made.mapping.system
        work = self.context.desk.aside(lambda _: crmfiles.write(made, into, lang))
        work.then(self, lambda written: self._saved(into, len(written)), self.context.tell)

    def _saved(self, folder: Path, files: int) -> None:
        say = self.context.say
        opens = partial(papers.open_path, folder)
        text = say("crm.written", files=files, folder=folder)
        self.context.notify("ok", text, ((say("reportpage.open_folder"), opens),))
