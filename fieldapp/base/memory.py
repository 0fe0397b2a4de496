"""Memory: kept together, and given back to the system when it is no longer needed.

The C library of Linux keeps a heap for each thread, and what was freed in between blocks that are
still in use: pictures and the pages of a report would leave tens of megabytes behind.
"""

from __future__ import annotations

import sys
from typing import Any

_ARENA_MAX = -8
"""`M_ARENA_MAX` of malloc.h."""


def share() -> None:
    """From now on all threads use one heap, and so what another one has freed. To be called before
    there are threads; they hardly ever want memory at the same time.
    """
    if mallopt := _libc("mallopt"):
        mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Gives back what lies free. Takes some milliseconds; any thread may do so."""
    if trim := _libc("malloc_trim"):
        trim(0)


def _libc(name: str) -> Any:
    """A function of the C library; None where it has none of this name."""
    if sys.platform != "linux":
        return None
    import ctypes

    return getattr(ctypes.CDLL(None), name, None)
