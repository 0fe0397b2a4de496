"""Progress of an exchange: how much has travelled, how much is left, and how long that takes."""

from __future__ import annotations

from collections import deque

from fieldapp.base.language import Lang, tr
from fieldapp.base.values import frozen
from fieldapp.store.projections import FILES
from fieldapp.usecases.syncing.session import Session

WINDOW = 10.0
"""Seconds: the pace is that of so long ago until now."""
LEAST = 2.0
"""Seconds that have to be seen before anything is said of the pace."""
OLD = 5.0
"""Seconds after which the files that wait are added up again: there may be others."""


@frozen
class Progress:
    """Bytes that have travelled and that are left, as far as is known. `seconds`: how long the rest
    takes; None where that cannot be said yet."""

    moved: int
    left: int
    seconds: float | None = None

    @property
    def part(self) -> float:
        """From 0 to 1."""
        total = self.moved + self.left
        return self.moved / total if total else 0.0

    def amount(self, lang: Lang) -> str:
        """`1.2 of 8.4 MB`."""
        if not self.left:
            return megabytes(self.moved)
        whole = megabytes(self.moved + self.left)
        return tr("hubs.amount", lang, done=megabytes(self.moved), whole=whole)

    def words(self, lang: Lang) -> str:
        """`1.2 of 8.4 MB, 2 min left`."""
        told = self.amount(lang)
        if self.seconds is None or not self.left:
            return told
        return tr("hubs.amount_and_time", lang, amount=told, time=_time(self.seconds, lang))


def megabytes(size: int) -> str:
    """A number of bytes in the unit that fits it."""
    return f"{size / 2**10:.0f} kB" if size < 2**20 else f"{size / 2**20:.1f} MB"


def _time(seconds: float, lang: Lang) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return tr("hubs.soon", lang)
    if minutes < 60:
        return tr("hubs.minutes", lang, minutes=minutes)
    return tr("hubs.hours", lang, hours=minutes // 60, minutes=minutes % 60)


class Meter:
    """Reads the progress of a session. It belongs to the workspace's thread."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._begun = 0
        self._files = 0
        """Bytes of the files that wait, as they were added up last."""
        self._added = (-1, 0.0)
        """How many files had been sent then, and when that was."""
        self._seen: deque[tuple[float, int]] = deque()

    def begin(self) -> None:
        """What has travelled so far belongs to an exchange that is over."""
        self._begun = self._moved()
        self._added = (-1, 0.0)
        self._seen.clear()

    def read(self) -> Progress:
        """How far it is now."""
        now, moved = self._session.now(), self._moved() - self._begun
        self._seen.append((now, moved))
        while now - self._seen[0][0] > WINDOW:
            self._seen.popleft()
        left = self._session.engine.outlook.to_come + self._to_go(now)
        then, former = self._seen[0]
        is_known = now - then >= LEAST and moved > former
        return Progress(moved, left, left * (now - then) / (moved - former) if is_known else None)

    def _moved(self) -> int:
        traffic = self._session.engine.traffic
        return traffic.sent + traffic.received

    def _to_go(self, now: float) -> int:
        outlook, workspace = self._session.engine.outlook, self._session.workspace
        sent, (counted, then) = self._session.tally.files_sent, self._added
        if sent != counted or now - then > OLD:
            workspace.settle(FILES)
            self._files = workspace.parts.shipping.bytes_unsent()
            self._added = (sent, now)
        files = max(0, self._files - outlook.held)
        return outlook.weight(workspace.parts.outbox.count_ready()) + files
