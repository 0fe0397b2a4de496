"""The recovery code, shown once: large, in its groups, to be written down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui import clipboard, papers
from fieldapp.ui.context import Context
from fieldapp.ui.theme import fonts
from fieldapp.ui.theme.tokens import BOLD, SPACE_L, SPACE_M, SPACE_S, TITLE
from fieldapp.ui.widgets.boxes import Toggle
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import Label
from fieldapp.usecases import access, outgoing
from fieldapp.usecases.workspaces import Workspace

COLUMNS = 4


class RecoveryCodeCard(Card):
    """Goes away only after the person has said that they have it on paper.

    Args:
        on: key of what the button says that goes on from here.
    """

    done = Signal()

    def __init__(self, context: Context, code: str, on: str = "gate.go_on") -> None:
        super().__init__(context.say("gate.your_code"))
        self.context, self.code = context, code
        say, theme = context.say, context.theme
        self.body.setSpacing(SPACE_L)
        self.body.addWidget(Label(say("gate.your_code_why")))
        self.body.addWidget(self._groups())
        ways = QHBoxLayout()
        ways.setSpacing(SPACE_S)
        copy = Button(theme, say("gate.copy"), "quiet", icon="copy")
        copy.clicked.connect(self._copy)
        paper = Button(theme, say("gate.print"), "quiet", icon="printer")
        paper.clicked.connect(lambda: self._sheet(self._print))
        save = Button(theme, say("gate.save_pdf"), "quiet", icon="download")
        save.clicked.connect(lambda: self._sheet(self._save))
        for button in (paper, save, copy):
            ways.addWidget(button)
        ways.addStretch(1)
        self.body.addLayout(ways)
        self._word = Label("", "small")
        self._word.hide()
        self.body.addWidget(self._word)
        self.written = _Written(theme, say("gate.written_down"))
        self.body.addWidget(self.written)
        self.button = Button(theme, say(on), "primary")
        self.button.setEnabled(False)
        self.written.toggled.connect(self.button.setEnabled)
        self.written.gone_on.connect(self.done)
        self.button.clicked.connect(self.done)
        self.body.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.written)

    def _groups(self) -> QWidget:
        """The groups, numbered as they are named when one is mistyped."""
        frame = QWidget()
        grid = QGridLayout(frame)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE_L)
        grid.setVerticalSpacing(SPACE_M)
        for place, group in enumerate(self.code.split("-")):
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(Label(str(place + 1), "small"))
            text = Label(group, wrap=False)
            text.setFont(fonts.figures(TITLE, BOLD))
            text.setAccessibleName(self.context.say("gate.group", number=place + 1))
            text.setAccessibleDescription(" ".join(group))
            column.addWidget(text)
            grid.addLayout(column, place // COLUMNS, place % COLUMNS)
        return frame

    def _copy(self) -> None:
        """The lock takes it off the clipboard again."""
        clipboard.copy(self.code)
        self._tell(self.context.say("gate.copied"))

    def _sheet(self, then: Callable[[bytes], object]) -> None:
        """Makes the page to be kept on paper."""
        code, lang = self.code, self.context.lang

        def work(workspace: Workspace) -> bytes:
            return access.recovery_sheet(code, workspace.id, lang, workspace.machine.clock())

        task = self.context.desk.run(work)
        task.then(self, then, self.context.tell)
        self.context.watch(task, "gate.making_sheet", can_stop=False)

    def _print(self, pdf: bytes) -> None:
        papers.ask_and_print(self, self.context, pdf)

    def _save(self, pdf: bytes) -> None:
        path = papers.ask_pdf(self, self.context.say("gate.save_pdf"), "FieldApp")
        if path is not None:
            self.save_to(pdf, path)

    def save_to(self, pdf: bytes, path: Path) -> None:
        """Saves the page where the person wants it."""
        task = self.context.desk.aside(lambda _: outgoing.save(pdf, path))
        task.then(
            self,
            lambda _: self._tell(self.context.say("gate.sheet_saved", name=path.name)),
            self.context.tell,
        )

    def _tell(self, word: str) -> None:
        self._word.setText(word)
        self._word.show()


class _Written(Toggle):
    """Enter ticks it, and the next one goes on instead of taking the tick away again."""

    gone_on = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.isChecked():
            self.gone_on.emit()
        else:
            super().keyPressEvent(event)
