"""A form whose secret somebody could guess: wrong ones cost time, wherever they are typed."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_M
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label

WAIT_MS = 250
"""So often the form looks whether the next try may be made."""


class GuardedForm(QWidget):
    """Fields, why they did not do, and a button that tries them.

    Args:
        button, busy: keys of what the button says, and says while it is being tried.
    """

    ended = Signal()
    """It did, or the person no longer wants it."""

    def __init__(self, context: Context, button: str, busy: str, icon: str = "") -> None:
        super().__init__()
        self.context = context
        self._is_busy = False
        self._name, self._busy_name = context.say(button), context.say(busy)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE_M)
        self.problem = Label("", "danger")
        self.problem.hide()
        self.button = Button(context.theme, self._name, "primary", icon=icon)
        self.button.clicked.connect(self.submit)
        self._wait = QTimer(self, interval=WAIT_MS)
        self._wait.timeout.connect(self._look)
        self._look()

    def what_is_wrong(self) -> str:
        """What can be said before it is tried; empty if nothing."""
        return ""

    def attempt(self) -> None:
        """Tries what is typed; ends in `succeed` or `refuse`."""
        raise NotImplementedError

    def submit(self) -> None:
        """Tries it, if it may be tried now."""
        if self._is_busy or self.context.gate.tries.wait:
            return
        problem = self.what_is_wrong()
        self.say(problem)
        if not problem:
            self._is_busy = True
            self._look()
            self.attempt()

    def succeed(self) -> None:
        self.free()
        self.ended.emit()

    def free(self) -> None:
        """It is not being tried any more."""
        self._is_busy = False
        self._look()

    def refuse(self, error: FieldAppError) -> None:
        """It did not do."""
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
            name = self._busy_name
        elif seconds:
            name = self.context.say("gate.wait", seconds=seconds)
            self._wait.start()
        else:
            self._wait.stop()
        self.button.setText(name)
        self.button.setEnabled(not seconds and not self._is_busy)
