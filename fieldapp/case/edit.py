"""The editor: turns wishes (set this, add that) into the ops of one change.

Every op supersedes the heads of its register that the fold holds now. A wish that changes nothing
makes no op.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from fieldapp.base.clock import Entropy
from fieldapp.base.language import LANGS, Lang, Text, detect
from fieldapp.case import ids
from fieldapp.case.change import DELETE, RETRACT, SALT_BYTES, SET, Op, OpId, Value
from fieldapp.case.fold import LIFE, POSITION, Fold, Head
from fieldapp.case.position import MAX_LENGTH, between, spread
from fieldapp.case.typed import freeze

SOURCE = "@src"


@dataclass(slots=True)
class Edit:
    """Collects the ops of one change against a fold.

    Each register is written at most once; a later wish for the same register replaces the earlier.
    """

    fold: Fold
    entropy: Entropy
    _ops: dict[str, tuple[Op, ...]] = field(default_factory=dict)
    """Path -> its op; several only where undo restores a conflict."""
    _values: dict[bytes, Value] = field(default_factory=dict)

    @property
    def ops(self) -> tuple[Op, ...]:
        return tuple(op for ops in self._ops.values() for op in ops)

    @property
    def values(self) -> dict[bytes, Value]:
        """The values the ops name, by hash."""
        return {op.value: self._values[op.value] for op in self.ops if op.value is not None}

    def __bool__(self) -> bool:
        return bool(self._ops)

    # Registers

    def write(self, path: str, content: Any) -> None:
        """Writes a register; None withdraws what stands there.

        Raises:
            CodecError: the content has no canonical form, or is too large.
        """
        if content is None:
            self.clear(path)
            return
        value = Value.of(freeze(content), self.entropy)
        heads = self.fold.heads(path)
        if heads and all(
            head.op.kind == SET and self.fold.data(head.op) == value.data for head in heads
        ):
            self._ops.pop(path, None)
        else:
            self._put(path, SET, heads, value)

    def clear(self, path: str) -> None:
        """Withdraws a register's content."""
        if heads := self.fold.heads(path):
            self._put(path, RETRACT, heads)
        else:
            self._ops.pop(path, None)

    def withdraw(self, path: str, written: Iterable[OpId]) -> None:
        """Withdraws some of the values that stand in a register, and leaves the others."""
        self._ops[path] = (Op(path, RETRACT, None, tuple(sorted(written))),)

    def again(self, path: str, contents: Iterable[bytes]) -> None:
        """Restores former values (canonical bytes) of a register, as a conflict if several."""
        supersedes = _ids(self.fold.heads(path))
        values = [Value(self.entropy(SALT_BYTES), data) for data in contents]
        self._values |= {value.hash: value for value in values}
        self._ops[path] = tuple(Op(path, SET, value.hash, supersedes) for value in values)

    def set_text(self, path: str, text: Text) -> None:
        """Writes a text: one scalar while in one language, else a register a language."""
        one = _only_language(text)
        bilingual = any(self.fold.heads(f"{path}/@{lang}") for lang in LANGS)
        if one is not None and not bilingual:
            self.write(path, text.get(one))
            for register in (*LANGS, SOURCE.removeprefix("@")):
                self.clear(f"{path}/@{register}")
            return
        self.clear(path)
        for lang in LANGS:
            self.write(f"{path}/@{lang}", (text.get(lang) if text.has(lang) else None))
        self.write(f"{path}/{SOURCE}", text.src if text else None)

    def set_members(self, path: str, members: Collection[str]) -> None:
        """Makes a set hold exactly these elements."""
        self._forget(f"{path}/")
        held = self.fold.members(path)
        for element in sorted(held.keys() - set(members)):
            for register in sorted({head.op.path for head in held[element]}):
                seen = (head for head in held[element] if head.op.path == register)
                self._put(register, RETRACT, seen)
        self.add_members(path, members)

    def add_members(self, path: str, members: Iterable[str]) -> None:
        """Makes a set hold these elements too."""
        for element in sorted(set(members) - self.members(path)):
            register = f"{path}/{ids.new_item_id(self.entropy)}"
            self._put(register, SET, (), Value.of(element, self.entropy))

    def members(self, path: str) -> set[str]:
        """The elements a set holds now."""
        return set(self.fold.members(path))

    # Items

    def add(self, collection: str, item_id: str | None = None) -> str:
        """Makes an item, or brings a deleted one back.

        Returns:
            Its path, `collection/id`.
        """
        item = f"{collection}/{item_id or ids.new_item_id(self.entropy)}"
        self.write(f"{item}/{LIFE}", True)
        return item

    def delete(self, item: str) -> None:
        """Hides an item; what is in it stays and comes back if somebody edited it meanwhile."""
        self._forget(f"{item}/")
        life = f"{item}/{LIFE}"
        if heads := self.fold.heads(life):
            sees = _ids(self.fold.item_heads(item))
            self._put(life, DELETE, heads, sees=sees)

    def move(self, collection: str, item_id: str, before: str | None) -> None:
        """Puts an item before another one of its collection, or last. One move an edit."""
        order = [known for known in self.fold.items(collection) if known != item_id]
        place = order.index(before) if before in order else len(order)
        order.insert(place, item_id)
        keys = [self.fold.position(f"{collection}/{known}") for known in order]
        left = keys[place - 1] if place else ""
        right = keys[place + 1] if place + 1 < len(keys) else None
        if left is not None and (right is None or left < right):
            key = between(left, right)
            if len(key) <= MAX_LENGTH:
                self.write(f"{collection}/{item_id}/{POSITION}", key)
                return
        for known, key in zip(order, spread(len(order)), strict=True):
            self.write(f"{collection}/{known}/{POSITION}", key)

    def _forget(self, prefix: str) -> None:
        """Takes back this edit's own wishes below a prefix."""
        for path in [path for path in self._ops if path.startswith(prefix)]:
            del self._ops[path]

    def _put(
        self,
        path: str,
        kind: str,
        supersedes: Iterable[Head],
        value: Value | None = None,
        sees: tuple[OpId, ...] = (),
    ) -> None:
        if value is not None:
            self._values[value.hash] = value
        name = None if value is None else value.hash
        self._ops[path] = (Op(path, kind, name, _ids(supersedes), sees),)


def _ids(heads: Iterable[Head]) -> tuple[OpId, ...]:
    return tuple(sorted(head.id for head in heads))


def _only_language(text: Text) -> Lang | None:
    """The language of a text that a plain string can carry; None for a bilingual one."""
    if not text.has(text.src) or (text.zh and text.en):
        return None
    return text.src if detect(text.get(text.src)) == text.src else None
