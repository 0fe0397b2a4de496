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
from fieldapp.case.change import DELETE, RETRACT, SET, Op, OpId, Value
from fieldapp.case.fold import LIFE, POSITION, Fold

SOURCE = "@src"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class Edit:
    """Collects the ops of one change against a fold.

    Each register is written at most once; a later wish for the same register replaces the earlier.
    """

    fold: Fold
    entropy: Entropy
    _ops: dict[str, Op] = field(default_factory=dict)
    _values: dict[bytes, Value] = field(default_factory=dict)
    _extra: list[Op] = field(default_factory=list)

    @property
    def ops(self) -> tuple[Op, ...]:
        return (*self._ops.values(), *self._extra)

    @property
    def values(self) -> dict[bytes, Value]:
        return self._values

    def __bool__(self) -> bool:
        return bool(self._ops or self._extra)

    # Registers

    def write(self, path: str, content: Any) -> None:
        """Writes a register; None withdraws what stands there."""
        if content is None:
            self.clear(path)
            return
        self._ops.pop(path, None)
        value = Value.of(content, self.entropy)
        heads = self.fold.heads(path)
        if heads and all(
            head.op.kind == SET and self.fold.data(head.op) == value.data for head in heads
        ):
            return
        self._put(Op(path, SET, value.hash, _ids(heads)), value)

    def clear(self, path: str) -> None:
        """Withdraws a register's content."""
        self._ops.pop(path, None)
        if heads := self.fold.heads(path):
            self._put(Op(path, RETRACT, None, _ids(heads)))

    def again(self, path: str, contents: Iterable[bytes]) -> None:
        """Restores former values (canonical bytes) of a register, as a conflict if several."""
        supersedes = _ids(self.fold.heads(path))
        for data in contents:
            value = Value(self.entropy(16), data)
            self._values[value.hash] = value
            self._extra.append(Op(path, SET, value.hash, supersedes))

    def set_text(self, path: str, text: Text) -> None:
        """Writes a text: one scalar while in one language, else a register a language."""
        one = _only_language(text)
        bilingual = any(self.fold.heads(f"{path}/@{lang}") for lang in LANGS)
        if not text:
            self.clear(path)
        elif one is not None and not bilingual:
            self.write(path, text.get(one))
            return
        else:
            self.clear(path)
        for lang in LANGS:
            self.write(f"{path}/@{lang}", (text.get(lang) if text.has(lang) else None))
        self.write(f"{path}/{SOURCE}", text.src if text else None)

    def set_members(self, path: str, members: Collection[str]) -> None:
        """Makes a set hold exactly these elements."""
        wanted = set(members)
        for element in self.members(path) - wanted:
            register = f"{path}/{element}"
            self._put(Op(register, DELETE, None, _ids(self.fold.heads(register))))
        for element in wanted:
            register = f"{path}/{element}"
            if not self.fold.is_present(register):
                value = Value.of(True, self.entropy)
                self._put(Op(register, SET, value.hash, _ids(self.fold.heads(register))), value)

    def members(self, path: str) -> set[str]:
        """The elements a set holds now."""
        prefix = f"{path}/"
        return {
            register.removeprefix(prefix)
            for register in self.fold.paths(prefix)
            if self.fold.is_present(register)
        }

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
        life = f"{item}/{LIFE}"
        if heads := self.fold.heads(life):
            sees = tuple(sorted(head.id for head in self.fold.item_heads(item)))
            self._put(Op(life, DELETE, None, _ids(heads), sees))

    def move(self, collection: str, item_id: str, before: str | None) -> None:
        """Puts an item before another one of its collection, or last."""
        order = [known for known in self.fold.items(collection) if known != item_id]
        place = order.index(before) if before in order else len(order)
        order.insert(place, item_id)
        keys = [self.fold.position(f"{collection}/{known}") for known in order]
        left = keys[place - 1] if place else ""
        right = keys[place + 1] if place + 1 < len(keys) else None
        last = place + 1 == len(keys)
        if left is not None and (last or (right is not None and left < right)):
            self.write(f"{collection}/{item_id}/{POSITION}", between(left, right))
            return
        key = ""
        for known in order:
            key = between(key, None)
            self.write(f"{collection}/{known}/{POSITION}", key)

    def _put(self, op: Op, value: Value | None = None) -> None:
        self._ops[op.path] = op
        if value is not None:
            self._values[value.hash] = value


def _ids(heads: Iterable[Any]) -> tuple[OpId, ...]:
    return tuple(sorted(head.id for head in heads))


def _only_language(text: Text) -> Lang | None:
    """The language of a text that a plain string can carry; None for a bilingual one."""
    if not text.has(text.src) or (text.zh and text.en):
        return None
    return text.src if detect(text.get(text.src)) == text.src else None


def between(left: str, right: str | None) -> str:
    """A position key strictly between two others; `""` is the start, None the end.

    Keys are base-36 fractions without trailing zeros, compared as strings.

    Raises:
        ValueError: `right` is not after `left`.
    """
    if right is not None and left >= right:
        raise ValueError(f"no position between {left!r} and {right!r}")
    key = ""
    place = 0
    while True:
        low = _DIGITS.index(left[place]) if place < len(left) else 0
        high = _DIGITS.index(right[place]) if right is not None and place < len(right) else 36
        if high - low > 1:
            return key + _DIGITS[(low + high) // 2]
        key += _DIGITS[low]
        if high > low:
            right = None
        place += 1
