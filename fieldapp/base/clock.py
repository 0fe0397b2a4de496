"""Time and chance, passed in so that tests and the simulator can hold them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present as an aware datetime."""

Entropy = Callable[[int], bytes]
"""Returns so many random bytes."""


def system_clock() -> datetime:
    """Now, in the machine's own time zone."""
    return datetime.now(UTC).astimezone()


def system_entropy(size: int) -> bytes:
    return secrets.token_bytes(size)
