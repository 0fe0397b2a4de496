"""A damaged workspace: what happened, that nothing was thrown away, and the two ways on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from fieldapp.base.clock import system_clock
from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.findings import Findings
from fieldapp.ui.pages.front import labelled
from fieldapp.ui.pages.guarded import GuardedForm
from fieldapp.ui.pages.restoring import BackupChoice, Opener
from fieldapp.ui.tasks import Task
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import care, rescue
from fieldapp.usecases.rescue import Rescued
from fieldapp.usecases.workspaces import WrongPasscodeError, WrongRecoveryCodeError


class RescueForm(GuardedForm):
    """Salvage or a backup, with the passcode or the recovery code."""

    rescued = Signal(object)
    """A `Rescued`: the workspace can be opened again."""

    def __init__(self, context: Context, trouble: FieldAppError) -> None:
        super().__init__(context, "gate.rescue", "gate.rescuing", "life-buoy")
        say = context.say
        self.column.addWidget(Label(say("gate.damaged"), "heading"))
        self.column.addWidget(Label(message(trouble.finding, context.lang)))
        self.column.addWidget(Label(say("gate.nothing_thrown_away"), "soft"))
        ways = [(way, say(f"gate.way_{way}")) for way in ("salvage", "restore")]
        self.way = Chips(context.theme, ways, say("gate.way"))
        self.way.choose(("salvage",))
        self.way.chosen.connect(lambda _: self._explain())
        self.column.addLayout(labelled(say("gate.way"), self.way))
        self._word = Label("", "small")
        self.column.addWidget(self._word)
        self.backup = BackupChoice(context)
        self.column.addWidget(self.backup)
        self.opener = Opener(context)
        self.opener.secret.submitted.connect(self.submit)
        self.column.addLayout(labelled(say("gate.opened_with"), self.opener))
        self.column.addWidget(self.problem)
        self.column.addWidget(self.button)
        self.setFocusProxy(self.opener)
        self._explain()
        folder = context.desk.folder
        work = context.desk.aside(lambda _: care.restorable(folder, system_clock()))
        work.then(self, self.backup.offer, lambda _: None)

    @property
    def restores(self) -> bool:
        """Whether a backup is wanted."""
        return self.way.value() == "restore"

    def _explain(self) -> None:
        way = "restore" if self.restores else "salvage"
        self._word.setText(self.context.say(f"gate.way_{way}_hint"))
        self.backup.setVisible(self.restores)

    def what_is_wrong(self) -> str:
        if self.restores and self.backup.folder is None:
            return self.context.say("shell.choose_backup")
        return ""

    def attempt(self) -> None:
        desk, backup = self.context.desk, self.backup.folder if self.restores else None
        passcode, code = self.opener.passcode, self.opener.recovery_code

        def work(task: Task[Rescued]) -> Rescued:
            return rescue.rescue(
                desk.folder,
                desk.library,
                backup,
                passcode=passcode,
                recovery_code=code,
                machine=desk.machine,
                check=task.check,
            )

        task = desk.aside(work)
        task.then(self, self._rescued, self.refuse)
        task.ended.connect(self.free)
        self.context.watch(task, "gate.rescuing_now")

    def _rescued(self, found: Rescued) -> None:
        self.context.gate.tries.forget()
        self.context.gate.refusal = None
        self.rescued.emit(found)

    def refuse(self, error: FieldAppError) -> None:
        if isinstance(error, WrongPasscodeError | WrongRecoveryCodeError):
            self.context.gate.tries.count()
        super().refuse(error)
        self.opener.secret.setFocus(Qt.FocusReason.OtherFocusReason)


class RescuedForm(GuardedForm):
    """What was rescued and what is lost; then the passcode is asked for."""

    def __init__(self, context: Context, found: Rescued) -> None:
        super().__init__(context, "gate.to_passcode", "gate.opening", "lock-open")
        say = context.say
        self.column.addWidget(Label(say("gate.rescued"), "heading"))
        self.column.addWidget(Label(say("gate.rescued_cases", count=found.cases)))
        self.column.addWidget(Label(say("gate.damaged_kept", path=str(found.damaged)), "soft"))
        self.findings = Findings(context)
        self.column.addWidget(self.findings)
        self.findings.show_findings(found.findings)
        self.column.addWidget(self.button)
        self.setFocusProxy(self.button)

    def attempt(self) -> None:
        self.succeed()
