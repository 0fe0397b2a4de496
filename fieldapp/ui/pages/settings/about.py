"""Settings: which version this is, what it runs on, and a file that helps to find a fault."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QGridLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.pages.settings.parts import Section, beginning
from fieldapp.ui.theme.tokens import SPACE_L
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.editors import TextEdit
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import about, diagnostics
from fieldapp.usecases.about import LICENCE, About, Component
from fieldapp.usecases.workspaces import Workspace


class AboutSection(Section):
    """The program about itself."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, "about")
        say, theme = context.say, context.theme
        self.version = Label("")
        self.row("version", self.version)
        self._is_listed = False
        self.components = QWidget()
        self.components.hide()
        self.more = Button(theme, say("shell.show_components"), "link")
        self.more.clicked.connect(self._turn)
        self.row("components", beginning(self.more), hint=True)
        self.unfold("components", self.components)
        self.show_text = Button(theme, say("shell.diagnose"), icon="clipboard-list")
        self.show_text.clicked.connect(self.diagnose)
        self.save = Button(theme, say("shell.save_as"), icon="download")
        self.save.clicked.connect(self._ask)
        self.save.hide()
        self.row("diagnostics", beginning(self.show_text, self.save), hint=True)
        self.text = TextEdit(say("shell.diagnostics"), least=6, most=16)
        self.text.setReadOnly(True)
        self.text.hide()
        self.unfold("diagnostics", self.text)
        work = context.desk.aside(lambda _: about.about(context.desk.library))
        work.then(self, self._show)

    def _show(self, found: About) -> None:
        say = self.context.say
        self.version.setText(
            say("shell.version_of", version=found.version, python=found.python, licence=LICENCE)
        )

    def _list(self, found: tuple[Component, ...]) -> None:
        """Makes the list of components: most people never look at it."""
        grid = QGridLayout(self.components)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(2, 1)
        for row, one in enumerate(found):
            for column, text in enumerate((one.name, one.version, one.licence)):
                grid.addWidget(Label(text, "small", wrap=False), row, column)

    def _turn(self) -> None:
        if not self._is_listed:
            self._is_listed = True
            self.context.desk.aside(lambda _: about.components()).then(self, self._list)
        is_shown = self.components.isHidden()
        self.components.setVisible(is_shown)
        key = "hide_components" if is_shown else "show_components"
        self.more.setText(self.context.say(f"shell.{key}"))

    # Diagnostics

    def diagnose(self) -> None:
        """Makes the text, to be read before it goes anywhere."""
        self.show_text.setEnabled(False)
        desk, wanted, around = self.context.desk, self.context.settings, _surroundings()

        def work(workspace: Workspace) -> str:
            return diagnostics.diagnostics(
                wanted, desk.library, workspace.machine, workspace, around
            )

        task = desk.run(work)
        task.then(self, self._show_text, self.context.tell)
        task.ended.connect(lambda: self.show_text.setEnabled(True))
        self.context.watch(task, "shell.diagnosing", can_stop=False)

    def _show_text(self, text: str) -> None:
        self.text.set_text(text)
        self.text.show()
        self.save.show()
        self.text.setFocus()

    def _ask(self) -> None:
        title = self.context.say("shell.diagnostics")
        name, _ = QFileDialog.getSaveFileName(self, title, "fieldapp-diagnostics.txt")
        if name:
            self.save_to(Path(name))

    def save_to(self, path: Path) -> None:
        """Keeps the text where the person wants it."""
        text = self.text.text()
        work = self.context.desk.aside(lambda _: diagnostics.write(text, path))
        saved = self.context.say("shell.saved_as", name=path.name)
        work.then(self, lambda _: self.context.notify("ok", saved, ()), self.context.tell)


def _surroundings() -> Mapping[str, str | int | float]:
    """What only the window knows."""
    app, screen = QApplication.instance(), QApplication.primaryScreen()
    assert isinstance(app, QApplication)
    return {
        "platform": QApplication.platformName(),
        "style": app.style().objectName(),
        "screens": len(QApplication.screens()),
        "width": screen.size().width(),
        "height": screen.size().height(),
        "scale": screen.devicePixelRatio(),
    }
