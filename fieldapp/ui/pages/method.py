"""Another method for the open case: what fits, what each is for, and what stays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.playbook.chooser import Recommendation
from fieldapp.ui.context import Context, Place
from fieldapp.ui.pages.chooser_card import ChooserCard
from fieldapp.ui.pages.front import labelled
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.usecases import switching
from fieldapp.usecases.beginning import Choice
from fieldapp.usecases.standing import Standing
from fieldapp.usecases.switching import Methods

WIDTH = 680


class MethodPage(Page):
    """Chooses the playbook that guides the case from now on."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        say, theme = context.say, context.theme
        self._choices: dict[str, Choice] = {}
        self._focus_wanted = False
        self.chooser: ChooserCard | None = None
        self.playbooks: Chips | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, SPACE_XL, 0, 0)
        column = Column(say("methods.title"), WIDTH)
        column.body.setSpacing(SPACE_L)
        outer.addWidget(column)
        column.body.addWidget(Label(say("methods.title"), "title"))
        self.now = Label("", "soft")
        column.body.addWidget(self.now)
        self._card = Card()
        self._card.body.setSpacing(SPACE_L)
        self._questions = QVBoxLayout()
        self._card.body.addLayout(self._questions)
        self.about = Label("", "small")
        self.stays = Label("", "small")
        self._card.body.addWidget(self.about)
        self._card.body.addWidget(self.stays)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addStretch(1)
        self.stay = Button(theme, say("methods.stay"), "quiet")
        self.stay.clicked.connect(context.back)
        self.button = Button(theme, say("methods.switch"), "primary", icon="corner-down-left")
        self.button.clicked.connect(self.switch)
        row.addWidget(self.stay)
        row.addWidget(self.button)
        self._card.body.addLayout(row)
        column.body.addWidget(self._card)
        column.body.addStretch(1)
        case_id, library = context.case.case_id, context.desk.library
        work = context.desk.run(lambda workspace: switching.methods(workspace, case_id, library))
        work.then(self, self._show_methods, context.tell)
        if context.case.standing is not None:
            self.show_standing(context.case.standing)

    def show_standing(self, standing: Standing) -> None:
        title = standing.playbook.title.get(self.context.lang)
        self.now.setText(self.context.say("methods.now", title=title))
        self._show_chosen()

    def _show_methods(self, methods: Methods) -> None:
        context, lang = self.context, self.context.lang
        self._choices = {choice.id: choice for choice in methods.playbooks}
        self.chooser = ChooserCard(context, methods.playbooks)
        self.chooser.recommended.connect(self._recommended)
        self._questions.addWidget(self.chooser)
        names = [(choice.id, choice.title.get(lang)) for choice in methods.playbooks]
        self.playbooks = Chips(context.theme, names, context.say("shell.playbook"))
        self.playbooks.chosen.connect(self._show_chosen)
        self._questions.addLayout(labelled(context.say("shell.playbook"), self.playbooks))
        standing = context.case.standing
        chosen = methods.former or (standing.playbook.id if standing is not None else "")
        self.playbooks.choose((chosen,))
        self._show_chosen()
        if self._focus_wanted:
            self.enter()

    def _recommended(self, best: Recommendation) -> None:
        if self.playbooks is not None:
            self.playbooks.choose((best.playbook,))
            self._show_chosen()

    def _chosen(self) -> Choice | None:
        value = self.playbooks.value() if self.playbooks is not None else None
        return self._choices.get(value) if isinstance(value, str) else None

    def _show_chosen(self) -> None:
        choice, standing = self._chosen(), self.context.case.standing
        is_other = choice is not None and standing is not None and choice.id != standing.playbook.id
        self.button.setEnabled(is_other)
        self.stays.setVisible(is_other)
        if choice is not None and standing is not None:
            lang, say = self.context.lang, self.context.say
            self.about.setText(choice.summary.get(lang))
            self.stays.setText(say("methods.kept", count=len(standing.case.answers)))
            self.button.setText(say("methods.switch_to", title=choice.title.get(lang)))
            self.button.updateGeometry()

    def switch(self) -> None:
        """Lets the chosen playbook guide the case, and goes on with its steps."""
        choice = self._chosen()
        if choice is None or not self.button.isEnabled():
            return
        context, library = self.context, self.context.desk.library
        case_id = context.case.case_id
        done = context.case.perform(
            lambda workspace: switching.switch(workspace, case_id, choice.id, library)
        )
        self.button.setEnabled(False)
        title = choice.title.get(context.lang)
        done.then(self, lambda _: self._switched(title), context.tell)

    def _switched(self, title: str) -> None:
        self.context.notify("ok", self.context.say("methods.switched", title=title), ())
        self.context.go(Place("guide"))

    def enter(self) -> None:
        self._focus_wanted = self.chooser is None
        if self.chooser is not None:
            self.chooser.focus()
        else:
            self.stay.setFocus(Qt.FocusReason.OtherFocusReason)
