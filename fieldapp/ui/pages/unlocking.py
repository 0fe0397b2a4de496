"""The forms that open the workspace: with the passcode, or with the recovery code."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.pages.front import NewPasscode, labelled, secret_field
from fieldapp.ui.theme.tokens import SPACE_M
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label

WAIT_MS = 250
"""So often the page looks whether the next try may be made."""


class OpeningForm(QWidget):
    """What both forms share: a button that opens, why it did not, and how long to wait."""

    other = Signal()
    """The person wants the other form."""

    def __init__(self, context: Context, button: str, other: str) -> None:
        super().__init__()
        self.context = context
        self._is_busy = False
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_M)
        self.problem = Label("", "danger")
        self.problem.hide()
        self._name = context.say(button)
        self.button = Button(context.theme, self._name, "primary", icon="lock-open")
        self.button.clicked.connect(self.submit)
        way = Button(context.theme, context.say(other), "link")
        way.clicked.connect(self.other)
        self._foot = (self.problem, self.button, way)
        self._wait = QTimer(self, interval=WAIT_MS)
        self._wait.timeout.connect(self._look)

    def end(self) -> None:
        """The fields are there; below them come word and buttons."""
        problem, button, way = self._foot
        self.column.addWidget(problem)
        self.column.addWidget(button)
        self.column.addWidget(way, 0, Qt.AlignmentFlag.AlignHCenter)
        self._look()

    def open(self) -> None:
        """Opens with what is typed."""
        raise NotImplementedError

    def submit(self) -> None:
        """Tries it, if it may be tried now."""
        if self._is_busy or self.context.gate.tries.wait:
            return
        self._is_busy = True
        self.open()
        self._look()

    def refuse(self, error: FieldAppError) -> None:
        """It did not open."""
        self._is_busy = False
        self.say(message(error.finding, self.context.lang))
        self._look()

    def say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _look(self) -> None:
        seconds = self.context.gate.tries.wait
        name = self._name
        if self._is_busy:
            name = self.context.say("gate.opening")
        elif seconds:
            name = self.context.say("gate.wait", seconds=seconds)
            self._wait.start()
        else:
            self._wait.stop()
        self.button.setText(name)
        self.button.setEnabled(not seconds and not self._is_busy)


class PasscodeForm(OpeningForm):
    """The passcode."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "gate.open", "gate.use_recovery")
        self.field = secret_field(context, context.say("gate.passcode"))
        self.field.submitted.connect(self.submit)
        self.column.addLayout(labelled(context.say("gate.passcode"), self.field))
        self.setFocusProxy(self.field)
        self.end()

    def open(self) -> None:
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

    def open(self) -> None:
        self.context.gate.recover(self.code.text(), self.new.text())

    def submit(self) -> None:
        problem = self.new.problem()
        self.say(problem)
        if not problem:
            super().submit()

    def refuse(self, error: FieldAppError) -> None:
        super().refuse(error)
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)
