"""A fold as bytes, so that a long log need not be read again from its first change.

Only a fold without erasures is frozen; values lie outside and are given back at thawing. The bytes
are a projection: whoever cannot read them folds the log.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgpack

from fieldapp.case.change import Op, OpId, Value
from fieldapp.case.fold import Fold, Head, _Register

VERSION = 2
_ID = 32


def freeze(fold: Fold) -> bytes | None:
    """The state without values; None for a fold that holds erasures."""
    if fold.erasures:
        return None
    names = _Names()
    registers = [
        (
            path,
            [
                (
                    names.ref(head.id),
                    head.op.kind,
                    head.op.value,
                    names.refs(head.op.supersedes),
                    names.refs(head.op.sees),
                    head.author,
                    head.hlc,
                )
                for head in register.heads.values()
            ],
            names.refs(register.dead),
            b"".join(register.named),
        )
        for path, register in fold._registers.items()
    ]
    born = [(item, hlc, names.ref(op_id)) for item, (hlc, op_id) in fold._born.items()]
    applied = b"".join(fold.applied)
    packed: bytes = msgpack.packb(
        (
            VERSION,
            applied,
            fold.last_hlc,
            fold.unknown_ops,
            b"".join(fold._opaque),
            names.joined(),
            registers,
            born,
        )
    )
    return packed


def thaw(data: bytes, values: dict[bytes, Value]) -> Fold | None:
    """The fold of frozen bytes; None if they are of another version.

    Args:
        values: all values of the log; the fold takes the mapping over.
    """
    version, *parts = msgpack.unpackb(data)
    if version != VERSION:
        return None
    applied, last_hlc, unknown, opaque, joined, registers, born = parts
    names = _split(joined)

    def ids(refs: list[int]) -> Iterable[OpId]:
        pairs = iter(refs)
        return [OpId(names[name], place) for name, place in zip(pairs, pairs, strict=True)]

    fold = Fold(
        _applied=set(_split(applied)),
        _values=values,
        _unknown=unknown,
        _opaque=set(_split(opaque)),
        _last_hlc=last_hlc,
    )
    for path, heads, dead, named in registers:
        register = fold._registers[path] = _Register(dead=set(ids(dead)), named=set(_split(named)))
        fold._index(path)
        for ref, kind, value, supersedes, sees, author, hlc in heads:
            (op_id,) = ids(ref)
            op = Op(path, kind, value, tuple(ids(supersedes)), tuple(ids(sees)))
            register.heads[op_id] = Head(op_id, op, author, hlc)
    for item, hlc, ref in born:
        (op_id,) = ids(ref)
        fold._born[item] = (hlc, op_id)
    return fold


class _Names:
    """Numbers change ids, each of which is named many times."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def ref(self, op_id: OpId) -> list[int]:
        number = self._numbers.setdefault(op_id.change, len(self._numbers))
        return [number, op_id.place]

    def refs(self, op_ids: Iterable[OpId]) -> list[int]:
        return [part for op_id in op_ids for part in self.ref(op_id)]

    def joined(self) -> bytes:
        return b"".join(self._numbers)


def _split(joined: bytes) -> list[bytes]:
    return [joined[start : start + _ID] for start in range(0, len(joined), _ID)]
