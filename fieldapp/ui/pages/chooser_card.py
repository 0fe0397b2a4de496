"""Three short questions, and the playbook they lead to with its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from fieldapp.playbook import chooser
from fieldapp.playbook.chooser import Recommendation
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.beginning import Choice

SECOND = 0.6
"""Another playbook is named too, where so much of the best one's points speaks for it."""


class ChooserCard(QFrame):
    """The questions; nobody has to answer them, nor all of them."""

    recommended = Signal(object)
    """The `Recommendation` for what is answered now."""

    def __init__(self, context: Context, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.setProperty("tone", "ask")
        self.context, self._choices = context, choices
        self.best: Recommendation | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_L, SPACE_M, SPACE_L, SPACE_L)
        column.setSpacing(SPACE_M)
        self.questions: dict[str, Chips] = {}
        lang = context.lang
        for asked in chooser.questions():
            title = asked.title.get(lang)
            answers = [(answer.id, answer.label.get(lang)) for answer in asked.answers]
            chips = Chips(context.theme, answers, title)
            chips.chosen.connect(self._answered)
            part = QVBoxLayout()
            part.setSpacing(SPACE_XS)
            part.addWidget(Label(title, "strong"))
            part.addWidget(chips)
            column.addLayout(part)
            self.questions[asked.id] = chips
        self.result = Label("", "strong")
        self.reasons = Label("", "soft")
        told = QVBoxLayout()
        told.setSpacing(SPACE_S)
        for label in (self.result, self.reasons):
            label.hide()
            told.addWidget(label)
        column.addLayout(told)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return tuple(chip for one in self.questions.values() for chip in one.buttons.values())

    @property
    def answers(self) -> dict[str, str]:
        """Question -> answer, of those that are answered."""
        given = {name: chips.value() for name, chips in self.questions.items()}
        return {name: value for name, value in given.items() if isinstance(value, str)}

    def answer(self, answers: Mapping[str, str]) -> None:
        """Goes on with what was answered before."""
        for name, value in answers.items():
            if name in self.questions:
                self.questions[name].choose((value,))
        self._show()

    def focus(self) -> None:
        """Puts the focus on the first question that is open."""
        open_ = [chips for chips in self.questions.values() if chips.value() is None]
        chips = open_[0] if open_ else next(iter(self.questions.values()))
        next(iter(chips.buttons.values())).setFocus(Qt.FocusReason.OtherFocusReason)

    def _answered(self) -> None:
        self._show()
        if self.best is not None:
            self.recommended.emit(self.best)

    def _show(self) -> None:
        found = chooser.recommend(self.answers, self._choices)
        self.best = found[0] if found and len(self.answers) > 1 else None
        for label in (self.result, self.reasons):
            label.setVisible(self.best is not None)
        if self.best is None:
            return
        say, lang = self.context.say, self.context.lang
        titles = {choice.id: choice.title.get(lang) for choice in self._choices}
        text = say("methods.fits", title=titles[self.best.playbook])
        second = found[1] if len(found) > 1 else None
        if second is not None and second.points >= SECOND * self.best.points:
            text = say("methods.fits_too", title=text, second=titles[second.playbook])
        self.result.setText(text)
        reasons = [reason.get(lang) for reason in self.best.reasons]
        self.reasons.setText(say("methods.because", reasons=say("methods.and").join(reasons)))
