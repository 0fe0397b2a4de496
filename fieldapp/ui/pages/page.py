"""What all pages have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from fieldapp.ui.context import Context
from fieldapp.usecases.standing import Standing


class Page(QWidget):
    """A page. Built when it is first shown, thrown away with its language, theme or case."""

    holds_lock = False
    """Whether the workspace must not be locked by itself while the page is shown."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        session = context.session
        if session is not None:
            session.stands.connect(self.show_standing)

    def show_standing(self, standing: Standing) -> None:
        """The case stands otherwise than before. Does nothing to an editor that is in use."""

    def enter(self) -> None:
        """The page has come into view: put the focus where the person goes on."""

    def leave(self) -> None:
        """The page is about to go out of view."""

    def jump(self, where: str) -> bool:
        """Shows a place of the case and puts the focus on it; false if it is not on this page."""
        return False
