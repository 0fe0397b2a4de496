"""Limits: how often something may be tried.

What guards a secret (codes, passwords) is counted in the database, for all nodes together. What
guards against overload is counted in each node, for every route alike.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from fieldapp.hub import schema

WINDOW = 15 * 60
"""Seconds in which tries at a secret are counted together."""
TRIES_OF_ONE, TRIES_FROM_ONE, TRIES_AT_ONE = 8, 40, 200
"""Tries in a window at one account's password from one address; from one address at all passwords;
and from all addresses at one account's, from browsers it has not been used with."""
_CALLERS = 50_000
"""Callers whose buckets are kept."""


def subject(kind: str, *parts: str | bytes) -> str:
    """What is counted, without telling who it is."""
    joined = b"\0".join(part if isinstance(part, bytes) else part.encode() for part in parts)
    return f"{kind}:{hashlib.sha256(joined).hexdigest()[:40]}"


def tried(connection: Connection, space: bytes, what: str, most: int, now: int) -> int:
    """Counts a try.

    Args:
        space: empty where no space is known yet.
        now: milliseconds since 1970.

    Returns:
        Seconds to wait; 0 if it may be tried.
    """
    window = now // 1000 // WINDOW
    here = schema.attempt.c
    row = (here.space_id == space) & (here.subject == what) & (here.window == window)
    known = connection.execute(select(here.count).where(row).with_for_update()).scalar()
    if known is None:
        connection.execute(delete(schema.attempt).where(here.window < window - 1))
        connection.execute(
            insert(schema.attempt).values(space_id=space, subject=what, window=window, count=1)
        )
        return 0
    if known >= most:
        return int((window + 1) * WINDOW - now // 1000)
    connection.execute(update(schema.attempt).where(row).values(count=here.count + 1))
    return 0


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Flow:
    """A bucket of requests for each caller, filled again at a steady rate.

    Args:
        rate: requests a second in the long run.
        burst: requests at once.
        now: a clock that never goes back, in seconds.
    """

    def __init__(self, rate: float, burst: float, now: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._now = now
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, caller: str, cost: float = 1.0) -> int:
        """Takes a request out of a caller's bucket.

        Args:
            cost: as how many it counts; 0 takes none, and asks whether one would be too many.

        Returns:
            Seconds to wait; 0 if it may go on.
        """
        now = self._now()
        with self._lock:
            bucket = self._buckets.pop(caller, None) or _Bucket(self._burst, now)
            bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._rate)
            bucket.at = now
            self._buckets[caller] = bucket
            if len(self._buckets) > _CALLERS:
                self._buckets.popitem(last=False)
            if bucket.left < max(cost, 1.0):
                return int((max(cost, 1.0) - bucket.left) / self._rate) + 1
            bucket.left -= cost
            return 0
