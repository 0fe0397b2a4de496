"""Lanes: those who wait for an answer go ahead of laptops, which do not mind.

A node has one processor's worth of Python, and so many threads. If laptops' messages took them all,
a page would wait for a thread, and then get a small share of the processor. So few messages are
worked on at a time; the others wait their turn, in the order they came, without a thread or a
connection to the database, and do not count against pages.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import anyio

from fieldapp.hub.errors import RefusalError


class Lane:
    """Requests of one kind, at one node.

    Args:
        most: how many may be here, under way or waiting; one more is sent away.
        at_once: how many of them are worked on at a time.
    """

    def __init__(self, most: int, at_once: int) -> None:
        self._most = most
        self._here = 0
        self._turns = anyio.Semaphore(at_once)

    @contextmanager
    def place(self) -> Iterator[None]:
        """Raises: RefusalError: too many are here."""
        if self._here >= self._most:
            raise RefusalError("hub.busy")
        self._here += 1
        try:
            yield
        finally:
            self._here -= 1

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits until this one may be worked on."""
        async with self._turns:
            yield
