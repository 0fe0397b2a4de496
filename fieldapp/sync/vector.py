"""Vectors: what a holder has of a case, told in a few bytes, and what another one lacks.

First a digest a case. Where two differ, each chain is told as runs: stretches in which each change
names the one before it, given by first and last number and the beginning of the last id. Through
`prev` an id vouches for all before it, so a run is compared by its end alone. A chain is cut into
runs of 1, 1, 2, 4, 8 ... changes from its end, so that whoever lacks the last ones knows most of
the others; a fork begins a run of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fieldapp.case.change import Change

PREFIX = 8
"""Bytes of an id or digest that tell it from others."""
_CASE = b"fieldapp case digest 1"
_IDS = b"fieldapp receipt 1"

Chain = tuple[bytes, bytes]
"""Device and incarnation, within a case."""
_BySeq = dict[int, dict[bytes, "Step"]]
"""Number -> id -> the change; several ids are a fork."""


class Run(NamedTuple):
    """Changes `first` to `last` of a chain, each the predecessor of the next."""

    device: bytes
    incarnation: bytes
    first: int
    last: int
    head: bytes
    """The first bytes of the last one's id."""


class Reach(NamedTuple):
    """All changes of a chain from `first` to `last`, on every branch."""

    device: bytes
    incarnation: bytes
    first: int
    last: int


class Step(NamedTuple):
    """A change without its content."""

    id: bytes
    device: bytes
    incarnation: bytes
    seq: int
    prev: bytes

    @classmethod
    def of(cls, change: Change) -> Step:
        return cls(change.id, change.device, change.incarnation, change.seq, change.prev)


def case_digest(ids: Iterable[bytes], values: Iterable[bytes]) -> bytes:
    """One name for exactly these changes of a case and these values beside them (32 bytes)."""
    return hashlib.sha256(_CASE + _joined(ids) + _joined(values)).digest()


def ids_digest(ids: Iterable[bytes]) -> bytes:
    """One name for exactly these changes (32 bytes)."""
    return hashlib.sha256(_IDS + _joined(ids)).digest()


def _joined(names: Iterable[bytes]) -> bytes:
    joined = sorted(names)
    return len(joined).to_bytes(8, "big") + b"".join(joined)


class Chains:
    """The changes of a case by their place in their chains."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self._at: dict[Chain, _BySeq] = {}
        for step in steps:
            by_seq = self._at.setdefault((step.device, step.incarnation), {})
            by_seq.setdefault(step.seq, {})[step.id] = step

    def runs(self) -> tuple[Run, ...]:
        """The changes as runs: the same for the same changes."""
        return tuple(run for chain in sorted(self._at) for run in self._runs(chain))

    def _runs(self, chain: Chain) -> Iterator[Run]:
        by_seq = self._at[chain]
        taken: set[bytes] = set()
        for first in sorted(by_seq):
            for start in sorted(by_seq[first].keys() - taken):
                stretch = [start]
                while following := _following(by_seq, first, stretch, taken):
                    stretch.append(following)
                    taken.add(following)
                yield from _cut(chain, first, stretch)

    def held_by(self, runs: Iterable[Run]) -> set[bytes]:
        """Which of these changes another holder has, as its runs prove."""
        held: set[bytes] = set()
        for run in runs:
            by_seq = self._at.get((run.device, run.incarnation), {})
            if head := _head(by_seq, run):
                held |= {step.id for step in _back(by_seq, head, run.first)}
        return held

    def lacks(self, runs: Iterable[Run]) -> bool:
        """Whether another holder has, by its runs, what is not here."""
        for run in runs:
            by_seq = self._at.get((run.device, run.incarnation), {})
            head = _head(by_seq, run)
            if head is None or min(s.seq for s in _back(by_seq, head, run.first)) > run.first:
                return True
        return False

    def within(self, reaches: Iterable[Reach]) -> set[bytes]:
        """The changes here that lie within reaches."""
        return {
            name
            for reach in reaches
            for seq, here in self._at.get((reach.device, reach.incarnation), {}).items()
            if reach.first <= seq <= reach.last
            for name in here
        }


def _following(by_seq: _BySeq, first: int, stretch: list[bytes], taken: set[bytes]) -> bytes:
    """The change that goes on a stretch, unless another one has taken it; of several the least.
    Empty if there is none."""
    here = by_seq.get(first + len(stretch), {}).values()
    last = stretch[-1]
    return min((s.id for s in here if s.prev == last and s.id not in taken), default=b"")


def _cut(chain: Chain, first: int, stretch: list[bytes]) -> Iterator[Run]:
    """Runs of 1, 1, 2, 4, 8 ... changes, from the end of a stretch to its beginning."""
    end, length = len(stretch), 1
    while end > 0:
        start = max(0, end - length)
        yield Run(*chain, first + start, first + end - 1, stretch[end - 1][:PREFIX])
        length = max(1, len(stretch) - start)
        end = start


def _head(by_seq: _BySeq, run: Run) -> Step | None:
    """The change a run ends with, if it is here."""
    here = by_seq.get(run.last, {})
    return next((step for name, step in here.items() if name.startswith(run.head)), None)


def _back(by_seq: _BySeq, head: Step, first: int) -> Iterator[Step]:
    """A change and those before it, as far as they are here and not before the `first`."""
    step: Step | None = head
    while step is not None and step.seq >= first:
        yield step
        step = by_seq.get(step.seq - 1, {}).get(step.prev)
