"""Histories: what happened in a case, as a person would count it, and taking one's own back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from fieldapp.base.language import LANGS, Text
from fieldapp.case import hlc
from fieldapp.case.change import Change
from fieldapp.case.declaring import Kind
from fieldapp.case.fold import Fold
from fieldapp.case.history import Entry, Event, history
from fieldapp.case.records import COLLECTIONS, Case, place_of, specs
from fieldapp.case.view import Reader
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.store.workspace import Committed, Workspace
from fieldapp.usecases import cases, people, undoing
from fieldapp.usecases.undoing import TakenBack

__all__ = ["Event", "Happening", "Part", "Past", "past", "take_back"]

_UNSEEN = {"playbook_version"}
"""Registers that tell a person nothing."""
_UNSEEN_KINDS = {Kind.HASH, Kind.STROKES}
_NEAR_MS = 2_000
"""Between the two halves of one deed, at most."""


@dataclass(frozen=True, slots=True)
class Part:
    """What became of one place: a register, or a text in all its languages.

    `older` and `newer` are contents; several where a conflict was settled, none where there was
    nothing, or it is erased.
    """

    path: str
    event: Event
    older: tuple[Any, ...] = ()
    newer: tuple[Any, ...] = ()


Told = tuple[str, Event, tuple[Part, ...]]
"""A place, what became of it, and its parts, as in a `Happening`."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing somebody did: an item that was added with all that was said of it, or one place."""

    change: bytes
    path: str
    event: Event
    at: datetime
    """In this laptop's zone; now, where the writer's clock cannot be right."""
    is_skewed: bool
    is_mine: bool
    is_private: bool
    """Only on this laptop."""
    author: str
    """What the writer is called; the beginning of their id, hexadecimal, where that is not
    known."""
    parts: tuple[Part, ...] = ()
    reason: str = ""
    """Of an erasure: why."""


@dataclass(frozen=True, slots=True)
class Past:
    """The history of a case, the latest first, and the case its places are named by."""

    case: Case
    playbook: Playbook
    happenings: tuple[Happening, ...]
    methods: Mapping[str, Text] = field(default_factory=dict)
    """What playbooks are called."""


def past(workspace: Workspace, case_id: bytes, library: Library, prefix: str = "") -> Past:
    """What happened in a case, in both logs.

    Args:
        prefix: only what lies at this place or below it.

    Raises:
        UnknownPlaybookError: see `cases.playbook_of`.
    """
    case = cases.load(workspace, case_id, library)
    folded = workspace.load(case_id)
    own, now = workspace.identity.author, workspace.machine.clock()
    names = people.people(workspace).names
    found: list[tuple[int, bytes, list[Happening]]] = []
    for private, fold in ((False, folded.shared), (True, folded.private)):
        changes = workspace.changes(case_id, private=private)
        for clock, change, entries in _by_change(changes, fold, prefix):
            first = entries[0]
            told = [
                Happening(
                    change=change,
                    path=path,
                    event=event,
                    at=hlc.shown(clock, now).astimezone(now.tzinfo),
                    is_skewed=hlc.is_skewed(clock, now),
                    is_mine=first.author == own,
                    is_private=private,
                    author=names.get(first.author, "") or first.author.hex()[:6],
                    parts=parts,
                    reason=first.reason,
                )
                for path, event, parts in _told(entries, fold)
            ]
            found.append((clock, change, told))
    found.sort(key=lambda each: each[:2], reverse=True)
    happenings = tuple(one for _, _, told in found for one in told)
    named = {known.id: known.title for known in library.playbooks}
    return Past(case, cases.playbook_of(workspace, case, library), happenings, named)


def told(change: Change, changes: Iterable[Change], fold: Fold) -> tuple[Told, ...]:
    """What one change does, as a history tells it.

    Args:
        changes: what it builds on, and itself.
        fold: of all of them.
    """
    entries = [entry for entry in history(changes, fold) if entry.change == change.id]
    return tuple(_told(entries, fold))


def take_back(workspace: Workspace, case_id: bytes, happening: Happening) -> TakenBack:
    """Takes back the whole of what was done at once with a happening; both halves of it, where an
    item went from one log into the other.

    Raises:
        StoreError: nothing was changed.
    """
    here = _change(workspace, case_id, happening)
    others = workspace.changes(case_id, private=not happening.is_private)
    other = _other_half(here, others) if here is not None else None
    shared, private = (other, here) if happening.is_private else (here, other)
    return undoing.take_back(workspace, case_id, Committed(shared, private))


