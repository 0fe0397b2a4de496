"""A hub's shelf in memory: what a database does for it, without one."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Self

from fieldapp.case import hlc
from fieldapp.case.change import Change, Value, Values
from fieldapp.case.seal import Seal
from fieldapp.sync import notices
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Cursor, Pack, Scope
from fieldapp.sync.shelf import LEFT, Entry, Listing, Party


class HubCrash(Exception):
    """The hub's process ends in the middle of a transaction."""


@dataclass(slots=True)
class KeptCase:
    """A case of a space."""

    changes: dict[bytes, Change] = field(default_factory=dict)
    values: dict[bytes, Value] = field(default_factory=dict)
    places: dict[tuple[bytes, bytes, int], list[bytes]] = field(default_factory=dict)
    seals: dict[tuple[bytes, bytes], Seal] = field(default_factory=dict)
    """By head and key."""
    files: dict[bytes, bool] = field(default_factory=dict)
    digest: bytes = b""


@dataclass(slots=True)
class KeptSpace:
    """A space."""

    roster: Roster
    entries: list[Entry] = field(default_factory=list)
    cases: dict[bytes, KeptCase] = field(default_factory=dict)
    moved: dict[bytes, bytes] = field(default_factory=dict)
    formers: dict[bytes, frozenset[bytes]] = field(default_factory=dict)
    blobs: dict[bytes, bytes] = field(default_factory=dict)
    parts: dict[tuple[bytes, bytes], bytes] = field(default_factory=dict)
    packs: list[tuple[Pack, bytes]] = field(default_factory=list)


