"""The settings' teams: which this laptop belongs to, and how it joins one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.base.errors import FieldAppError
from fieldapp.ui.context import Context
from fieldapp.ui.pages.settings.parts import Section
from fieldapp.ui.tasks import Task
from fieldapp.ui.theme.tokens import SPACE_S
from fieldapp.ui.widgets.boxes import Select
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.editors import LineEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases.syncing import teams
from fieldapp.usecases.syncing.teams import Team
from fieldapp.usecases.workspaces import Workspace

if TYPE_CHECKING:
    from fieldapp.sync.wire import Message
    from fieldapp.usecases.syncing.joining import Joined, Joining

SCOPES: tuple[teams.Choice, ...] = ("team", "own", "recent")
LONGEST = 500
"""Characters of an address or a code."""


class TeamSection(Section):
    """Cases of this laptop go to the hub of the team that was joined first."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "teams")
        self.known = Label("", "soft")
        self.address = self._line("join_address", "hub.example.com")
        self.code = self._line("join_code", "XXXXX-XXXXX-…")
        self.join = Button(context.theme, context.say("shell.join"), icon="cloud-upload")
        self.join.clicked.connect(self.begin)
        self.code.returnPressed.connect(self.begin)
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.address)
        column.addWidget(self.code)
        column.addWidget(self.join, 0, Qt.AlignmentFlag.AlignLeft)
        form.setFocusProxy(self.address)
        self.row("teams_known", self.known)
        options = [(one, context.say(f"shell.team_scope_{one}")) for one in SCOPES]
        self.scope = Select(context.theme, options, context.say("shell.team_scope"))
        self.scope.chosen.connect(self._choose)
        self.row("team_scope", self.scope, hint=True)
        self.row("join_team", form, hint=True)
        self.refresh()

    def _line(self, name: str, placeholder: str) -> LineEdit:
        line = LineEdit(self.context.say(f"shell.{name}"), placeholder=placeholder)
        line.setMaxLength(LONGEST)
        return line

    def refresh(self) -> None:
        """Looks again which there are."""
        desk = self.context.desk
        desk.run(teams.listed).then(self, self._show, lambda _: None)
        desk.run(teams.choice).then(self, self.scope.choose, lambda _: None)

    def _choose(self, wanted: teams.Choice) -> None:
        work = self.context.desk.run(lambda workspace: teams.choose(workspace, wanted))
        work.then(self, lambda _: self.context.hubs.sync_now(), self._failed)

    def _show(self, found: tuple[Team, ...]) -> None:
        say = self.context.say
        lines = [say("shell.team", team=t.name, person=t.person, hub=t.hub) for t in found]
        self.known.setText("\n".join(lines) or say("shell.no_team"))

    # Joining

    def begin(self) -> None:
        """Asks the hub with what was typed."""
        address, code = self.address.text(), self.code.text()
        if not self.join.isEnabled():
            return
        self.join.setEnabled(False)

        def work(workspace: Workspace) -> Joining:
            from fieldapp.usecases.syncing.joining import Joining

            return Joining.begin(workspace, address, code)

        self.context.desk.run(work).then(self, self._ask, self._failed)

    def _ask(self, joining: Joining) -> None:
        def work(_: Task[Message]) -> Message:
            from fieldapp.usecases.syncing.carrier import Carrier

            with Carrier() as carrier:
                return carrier.carry(joining.hub, b"", b"", joining.question)

        asking = self.context.desk.aside(work)
        asking.then(self, partial(self._accept, joining), self._failed)
        self.context.watch(asking, "shell.joining", can_stop=False)

    def _accept(self, joining: Joining, answer: Message) -> None:
        wanted: teams.Choice = self.scope.currentData()

        def keep(workspace: Workspace) -> Joined:
            joined = joining.accept(workspace, answer)
            teams.choose(workspace, wanted)
            return joined

        work = self.context.desk.run(keep)
        work.then(self, self._joined, self._failed)

    def _joined(self, joined: Joined) -> None:
        say = self.context.say
        self.join.setEnabled(True)
        self.address.clear()
        self.code.clear()
        key = "shell.joined_waiting" if joined.waiting else "shell.joined"
        told = say(key, team=joined.membership.team, cases=joined.waiting)
        self.context.notify("ok", told, ())
        self.context.hubs.sync_now()
        self.refresh()

    def _failed(self, error: FieldAppError) -> None:
        """What was typed stays."""
        self.join.setEnabled(True)
        self.context.tell(error)
