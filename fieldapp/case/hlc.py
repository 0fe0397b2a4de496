"""Hybrid logical clock (Kulkarni et al. 2014): 48 bits of milliseconds, 16 bits of counter.

It only orders what is shown. A clock far ahead of ours is not followed, so that one laptop with a
wrong year cannot drag all others along.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from fieldapp.base.clock import Clock

FAR_FUTURE = timedelta(days=1)
_COUNTER_BITS = 16


def milliseconds(hlc: int) -> int:
    """Milliseconds since 1970 of a reading."""
    return hlc >> _COUNTER_BITS


def of(moment: datetime) -> int:
    """The smallest reading at a moment; moments before 1970 count as 1970."""
    return max(0, int(moment.timestamp() * 1000)) << _COUNTER_BITS


def shown(hlc: int, now: datetime) -> datetime:
    """When a reading says it was, in UTC, clamped to `now` if it lies in the far future."""
    if is_skewed(hlc, now):
        return now.astimezone(UTC)
    return datetime.fromtimestamp(milliseconds(hlc) / 1000, UTC)


def is_skewed(hlc: int, now: datetime) -> bool:
    """Whether a reading lies so far ahead that its clock must be wrong."""
    return hlc > of(now + FAR_FUTURE)


class HybridClock:
    """Readings that never go back, even if the wall clock does.

    Args:
        clock: the wall clock.
        last: the highest reading known, as kept by the store.
    """

    def __init__(self, clock: Clock, last: int = 0) -> None:
        self._clock = clock
        self._last = last

    def tick(self) -> int:
        """A reading later than all given and all observed ones."""
        self._last = max(of(self._clock()), self._last + 1)
        return self._last

    def observe(self, hlc: int) -> None:
        """Takes note of a reading from elsewhere, unless it lies in the far future."""
        if hlc > self._last and not is_skewed(hlc, self._clock()):
            self._last = hlc
