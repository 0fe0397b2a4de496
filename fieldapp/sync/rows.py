"""Rows: what the messages are made of, by the forms in which they come."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fieldapp.sync import forms
from fieldapp.sync.vector import PREFIX, Reach, Run

MAX_CASES = 5_000
MAX_RUNS = 50_000
MAX_MISSING = 100_000
MAX_PACKS = 10_000
EPOCH, LINK = 16, 16
"""Bytes."""


class Cursor(NamedTuple):
    """A place in a space's feed.

    `link` is a hash over the feed up to it: a hub that was put back to an earlier state and has
    gone on since counts the same numbers, but not the same links.
    """

    epoch: bytes = b""
    """Random, new whenever the hub was restored; empty before the first contact."""
    seq: int = 0
    link: bytes = b""

    def is_at(self, place: Cursor) -> bool:
        """Whether it is a place of the feed; before the first contact it is at its beginning."""
        return self == place or (not self.epoch and place.seq == 0)


class Scope(NamedTuple):
    """Which cases of a space a laptop wants; of those it has it hears whatever they are."""

    own: bool = False
    """Those alone that its person has written in or was given."""
    since: int = 0
    """Those alone that were written in since a moment, in milliseconds since 1970."""

    @property
    def is_narrow(self) -> bool:
        return self != Scope()


class Listed(NamedTuple):
    """A case and the beginning of its digest."""

    case: bytes
    digest: bytes


class Holding(NamedTuple):
    """What the hub holds of a case that differs."""

    case: bytes
    has_left: bool
    """It has been moved to another space; of it there are orders to erase alone."""
    runs: tuple[Run, ...]
    missing: tuple[bytes, ...]
    """Beginnings of the hashes of values it lacks."""


class Wanted(NamedTuple):
    """A case of which the rest is asked for."""

    case: bytes
    runs: tuple[Run, ...]
    """What is here of it."""
    reaches: tuple[Reach, ...]
    """What is to come again, for values beside it that are missing here."""


class Refused(NamedTuple):
    """A change the hub does not take, and why."""

    change: bytes
    code: str
    params: Mapping[str, str | int]


class Fork(NamedTuple):
    """A place where a chain has more than one change."""

    case: bytes
    device: bytes
    incarnation: bytes
    seq: int


class Names(NamedTuple):
    """Blobs or changes of a case, by the beginnings of their names."""

    case: bytes
    names: tuple[bytes, ...]


class Pack(NamedTuple):
    """A stretch of the feed, packed ahead: the bytes of a `Page`."""

    sha256: bytes
    size: int
    before: Cursor
    after: Cursor


def _stretch(make: type[Run] | type[Reach], *rest: forms.Form) -> forms.Form:
    """A stretch of a chain, from a first number to a last one."""

    def read(device: bytes, incarnation: bytes, first: int, last: int, *more: bytes) -> object:
        if not 1 <= first <= last:
            raise forms.Misfit
        return make(device, incarnation, first, last, *more)

    return forms.row(read, case, forms.binary(8), forms.number, forms.number, *rest)


case = forms.binary(16)
"""Also a device, and an account."""
digest = forms.binary(32)
"""Also a change, and a blob."""
prefix = forms.binary(PREFIX)
cursor = forms.row(Cursor, forms.binary(0, EPOCH), forms.number, forms.binary(0, LINK))
run = _stretch(Run, prefix)
reach = _stretch(Reach)
scope = forms.Added(forms.row(Scope, forms.flag, forms.number), Scope())
listed = forms.rows(forms.row(Listed, case, prefix), MAX_CASES)
holdings = forms.rows(
    forms.row(
        Holding,
        case,
        forms.flag,
        forms.rows(run, MAX_RUNS),
        forms.rows(prefix, MAX_MISSING),
    ),
    MAX_CASES,
)
wanted = forms.rows(
    forms.row(Wanted, case, forms.rows(run, MAX_RUNS), forms.rows(reach, MAX_RUNS)), MAX_CASES
)
names = forms.rows(forms.row(Names, case, forms.rows(prefix, MAX_CASES)), MAX_CASES)
packs = forms.rows(forms.row(Pack, digest, forms.number, cursor, cursor), MAX_PACKS)
