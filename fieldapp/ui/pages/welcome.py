"""The first run: what this is in three sentences, a passcode, and the recovery code."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.pages.front import FrontPage, NewPasscode, labelled
from fieldapp.ui.pages.recovery_code import RecoveryCodeCard
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card, Picture
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label

WIDTH = 640
SENTENCES = (("what", "messages-square"), ("where", "hard-drive"), ("keys", "key-round"))


@dataclass(frozen=True)
class _Kept:
    """What is typed already."""

    passcode: str
    again: str
    name: str
    contact: str
    code: str
    is_written: bool


class WelcomePage(FrontPage):
    """Makes the workspace. The code is shown once and is kept nowhere."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, context.say("gate.welcome"), WIDTH)
        self.code: RecoveryCodeCard | None = None
        self.body.addWidget(Label(context.say("gate.welcome"), "title"))
        self.form = QWidget()
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_L)
        column.addLayout(self._sentences())
        column.addWidget(self._form())
        self.body.addWidget(self.form)
        self.body.addStretch(2)

    def _sentences(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_M)
        grid.setVerticalSpacing(SPACE_M)
        grid.setColumnStretch(1, 1)
        for row, (name, icon) in enumerate(SENTENCES):
            sentence = Label(self.context.say(f"gate.welcome_{name}"))
            picture = Picture(icon, self.context.theme.accent)
            picture.setFixedHeight(sentence.fontMetrics().lineSpacing())
            grid.addWidget(picture, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(sentence, row, 1)
        return grid

    def _form(self) -> Card:
        say, settings = self.context.say, self.context.settings
        card = Card()
        self.passcode = NewPasscode(self.context)
        card.body.addWidget(self.passcode)
        self.problem = Label("", "danger")
        self.problem.hide()
        card.body.addWidget(self.problem)
        self.name = LineEdit(say("gate.name"), text=settings.name)
        self.contact = LineEdit(say("gate.contact"), text=settings.contact)
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        for field in ("name", "contact"):
            line: LineEdit = getattr(self, field)
            line.setMaxLength(200)
            line.returnPressed.connect(self.make)
            row.addLayout(labelled(say(f"gate.{field}"), line, say(f"gate.{field}_hint")), 1)
        card.body.addLayout(row)
        self.button = Button(self.context.theme, say("gate.make"), "primary")
        self.button.clicked.connect(self.make)
        self.passcode.submitted.connect(self.name.setFocus)
        card.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        return card

    def make(self) -> None:
        """Makes the workspace, if what is typed will do."""
        if not self.button.isEnabled():
            return
        problem = self.passcode.problem()
        self._say(problem)
        if not problem:
            self.button.setEnabled(False)
            work = self.context.desk.create(self.passcode.text())
            work.then(self, self._made, self._not_made)

    def _made(self, code: str) -> None:
        known = self.context.settings
        name, contact = self.name.text().strip(), self.contact.text().strip()
        self._show_code(code)
        self.context.change_settings(replace(known, name=name, contact=contact))

    def _not_made(self, error: FieldAppError) -> None:
        self.button.setEnabled(True)
        self._say(message(error.finding, self.context.lang))

    def _say(self, problem: str) -> None:
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _show_code(self, code: str) -> None:
        self.form.hide()
        self.code = RecoveryCodeCard(self.context, code)
        self.code.done.connect(self.context.resume)
        self.body.insertWidget(self.body.count() - 1, self.code)
        self.code.show()  # at once, so that it can take the focus
        self.enter()

    def enter(self) -> None:
        place: QWidget = self.code or self.passcode
        place.setFocus(Qt.FocusReason.OtherFocusReason)

    def kept(self) -> object:
        return _Kept(
            self.passcode.first.text(),
            self.passcode.again.text(),
            self.name.text(),
            self.contact.text(),
            self.code.code if self.code else "",
            bool(self.code and self.code.written.isChecked()),
        )

    def take(self, kept: object) -> None:
        if not isinstance(kept, _Kept):
            return
        self.passcode.set_text(kept.passcode, kept.again)
        self.name.setText(kept.name)
        self.contact.setText(kept.contact)
        if kept.code:
            self._show_code(kept.code)
            assert self.code
            self.code.written.setChecked(kept.is_written)
