"""Turns at costly work, so that it never holds more than a few of a node's threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from fieldapp.hub.errors import RefusalError


class Turns:
    """Work of one kind.

    Args:
        at_once: how many do it at a time.
        waiting: how many wait for that; one more is sent away.
    """

    def __init__(self, at_once: int, waiting: int) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._here = threading.BoundedSemaphore(at_once + waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Raises: RefusalError: too many wait."""
        if not self._here.acquire(blocking=False):
            raise RefusalError("hub.busy")
        try:
            with self._free:
                yield
        finally:
            self._here.release()
