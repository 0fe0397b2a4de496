"""Long work: how far it is, and that somebody may stop it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


class Cancelled(BaseException):
    """The person no longer wants it.

    No error, and, as with asyncio's, nothing that catches every `Exception` may swallow it.
    """


Check = Callable[[int, int], None]
"""Told (done, of how many) between two steps of long work, (0, 0) where it cannot be said. It
raises `Cancelled` to stop the work there."""


def unwatched(done: int, total: int) -> None:
    """For work that nobody watches or stops."""


def counted(items: Iterable[T], total: int, check: Check, *, begun: int = 0) -> Iterator[T]:
    """Hands on one after the other and tells, before each, how far it is.

    Args:
        begun: how many of `total` were done before.
    """
    for done, item in enumerate(items, begun):
        check(done, total)
        yield item
