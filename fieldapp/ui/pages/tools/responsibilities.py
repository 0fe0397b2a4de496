"""Who answers for what: tasks with their parties, the parties themselves, and the letter."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.case.record import Record
from fieldapp.case.toolrecords import Duty, Stakeholder
from fieldapp.playbook.tools.responsibilities import LETTERS, accountable, duties_of, letters
from fieldapp.report.people import name_of
from fieldapp.ui import dues, papers
from fieldapp.ui.context import Context
from fieldapp.ui.forms.records import RecordItem, told
from fieldapp.ui.pages.tools.ledger import Ledger, LedgerKeys
from fieldapp.ui.pages.tools.party_grid import PartyGrid
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.ui.widgets.layouts import clear
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import paperwork
from fieldapp.usecases.paperwork import Asked
from fieldapp.usecases.standing import Standing

TABS = ("duties", "stakeholders")
_MOST_ROWS, _MOST_COLUMNS = 20, 8
"""Tasks and parties of the table; more are in the list above it."""


class DutyItem(RecordItem):
    """A task in a line: who answers for it, by when."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Duty)
        context, standing = self.context, self._standing
        party = accountable(standing.case, record) if standing else None
        due = dues.words(record.due, system_clock(), context.lang) if record.due else ""
        name = party.title.get(context.lang) if party else ""
        note = "" if party else context.say("responsibilities.nobody")
        self.row.show_row(told(context, record), " · ".join(filter(None, (name, due))), note)
        self.row.setAccessibleDescription(note)


class PartyItem(RecordItem):
    """A party in a line: whose side, and how many tasks it answers for."""

    def tell(self, record: Record, lacking: tuple[str, ...]) -> None:
        assert isinstance(record, Stakeholder)
        context, standing = self.context, self._standing
        count = len(duties_of(standing.case, record)) if standing else 0
        parts = (
            context.say(f"forms.side_{record.side}") if record.side else "",
            context.say("responsibilities.answers_for", count=count) if count else "",
        )
        self.row.show_row(told(context, record), " · ".join(filter(None, parts)), "")

    def deeds(self) -> Sequence[Button]:
        letter = Button(
            self.context.theme,
            self.context.say("responsibilities.letter_one"),
            "plain",
            icon="file-text",
        )
        letter.clicked.connect(lambda: ask_letter(self, self.context, self.item_id))
        return (letter,)


