"""What the sections of the settings are made of."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui import papers, whereabouts
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XS
from fieldapp.ui.widgets.buttons import Button, IconButton
from fieldapp.ui.widgets.cards import Card
from fieldapp.ui.widgets.labels import ElidedLabel, Label

NAMES = 250
"""Width of the column with the names."""


class Section(Card):
    """A card with a row for each setting."""

    def __init__(self, context: Context, name: str) -> None:
        super().__init__(context.say(f"shell.section_{name}"))
        self.context, self.name = context, name
        self.body.setSpacing(SPACE_L)
        self._beside: dict[str, QVBoxLayout] = {}
        """Name of a setting -> its control and what is unfolded below it."""

    def row(self, name: str, control: QWidget, *, hint: bool = False) -> None:
        """Adds a setting: what it is called, what it is for, and its control."""
        say = self.context.say
        names = QVBoxLayout()
        names.setSpacing(SPACE_XS)
        label = Label(say(f"shell.{name}"), "strong")
        label.setBuddy(control)
        names.addWidget(label)
        if hint:
            names.addWidget(Label(say(f"shell.{name}_hint"), "small"))
        names.addStretch(1)
        left = QWidget()
        left.setLayout(names)
        names.setContentsMargins(0, SPACE_S, 0, 0)
        left.setFixedWidth(NAMES)
        row = QHBoxLayout()
        row.setSpacing(SPACE_L)
        row.addWidget(left)
        beside = self._beside[name] = QVBoxLayout()
        beside.setSpacing(SPACE_M)
        beside.addWidget(control)
        beside.addStretch(1)
        row.addLayout(beside, 1)
        if isinstance(control, Label):
            control.setContentsMargins(0, SPACE_S, 0, 0)
        whereabouts.mark(control, name)
        self.body.addLayout(row)

    def focus(self) -> None:
        """Puts the focus on the first setting."""
        whereabouts.focus(self, next(iter(self._beside)))

    def unfold(self, name: str, part: QWidget) -> None:
        """Shows what belongs to a setting below its control."""
        beside = self._beside[name]
        beside.insertWidget(beside.count() - 1, part)


class FolderChoice(QWidget):
    """A folder: where it is, a way to open it, to choose another one and to do without.

    Args:
        name: of the setting, for the dialog and screen readers.
        default: the folder that holds where none is chosen.
    """

    chosen = Signal(object)
    """The `Path` a person chose, or None."""

    def __init__(self, context: Context, name: str, default: Path | None = None) -> None:
        super().__init__()
        self.context, self._name, self._default = context, context.say(f"shell.{name}"), default
        self._chosen: Path | None = None
        say, theme = context.say, context.theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_S)
        self.path = ElidedLabel("", "soft", cut=Qt.TextElideMode.ElideMiddle)
        self.choose = Button(theme, say("shell.choose"), "quiet", icon="folder-open")
        self.choose.setAccessibleName(f"{self._name}: {say('shell.choose')}")
        self.choose.clicked.connect(self._ask)
        self.open = IconButton(theme, "external-link", f"{self._name}: {say('shell.open_folder')}")
        self.open.clicked.connect(self._open)
        self.clear = IconButton(theme, "x", f"{self._name}: {say('shell.no_folder')}")
        self.clear.clicked.connect(lambda: self.chosen.emit(None))
        row.addWidget(self.path, 1)
        for button in (self.open, self.clear, self.choose):
            row.addWidget(button)
        self.show_folder(None)

    def show_folder(self, folder: Path | None) -> None:
        """Shows which one is chosen."""
        self._chosen = folder
        shown = folder or self._default
        self.path.setText(str(shown) if shown else self.context.say("shell.none"))
        self.open.setVisible(shown is not None)
        self.clear.setVisible(folder is not None)

    def _ask(self) -> None:
        start = str(self._chosen or "")
        if found := QFileDialog.getExistingDirectory(self, self._name, start):
            self.chosen.emit(Path(found))

    def _open(self) -> None:
        if folder := self._chosen or self._default:
            papers.open_path(folder)


def beginning(*buttons: QWidget) -> QWidget:
    """Buttons side by side, no wider than they are."""
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_S)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    holder.setFocusProxy(buttons[0])
    return holder
