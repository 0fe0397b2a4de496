"""The way out: it takes the engineer, who knows the passcode or says so twice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import access

_WIDE = 460
MOST_TRIES = 5
"""After so many wrong passcodes the workspace is locked."""


class ExitView(QWidget):
    """Asks who is there, in the engineer's language.

    Args:
        has_passcode: whether there is a passcode to ask for.
    """

    proven = Signal()
    stay = Signal()
    lock = Signal()

    def __init__(self, context: Context, *, has_passcode: bool) -> None:
        super().__init__()
        self.context = context
        self._tries = 0
        say, theme = context.say, context.theme
        card = Card(say("readback.leave_title"))
        card.setFixedWidth(_WIDE)
        hint = "leave_passcode" if has_passcode else "leave_confirm"
        card.body.addWidget(Label(say(f"readback.{hint}")))
        self.passcode: LineEdit | None = None
        if has_passcode:
            self.passcode = LineEdit(say("readback.passcode"))
            self.passcode.setEchoMode(QLineEdit.EchoMode.Password)
            self.passcode.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
            self.passcode.returnPressed.connect(self._prove)
            card.body.addWidget(self.passcode)
        self.trouble = Label("", "danger")
        self.trouble.hide()
        card.body.addWidget(self.trouble)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        self.return_ = Button(theme, say("readback.stay"), icon="chevron-left")
        key = "leave" if has_passcode else "leave_yes"
        self.leave = Button(theme, say(f"readback.{key}"), "primary")
        self.return_.clicked.connect(self.stay)
        self.leave.clicked.connect(self._prove)
        row.addWidget(self.return_)
        row.addStretch(1)
        row.addWidget(self.leave)
        card.body.addLayout(row)
        self.instead = Button(theme, say("readback.lock_instead"), "link")
        self.instead.clicked.connect(self.lock)
        outer = QVBoxLayout(self)
        outer.setSpacing(SPACE_L)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addWidget(self.instead, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def focus(self) -> None:
        (self.passcode or self.return_).setFocus()

    def _prove(self) -> None:
        if self.passcode is None:
            self.proven.emit()
            return
        typed = self.passcode.text()
        self.leave.setEnabled(False)
        task = self.context.desk.run(lambda workspace: access.prove(workspace, typed))
        task.then(self, lambda _: self.proven.emit(), self._refuse)

    def _refuse(self, error: FieldAppError) -> None:
        self._tries += 1
        if self._tries == MOST_TRIES:
            self.lock.emit()
            return
        self.leave.setEnabled(True)
        self.trouble.setText(message(error.finding, self.context.lang))
        self.trouble.show()
        if self.passcode is not None:
            self.passcode.selectAll()
            self.passcode.setFocus()
