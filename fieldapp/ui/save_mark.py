"""The one line that says whether everything typed is on the disk: "Saved on this laptop 08:23"."""

from __future__ import annotations

from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.session import Saving, State
from fieldapp.ui.theme.tokens import SPACE_S
from fieldapp.ui.widgets.cards import Picture
from fieldapp.ui.widgets.labels import ElidedLabel

_ICONS = {State.SAVED: "check", State.TYPING: "pen-line", State.FAILED: "triangle-alert"}


class SaveMark(QWidget):
    """Follows the session; it never says more than the disk has confirmed."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        theme = context.theme
        colours = {State.SAVED: theme.ok, State.TYPING: theme.ink_soft, State.FAILED: theme.danger}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        self._icons = {
            state: Picture(_ICONS[state], colour, 16) for state, colour in colours.items()
        }
        for icon in self._icons.values():
            row.addWidget(icon)
        self.label = ElidedLabel("", "small")
        row.addWidget(self.label, 1)
        context.case.saving.connect(self.show_saving)
        self.show_saving(context.case.saved)

    def show_saving(self, saving: Saving) -> None:
        for state, icon in self._icons.items():
            icon.setVisible(state is saving.state)
        say = self.context.say
        if saving.trouble is not None:
            text = say("ui.not_saved", reason=message(saving.trouble, self.context.lang))
        elif saving.state is State.TYPING:
            text = say("ui.saving")
        elif saving.at is None:
            text = ""
        else:
            text = say("ui.saved", at=f"{saving.at.astimezone():%H:%M}")
        if text != self.label.text():
            self.label.setText(text)
            if saving.state is State.FAILED:
                event = QAccessibleEvent(self.label, QAccessible.Event.Alert)
                QAccessible.updateAccessibility(event)
