"""What the pages in front of the workspace have in common."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.guessable import guessable
from fieldapp.base.language import other
from fieldapp.ui import theme as themes
from fieldapp.ui.context import Context
from fieldapp.ui.pages.page import Page
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XS
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.scrolling import Column
from fieldapp.ui.widgets.secrets import SecretField
from fieldapp.usecases.workspaces import MIN_PASSCODE


class FrontPage(Page):
    """A narrow column under a row with language and theme. What is added to `body` is in it."""

    def __init__(self, context: Context, title: str, width: int) -> None:
        super().__init__(context)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, SPACE_M, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._looks())
        self.column = Column(title, width)
        self.body = self.column.body
        self.body.setSpacing(SPACE_L)
        self.body.addStretch(1)
        outer.addWidget(self.column, 1)

    def _looks(self) -> QHBoxLayout:
        context, theme = self.context, self.context.theme
        row = QHBoxLayout()
        row.setContentsMargins(SPACE_XL, 0, SPACE_XL, 0)
        row.addStretch(1)
        lang = other(context.lang)
        speak = Button(theme, context.say(f"gate.speak_{lang}"), "plain", icon="languages")
        speak.clicked.connect(
            lambda: context.change_settings(replace(context.settings, language=lang))
        )
        is_dark = theme is themes.DARK
        turn = IconButton(theme, "sun" if is_dark else "moon", context.say("ui.do_theme"))
        turn.clicked.connect(
            lambda: context.change_settings(
                replace(context.settings, theme="light" if is_dark else "dark")
            )
        )
        row.addWidget(speak)
        row.addWidget(turn)
        return row


class NewPasscode(QWidget):
    """A passcode that is to hold from now on, typed twice; its one rule is told before."""

    submitted = Signal()
    """Enter was pressed in the second line."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        say = context.say
        self.first = secret_field(context, say("gate.new_passcode"))
        self.again = secret_field(context, say("gate.again"))
        self.first.submitted.connect(self.again.setFocus)
        self.again.submitted.connect(self.submitted)
        self.setFocusProxy(self.first)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_M)
        rule = say("gate.passcode_rule", least=MIN_PASSCODE)
        column.addLayout(labelled(say("gate.new_passcode"), self.first, rule))
        column.addLayout(labelled(say("gate.again"), self.again))

    def text(self) -> str:
        return self.first.text()

    def set_text(self, first: str, again: str) -> None:
        self.first.set_text(first)
        self.again.set_text(again)

    def problem(self) -> str:
        """Why it will not do, with the focus where it can be mended; empty if it will."""
        is_short = len(self.first.text()) < MIN_PASSCODE
        is_common = not is_short and guessable(self.first.text()) is not None
        differs = not is_short and not is_common and self.first.text() != self.again.text()
        self.first.set_problem(is_short or is_common)
        self.again.set_problem(differs)
        if is_short:
            self.first.setFocus()
            return self.context.say("gate.too_short", least=MIN_PASSCODE)
        if is_common:
            self.first.setFocus()
            return self.context.say("gate.too_common")
        if differs:
            self.again.setFocus()
            return self.context.say("gate.differs")
        return ""


def secret_field(context: Context, name: str) -> SecretField:
    """A line for a passcode in the person's language."""
    say = context.say
    return SecretField(context.theme, name, say("gate.show_typed"), say("gate.caps_lock"))


def labelled(label: str, field: QWidget, hint: str = "") -> QVBoxLayout:
    """A field under its name, and between them what helps to fill it in."""
    column = QVBoxLayout()
    column.setSpacing(SPACE_XS)
    name = Label(label, "strong", wrap=False)
    name.setBuddy(field)
    column.addWidget(name)
    if hint:
        column.addWidget(Label(hint, "small"))
    column.addWidget(field)
    return column