class MemoryShelf:
    """Everything in dicts. What a transaction did is undone if it ends with an exception.

    Args:
        epoch: 16 random bytes.
    """

    def __init__(self, epoch: bytes) -> None:
        self.epoch = epoch
        self.spaces: dict[bytes, KeptSpace] = {}
        self.fuse: int | None = None
        """So many writes from now the process ends."""
        self._undo: list[Callable[[], Any]] = []

    def add_space(self, space: bytes) -> None:
        self.spaces[space] = KeptSpace(Roster(space))

    def copied(self) -> Self:
        """A backup."""
        shelf = copy.copy(self)
        shelf._undo, shelf.fuse = [], None
        shelf.spaces = {}
        for name, space in self.spaces.items():
            kept = copy.copy(space)
            kept.roster = Roster(name)
            kept.roster.add(c.raw for c in space.roster.certificates.values())
            kept.cases = {case: _copied(one) for case, one in space.cases.items()}
            for part in ("entries", "moved", "formers", "blobs", "parts", "packs"):
                setattr(kept, part, copy.copy(getattr(space, part)))
            shelf.spaces[name] = kept
        return shelf

    def put_back(self) -> Self:
        """What is served when a backup is put back."""
        return self.copied()

    def renew(self, epoch: bytes) -> None:
        """The hub knows that it was put back."""
        self.epoch = epoch

    @contextmanager
    def writing(self) -> Iterator[None]:
        self._undo.clear()
        try:
            yield
        except BaseException:
            for undo in reversed(self._undo):
                undo()
            raise
        finally:
            self._undo.clear()

    def reading(self) -> AbstractContextManager[None]:
        return nullcontext()

    def _write(self, undo: Callable[[], Any]) -> None:
        self._undo.append(undo)
        if self.fuse is not None:
            self.fuse -= 1
            if self.fuse <= 0:
                self.fuse = None
                raise HubCrash

    def _set(self, kept: dict[Any, Any], key: Any, content: Any) -> None:
        if key in kept:
            before = kept[key]
            self._write(lambda: kept.__setitem__(key, before))
        else:
            self._write(lambda: kept.pop(key, None))
        kept[key] = content

    def _drop(self, kept: dict[Any, Any], key: Any) -> None:
        if key in kept:
            before = kept[key]
            self._write(lambda: kept.__setitem__(key, before))
            del kept[key]

    def _case(self, space: bytes, case: bytes) -> KeptCase:
        return self.spaces[space].cases.get(case) or KeptCase()

    def _own_case(self, space: bytes, case: bytes) -> KeptCase:
        cases = self.spaces[space].cases
        if case not in cases:
            self._set(cases, case, KeptCase())
        return cases[case]

    def expect_cases(self, space: bytes, cases: Collection[bytes]) -> None:
        """It is all at hand."""

    def expect_changes(self, space: bytes, ids: Mapping[bytes, Collection[bytes]]) -> None:
        """It is all at hand."""

    # Certificates

    def roster(self, space: bytes) -> Roster | None:
        found = self.spaces.get(space)
        return found.roster if found else None

    def keep_certificate(self, space: bytes, raw: bytes) -> None:
        kept = self.spaces[space]
        former = [certificate.raw for certificate in kept.roster.certificates.values()]
        self._write(lambda: setattr(kept, "roster", _roster(space, former)))
        kept.roster.add([raw])

    # The feed

    def tip(self, space: bytes) -> Cursor:
        entries = self.spaces[space].entries
        if not entries:
            return Cursor(self.epoch)
        return Cursor(self.epoch, entries[-1].seq, entries[-1].link)

    def link(self, space: bytes, seq: int) -> bytes | None:
        entries = self.spaces[space].entries
        if seq == 0:
            return b""
        return entries[seq - 1].link if seq <= len(entries) else None

    def entries(self, space: bytes, after: int, limit: int) -> Sequence[Entry]:
        return self.spaces[space].entries[after : after + limit]

    def extend(self, space: bytes, entries: Sequence[Entry]) -> None:
        kept = self.spaces[space].entries
        length = len(kept)
        self._write(lambda: kept.__delitem__(slice(length, None)))
        kept.extend(entries)

    # Cases

    def within(
        self, space: bytes, cases: Collection[bytes], scope: Scope, who: Party
    ) -> Collection[bytes]:
        def is_within(case: bytes) -> bool:
            changes = self._case(space, case).changes.values()
            newest = max((hlc.milliseconds(one.hlc) for one in changes), default=0)
            is_own = any(one.device in who.devices for one in changes)
            return newest >= scope.since and (is_own or not scope.own)

        return {case for case in cases if is_within(case)}

    def listings(self, space: bytes, first: bytes, last: bytes) -> Sequence[Listing]:
        cases = self.spaces[space].cases
        here = sorted(cases.keys() - {notices.CASE})
        return [Listing(c, cases[c].digest) for c in here if first <= c <= last]

    def names(self, space: bytes, case: bytes) -> tuple[Collection[bytes], Collection[bytes]]:
        kept = self._case(space, case)
        return kept.changes.keys(), kept.values.keys()

    def changes(
        self, space: bytes, case: bytes, ids: Collection[bytes] | None = None
    ) -> Sequence[Change]:
        kept = self._case(space, case).changes
        if ids is None:
            return list(kept.values())
        return [kept[name] for name in ids if name in kept]

    def values(self, space: bytes, case: bytes, hashes: Collection[bytes]) -> Values:
        kept = self._case(space, case).values
        return {name: kept[name] for name in hashes if name in kept}

    def at(self, space: bytes, change: Change) -> Collection[bytes]:
        return self._case(space, change.case).places.get(_place(change), ())

    def successors(self, space: bytes, change: Change) -> Sequence[Change]:
        kept = self._case(space, change.case)
        after = kept.places.get((change.device, change.incarnation, change.seq + 1), ())
        return [kept.changes[name] for name in after if kept.changes[name].prev == change.id]

    def has_erasure(self, space: bytes, case: bytes) -> bool:
        return any(c.erase is not None for c in self._case(space, case).changes.values())

    def append(self, space: bytes, change: Change) -> None:
        kept = self._own_case(space, change.case)
        self._set(kept.changes, change.id, change)
        here = kept.places.get(_place(change), [])
        self._set(kept.places, _place(change), [*here, change.id])

    def add_values(self, space: bytes, case: bytes, values: Mapping[bytes, Value]) -> None:
        kept = self._own_case(space, case)
        for name, value in values.items():
            self._set(kept.values, name, value)

    def drop_values(self, space: bytes, case: bytes, hashes: Iterable[bytes]) -> None:
        kept = self._own_case(space, case)
        for name in hashes:
            self._drop(kept.values, name)

    def set_digest(self, space: bytes, case: bytes, digest: bytes) -> None:
        kept = self._own_case(space, case)
        before = kept.digest
        self._write(lambda: setattr(kept, "digest", before))
        kept.digest = digest

    def add_seals(self, space: bytes, seals: Iterable[Seal]) -> None:
        for seal in seals:
            kept = self.spaces[space].cases.get(seal.case)
            if kept is not None and seal.head in kept.changes:
                self._set(kept.seals, (seal.head, seal.key), seal)

    def seals(self, space: bytes, case: bytes, heads: Collection[bytes]) -> Sequence[Seal]:
        wanted = set(heads)
        kept = self._case(space, case).seals
        return [seal for (head, _), seal in kept.items() if head in wanted]

    # Moving

    def moved_to(self, space: bytes, case: bytes) -> bytes | None:
        return self.spaces[space].moved.get(case)

    def set_moved(self, space: bytes, case: bytes, target: bytes | None) -> None:
        if target is None:
            self._drop(self.spaces[space].moved, case)
        else:
            self._set(self.spaces[space].moved, case, target)

    def formers(self, space: bytes, case: bytes) -> Collection[bytes]:
        return self.spaces[space].formers.get(case, frozenset())

    def left_after(self, space: bytes, cases: Collection[bytes], seq: int) -> Collection[bytes]:
        back = {case for case in cases if space in self.formers(space, case)}
        later = self.spaces[space].entries[seq:]
        return {entry.case for entry in later if entry.kind == LEFT and entry.case in back}

    def set_formers(self, space: bytes, case: bytes, spaces: Collection[bytes]) -> None:
        self._set(self.spaces[space].formers, case, frozenset(spaces))

    def remove(self, space: bytes, case: bytes) -> None:
        self._drop(self.spaces[space].cases, case)
        self._forget_blobs(space)

    def share_blob(self, space: bytes, sha256: bytes, target: bytes) -> None:
        self._set(self.spaces[target].blobs, sha256, self.spaces[space].blobs[sha256])

    # Photos and files

    def files(self, space: bytes, case: bytes) -> Mapping[bytes, bool]:
        return self._case(space, case).files

    def set_files(self, space: bytes, case: bytes, files: Mapping[bytes, bool]) -> None:
        kept = self._own_case(space, case)
        before = kept.files
        self._write(lambda: setattr(kept, "files", before))
        kept.files = dict(files)
        self._forget_blobs(space)

    def _forget_blobs(self, space: bytes) -> None:
        kept = self.spaces[space]
        named = {name for case in kept.cases.values() for name in case.files}
        for name in kept.blobs.keys() - named:
            self._drop(kept.blobs, name)
        for name, device in list(kept.parts):
            if name not in named:
                self._drop(kept.parts, (name, device))

    def blob(self, space: bytes, sha256: bytes) -> int | None:
        data = self.spaces[space].blobs.get(sha256)
        return None if data is None else len(data)

    def read_blob(self, space: bytes, sha256: bytes, offset: int, length: int) -> bytes:
        return self.spaces[space].blobs[sha256][offset : offset + length]

    def keep_blob(self, space: bytes, data: bytes) -> bytes:
        name = hashlib.sha256(data).digest()
        self._set(self.spaces[space].blobs, name, data)
        return name

    def part(self, space: bytes, sha256: bytes, device: bytes) -> int:
        return len(self.read_part(space, sha256, device))

    def add_part(self, space: bytes, sha256: bytes, device: bytes, data: bytes) -> None:
        held = self.read_part(space, sha256, device)
        self._set(self.spaces[space].parts, (sha256, device), held + data)

    def read_part(self, space: bytes, sha256: bytes, device: bytes) -> bytes:
        return self.spaces[space].parts.get((sha256, device), b"")

    def end_part(self, space: bytes, sha256: bytes, device: bytes, *, is_whole: bool) -> None:
        data = self.read_part(space, sha256, device)
        self._drop(self.spaces[space].parts, (sha256, device))
        if is_whole:
            self._set(self.spaces[space].blobs, sha256, data)

    # Packs

    def packs(self, space: bytes) -> Sequence[Pack]:
        return [pack for pack, _ in self.spaces[space].packs]

    def pack(self, space: bytes, sha256: bytes) -> bytes | None:
        found = (data for pack, data in self.spaces[space].packs if pack.sha256 == sha256)
        return next(found, None)

    def set_packs(self, space: bytes, packs: Sequence[tuple[Pack, bytes]]) -> None:
        kept = self.spaces[space]
        before = kept.packs
        self._write(lambda: setattr(kept, "packs", before))
        kept.packs = list(packs)


def _place(change: Change) -> tuple[bytes, bytes, int]:
    return (change.device, change.incarnation, change.seq)


def _roster(space: bytes, certificates: Iterable[bytes]) -> Roster:
    roster = Roster(space)
    roster.add(certificates)
    return roster


def _copied(case: KeptCase) -> KeptCase:
    kept = copy.copy(case)
    for part in ("changes", "values", "places", "seals", "files"):
        setattr(kept, part, dict(getattr(case, part)))
    return kept
