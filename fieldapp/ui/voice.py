"""The voice: what the window says to the person, when it may be said."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.ui.looks import Looks
from fieldapp.ui.widgets.notices import Action, Banner, Notices, Tone


class Voice:
    """Notices in the window. They may name anything: while somebody else looks they wait.

    Args:
        is_watched: whether the customer looks at the screen, or it is covered.
    """

    def __init__(self, looks: Looks, is_watched: Callable[[], bool]) -> None:
        self._looks, self._is_watched = looks, is_watched
        self._unsaid: list[tuple[Tone, str, tuple[Action, ...]]] = []
        self.notices: Notices | None = None
        """Where they are shown, in the theme of now."""

    def say(self, tone: Tone, text: str, actions: tuple[Action, ...] = ()) -> Banner | None:
        """Shows a notice, now or, for which there is no banner yet, later."""
        if self.notices is None or self._is_watched():
            self._unsaid.append((tone, text, actions))
            return None
        return self.notices.say(tone, text, actions)

    def tell(self, error: FieldAppError) -> None:
        """Shows an error."""
        self.say("danger", message(error.finding, self._looks.lang))

    def look_again(self) -> None:
        """The screen was turned: takes notices from the customer's eyes, or shows those that
        waited."""
        if self._is_watched():
            self.silence()
        else:
            unsaid, self._unsaid = self._unsaid, []
            for tone, text, actions in unsaid:
                self.say(tone, text, actions)

    def silence(self) -> None:
        """Takes away what is shown."""
        if self.notices is not None:
            self.notices.clear()

    def forget(self) -> None:
        """Takes away what is shown and what waits: it may name a case."""
        self.silence()
        self._unsaid.clear()
