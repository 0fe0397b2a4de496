"""The fold: from a set of changes to multi-value registers. Any order, duplicates, parts: the same.

The grammar is the design's:

- an op is named by its change and its place there; `supersedes` counts only within the same path;
- dead ops are the superseded ones, heads the live ops that are not retracts;
- equal heads are one value; different heads are a conflict, shown to a person;
- an item exists by its register `<item>/@life`; a delete is an op there that lists the item's heads
  it saw and kills nothing else; the item is hidden only while deletes are the only heads of its
  life and its heads are a subset of what they saw;
- a set is one register an element: present while any head is a `set`, so that a removal takes away
  only the additions it saw;
- `@pos` and other `@` registers besides `@life` and languages: the greatest (clock, id) wins.

The fold knows no catalogue and no roles; merge policies are applied in `fieldapp.case.view`. An
erased value leaves its head in place without content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fieldapp.case import codec
from fieldapp.case.change import DELETE, RETRACT, SET, Change, Op, OpId, Value, Values
from fieldapp.case.erasure import Erasure

LIFE = "@life"
POSITION = "@pos"
KNOWN_KINDS = frozenset({SET, DELETE, RETRACT})


@dataclass(frozen=True, slots=True)
class Head:
    """A live op: what it is, who wrote it and when."""

    id: OpId
    op: Op
    author: bytes
    hlc: int

    @property
    def order(self) -> tuple[int, OpId]:
        return (self.hlc, self.id)


@dataclass(slots=True)
class Item:
    """The state of one item."""

    alive: bool
    """Shown: a set is head of its life, or somebody edited what somebody else deleted."""
    deletes: tuple[Head, ...]
    """Deletes that are heads of its life."""
    edited_since: tuple[Head, ...]
    """Heads of the item that no such delete saw."""
    born: tuple[int, OpId]
    """Orders items that were never moved: the oldest head of its life."""


@dataclass(slots=True)
class Fold:
    """The state of one case's log. `apply` may be called in any order, with any repetition."""

    _heads: dict[str, dict[OpId, Head]] = field(default_factory=dict)
    _dead: dict[str, set[OpId]] = field(default_factory=dict)
    _applied: set[bytes] = field(default_factory=set)
    _values: dict[bytes, Value] = field(default_factory=dict)
    _items: dict[str, set[str]] = field(default_factory=dict)
    _erasures: dict[bytes, Erasure] = field(default_factory=dict)
    _erased_hashes: set[bytes] = field(default_factory=set)
    _unknown: int = 0
    _content: dict[bytes, Any] = field(default_factory=dict)
    _last_hlc: int = 0

    def apply(self, change: Change, values: Values) -> frozenset[str]:
        """Takes in a change and the values known of it.

        Returns:
            The paths touched; empty for a change that was known.
        """
        for op in change.ops:
            if op.value is not None and op.value in values:
                self._values.setdefault(op.value, values[op.value])
        if change.id in self._applied:
            return frozenset()
        self._applied.add(change.id)
        self._last_hlc = max(self._last_hlc, change.hlc)
        if change.erase is not None:
            self._erase(change)
        for place, op in enumerate(change.ops):
            self._take(OpId(change.id, place), op, change)
        return frozenset(op.path for op in change.ops)

    def _take(self, op_id: OpId, op: Op, change: Change) -> None:
        if op.kind not in KNOWN_KINDS:
            self._unknown += 1
            return
        heads = self._heads.setdefault(op.path, {})
        dead = self._dead.setdefault(op.path, set())
        for ref in op.supersedes:
            dead.add(ref)
            heads.pop(ref, None)
        if op_id not in dead and op.kind != RETRACT:
            heads[op_id] = Head(op_id, op, change.author, change.hlc)
        if item := item_of(op.path):
            self._items.setdefault(item, set()).add(op.path)

    def _erase(self, change: Change) -> None:
        erasure = Erasure.read(change)
        if erasure is not None:
            self._erasures[change.id] = erasure
            self._erased_hashes.update(erasure.values)

    # What is there

    @property
    def applied(self) -> frozenset[bytes]:
        """Ids of the changes taken in."""
        return frozenset(self._applied)

    @property
    def last_hlc(self) -> int:
        return self._last_hlc

    @property
    def unknown_ops(self) -> int:
        """Ops of kinds this version does not know; kept and passed on, without effect here."""
        return self._unknown

    @property
    def erasures(self) -> tuple[Erasure, ...]:
        return tuple(self._erasures[key] for key in sorted(self._erasures))

    def paths(self, prefix: str = "") -> Iterator[str]:
        """Paths with a live head, below a prefix, in no particular order."""
        return (path for path, heads in self._heads.items() if heads and path.startswith(prefix))

    def heads(self, path: str) -> tuple[Head, ...]:
        """The live heads of a register, in (clock, id) order."""
        heads = self._heads.get(path)
        if not heads:
            return ()
        if len(heads) == 1:
            return tuple(heads.values())
        return tuple(sorted(heads.values(), key=lambda head: head.order))

    def is_head(self, op_id: OpId, path: str) -> bool:
        return op_id in self._heads.get(path, {})

    def is_erased(self, op: Op) -> bool:
        """Whether an erasure covers an op's value, whenever either of them arrived."""
        if op.value in self._erased_hashes:
            return True
        return any(erasure.covers(op.path) for erasure in self._erasures.values())

    def data(self, op: Op) -> bytes | None:
        """The canonical bytes of an op's value; None if erased or not here."""
        if op.value is None or (self._erasures and self.is_erased(op)):
            return None
        value = self._values.get(op.value)
        return None if value is None else value.data

    def content(self, head: Head) -> Any:
        """The value of a head; None if erased, not here or not readable."""
        data = self.data(head.op)
        if data is None or head.op.value is None:
            return None
        known = self._content.get(head.op.value)
        if known is None:
            try:
                known = codec.unpack(data)
            except codec.CodecError:
                return None
            self._content[head.op.value] = known
        return known

    def distinct(self, path: str) -> tuple[Head, ...]:
        """One head for each different value of a register, the latest of its equals, in order.

        Heads without content (deletes, erased) do not count beside ones with content.
        """
        heads = self.heads(path)
        if len(heads) <= 1:
            return heads
        by_data = {self.data(head.op): head for head in heads}
        if len(by_data) > 1:
            by_data.pop(None, None)
        return tuple(sorted(by_data.values(), key=lambda head: head.order))

    def is_present(self, path: str) -> bool:
        """Whether an element of a set is in it."""
        return any(head.op.kind == SET for head in self._heads.get(path, {}).values())

    # Items

    def item_heads(self, item: str) -> tuple[Head, ...]:
        """The live heads of an item's registers, without its life and its position."""
        return tuple(
            head
            for path in self._items.get(item, ())
            if not _is_bookkeeping(path)
            for head in self._heads[path].values()
        )

    def item(self, item: str) -> Item | None:
        """The state of an item; None if nobody ever made it, or its making was withdrawn."""
        life = self._heads.get(f"{item}/{LIFE}")
        if not life:
            return None
        deletes = tuple(head for head in life.values() if head.op.kind == DELETE)
        seen = {ref for head in deletes for ref in head.op.sees}
        unseen = tuple(h for h in self.item_heads(item) if h.id not in seen) if deletes else ()
        alive = len(deletes) < len(life) or bool(unseen)
        return Item(alive, deletes, unseen, min(head.order for head in life.values()))

    def items(self, collection: str) -> list[str]:
        """Ids of the items of a collection that are shown, in order of position, then of birth."""
        prefix = f"{collection}/"
        found = []
        for item in self._items:
            if not item.startswith(prefix):
                continue
            state = self.item(item)
            if state is not None and state.alive:
                found.append((self.position(item) or "", state.born, item.removeprefix(prefix)))
        return [item_id for _, _, item_id in sorted(found)]

    def position(self, item: str) -> str | None:
        """An item's position key; the greatest (clock, id) wins."""
        heads = self.heads(f"{item}/{POSITION}")
        position = self.content(heads[-1]) if heads else None
        return position if isinstance(position, str) else None

    def forget_erased(self) -> None:
        """Drops from memory what an erasure covers."""
        for heads in self._heads.values():
            for head in heads.values():
                if head.op.value is not None and self.is_erased(head.op):
                    self._values.pop(head.op.value, None)
                    self._content.pop(head.op.value, None)
        for name in self._erased_hashes:
            self._values.pop(name, None)
            self._content.pop(name, None)

    def snapshot(self) -> dict[str, list[bytes]]:
        """Every live register as the sorted bytes of its heads: equal snapshots, equal states."""
        return {
            path: sorted(
                (self.data(head.op) or head.op.kind.encode() for head in heads.values()),
            )
            for path, heads in sorted(self._heads.items())
            if heads
        }

    def value_hashes(self, prefixes: Iterable[str] = ("",)) -> set[bytes]:
        """Hashes of all values held whose op's path is below one of the prefixes."""
        wanted = tuple(prefixes)
        return {
            head.op.value
            for path, heads in self._heads.items()
            if path.startswith(wanted)
            for head in heads.values()
            if head.op.value is not None
        }


def item_of(path: str) -> str | None:
    """The item a path lies in: its first two segments, where there is a third."""
    first = path.find("/")
    second = path.find("/", first + 1) if first > 0 else -1
    return path[:second] if second > 0 else None


def _is_bookkeeping(path: str) -> bool:
    return path.endswith((f"/{LIFE}", f"/{POSITION}"))


def fold(changes: Iterable[Change], values: Mapping[bytes, Value]) -> Fold:
    """The state of a set of changes."""
    state = Fold()
    for change in changes:
        state.apply(change, values)
    return state