class View(LedgerKeys):
    """Tasks and their table, or parties and their picture."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._standing: Standing | None = None
        say = context.say
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addLayout(self._bar())
        self.duties = Ledger(context, "duties", say("responsibilities.tab_duties"), DutyItem)
        self.parties = Ledger(
            context, "stakeholders", say("responsibilities.tab_stakeholders"), PartyItem
        )
        self.matrix = Matrix(context)
        self.grid = PartyGrid(context)
        self._pages = QStackedWidget()
        for ledger, below in ((self.duties, self.matrix), (self.parties, self.grid)):
            self._pages.addWidget(self._page(ledger, below))
        outer.addWidget(self._pages, 1)

    def _bar(self) -> QHBoxLayout:
        say, theme = self.context.say, self.context.theme
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_XL, 0, SPACE_XL, SPACE_S)
        row.setSpacing(SPACE_M)
        names = [(name, say(f"responsibilities.tab_{name}")) for name in TABS]
        self.tabs = Chips(theme, names, say("responsibilities.title"))
        self.tabs.choose((TABS[0],))
        self.tabs.chosen.connect(self._turn)
        row.addWidget(self.tabs, 1)
        self.letter = Button(theme, say("responsibilities.letter"), "quiet", icon="file-text")
        self.letter.setToolTip(say("responsibilities.letter_hint"))
        self.letter.setAccessibleDescription(say("responsibilities.letter_hint"))
        self.letter.clicked.connect(lambda: ask_letter(self, self.context, ""))
        row.addWidget(self.letter)
        self.more = Button(theme, "", "quiet", icon="plus", keys="Ctrl+⏎")
        self.more.clicked.connect(self.add)
        row.addWidget(self.more)
        return row

    def _page(self, ledger: Ledger, below: QWidget) -> Column:
        column = Column(self.context.say("responsibilities.title"), None)
        column.body.setContentsMargins(SPACE_XL, SPACE_S, SPACE_XL, SPACE_L)
        column.body.setSpacing(SPACE_L)
        card = Card()
        card.body.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        card.body.addWidget(ledger)
        column.body.addWidget(card)
        column.body.addWidget(below)
        column.body.addStretch(1)
        return column

    # How the case stands

    def is_empty(self, standing: Standing) -> bool:
        return not (standing.case.duties or standing.case.stakeholders)

    def show_standing(self, standing: Standing) -> None:
        self._standing = standing
        case = standing.case
        self.duties.show_all(case.duties, standing)
        self.parties.show_all(case.stakeholders, standing)
        self.matrix.show_case(standing)
        self.grid.show_parties(case.stakeholders)
        self.grid.setVisible(any(p.interest and p.influence for p in case.stakeholders))
        self.letter.setEnabled(any(accountable(case, duty) for duty in case.duties))
        self._name_more()

    def ledger_shown(self) -> Ledger:
        return (self.duties, self.parties)[self._pages.currentIndex()]

    def _turn(self, name: object) -> None:
        if name not in TABS:
            self.tabs.choose((TABS[self._pages.currentIndex()],))
            return
        self.show_tab(str(name))
        self.enter()

    def show_tab(self, name: str) -> None:
        """Shows the tasks or the parties."""
        self._pages.setCurrentIndex(TABS.index(name))
        self.tabs.choose((name,))
        self._name_more()

    def _name_more(self) -> None:
        tab = TABS[self._pages.currentIndex()]
        self.more.setText(self.context.say(f"forms.add_{tab}"))
        self.more.updateGeometry()

    # Doing

    def begin(self) -> None:
        """Parties come first: a task needs somebody who answers for it."""
        self.show_tab("stakeholders")
        self.parties.add()

    # Coming here

    def jump(self, where: str) -> bool:
        tab = where.partition("/")[0]
        if tab not in TABS:
            return False
        self.show_tab(tab)
        return self.ledger_shown().jump_to(where)


class Matrix(Card):
    """Tasks against parties, each with its letters."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.say("responsibilities.matrix"))
        self.context = context
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_M)
        self._grid.setVerticalSpacing(SPACE_S)
        self.body.addLayout(self._grid)
        self.body.addWidget(Label(context.say("responsibilities.matrix_hint"), "small"))
        self._shown: tuple[object, ...] = ()

    def show_case(self, standing: Standing) -> None:
        """Shows who is what in which task."""
        case, lang = standing.case, self.context.lang
        duties = case.duties[:_MOST_ROWS]
        used = [party for party in case.stakeholders if any(letters(d, party.id) for d in duties)]
        parties = used[:_MOST_COLUMNS]
        self.setVisible(bool(duties and parties))
        if (shown := (duties, tuple(parties))) == self._shown:
            return
        self._shown = shown
        clear(self._grid)
        for column, party in enumerate(parties, 1):
            head = ElidedLabel(name_of(party.title.get(lang)), "caption")
            head.setToolTip(party.title.get(lang))
            self._grid.addWidget(head, 0, column)
            self._grid.setColumnStretch(column, 1)
        self._grid.setColumnStretch(0, 3)
        for row, duty in enumerate(duties, 1):
            self._grid.addWidget(ElidedLabel(duty.what.get(lang)), row, 0)
            for column, party in enumerate(parties, 1):
                self._grid.addWidget(self._cell(duty, party), row, column)

    def _cell(self, duty: Duty, party: Stakeholder) -> Label:
        say = self.context.say
        found = letters(duty, party.id)
        marks = " ".join(say(f"responsibilities.mark_{name}") for name in found)
        cell = Label(marks, "strong" if LETTERS[0] in found else "soft", wrap=False)
        names = ", ".join(say(f"playbook.label_{name}") for name in found)
        cell.setToolTip(names)
        cell.setAccessibleName(names)
        return cell


def ask_letter(owner: QWidget, context: Context, party_id: str) -> None:
    """Asks where, and saves the letter of one party, or of all."""
    context.case.commit()
    title = context.say("responsibilities.letter")
    path = papers.ask_pdf(owner, title, context.say("responsibilities.file"))
    if path is not None:
        save_letter(owner, context, path, party_id)


def save_letter(owner: QWidget, context: Context, path: Path, party_id: str) -> None:
    """Saves the letter."""
    library = context.desk.library
    asked = Asked(context.case.case_id, party_id, context.lang)
    work = context.desk.run(lambda ws: paperwork.save_letter(ws, library, asked, path))
    work.then(owner, lambda _: papers.tell_saved(context, path), context.tell)
