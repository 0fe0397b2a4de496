"""What is true of all cases in a line or two: saved when, how much is only here, what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.language import message
from fieldapp.ui import handing_words
from fieldapp.ui.context import Context, Place
from fieldapp.ui.moments import short
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import MEDIUM, SMALL
from fieldapp.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from fieldapp.usecases.safety import Glance
    from fieldapp.usecases.syncing.background import HubState
    from fieldapp.usecases.workspaces import Workspace

SOON_MS = 600
"""It is looked at so long after the last change."""


class StateLine(QWidget):
    """Never says more than is known; each line leads to the page that tells the rest."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.to_settle = Button(context.theme, "", "plain", icon="git-branch", is_row=True)
        self.to_settle.clicked.connect(lambda: context.go(Place("incoming")))
        self.to_settle.hide()
        self.saved = Button(
            context.theme, context.say("safety.title"), "plain", icon="hard-drive", is_row=True
        )
        self.saved.setFont(fonts.sized(SMALL, MEDIUM))
        self.saved.clicked.connect(lambda: context.go(Place("safety")))
        self.hub = Button(context.theme, "", "plain", icon="cloud", is_row=True)
        self.hub.setFont(fonts.sized(SMALL, MEDIUM))
        self.hub.clicked.connect(self._to_hub)
        self.hub.hide()
        self.handing = Button(context.theme, "", "plain", icon="users", is_row=True)
        self.handing.setFont(fonts.sized(SMALL, MEDIUM))
        self.handing.clicked.connect(lambda: context.go(Place("safety")))
        self.handing.hide()
        self.answers = handing_words.Answers(context, self)
        for line in (self.to_settle, self.handing, self.hub, self.saved):
            column.addWidget(line)
        context.hubs.changed.connect(self.show_hub)
        if context.hubs.state is not None:
            self.show_hub(context.hubs.state)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._look)

    def look_soon(self) -> None:
        """Something may have changed."""
        self._soon.start()

    def _look(self) -> None:
        desk = self.context.desk
        if desk.is_open:
            desk.run(_glance).then(self, self.show_glance, lambda _: None)

    def show_glance(self, glance: Glance) -> None:
        """Says how all cases stand."""
        say = self.context.say
        parts = []
        if glance.saved is not None:
            parts.append(say("safety.saved", at=short(glance.saved.astimezone())))
        if glance.exposed:
            parts.append(say("safety.only_here", count=glance.exposed))
        elif glance.saved is not None:
            parts.append(say("safety.nothing_only_here"))
        text = " · ".join(parts) or say("safety.title")
        self.saved.setText(text)
        self.saved.setToolTip(text)
        self.saved.setAccessibleName(text)
        self.to_settle.setText(say("safety.to_settle", count=glance.to_settle))
        self.to_settle.setVisible(bool(glance.to_settle))
        waiting = sum(not one.is_answered for one in glance.wished)
        self.handing.setText(say("handing.some_wait", count=waiting))
        self.handing.setVisible(bool(waiting))
        self.answers.tell(glance.wished)

    def show_hub(self, state: HubState) -> None:
        """Says how this laptop and its teams' hubs stand to each other."""
        say = self.context.say
        parts = []
        if state.progress is not None:
            parts.append(say("hubs.busy", amount=state.progress.amount(self.context.lang)))
        if state.is_stopped:
            parts.append(say("hubs.stopped"))
        elif state.is_away:
            parts.append(say("hubs.away"))
        elif state.trouble is not None:
            parts.append(say("hubs.trouble"))
        if state.waiting:
            parts.append(say("hubs.waiting", count=state.waiting))
        if state.complete is not None:
            parts.append(say("hubs.complete", at=short(state.complete)))
        text = " · ".join(parts) or say("hubs.begun")
        text = text[:1].upper() + text[1:]
        why = message(state.trouble, self.context.lang) if state.trouble else ""
        self.hub.setText(text)
        self.hub.setToolTip(why or text)
        self.hub.setAccessibleName(text)
        self.hub.setAccessibleDescription(why)
        self.hub.set_glyph("cloud-off" if state.trouble else "cloud")
        self.hub.setVisible(bool(state.teams))

    def _to_hub(self) -> None:
        self.context.hubs.sync_now()
        self.context.go(Place("safety"))


def _glance(workspace: Workspace) -> Glance:
    # Loaded when the list is up: the start does not wait for it.
    from fieldapp.usecases import safety

    return safety.glance(workspace)
