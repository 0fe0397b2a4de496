"""The fold: from a set of changes to multi-value registers. Any order, duplicates, parts: the same.

The grammar is the design's:

- an op is named by its change and its place there; `supersedes` counts only within the same path;
- dead ops are the superseded ones, heads the live ops that are not retracts;
- equal heads are one value; different heads are a conflict, shown to a person;
- an item exists by its register `<item>/@life`; a delete is an op there that lists the item's heads
  it saw and kills nothing else; the item is hidden only while deletes are the only heads of its
  life and its heads are a subset of what they saw;
- a set is the registers below its path, one an element, which is the register's value: to remove
  it is to retract the heads that hold it now, so that a concurrent addition stays;
- `@pos` and other `@` registers besides `@life` and languages: the greatest (clock, id) wins.

The fold knows no catalogue and no roles; merge policies are applied in `fieldapp.case.view`. An
erased value leaves its head in place without content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fieldapp.case import codec, position
from fieldapp.case.change import DELETE, RETRACT, SET, Change, Op, OpId, Value, Values
from fieldapp.case.erasure import Erasure, lies_below
from fieldapp.case.ids import is_item_id, item_of

LIFE = "@life"
POSITION = "@pos"
KNOWN_KINDS = frozenset({SET, DELETE, RETRACT})

Order = tuple[int, OpId]
"""Clock, then id: the order in which ops are shown."""


class Head(NamedTuple):
    """A live op: what it is, who wrote it and when."""

    id: OpId
    op: Op
    author: bytes
    hlc: int

    @property
    def order(self) -> Order:
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
    born: Order
    """Orders items that were never moved: the first op of its life, dead or alive."""


@dataclass(slots=True)
class _Register:
    heads: dict[OpId, Head] = field(default_factory=dict)
    dead: set[OpId] = field(default_factory=set)
    named: set[bytes] = field(default_factory=set)
    """Hashes of all values ever written here."""


@dataclass(slots=True)
class Fold:
    """The state of one case's log. `apply` may be called in any order, with any repetition."""

    _registers: dict[str, _Register] = field(default_factory=dict)
    _applied: set[bytes] = field(default_factory=set)
    _values: dict[bytes, Value] = field(default_factory=dict)
    _items: dict[str, set[str]] = field(default_factory=dict)
    """Item -> its paths."""
    _collections: dict[str, set[str]] = field(default_factory=dict)
    """Collection -> ids of its items."""
    _born: dict[str, Order] = field(default_factory=dict)
    _erasures: dict[bytes, Erasure] = field(default_factory=dict)
    _erased_paths: set[str] = field(default_factory=set)
    _erased_values: set[bytes] = field(default_factory=set)
    _unknown: int = 0
    _opaque: set[bytes] = field(default_factory=set)
    """What bodies of unknown versions may name; their values are held for those who can read."""
    _content: dict[bytes, Any] = field(default_factory=dict)
    _last_hlc: int = 0

    def apply(self, change: Change, values: Values) -> frozenset[str]:
        """Takes in a change and the values known of it.

        Returns:
            The paths touched; empty for a change that was known.
        """
        is_new = change.id not in self._applied
        for place, op in enumerate(change.ops):
            if is_new:
                self._take(OpId(change.id, place), op, change)
            name = op.value
            if name is not None and name in values and not (self._erasures and self.is_erased(op)):
                self._values.setdefault(name, values[name])
        if change.opaque:
            self._hold(change, values)
        if not is_new:
            return frozenset()
        self._applied.add(change.id)
        self._last_hlc = max(self._last_hlc, change.hlc)
        if change.erase is not None:
            self._erase(change)
        return frozenset([op.path for op in change.ops])

    def _take(self, op_id: OpId, op: Op, change: Change) -> None:
        path, kind, value, supersedes, _ = op
        register = self._registers.get(path)
        if register is None:
            register = self._registers[path] = _Register()
            self._index(path)
        if value is not None:
            register.named.add(value)
        if kind not in KNOWN_KINDS:
            self._unknown += 1
            return
        if supersedes:
            register.dead.update(supersedes)
            for ref in supersedes:
                register.heads.pop(ref, None)
        if kind != RETRACT and op_id not in register.dead:
            register.heads[op_id] = Head(op_id, op, change.author, change.hlc)
        if path.endswith("/@life"):
            item = path.rpartition("/")[0]
            order = (change.hlc, op_id)
            self._born[item] = min(order, self._born.get(item, order))

    def _hold(self, change: Change, values: Values) -> None:
        self._opaque |= change.opaque
        gone = change.opaque if "" in self._erased_paths else self._erased_values
        for name in (change.opaque & values.keys()) - gone:
            self._values.setdefault(name, values[name])

    def _index(self, path: str) -> None:
        if item := item_of(path):
            if item not in self._items:
                self._items[item] = set()
                collection, _, item_id = item.partition("/")
                self._collections.setdefault(collection, set()).add(item_id)
            self._items[item].add(path)

    def _erase(self, change: Change) -> None:
        erasure = Erasure.read(change)
        if erasure is None:
            return
        self._erasures[change.id] = erasure
        self._erased_paths |= erasure.paths
        self._erased_values |= erasure.values
        for name in self.erased_values():
            self._values.pop(name, None)
            self._content.pop(name, None)

    # What is there

    @property
    def applied(self) -> frozenset[bytes]:
        """Ids of the changes taken in."""
        return frozenset(self._applied)

    @property
    def last_hlc(self) -> int:
        return self._last_hlc

    @property
    def orders(self) -> tuple[bytes, ...]:
        """Ids of the changes that order erasures."""
        return tuple(sorted(self._erasures))

    @property
    def unknown_ops(self) -> int:
        """Ops of kinds this version does not know; kept and passed on, without effect here."""
        return self._unknown

    @property
    def erasures(self) -> tuple[Erasure, ...]:
        return tuple(self._erasures[key] for key in sorted(self._erasures))

    @property
    def values(self) -> Mapping[bytes, Value]:
        """The values held, of dead ops too, without the erased."""
        return self._values

    def paths(self, prefix: str = "") -> Iterator[str]:
        """Paths with a live head, below a prefix, in no particular order."""
        return (
            path
            for path, register in self._registers.items()
            if register.heads and path.startswith(prefix)
        )

    def heads(self, path: str) -> tuple[Head, ...]:
        """The live heads of a register, in (clock, id) order."""
        register = self._registers.get(path)
        if register is None:
            return ()
        heads = tuple(register.heads.values())
        return heads if len(heads) <= 1 else tuple(sorted(heads, key=lambda head: head.order))

    def is_head(self, op_id: OpId, path: str) -> bool:
        register = self._registers.get(path)
        return register is not None and op_id in register.heads

    def data(self, op: Op) -> bytes | None:
        """The canonical bytes of an op's value; None if erased or not here."""
        if op.value is None or (self._erasures and self.is_erased(op)):
            return None
        value = self._values.get(op.value)
        return None if value is None else value.data

    def content(self, head: Head) -> Any:
        """The value of a head; None if erased or not here, its bytes if they are not readable."""
        data = self.data(head.op)
        if data is None or head.op.value is None:
            return None
        known = self._content.get(head.op.value)
        if known is None:
            try:
                known = codec.unpack(data)
            except codec.CodecError:
                known = data
            self._content[head.op.value] = known
        return known

    def latest(self, path: str) -> Any:
        """The content of a register where the greatest (clock, id) wins; None if there is none."""
        heads = self.heads(path)
        return self.content(heads[-1]) if heads else None

    def distinct(self, path: str) -> tuple[Head, ...]:
        """One head for each different value of a register, the latest of its equals, in order.

        Heads without content (deletes, erased) do not count beside ones with content.
        """
        register = self._registers.get(path)
        if register is None:
            return ()
        if len(register.heads) <= 1:
            return tuple(register.heads.values())
        heads = self.heads(path)
        by_data = {self.data(head.op): head for head in heads}
        if len(by_data) > 1:
            by_data.pop(None, None)
        return tuple(sorted(by_data.values(), key=lambda head: head.order))

    def members(self, path: str) -> dict[str, list[Head]]:
        """The elements of a set, each with the heads that hold it."""
        prefix = f"{path}/"
        found: dict[str, list[Head]] = {}
        item = item_of(prefix)
        for register in self.paths(prefix) if item is None else self._items.get(item, ()):
            if register.startswith(prefix) and not register.startswith("@", len(prefix)):
                for head in self._registers[register].heads.values():
                    element = self.content(head)
                    if isinstance(element, str) and is_item_id(element):
                        found.setdefault(element, []).append(head)
        return dict(sorted(found.items()))

    # Items

    def item_heads(self, item: str) -> tuple[Head, ...]:
        """The live heads of an item's registers, without its life and its position."""
        return tuple(
            head
            for path in self._items.get(item, ())
            if not path.endswith((f"/{LIFE}", f"/{POSITION}"))
            for head in self._registers[path].heads.values()
        )

    def item(self, item: str) -> Item | None:
        """The state of an item; None if nobody ever made it, or its making was withdrawn."""
        life = self.heads(f"{item}/{LIFE}")
        if not life:
            return None
        deletes = tuple(head for head in life if head.op.kind == DELETE)
        unseen: tuple[Head, ...] = ()
        if deletes:
            seen = {ref for head in deletes for ref in head.op.sees}
            edits = (head for head in self.item_heads(item) if head.id not in seen)
            unseen = tuple(sorted(edits, key=lambda head: head.order))
        alive = len(deletes) < len(life) or bool(unseen)
        return Item(alive, deletes, unseen, self._born[item])

    def shown(self, collection: str) -> list[tuple[str, Item]]:
        """Id and state of the items of a collection that are shown, in order.

        Items that were moved come in order of position, then the others in order of birth.
        """
        found = []
        for item_id in self._collections.get(collection, ()):
            state = self.item(f"{collection}/{item_id}")
            if state is not None and state.alive and is_item_id(item_id):
                place = self.position(f"{collection}/{item_id}")
                found.append((place is None, place or "", state.born, item_id, state))
        found.sort(key=lambda entry: entry[:4])
        return [(item_id, state) for *_, item_id, state in found]

    def known_items(self, collection: str) -> list[str]:
        """Ids of all items of a collection that anybody ever wrote in, hidden ones too; sorted."""
        return sorted(filter(is_item_id, self._collections.get(collection, ())))

    def items(self, collection: str) -> list[str]:
        """Ids of the items of a collection that are shown, in order."""
        return [item_id for item_id, _ in self.shown(collection)]

    def position(self, item: str) -> str | None:
        """An item's position key; None if it was never moved, or not to a position."""
        place = self.latest(f"{item}/{POSITION}")
        return place if position.is_key(place) else None

    # Erasure

    def is_erased(self, op: Op) -> bool:
        """Whether an erasure covers an op's value, whenever either of them arrived."""
        return op.value in self._erased_values or self.is_erased_item(op.path)

    def is_erased_item(self, item: str) -> bool:
        """Whether an item was erased whole."""
        return bool(self._erased_paths) and lies_below(item, self._erased_paths)

    def erased_values(self) -> set[bytes]:
        """Hashes of the values nobody may hold: listed, or named only below erased paths.

        Where those of an unknown version lie is not known: they go with the whole case, or by name.
        """
        kept: set[bytes] = set()
        gone: set[bytes] = set()
        if "" in self._erased_paths:
            gone |= self._opaque
        for path, register in self._registers.items():
            (gone if self.is_erased_item(path) else kept).update(register.named)
        return (gone - kept) | self._erased_values

    def named_values(self, prefix: str = "") -> Iterator[tuple[str, Value]]:
        """Path and value of everything ever written below a prefix that is still held."""
        for path, register in self._registers.items():
            if path.startswith(prefix):
                for name in register.named:
                    if name in self._values:
                        yield path, self._values[name]

    def snapshot(self) -> dict[str, list[bytes]]:
        """Every live register as the sorted bytes of its heads: equal snapshots, equal states."""
        return {
            path: sorted(
                self.data(head.op) or head.op.kind.encode() for head in register.heads.values()
            )
            for path, register in sorted(self._registers.items())
            if register.heads
        }


def fold(changes: Iterable[Change], values: Values) -> Fold:
    """The state of a set of changes."""
    state = Fold()
    for change in changes:
        state.apply(change, values)
    return state
