"""Tries: how long somebody who has guessed wrong has to wait before the next guess."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from time import monotonic

FREE = 3
"""So many wrong ones cost nothing; fingers slip."""
FIRST, LONGEST = 5, 60
"""Seconds the first one costs that costs any, and the most; doubled with each one between."""


class Tries:
    """Counts what was wrong.

    Args:
        clock: seconds that only go on.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._wrong = 0
        self._until = 0.0

    def count(self) -> None:
        """One more was wrong."""
        self._wrong += 1
        over = self._wrong - FREE
        if over >= 0:
            self._until = self._clock() + min(FIRST * 2**over, LONGEST)

    def forget(self) -> None:
        """It was right."""
        self._wrong, self._until = 0, 0.0

    @property
    def wait(self) -> int:
        """Whole seconds until the next try; 0 if it may be now."""
        return max(0, ceil(self._until - self._clock()))
