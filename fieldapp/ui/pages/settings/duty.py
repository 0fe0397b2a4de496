"""The duty list in the settings: lines typed or pasted, kept in the workspace."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject

from fieldapp.ui.context import Context
from fieldapp.ui.pages.settings.parts import Section
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import dutylist
from fieldapp.usecases.dutylist import Helper


class DutySection(Section):
    """Whom to call for help."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "duty")
        self._kept: tuple[Helper, ...] = ()
        self.edit = TextEdit(context.say("shell.duty_list"), least=4, most=12)
        self.edit.setPlaceholderText(context.say("helpers.list_example"))
        self.edit.installEventFilter(self)
        self.row("duty_list", self.edit, hint=True)
        self.counted = Label("", "small")
        self.unfold("duty_list", self.counted)
        context.desk.run(dutylist.read).then(self, self._show)

    def _show(self, helpers: tuple[Helper, ...]) -> None:
        self._kept = helpers
        if not self.edit.text():
            self.edit.set_text(dutylist.told(helpers))
        self._count(helpers)

    def _count(self, helpers: tuple[Helper, ...]) -> None:
        without = sum(not one.phone for one in helpers)
        say = self.context.say
        key = "helpers.kept_without" if without else "helpers.kept"
        self.counted.setText(say(key, count=len(helpers), without=without) if helpers else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and watched is self.edit:
            self.keep()
        return False

    def keep(self) -> None:
        """Keeps what is typed, if it is another list."""
        helpers = dutylist.parse(self.edit.text())
        if helpers != self._kept:
            self._kept = helpers
            self.context.desk.run(lambda workspace: dutylist.keep(workspace, helpers)).then(
                self, lambda _: self._count(helpers), self.context.tell
            )
