"""What the frame of a tool holds: a view of the tool's own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.widgets.buttons import Button
from fieldapp.usecases.standing import Standing


class ToolView(QWidget):
    """The body of a tool's page. Its module is named as the tool, its class `View`.

    `has_side`: beside it stands what the tool says of the case; `aside`: a widget of its own above
    that, if it has one.
    """

    filled = Signal()
    """What is asked of the workspace besides has come, so that the page may be empty no longer."""

    has_side = True

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.aside: QWidget | None = None

    def show_standing(self, standing: Standing) -> None:
        """The case stands otherwise than before. Does nothing to an editor that is in use."""
        raise NotImplementedError

    def is_empty(self, standing: Standing) -> bool:
        """Whether there is nothing to show yet, so that the page tells what the tool is for."""
        raise NotImplementedError

    def begin(self) -> None:
        """Makes the first record, or opens what is to be filled in first."""
        raise NotImplementedError

    def other_ways(self) -> Sequence[Button]:
        """Further ways to begin, offered while there is nothing to show; made once."""
        return ()

    def enter(self) -> None:
        """Puts the focus where the person goes on."""
        raise NotImplementedError

    def jump(self, where: str) -> bool:
        """Shows a place of the case and puts the focus on it; false if it is not shown here."""
        return False

    def leave_inner(self) -> bool:
        """Escape was pressed: leaves what is open inside; false if nothing is."""
        return False
