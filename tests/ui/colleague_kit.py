"""What the tests of the window share where somebody else writes in a case too."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot
from store_kit import START, laptop, ticking
from usecase_kit import workspace_in
from window_kit import do

from fieldapp.case.log import Frame
from fieldapp.ui.tasks import Desk
from fieldapp.usecases import editing
from fieldapp.usecases.editing import Wish
from fieldapp.usecases.workspaces import Workspace


class Other:
    """A colleague's laptop. It hears of what the window's has, and is heard of, when told to."""

    def __init__(self, qtbot: QtBot, desk: Desk, home: Path) -> None:
        self._qtbot, self._desk = qtbot, desk
        clock = ticking(START + timedelta(minutes=30))
        self.workspace: Workspace = workspace_in(home, laptop(home, clock=clock))

    def hear(self, case_id: bytes) -> None:
        self.workspace.admit(do(self._qtbot, self._desk, lambda ws: ws.frames(case_id)))

    def tell(self, case_id: bytes) -> None:
        self.bring(self.workspace.frames(case_id))

    def bring(self, frames: list[Frame]) -> None:
        do(self._qtbot, self._desk, lambda workspace: workspace.admit(frames))

    def wish(self, case_id: bytes, *wishes: Wish) -> None:
        editing.apply(self.workspace, case_id, wishes, lambda _: False)

    def differ(self, case_id: bytes, mine: tuple[Wish, ...], theirs: tuple[Wish, ...]) -> None:
        """Both write without knowing of each other, and then the window hears of it."""
        self.hear(case_id)
        do(self._qtbot, self._desk, lambda ws: editing.apply(ws, case_id, mine, lambda _: False))
        self.wish(case_id, *theirs)
        self.tell(case_id)
