"""Back-off: how long to wait after a failure, so that a thousand laptops do not come at once."""

from __future__ import annotations

from collections.abc import Callable

Chance = Callable[[], float]
"""Returns a number from 0 up to 1."""

FIRST = 2.0
LONGEST = 900.0
"""Seconds."""


class BackOff:
    """Doubles from a failure to the next, up to a quarter of an hour, and scatters.

    Half of the wait is certain and half is chance: neither does everybody come at once, nor does
    anybody come at once again.
    """

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._failures = 0

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self, at_least: float = 0.0) -> float:
        """The seconds to wait after one more failure; the hub may ask for more."""
        wait = min(LONGEST, FIRST * 2.0 ** min(self._failures, 30))
        self._failures += 1
        return max(wait / 2 * (1 + self._chance()), min(at_least, LONGEST))