def _change(workspace: Workspace, case_id: bytes, happening: Happening) -> Change | None:
    changes = workspace.changes(case_id, private=happening.is_private)
    return next((change for change in changes if change.id == happening.change), None)


def _other_half(one: Change, others: Iterable[Change]) -> Change | None:
    """Of an item that went from one log into the other: what became of it there."""

    def apart(other: Change) -> int:
        return abs(hlc.milliseconds(one.hlc) - hlc.milliseconds(other.hlc))

    near = (other for other in others if other.author == one.author and apart(other) <= _NEAR_MS)
    return min((other for other in near if _items(one) & _items(other)), key=apart, default=None)


def _items(change: Change) -> set[str]:
    paths = ("/".join(op.path.split("/")[:2]) for op in change.ops)
    return {path for path in paths if _is_item(path)}


def _by_change(
    changes: Iterable[Change], fold: Fold, prefix: str
) -> Iterator[tuple[int, bytes, list[Entry]]]:
    entries = history(changes, fold, prefix)
    for (clock, change), some in groupby(entries, key=lambda entry: (entry.hlc, entry.change)):
        yield clock, change, list(some)


def _told(entries: list[Entry], fold: Fold) -> Iterator[Told]:
    """The entries of one change, by item where that is new or gone, else by place."""
    whole = {
        entry.path: entry.event
        for entry in entries
        if _is_item(entry.path) and entry.event in (Event.ADDED, Event.REMOVED)
    }
    by_place: dict[str, list[Part]] = {path: [] for path in whole}
    for place, parts in groupby(filter(_is_seen, entries), key=lambda entry: place_of(entry.path)):
        if place not in whole:
            item = "/".join(place.split("/")[:2])
            by_place.setdefault(item if item in whole else place, []).append(_part(place, parts))
    for place, found in by_place.items():
        if whole.get(place) is Event.REMOVED:
            yield place, Event.REMOVED, tuple(_gone(place, fold))
        else:
            yield place, whole.get(place) or found[0].event, tuple(found)


def _gone(place: str, fold: Fold) -> Iterator[Part]:
    """What a removed item was."""
    known = specs(COLLECTIONS[place.partition("/")[0]])
    for name, value in Reader(fold).values(known, f"{place}/").items():
        if known[name].kind not in _UNSEEN_KINDS and value:
            yield Part(f"{place}/{name}", Event.REMOVED, (value,))


def _part(place: str, entries: Iterable[Entry]) -> Part:
    """What became of a place, its languages and the elements of a set together."""
    some = list(entries)
    if not any("/@" in entry.path for entry in some):
        events = {entry.event for entry in some}
        older = tuple(value for entry in some for value in entry.older)
        newer = tuple(value for entry in some for value in entry.newer)
        return Part(place, events.pop() if len(events) == 1 else Event.WRITTEN, older, newer)
    was, now = _texts(some, "older"), _texts(some, "newer")
    return Part(place, Event.WRITTEN if now else Event.CLEARED, was, now)


def _texts(entries: Iterable[Entry], side: str) -> tuple[Text, ...]:
    """A text in all its languages; several where a conflict was settled."""
    found: list[dict[str, str]] = []
    for entry in entries:
        lang = entry.path.rpartition("/@")[2]
        if lang in LANGS:
            for at, content in enumerate(getattr(entry, side)):
                found += [{}] * (at == len(found))
                found[at] = found[at] | {lang: str(content)}
    return tuple(Text(one.get("zh", ""), one.get("en", "")) for one in found)


def _is_item(path: str) -> bool:
    collection, _, item = path.partition("/")
    return collection in COLLECTIONS and bool(item) and "/" not in item


def _is_seen(entry: Entry) -> bool:
    if entry.path in _UNSEEN:
        return False
    match entry.path.split("/"):
        case [collection, _, field, *_] if collection in COLLECTIONS:
            spec = specs(COLLECTIONS[collection]).get(field)
            return spec is None or spec.kind not in _UNSEEN_KINDS
        case _:
            return not entry.path.endswith("/@src")
