"""History: who changed what, when, and what stood there before, from the changes themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any

from fieldapp.base.values import frozen
from fieldapp.case import codec
from fieldapp.case.change import DELETE, RETRACT, SET, Change, Op, OpId
from fieldapp.case.declaring import Kind
from fieldapp.case.erasure import Erasure
from fieldapp.case.fold import LIFE, POSITION, Fold
from fieldapp.case.records import COLLECTIONS, Case, specs

_SETS = {name for name, spec in specs(Case).items() if spec.kind is Kind.REFS}


class Event(Enum):
    """What happened to a register or an item."""

    WRITTEN = "written"
    CLEARED = "cleared"
    ADDED = "added"
    """An item, or an element of a set."""
    REMOVED = "removed"
    MOVED = "moved"
    ERASED = "erased"
    UNKNOWN = "unknown"
    """Done by a later version; kept, but not understood here."""


@frozen
class Entry:
    """One thing that somebody did.

    `older` and `newer` are contents of the register, empty where there were none or they are
    erased; `older` holds several where a conflict was settled.
    """

    change: bytes
    author: bytes
    hlc: int
    """Show it with `fieldapp.case.hlc.shown`: a clock may be wrong."""
    event: Event
    path: str
    """The register; of an item or a set its own path; of an erasure an item, or empty."""
    older: tuple[Any, ...] = ()
    newer: tuple[Any, ...] = ()
    reason: str = ""
    """Of an erasure: why."""


def history(changes: Iterable[Change], fold: Fold, prefix: str = "") -> list[Entry]:
    """What was done, the earliest first by the writers' clocks.

    Args:
        changes: all changes of a log, in any order.
        fold: their fold, which holds the values.
        prefix: only what lies at this path or below it, such as `statements/s1`.
    """
    ordered = sorted(changes, key=lambda change: (change.hlc, change.id))
    ops = {OpId(c.id, place): op for c in ordered for place, op in enumerate(c.ops)}
    entries = (entry for change in ordered for entry in _entries(change, ops, fold))
    return [entry for entry in entries if _lies_in(entry.path, prefix)]


def _lies_in(path: str, prefix: str) -> bool:
    return not prefix or path == prefix or path.startswith(f"{prefix}/")


def _entries(change: Change, ops: dict[OpId, Op], fold: Fold) -> Iterator[Entry]:
    erasure = Erasure.read(change)
    if erasure is not None:
        for path in sorted(erasure.paths or {""}):
            yield Entry(
                change.id, change.author, change.hlc, Event.ERASED, path, reason=erasure.reason
            )
    for op in change.ops:
        event, path = _event(op)
        older: tuple[Any, ...] = ()
        newer: tuple[Any, ...] = ()
        if not op.path.endswith((f"/{LIFE}", f"/{POSITION}")):
            known = (ops[ref] for ref in op.supersedes if ref in ops)
            older = tuple(_contents((old for old in known if old.path == op.path), fold))
            newer = tuple(_contents([op], fold))
        yield Entry(change.id, change.author, change.hlc, event, path, older, newer)


def _event(op: Op) -> tuple[Event, str]:
    holder, _, last = op.path.rpartition("/")
    if op.kind not in {SET, DELETE, RETRACT}:
        return Event.UNKNOWN, op.path
    if last == POSITION:
        return Event.MOVED, holder
    if last == LIFE or _is_element(op.path):
        return (Event.ADDED if op.kind == SET else Event.REMOVED), holder
    return (Event.WRITTEN if op.kind == SET else Event.CLEARED), op.path


def _is_element(path: str) -> bool:
    """Whether a register holds one element of a set."""
    match path.split("/"):
        case [field, _]:
            return field in _SETS
        case ["answers", _, element]:
            return not element.startswith("@")
        case [collection, _, field, _] if collection in COLLECTIONS:
            spec = specs(COLLECTIONS[collection]).get(field)
            return spec is not None and spec.kind is Kind.REFS
    return False


def _contents(ops: Iterable[Op], fold: Fold) -> Iterator[Any]:
    """The values of ops, without those that are erased or not here."""
    for op in ops:
        data = fold.data(op)
        if data is not None:
            try:
                yield codec.unpack(data)
            except codec.CodecError:
                yield data
