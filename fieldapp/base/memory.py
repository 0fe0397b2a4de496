"""Memory: kept in one place, and what is no longer needed given back to the system."""

from __future__ import annotations

import sys

_MOST_HEAPS = -8
"""`M_ARENA_MAX` of the C library of Linux."""


def share_one_heap() -> None:
    """All threads take their memory from one heap; to be called before there are any others. The C
    library of Linux gives each its own otherwise, and what one thread has freed in its own serves
    no other: some megabytes for each.
    """
    if sys.platform != "linux":
        return
    import ctypes

    change = getattr(ctypes.CDLL(None), "mallopt", None)  # not every C library has it
    if change is not None:
        change(_MOST_HEAPS, 1)


def give_back() -> None:
    """Gives back what lies free between blocks that are still in use. The C library of Linux keeps
    it otherwise: pictures and pages of a report leave tens of megabytes behind. Takes some
    milliseconds; any thread may do so.
    """
    if sys.platform != "linux":
        return
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # not every C library has it
    if trim is not None:
        trim(0)
