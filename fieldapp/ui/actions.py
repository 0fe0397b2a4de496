"""What the window can do by one key: the same list serves the keys, the palette and the help."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from fieldapp.base.language import Lang, tr
from fieldapp.base.values import frozen

When = Literal["always", "open", "case"]
"""Whether an action needs an unlocked workspace or an open case."""


@frozen
class Command:
    """One thing to do. Its words are `ui.do_<name>`; `keys` as Qt writes them.

    `covered`: it shows nothing that the cover hides. `also`: it leads to things with names of their
    own, `ui.also_<name>`, by which it is found too.
    """

    name: str
    keys: str
    when: When
    covered: bool = False
    also: bool = False


COMMANDS = (
    Command("help", "F1", "open"),
    Command("new", "F2", "open"),
    Command("fact", "F3", "case", covered=True),
    Command("feeling", "F4", "case", covered=True),
    Command("expectation", "F5", "case", covered=True),
    Command("own_level", "F6", "case"),
    Command("readback", "F7", "case", covered=True),
    Command("add_evidence", "F8", "case", covered=True, also=True),
    Command("cover", "F9", "open", covered=True),
    Command("leave", "F10", "open", covered=True),
    Command("gear", "F11", "case"),
    Command("report", "F12", "case", also=True),
    Command("tools", "Ctrl+T", "case"),
    Command("agenda", "Ctrl+D", "open", also=True),
    Command("reviews", "Ctrl+R", "open", also=True),
    Command("team", "Ctrl+Shift+T", "open"),
    Command("method", "Ctrl+M", "open"),
    Command("crisis", "Ctrl+Shift+E", "case"),
    Command("handbook", "Ctrl+B", "open"),
    Command("practice", "Ctrl+Shift+P", "open"),
    Command("palette", "Ctrl+K", "open"),
    Command("search", "Ctrl+F", "open"),
    Command("undo", "Ctrl+Z", "case", covered=True),
    Command("redo", "Ctrl+Shift+Z", "case", covered=True),
    Command("history", "Ctrl+H", "case", also=True),
    Command("incoming", "Ctrl+J", "open"),
    Command("open_file", "Ctrl+O", "open"),
    Command("give", "Ctrl+Shift+O", "open", also=True),
    Command("hand_on", "Ctrl+Shift+H", "case"),
    Command("safety", "Ctrl+Shift+B", "open", also=True),
    Command("settings", "Ctrl+,", "open", also=True),
    Command("lock", "Ctrl+L", "open", covered=True),
    Command("language", "Ctrl+Shift+L", "always", covered=True),
    Command("theme", "Ctrl+Shift+D", "always", covered=True),
    Command("quit", "Ctrl+Q", "always", covered=True),
)
"""Everything, in the order the help tells it."""


class Actions(QObject):
    """The commands of one window, each with what it does.

    Args:
        do: what each command does, by its name; one that is not there is not offered.
    """

    def __init__(self, window: QWidget, do: dict[str, Callable[[], object]]) -> None:
        super().__init__(window)
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS:
            if command.name not in do:
                continue
            action = QAction(window)
            action.setShortcut(QKeySequence(command.keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(command.name in ("undo", "redo"))
            action.triggered.connect(lambda _=False, call=do[command.name]: call())
            window.addAction(action)
            self._actions[command.name] = action

    def allow(self, *, is_open: bool, has_case: bool, covered: bool) -> None:
        """Enables what can be done now."""
        for command in self._known():
            can = {"always": True, "open": is_open, "case": is_open and has_case}[command.when]
            self._actions[command.name].setEnabled(can and (command.covered or not covered))

    def forbid(self) -> None:
        """Disables everything, while the screen belongs to somebody else."""
        for action in self._actions.values():
            action.setEnabled(False)

    def offered(self, lang: Lang) -> tuple[tuple[Command, str], ...]:
        """What can be done now, with its words, for the palette."""
        return tuple(
            (command, tr(f"ui.do_{command.name}", lang))
            for command in self._known()
            if self._actions[command.name].isEnabled()
        )

    def of(self, *names: str) -> list[QAction]:
        """The actions of some commands."""
        return [self._actions[name] for name in names if name in self._actions]

    def run(self, name: str) -> None:
        """Does it, if it can be done now."""
        if action := self._actions.get(name):
            action.trigger()

    def _known(self) -> Iterator[Command]:
        return (command for command in COMMANDS if command.name in self._actions)
