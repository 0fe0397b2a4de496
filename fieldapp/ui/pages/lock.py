"""Locked: nothing but the way back in, or the ways to rescue a damaged workspace."""

from __future__ import annotations

from PySide6.QtCore import Qt

from fieldapp.base.errors import FieldAppError
from fieldapp.ui.context import Context
from fieldapp.ui.pages.front import FrontPage
from fieldapp.ui.pages.guarded import GuardedForm
from fieldapp.ui.pages.unlocking import PasscodeForm, RecoveryForm, ReleaseForm
from fieldapp.ui.theme.tokens import SPACE_S
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.usecases.rescue import Rescued
from fieldapp.usecases.workspaces import DamagedError, HeldError, PasscodeNeededError

WIDTH = 480


class LockPage(FrontPage):
    """Asks for the passcode or the recovery code, or says why neither would do."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.say("gate.locked"), WIDTH)
        middle = Qt.AlignmentFlag.AlignHCenter
        self.form: GuardedForm | None = None
        self._rescued: Rescued | None = None
        self.body.addWidget(Picture("lock", context.theme.accent, 32), 0, middle)
        self._head = (Label(context.say("gate.locked"), "title"), Label("", "soft"))
        self._head[1].setText(context.say("gate.locked_hint"))
        for label in self._head:
            label.setAlignment(middle)
            self.body.addWidget(label)
        self.body.addSpacing(SPACE_S)
        self._card = Card()
        self.body.addWidget(self._card)
        self.body.addStretch(2)
        self.ask_passcode()
        context.gate.refused.connect(self.refuse)
        if context.gate.refusal is not None:
            self.refuse(context.gate.refusal)

    def ask_passcode(self) -> None:
        form = PasscodeForm(self.context)
        form.other.connect(self.ask_recovery)
        self._ask(form)

    def ask_recovery(self) -> None:
        form = RecoveryForm(self.context)
        form.other.connect(self.ask_passcode)
        self._ask(form)

    def ask_release(self, why: FieldAppError) -> None:
        """The team has locked it: says so, and asks for the release code."""
        form = ReleaseForm(self.context, why)
        form.ended.connect(self._released)
        self._ask(form)

    def _released(self) -> None:
        self.ask_passcode()
        self._head[1].setText(self.context.say("leaving.released"))

    def ask_rescue(self, trouble: FieldAppError) -> None:
        """The workspace is damaged: asks how it is to be rescued."""
        from fieldapp.ui.pages.rescuing import RescueForm

        form = RescueForm(self.context, trouble)
        form.rescued.connect(self.show_rescued)
        self._ask(form)

    def show_rescued(self, found: Rescued) -> None:
        """Says what was rescued before it is opened."""
        from fieldapp.ui.pages.rescuing import RescuedForm

        self._rescued = found
        form = RescuedForm(self.context, found)
        form.ended.connect(self.ask_passcode)
        self._ask(form)

    def _ask(self, form: GuardedForm) -> None:
        if self.form is not None:
            discard(self.form)
        self.form = form
        self._card.body.addWidget(form)
        form.show()  # at once, so that it can take the focus
        is_way_in = isinstance(form, PasscodeForm | RecoveryForm)
        is_release = isinstance(form, ReleaseForm)
        title = "leaving.title" if is_release else "gate.locked"
        self._head[0].setText(self.context.say(title))
        self._head[0].setVisible(is_way_in or is_release)
        self._head[1].setVisible(is_way_in)
        self.enter()

    def refuse(self, error: FieldAppError) -> None:
        """The workspace stays shut: says why."""
        if isinstance(error, DamagedError):
            self.ask_rescue(error)
        elif isinstance(error, HeldError):
            self.ask_release(error)
        elif self.form is not None and not isinstance(error, PasscodeNeededError):
            self.form.refuse(error)

    def enter(self) -> None:
        if self.form is not None:
            self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def kept(self) -> object:
        return self._rescued or isinstance(self.form, RecoveryForm)

    def take(self, kept: object) -> None:
        if isinstance(kept, Rescued):
            self.show_rescued(kept)
        elif kept:
            self.ask_recovery()
