"""Memory: what is no longer needed, given back to the system."""

from __future__ import annotations

import sys


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
