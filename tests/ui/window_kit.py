"""What the window's tests share: a laptop with a real workspace behind a desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE, laptop

from fieldapp.base import paths
from fieldapp.playbook.library import Library
from fieldapp.ui.tasks import Desk, Task
from fieldapp.usecases import beginning, importing
from fieldapp.usecases.workspaces import Machine, Workspace

LIBRARY = Library()


def open_desk(qtbot: QtBot, home: Path, machine: Machine | None = None) -> Desk:
    """A desk with a new workspace, open."""
    desk = Desk(home / "workspace", LIBRARY, machine or laptop(home))
    ask(qtbot, desk.create(PASSCODE))
    return desk


def ask(qtbot: QtBot, task: Task[Any]) -> Any:
    """What a task gives, once it is done."""
    found: list[Any] = []
    listener = QObject()
    task.then(listener, found.append, found.append)
    with qtbot.waitSignal(task.ended, timeout=20_000):
        pass
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def do(qtbot: QtBot, desk: Desk, work: Callable[[Workspace], Any]) -> Any:
    """What work on the workspace gives."""
    return ask(qtbot, desk.run(work))


def begin(qtbot: QtBot, desk: Desk, playbook: str = "pacts", **known: str) -> bytes:
    """A new case's id."""
    told = {"customer": "恒丰乳业", "line": "3 号灌装机反复停机"} | known
    new = beginning.NewCase(playbook=playbook, **told)
    found: bytes = do(qtbot, desk, lambda workspace: beginning.begin(workspace, new, desk.library))
    return found


def sample(qtbot: QtBot, desk: Desk, name: str = "telecom") -> bytes:
    """A sample case's id, taken into the workspace."""
    path = paths.forms("samples", name, "case.json")

    def work(workspace: Workspace) -> bytes:
        checked = importing.check_files([path], desk.library)
        return importing.keep_all(workspace, checked, desk.library)[0].case_id

    found: bytes = do(qtbot, desk, work)
    return found
