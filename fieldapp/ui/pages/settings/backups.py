"""Settings: backups made, kept elsewhere, restored; and whether all that is kept is whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from fieldapp.base.findings import Finding
from fieldapp.ui import another, papers
from fieldapp.ui.context import Context
from fieldapp.ui.findings import Findings
from fieldapp.ui.pages.settings.parts import FolderChoice, Section, beginning
from fieldapp.ui.pages.settings.person import counted
from fieldapp.ui.stack import throw_away
from fieldapp.ui.tasks import Task
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import care
from fieldapp.usecases.care import BackedUp, BackupState, Restored
from fieldapp.usecases.workspaces import Workspace

if TYPE_CHECKING:
    from fieldapp.ui.pages.restoring import RestoreForm

DAYS = (0, 1, 2, 3, 7, 14, 30)


class BackupSection(Section):
    """What is kept in case the workspace is lost."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "backups")
        say, theme = context.say, context.theme
        self.state: BackupState | None = None
        self.form: RestoreForm | None = None
        self.last = Label(say("shell.looking"))
        self.row("last_backup", self.last)
        self.now = Button(theme, say("shell.back_up_now"), icon="save")
        self.now.clicked.connect(self.back_up)
        self.row("back_up", beginning(self.now), hint=True)
        days = counted(context, "backup_days", DAYS, context.settings.backup_days)
        self.row("backup_days", days, hint=True)
        self.own = FolderChoice(context, "own_folder", context.desk.folder / "backups")
        self.own.choose.hide()
        self.row("own_folder", self.own)
        self.second = FolderChoice(context, "second_folder")
        self.second.chosen.connect(self.use_second)
        self.row("second_folder", self.second, hint=True)
        self.restore = Button(theme, say("shell.restore_elsewhere"), icon="history")
        self.restore.clicked.connect(self.ask_restore)
        self.row("restore_why", beginning(self.restore), hint=True)
        self.check = Button(theme, say("shell.check"), icon="shield")
        self.check.clicked.connect(self.check_all)
        self.row("check_why", beginning(self.check), hint=True)
        self.findings = Findings(context)
        self.unfold("check_why", self.findings)
        self.refresh()

    # How they stand

    def refresh(self) -> None:
        """Looks again how the backups stand."""
        days = self.context.settings.backup_days
        work = self.context.desk.run(lambda ws: care.backup_state(ws, days))
        work.then(self, self._show)

    def _show(self, state: BackupState) -> None:
        self.state = state
        say = self.context.say
        if state.last is None:
            text = say("shell.no_backup")
        else:
            count = len(state.own.backups)
            text = say("shell.backup_last", at=f"{state.last:%Y-%m-%d %H:%M}", count=count)
        if state.opened is not None:
            places = (state.own, state.second)
            count = sum(len(place.backups) for place in places if place is not None)
            opened = say("company.backups_opened", opened=state.opened, count=count)
            text = f"{text}\n{opened}"
        self.last.setText(text)
        self.second.show_folder(state.second.folder if state.second else None)
        if state.second is not None and not state.second.is_reachable:
            self.last.setText(f"{text}\n{say('shell.second_away')}")

    # Making

    def back_up(self) -> None:
        """Makes one now."""
        self.now.setEnabled(False)

        def work(workspace: Workspace, task: Task[BackedUp]) -> BackedUp:
            return care.back_up(workspace, task.check)

        task = self.context.desk.run_long(work)
        task.then(self, self._backed_up, self.context.tell)
        task.ended.connect(self._ended)
        self.context.watch(task, "shell.backing_up")

    def _backed_up(self, made: BackedUp) -> None:
        self.findings.show_findings(made.findings)
        self.context.notify("ok", self.context.say("shell.backed_up"), ())

    def _ended(self) -> None:
        self.now.setEnabled(True)
        self.check.setEnabled(True)
        self.refresh()

    def use_second(self, folder: Path | None) -> None:
        """Chooses where each backup is made a second time."""
        work = self.context.desk.run(lambda ws: care.use_second_folder(ws, folder))
        work.then(self, self._second_used, self.context.tell)

    def _second_used(self, findings: tuple[Finding, ...]) -> None:
        self.findings.show_findings(findings)
        self.refresh()

    # Restoring

    def ask_restore(self) -> None:
        """Asks what is to be restored, and where to."""
        from fieldapp.ui.pages.restoring import RestoreForm

        self.close_form()
        places = (self.state.own, self.state.second) if self.state else ()
        known = [one for place in places if place is not None for one in place.backups]
        known.sort(key=lambda one: one.made, reverse=True)
        self.form = RestoreForm(self.context, known, self._restore)
        self.form.ended.connect(self.close_form)
        self.unfold("restore_why", self.form)
        self.form.show()
        self.findings.show_findings(())
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self, form: RestoreForm) -> None:
        desk = self.context.desk
        backup, target = form.backup.folder, form.target.folder if form.target else None
        passcode, code = form.opener.passcode, form.opener.recovery_code
        assert backup is not None
        assert target is not None

        def work(task: Task[Restored]) -> Restored:
            return care.restore_into(
                backup,
                target,
                desk.library,
                passcode=passcode,
                recovery_code=code,
                machine=desk.machine,
                check=task.check,
            )

        task = desk.aside(work)
        task.then(self, self._restored, form.refuse)
        task.ended.connect(form.free)
        self.context.watch(task, "shell.restoring_to")

    def _restored(self, restored: Restored) -> None:
        if self.form is not None:
            self.form.succeed()
        say, folder = self.context.say, restored.folder
        self.findings.show_findings(restored.findings)
        actions: tuple[tuple[str, Callable[[], object]], ...] = (
            (say("shell.open_workspace"), lambda: another.start(folder)),
            (say("shell.open_folder"), lambda: papers.open_path(folder)),
        )
        text = say("shell.restored", count=restored.cases, path=str(folder))
        self.context.notify("ok", text, actions)

    def close_form(self) -> None:
        if self.form is not None:
            throw_away(self.form)
            self.form = None
            self.restore.setFocus(Qt.FocusReason.OtherFocusReason)

    # Checking

    def check_all(self) -> None:
        """Reads back everything that is kept, from end to end."""
        self.check.setEnabled(False)

        def work(workspace: Workspace, task: Task[list[Finding]]) -> list[Finding]:
            from fieldapp.usecases import readiness

            found = []
            for finding in readiness.workspace_checks(workspace, workspace.machine.clock()):
                task.check()
                found.append(finding)
            return found

        task = self.context.desk.run_long(work)
        task.then(self, self.findings.show_findings, self.context.tell)
        task.ended.connect(self._ended)
        self.context.watch(task, "shell.checking")
