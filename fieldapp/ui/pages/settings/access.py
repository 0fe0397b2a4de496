"""Settings: another passcode, another recovery code. Each asks for the present passcode."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.pages.front import NewPasscode, labelled, secret_field
from fieldapp.ui.pages.guarded import GuardedForm
from fieldapp.ui.pages.settings.parts import Section, beginning
from fieldapp.ui.stack import throw_away
from fieldapp.ui.theme.tokens import SPACE_M
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import access
from fieldapp.usecases.workspaces import Workspace, WrongPasscodeError

if TYPE_CHECKING:
    from fieldapp.ui.pages.recovery_code import RecoveryCodeCard


class ProvingForm(GuardedForm):
    """Asks for the present passcode first."""

    def __init__(self, context: Context, button: str) -> None:
        super().__init__(context, button, "shell.changing")
        self.present = secret_field(context, context.say("shell.present_passcode"))
        self.column.addLayout(labelled(context.say("shell.present_passcode"), self.present))
        self.setFocusProxy(self.present)

    def end(self) -> None:
        """The fields are there; below them come word and buttons."""
        self.column.addWidget(self.problem)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        cancel = Button(self.context.theme, self.context.say("shell.cancel"), "plain")
        cancel.clicked.connect(self.ended)
        row.addStretch(1)
        row.addWidget(cancel)
        row.addWidget(self.button)
        self.column.addLayout(row)

    def refuse(self, error: FieldAppError) -> None:
        if isinstance(error, WrongPasscodeError):
            self.context.gate.tries.count()
        super().refuse(error)
        self.present.line.selectAll()
        self.present.setFocus(Qt.FocusReason.OtherFocusReason)

    def succeed(self) -> None:
        self.context.gate.tries.forget()
        super().succeed()


class PasscodeChange(ProvingForm):
    """The present passcode, and the one that is to hold from now on."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "shell.change_passcode")
        self.new = NewPasscode(context)
        self.present.submitted.connect(self.new.setFocus)
        self.new.submitted.connect(self.submit)
        self.column.addWidget(self.new)
        self.end()

    def what_is_wrong(self) -> str:
        return self.new.problem()

    def attempt(self) -> None:
        former, passcode = self.present.text(), self.new.text()
        work = self.context.desk.run(lambda ws: access.change_passcode(ws, former, passcode))
        work.then(self, lambda _: self._changed(), self.refuse)

    def _changed(self) -> None:
        self.succeed()
        self.context.notify("ok", self.context.say("shell.passcode_changed"), ())


class NewCode(ProvingForm):
    """The present passcode, for a new code."""

    made = Signal(str)
    """The code, to be shown once; the former one no longer holds."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "shell.make_code")
        self.present.submitted.connect(self.submit)
        self.end()

    def attempt(self) -> None:
        passcode = self.present.text()
        work = self.context.desk.run(lambda ws: access.new_recovery_code(ws, passcode))
        work.then(self, self._made, self.refuse)

    def _made(self, code: str) -> None:
        self.succeed()
        self.made.emit(code)


def _company(workspace: Workspace) -> tuple[Finding, ...]:
    from fieldapp.usecases.company import escrow

    return escrow.standing(workspace)


class AccessSection(Section):
    """The ways in."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "access")
        self.form: ProvingForm | None = None
        self.card: RecoveryCodeCard | None = None
        self.passcode = self._button("change_passcode", "key-round", self.ask_passcode)
        self.new_code = self._button("make_code", "life-buoy", self.ask_code)
        context.desk.run(_company).then(self, self._show_company, lambda _: None)

    def _show_company(self, found: tuple[Finding, ...]) -> None:
        """Whoever else may open the workspace is named, and whenever they have."""
        if found:
            text = "\n".join(message(one, self.context.lang) for one in found)
            self.row("company_key", Label(text, "soft"))

    def _button(self, name: str, icon: str, do: Callable[[], object]) -> Button:
        button = Button(self.context.theme, self.context.say(f"shell.{name}"), icon=icon)
        button.clicked.connect(do)
        self.row(f"{name}_why", beginning(button), hint=True)
        return button

    def ask_passcode(self) -> None:
        """Opens the form for another passcode."""
        self._open(PasscodeChange(self.context), self.passcode, "change_passcode_why")

    def ask_code(self) -> None:
        """Opens the form for another recovery code."""
        form = NewCode(self.context)
        form.made.connect(self.show_code)
        self._open(form, self.new_code, "make_code_why")

    def show_code(self, code: str) -> None:
        """Shows a new code until the person has it on paper."""
        from fieldapp.ui.pages.recovery_code import RecoveryCodeCard

        self.card = RecoveryCodeCard(self.context, code, "shell.code_kept")
        self.card.done.connect(self._close_card)
        self.body.addWidget(self.card)
        self.card.show()
        self.card.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open(self, form: ProvingForm, button: Button, row: str) -> None:
        self._close(self.form)
        self.form = form
        form.ended.connect(lambda: self._close_form(form, button))
        self.unfold(row, form)
        form.show()
        form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_form(self, form: ProvingForm, button: Button) -> None:
        self._close(form)
        self.form = None
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_card(self) -> None:
        self._close(self.card)
        self.card = None
        self.new_code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self, part: QWidget | None) -> None:
        if part is not None:
            throw_away(part)
