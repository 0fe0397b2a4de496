"""A photo before it is kept: a look at it, and one key for each way to go on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from fieldapp.ui.context import Context
from fieldapp.ui.intake import Intake, Waiting
from fieldapp.ui.pages.evidence.view import View
from fieldapp.ui.pictures import photo
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_XL, SPACE_XXL, TARGET_TALK
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import ElidedLabel, Label
from fieldapp.ui.widgets.shown_picture import ShownPicture


class WaitingView(View):
    """The first of the photos that wait."""

    cover_wanted = Signal(object)
    """The `Waiting` that a part of is to be cut away or covered."""

    def __init__(self, context: Context, intake: Intake) -> None:
        super().__init__()
        self.context, self.intake = context, intake
        self.shown: Waiting | None = None
        say, theme = context.say, context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XXL, SPACE_XL, SPACE_XXL, SPACE_L)
        column.setSpacing(SPACE_M)
        head = QHBoxLayout()
        head.addWidget(Label(say("evidencepage.look"), "title", wrap=False))
        head.addStretch(1)
        self._count = Label("", "soft", wrap=False)
        head.addWidget(self._count)
        column.addLayout(head)
        column.addWidget(Label(say("evidencepage.look_hint"), "lead"))
        self._picture = ShownPicture(theme)
        column.addWidget(self._picture, 1)
        self._name = ElidedLabel("", "small")
        column.addWidget(self._name)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        keys = {"keep": "Enter", "cover": "C", "keep_all": "A", "leave_out": "Del"}
        self.buttons = {
            name: Button(
                theme,
                say(f"evidencepage.{'cover_first' if name == 'cover' else name}"),
                "primary" if name == "keep" else "plain" if name == "leave_out" else "quiet",
                icon=_ICONS[name],
                keys=key,
                height=TARGET_TALK,
            )
            for name, key in keys.items()
        }
        acts = (self.keep, self.cover, intake.keep_all, self.leave_out)
        for button, act in zip(self.buttons.values(), acts, strict=True):
            button.clicked.connect(lambda _=False, act=act: act())
            row.addWidget(button)
        row.insertStretch(row.count() - 1, 1)
        column.addLayout(row)

    def show_first(self) -> None:
        """Shows the photo that waits longest, or nothing."""
        waiting = self.intake.waiting
        self.shown = waiting[0] if waiting else None
        if self.shown is None:
            return
        count = len(waiting)
        say = self.context.say
        self._count.setText(say("evidencepage.waiting", count=count) if count > 1 else "")
        self.buttons["keep_all"].setVisible(count > 1)
        name = self.shown.source.name
        self._name.setText(name)
        self._picture.setAccessibleName(name or say("evidencepage.picture"))
        self._picture.show_picture(photo(self.shown.rendition.jpeg))

    def focus(self) -> None:
        self.buttons["keep"].setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        if self.shown is not None:
            self.intake.keep(self.shown)

    def cover(self) -> None:
        if self.shown is not None:
            self.cover_wanted.emit(self.shown)

    def leave_out(self) -> None:
        if self.shown is not None:
            self.intake.leave_out(self.shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, count = event.key(), len(self.intake.waiting)
        if event.modifiers() not in (Qt.KeyboardModifier.NoModifier, _KEYPAD):
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.keep()
        elif key == Qt.Key.Key_C:
            self.cover()
        elif key == Qt.Key.Key_A and count > 1:
            self.intake.keep_all()
        elif key == Qt.Key.Key_Delete:
            self.leave_out()
        else:
            super().keyPressEvent(event)


_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_ICONS = {"keep": "check", "cover": "crop", "keep_all": "list-checks", "leave_out": "x"}
