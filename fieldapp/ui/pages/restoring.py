"""The form that makes a workspace of a backup: which one, where to, and what opens it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock
from fieldapp.base.errors import FieldAppError
from fieldapp.ui.context import Context
from fieldapp.ui.pages.front import labelled, secret_field
from fieldapp.ui.pages.guarded import GuardedForm
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S
from fieldapp.ui.widgets.boxes import Select
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import ElidedLabel
from fieldapp.usecases import care
from fieldapp.usecases.care import Kept
from fieldapp.usecases.workspaces import WrongPasscodeError, WrongRecoveryCodeError


class Opener(QWidget):
    """The passcode or the recovery code, whichever the person has."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        say = context.say
        ways = [(way, say(f"gate.{way}")) for way in ("passcode", "code")]
        self.way = Chips(context.theme, ways, say("gate.opened_with"))
        self.way.choose(("passcode",))
        self.secret = secret_field(context, say("gate.opened_with"))
        self.setFocusProxy(self.secret)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        column.addWidget(self.way)
        column.addWidget(self.secret)

    @property
    def passcode(self) -> str | None:
        """None where the recovery code is given, or nothing."""
        return None if self.way.value() == "code" else self.secret.text() or None

    @property
    def recovery_code(self) -> str | None:
        return self.secret.text() if self.way.value() == "code" else None


class BackupChoice(QWidget):
    """One of the backups that are known, or of those in a folder the person points at."""

    def __init__(self, context: Context, known: Sequence[Kept] = ()) -> None:
        super().__init__()
        self.context = context
        self._folders: dict[str, Path] = {}
        self.select = Select(context.theme, (), context.say("shell.which_backup"))
        self.elsewhere = Button(
            context.theme, context.say("shell.other_backups"), icon="folder-open"
        )
        self.elsewhere.clicked.connect(self._ask)
        self.setFocusProxy(self.select)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.select, 1)
        row.addWidget(self.elsewhere)
        self.offer(known)

    def offer(self, known: Sequence[Kept]) -> None:
        """Offers these, the latest first and chosen."""
        self._folders = {str(one.folder): one.folder for one in known}
        say = self.context.say
        labels = [
            (str(one.folder), say("shell.backup_of", at=f"{one.made:%Y-%m-%d %H:%M}"))
            for one in known
        ]
        self.select.set_options(labels or [("", say("shell.no_backups_here"))])
        self.select.choose(labels[0][0] if labels else "")

    @property
    def folder(self) -> Path | None:
        return self._folders.get(self.select.value() or "")

    def _ask(self) -> None:
        found = QFileDialog.getExistingDirectory(self, self.context.say("shell.other_backups"))
        if found:
            self.look_in(Path(found))

    def look_in(self, folder: Path) -> None:
        """Offers the backups a person means who points at a folder."""
        work = self.context.desk.aside(lambda _: care.restorable(folder, system_clock()))
        work.then(self, self.offer, self.context.tell)


class Target(QWidget):
    """A folder where nothing is."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.folder: Path | None = None
        self.path = ElidedLabel(context.say("shell.none"), "soft")
        self.choose = Button(context.theme, context.say("shell.choose"), icon="folder-open")
        self.choose.clicked.connect(self._ask)
        self.setFocusProxy(self.choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        row.addWidget(self.path, 1)
        row.addWidget(self.choose)

    def _ask(self) -> None:
        found = QFileDialog.getExistingDirectory(self, self.context.say("shell.restore_to"))
        if found:
            self.take(Path(found))

    def take(self, folder: Path) -> None:
        """This one."""
        self.folder = folder
        self.path.setText(str(folder))


class RestoreForm(GuardedForm):
    """Asks for what it takes, and hands it on to whoever restores.

    Args:
        known: backups within reach, the latest first.
        asks_target: the person chooses the folder.
        restore: is given the form; calls `succeed` or `refuse`.
    """

    def __init__(
        self,
        context: Context,
        known: Sequence[Kept],
        restore: Callable[[RestoreForm], object],
        *,
        asks_target: bool = True,
    ) -> None:
        super().__init__(context, "shell.restore", "shell.restoring", "history")
        self._restore = restore
        say = context.say
        self.backup = BackupChoice(context, known)
        self.target = Target(context) if asks_target else None
        self.opener = Opener(context)
        self.opener.secret.submitted.connect(self.submit)
        self.setFocusProxy(self.backup)
        self.column.addLayout(labelled(say("shell.which_backup"), self.backup))
        if self.target is not None:
            self.column.addLayout(
                labelled(say("shell.restore_to"), self.target, say("shell.restore_to_hint"))
            )
        self.column.addLayout(
            labelled(say("gate.opened_with"), self.opener, say("shell.opened_with_hint"))
        )
        self.column.addWidget(self.problem)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_M)
        cancel = Button(context.theme, say("shell.cancel"), "plain")
        cancel.clicked.connect(self.ended)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(self.button)
        self.column.addLayout(foot)

    def what_is_wrong(self) -> str:
        if self.backup.folder is None:
            return self.context.say("shell.choose_backup")
        if self.target is not None and self.target.folder is None:
            return self.context.say("shell.choose_target")
        return ""

    def attempt(self) -> None:
        self._restore(self)

    def refuse(self, error: FieldAppError) -> None:
        if isinstance(error, WrongPasscodeError | WrongRecoveryCodeError):
            self.context.gate.tries.count()
            self.opener.secret.setFocus(Qt.FocusReason.OtherFocusReason)
        super().refuse(error)
