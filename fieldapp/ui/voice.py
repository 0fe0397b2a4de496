"""The voice: what the window says to the person, when it may be said."""

from __future__ import annotations

from collections.abc import Callable

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message
from fieldapp.ui.looks import Looks
from fieldapp.ui.widgets.notices import Action, Notices, Tone


class Voice:
    """Notices in the window. What a customer must not see waits until the screen is turned back;
    what can wait is not said at all while the screen is covered.

    Args:
        is_lent: whether the customer looks at the screen.
        is_covered: whether the cover is on.
    """

    def __init__(
        self, looks: Looks, is_lent: Callable[[], bool], is_covered: Callable[[], bool]
    ) -> None:
        self._looks, self._is_lent, self._is_covered = looks, is_lent, is_covered
        self._unsaid: list[tuple[Tone, str, tuple[Action, ...]]] = []
        self.notices: Notices | None = None
        """Where they are shown, in the theme of now."""

    def say(self, tone: Tone, text: str, actions: tuple[Action, ...] = ()) -> None:
        """Shows a notice, now or later."""
        if self.notices is None or self._is_lent():
            self._unsaid.append((tone, text, actions))
        elif not (self._is_covered() and tone in ("info", "ok")):
            self.notices.say(tone, text, actions)

    def tell(self, error: FieldAppError) -> None:
        """Shows an error."""
        self.say("danger", message(error.finding, self._looks.lang))

    def look_again(self) -> None:
        """The screen was turned: takes notices from the customer's eyes, or shows those that
        waited."""
        if self._is_lent():
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
