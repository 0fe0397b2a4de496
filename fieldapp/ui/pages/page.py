"""What all pages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from fieldapp.ui.context import Context

if TYPE_CHECKING:
    from fieldapp.usecases.standing import Standing


class Page(QWidget):
    """A page. Built when it is first shown, thrown away with its language, theme or case."""

    holds_lock = False
    """Whether the screen is turned to the customer: the workspace is not locked by itself, notices
    wait, and the window does not close."""
    step_id = ""
    """The part of the page that is shown, if it has parts; `jump` comes back to it."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self._missed: Standing | None = None
        """How the case stood last while the page was out of view."""
        session = context.session
        known = session.standing if session is not None else None
        self._built_for = known.playbook.version if known is not None else ""
        if session is not None:
            session.stands.connect(self._stands)

    def _stands(self, standing: Standing) -> None:
        """A page that is not seen costs nothing; it catches up when it comes into view.

        One that was built for another method hears nothing more: it is about to be thrown away.
        """
        self._built_for = self._built_for or standing.playbook.version
        if self._built_for != standing.playbook.version:
            return
        self._missed = None if self.isVisible() else standing
        if self._missed is None:
            self.show_standing(standing)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        missed, self._missed = self._missed, None
        if missed is not None:
            self.show_standing(missed)

    def show_standing(self, standing: Standing) -> None:
        """The case stands otherwise than before. Does nothing to an editor that is in use."""

    def enter(self) -> None:
        """The page has come into view: put the focus where the person goes on."""

    def leave(self) -> None:
        """The page is about to go out of view."""

    def ask_to_leave(self) -> None:
        """Somebody wants to close the window while the screen is turned to the customer."""

    def kept(self) -> object:
        """What is half done here and belongs to no case; for `take` of the page that follows."""
        return None

    def take(self, kept: object) -> None:
        """Goes on with what the page before this one, in another language or theme, had kept."""

    def jump(self, where: str) -> bool:
        """Shows a place of the case and puts the focus on it; false if it is not on this page."""
        return False
