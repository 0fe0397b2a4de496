"""Locked: nothing but the way back in."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.ui.context import Context
from fieldapp.ui.pages.front import FrontPage
from fieldapp.ui.pages.unlocking import OpeningForm, PasscodeForm, RecoveryForm
from fieldapp.ui.theme.tokens import SPACE_S
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.workspaces import PasscodeNeededError

WIDTH = 440


class LockPage(FrontPage):
    """Asks for the passcode or the recovery code."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.say("gate.locked"), WIDTH)
        middle = Qt.AlignmentFlag.AlignHCenter
        self.form: OpeningForm | None = None
        self.body.addWidget(Picture("lock", context.theme.accent, 32), 0, middle)
        for text, kind in (("gate.locked", "title"), ("gate.locked_hint", "soft")):
            label = Label(context.say(text), "title" if kind == "title" else "soft")
            label.setAlignment(middle)
            self.body.addWidget(label)
        self.body.addSpacing(SPACE_S)
        self._card = Card()
        self.body.addWidget(self._card)
        self.body.addStretch(2)
        self.ask_passcode()
        context.gate.refused.connect(self.refuse)
        refusal = context.gate.refusal
        if refusal is not None and not isinstance(refusal, PasscodeNeededError):
            self.refuse(refusal)

    def ask_passcode(self) -> None:
        self._ask(PasscodeForm(self.context)).other.connect(self.ask_recovery)

    def ask_recovery(self) -> None:
        self._ask(RecoveryForm(self.context)).other.connect(self.ask_passcode)

    def _ask(self, form: OpeningForm) -> OpeningForm:
        if self.form is not None:
            self.form.hide()
            self.form.deleteLater()
        self.form = form
        self._card.body.addWidget(form)
        self.enter()
        return form

    def refuse(self, error: FieldAppError) -> None:
        """The workspace stays shut: says why."""
        if self.form is not None and not isinstance(error, PasscodeNeededError):
            self.form.refuse(error)

    def enter(self) -> None:
        if isinstance(self.form, QWidget):
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def kept(self) -> object:
        return isinstance(self.form, RecoveryForm)

    def take(self, kept: object) -> None:
        if kept:
            self.ask_recovery()
