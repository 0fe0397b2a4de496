"""A new case: a name, a line, Enter."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.playbook.chooser import Recommendation
from fieldapp.ui import whereabouts
from fieldapp.ui.context import Context, Place
from fieldapp.ui.owed import StillOpen
from fieldapp.ui.pages.chooser_card import ChooserCard
from fieldapp.ui.pages.front import labelled
from fieldapp.ui.pages.page import Page
from fieldapp.ui.similar import SimilarCases
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL
from fieldapp.ui.widgets.boxes import Select
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import beginning
from fieldapp.usecases.beginning import Choice, NewCase, Offer

WIDTH = 600


@dataclass(frozen=True)
class _Kept:
    customer: str
    line: str
    playbook: str | None
    situation: str | None
    answers: dict[str, str] | None


class NewCasePage(Page):
    """Everything but the name and the line is chosen already, as it was the last time."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        say = context.say
        self._choices: dict[str, Choice] = {}
        self._wanted: tuple[str | None, str | None] = (None, None)
        self._answers: dict[str, str] | None = None
        """What is answered of the three questions; None: they are not asked."""
        self.chooser: ChooserCard | None = None
        self._is_here = False
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, SPACE_XL, 0, 0)
        column = Column(say("shell.new"), WIDTH)
        outer.addWidget(column)
        column.body.setSpacing(SPACE_L)
        column.body.addWidget(Label(say("shell.new"), "title"))
        self.customer = LineEdit(say("shell.customer"), placeholder=say("shell.customer_like"))
        self.line = LineEdit(say("shell.line"), placeholder=say("shell.line_like"))
        self.customer.returnPressed.connect(self.line.setFocus)
        self.line.returnPressed.connect(self.begin)
        for line in (self.customer, self.line):
            line.typed.connect(lambda _: self._say(""))
        for name in ("customer", "line"):
            whereabouts.mark(getattr(self, name), name)
        card = Card()
        card.body.setSpacing(SPACE_L)
        card.body.addLayout(labelled(say("shell.customer"), self.customer))
        self.still_open = StillOpen(context)
        self.customer.textChanged.connect(self.still_open.look)
        card.body.addWidget(self.still_open)
        card.body.addLayout(labelled(say("shell.line"), self.line))
        self.similar = SimilarCases(context)
        for line in (self.customer, self.line):
            line.textChanged.connect(
                lambda: self.similar.look(self.line.text(), self.customer.text())
            )
        card.body.addWidget(self.similar)
        self._method = QVBoxLayout()
        self._method.setSpacing(SPACE_M)
        card.body.addLayout(self._method)
        self.situation = Select(context.theme, (), say("shell.situation"))
        card.body.addLayout(labelled(say("shell.situation"), self.situation))
        self.problem = Label("", "danger")
        self.problem.hide()
        card.body.addWidget(self.problem)
        card.body.addLayout(self._foot())
        column.body.addWidget(card)
        column.body.addStretch(1)
        self.playbooks: Chips | None = None
        work = context.desk.run(lambda workspace: beginning.offer(workspace, context.desk.library))
        work.then(self, self.show_offer)

    def _foot(self) -> QHBoxLayout:
        say, name = self.context.say, self.context.settings.name
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        known = say("shell.engineer", name=name) if name else say("shell.engineer_unknown")
        row.addWidget(Label(known, "small"), 1)
        self.button = Button(
            self.context.theme, say("shell.begin"), "primary", icon="corner-down-left"
        )
        self.button.clicked.connect(self.begin)
        row.addWidget(self.button)
        return row

    def show_offer(self, offer: Offer) -> None:
        """Shows what can be chosen."""
        context, lang = self.context, self.context.lang
        self._choices = {choice.id: choice for choice in offer.playbooks}
        names = [(choice.id, choice.title.get(lang)) for choice in offer.playbooks]
        self.playbooks = Chips(context.theme, names, context.say("shell.playbook"))
        self.playbooks.chosen.connect(self._show_situations)
        self._about = Label("", "small")
        hint = context.say("shell.playbook_key") if len(names) > 1 else ""
        self._method.addLayout(labelled(context.say("shell.playbook"), self.playbooks, hint))
        self._method.addWidget(self._about)
        self._offer_chooser(offer.playbooks)
        playbook, situation = self._wanted
        self.playbooks.choose((playbook or offer.playbook,))
        self._show_situations()
        if situation:
            self.situation.choose(situation)
        customers = [company.get(lang) for company in offer.customers]
        completer = QCompleter(customers, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.customer.setCompleter(completer)

    def _offer_chooser(self, choices: tuple[Choice, ...]) -> None:
        """Three questions, for whoever does not know which method to take."""
        self.chooser = ChooserCard(self.context, choices)
        self.chooser.recommended.connect(self._recommended)
        self.not_sure = Button(
            self.context.theme, self.context.say("methods.not_sure"), "link", icon="lightbulb"
        )
        self.not_sure.clicked.connect(self._show_chooser)
        self._method.addWidget(self.not_sure, 0, Qt.AlignmentFlag.AlignLeft)
        self._method.addWidget(self.chooser)
        self.chooser.hide()
        if self._answers is not None:
            self._show_chooser()
            self.chooser.answer(self._answers)

    def _show_chooser(self) -> None:
        if self.chooser is not None:
            self.not_sure.hide()
            self.chooser.show()
            self.chooser.focus()

    def _recommended(self, best: Recommendation) -> None:
        if self.playbooks is None:
            return
        self.playbooks.choose((best.playbook,))
        self._show_situations()
        if best.situation:
            self.situation.choose(best.situation)

    def _show_situations(self) -> None:
        choice = self._chosen()
        if choice is None:
            return
        say = self.context.say
        self._about.setText(choice.summary.get(self.context.lang))
        names = ((name, say(f"playbook.situation_{name}")) for name in choice.situations)
        self.situation.set_options([(name, text[:1].upper() + text[1:]) for name, text in names])
        self.situation.choose(next(iter(choice.situations), None))

    def _chosen(self) -> Choice | None:
        value = self.playbooks.value() if self.playbooks is not None else None
        return self._choices.get(value) if isinstance(value, str) else None

    def begin(self) -> None:
        """Makes the case and goes on in the talk."""
        choice = self._chosen()
        if choice is None or not self.button.isEnabled():
            return
        customer, line = self.customer.text().strip(), self.line.text().strip()
        if not customer and not line:
            self._say(self.context.say("shell.name_or_line"))
            self.customer.setFocus()
            return
        new = NewCase(
            customer, line, choice.id, self.situation.value() or "", self.context.settings.name
        )
        self.button.setEnabled(False)
        library = self.context.desk.library
        work = self.context.desk.run(lambda workspace: beginning.begin(workspace, new, library))
        work.then(self, self._begun, self._not_begun)

    def _begun(self, case_id: bytes) -> None:
        self.customer.clear()
        self.line.clear()
        self.context.open_case(case_id)
        self.context.go(Place("talk"))

    def _not_begun(self, error: FieldAppError) -> None:
        self.button.setEnabled(True)
        self._say(message(error.finding, self.context.lang))

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    # Coming and going

    def enter(self) -> None:
        """The first time the name is next; F2 once more takes the next playbook."""
        if self._is_here and self.playbooks is not None:
            names = list(self._choices)
            value = self.playbooks.value()
            place = names.index(value) + 1 if isinstance(value, str) else 0
            self.playbooks.choose((names[place % len(names)],))
            self._show_situations()
            return
        self._is_here = True
        self.customer.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        self._is_here = False

    def jump(self, where: str) -> bool:
        if where == "chooser":
            self._is_here = True
            self._answers = self._answers or {}
            self._show_chooser()
            return True
        line = {"customer": self.customer, "line": self.line}.get(where)
        if line is None:
            return False
        self._is_here = True
        line.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def kept(self) -> object:
        choice = self._chosen()
        chosen = (choice.id, self.situation.value()) if choice else self._wanted
        answers = self._answers
        if self.chooser is not None and not self.chooser.isHidden():
            answers = self.chooser.answers
        return _Kept(self.customer.text(), self.line.text(), *chosen, answers)

    def take(self, kept: object) -> None:
        if isinstance(kept, _Kept):
            self.customer.setText(kept.customer)
            self.line.setText(kept.line)
            self._wanted = kept.playbook, kept.situation
            self._answers = kept.answers
