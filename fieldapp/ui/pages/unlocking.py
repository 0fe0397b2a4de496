"""The forms that open the workspace: with the passcode, with the recovery code, or, where it was
locked by the team, with the release code first."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.pages.front import NewPasscode, labelled, secret_field
from fieldapp.ui.pages.guarded import GuardedForm
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label


class OpeningForm(GuardedForm):
    """What both have in common."""

    other = Signal()
    """The person wants the other form."""

    def __init__(self, context: Context, button: str, other: str) -> None:
        super().__init__(context, button, "gate.opening", "lock-open")
        self._other = Button(context.theme, context.say(other), "link")
        self._other.clicked.connect(self.other)

    def end(self) -> None:
        """The fields are there; below them come word and buttons."""
        self.column.addWidget(self.problem)
        self.column.addWidget(self.button)
        self.column.addWidget(self._other, 0, Qt.AlignmentFlag.AlignHCenter)


class PasscodeForm(OpeningForm):
    """The passcode."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "gate.open", "gate.use_recovery")
        self.field = secret_field(context, context.say("gate.passcode"))
        self.field.submitted.connect(self.submit)
        self.column.addLayout(labelled(context.say("gate.passcode"), self.field))
        self.setFocusProxy(self.field)
        self.end()

    def attempt(self) -> None:
        self.context.gate.open(self.field.text())

    def submit(self) -> None:
        if self.field.text():
            super().submit()

    def refuse(self, error: FieldAppError) -> None:
        super().refuse(error)
        self.field.line.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)


class RecoveryForm(OpeningForm):
    """The recovery code, and the passcode that is to hold from now on."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "gate.open_new", "gate.use_passcode")
        say = context.say
        self.code = LineEdit(say("gate.code"), placeholder=say("gate.code_like"))
        self.column.addLayout(labelled(say("gate.code"), self.code, say("gate.code_hint")))
        self.new = NewPasscode(context)
        self.code.returnPressed.connect(self.new.setFocus)
        self.new.submitted.connect(self.submit)
        self.column.addWidget(self.new)
        self.setFocusProxy(self.code)
        self.end()

    def what_is_wrong(self) -> str:
        return self.new.problem()

    def attempt(self) -> None:
        self.context.gate.recover(self.code.text(), self.new.text())

    def refuse(self, error: FieldAppError) -> None:
        super().refuse(error)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)


class ReleaseForm(GuardedForm):
    """Locked by the team's order: why, and the release code."""

    def __init__(self, context: Context, why: FieldAppError) -> None:
        super().__init__(context, "leaving.open", "leaving.opening", "lock-open")
        say = context.say
        self.column.addWidget(Label(message(why.finding, context.lang)))
        self.code = LineEdit(say("leaving.code"), placeholder=say("gate.code_like"))
        self.code.returnPressed.connect(self.submit)
        self.column.addLayout(labelled(say("leaving.code"), self.code, say("leaving.code_hint")))
        self.column.addWidget(self.problem)
        self.column.addWidget(self.button)
        self.setFocusProxy(self.code)

    def attempt(self) -> None:
        work = self.context.gate.release(self.code.text())
        work.then(self, lambda _: self.succeed(), self.refuse)

    def refuse(self, error: FieldAppError) -> None:
        super().refuse(error)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
