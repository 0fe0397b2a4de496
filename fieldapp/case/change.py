"""The change: one immutable entry of a case's log, and the values that lie beside it.

The envelope is frozen for ever: a canonical msgpack map of `v, case, device, incarnation, seq,
prev, hlc, author, body_v, body`. A change is named by the SHA-256 of its bytes as received. Body
version 1 holds either `ops`, a list of `[path, kind, value hash or nil, supersedes, sees]`, or
`erase`, an erasure (see `fieldapp.case.erasure`). A later body version, an unknown kind or a longer
op is kept and passed on as it is; so are the values beside a body of a later version, which may
lie anywhere in it. `docs/case-format.md` is the reference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from fieldapp.base.clock import Entropy
from fieldapp.base.errors import FieldAppError
from fieldapp.base.values import frozen
from fieldapp.case import codec

ENVELOPE_VERSION = 1
BODY_VERSION = 1
SET, DELETE, RETRACT = "set", "delete", "retract"
SALT_BYTES = 16
NO_PREV = b""
MAX_PATH = 400
"""Bytes of UTF-8."""
MAX_NUMBER = 2**63 - 1
"""What every database can hold."""
_HAS_VALUE = {SET: True, DELETE: False, RETRACT: False}


class MalformedChange(FieldAppError):
    """The bytes are not a change."""


class OpId(NamedTuple):
    """Names an op: the change it lies in and its place there."""

    change: bytes
    place: int


class Value(NamedTuple):
    """A value and its salt; outside the hashed bytes, so that it can be erased.

    `data` is canonical msgpack, see `fieldapp.case.codec`.
    """

    salt: bytes
    data: bytes

    @classmethod
    def of(cls, content: Any, entropy: Entropy) -> Value:
        return cls(entropy(SALT_BYTES), codec.pack(content))

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.salt + self.data).digest()


Values = Mapping[bytes, Value]
"""Value hash -> value."""


class Op(NamedTuple):
    """One effect on one register.

    `supersedes` are the heads of the same path it replaces. `sees` (deletes of items only) are the
    heads of the item that the deleting person had seen.
    """

    path: str
    kind: str
    value: bytes | None = None
    supersedes: tuple[OpId, ...] = ()
    sees: tuple[OpId, ...] = ()


class Change(NamedTuple):
    """A decoded change. `ops` is empty and `erase` None where the body is of an unknown version."""

    id: bytes
    raw: bytes
    v: int
    case: bytes
    device: bytes
    incarnation: bytes
    seq: int
    prev: bytes
    hlc: int
    author: bytes
    body_v: int
    ops: tuple[Op, ...] = ()
    erase: Mapping[str, Any] | None = None
    opaque: frozenset[bytes] = frozenset()
    """What in a body of an unknown version may name a value: every 32 bytes in it."""

    @property
    def chain(self) -> tuple[bytes, bytes, bytes]:
        """The chain it belongs to: case, device, incarnation."""
        return (self.case, self.device, self.incarnation)

    @property
    def named(self) -> frozenset[bytes]:
        """Hashes of the values its ops name, or its body of an unknown version may name."""
        return self.opaque.union(op.value for op in self.ops if op.value is not None)


@frozen
class Identity:
    """Who writes, and from which copy of which laptop."""

    author: bytes
    device: bytes
    incarnation: bytes

    @classmethod
    def new(cls, entropy: Entropy) -> Identity:
        return cls(entropy(16), entropy(16), entropy(8))

    def reborn(self, entropy: Entropy) -> Identity:
        """The same person and laptop after a restore or a clone."""
        return Identity(self.author, self.device, entropy(8))


@frozen
class Tip:
    """The end of a chain: the last sequence number (0: none) and that change's id."""

    seq: int = 0
    head: bytes = NO_PREV


def _encode_op(op: Op) -> list[Any]:
    return [
        op.path,
        op.kind,
        op.value,
        [list(ref) for ref in op.supersedes],
        [list(ref) for ref in op.sees],
    ]


def encode(case: bytes, identity: Identity, tip: Tip, hlc: int, body: Mapping[str, Any]) -> Change:
    """Makes the next change of a chain.

    Args:
        case: 16 bytes.
        tip: the chain's end, read inside the transaction that will keep the change.
        body: `{"ops": [Op, ...]}` or `{"erase": {...}}`.
    """
    plain = dict(body)
    if "ops" in plain:
        plain["ops"] = [_encode_op(op) for op in plain["ops"]]
    raw = codec.pack(
        {
            "v": ENVELOPE_VERSION,
            "case": case,
            "device": identity.device,
            "incarnation": identity.incarnation,
            "seq": tip.seq + 1,
            "prev": tip.head,
            "hlc": hlc,
            "author": identity.author,
            "body_v": BODY_VERSION,
            "body": plain,
        }
    )
    return decode(raw)


def decode(raw: bytes) -> Change:
    """Reads a change.

    Raises:
        MalformedChange: not msgpack, a field missing or of the wrong type, length or size.
    """
    try:
        envelope = codec.parse(raw)
    except codec.CodecError as error:
        raise MalformedChange("case.change_malformed", field="bytes") from error
    if type(envelope) is not dict:
        raise MalformedChange("case.change_malformed", field="envelope")
    for name, is_right in _FIELDS.items():
        if not is_right(envelope.get(name)):
            raise MalformedChange("case.change_malformed", field=name)
    if len(envelope["prev"]) != (0 if envelope["seq"] == 1 else 32):
        raise MalformedChange("case.change_malformed", field="prev")
    ops: tuple[Op, ...] = ()
    erase = None
    opaque: frozenset[bytes] = frozenset()
    if envelope["v"] == ENVELOPE_VERSION and envelope["body_v"] == BODY_VERSION:
        ops, erase = _decode_body(envelope["body"])
    else:
        opaque = frozenset(_hashes(envelope["body"]))
    return Change(
        hashlib.sha256(raw).digest(),
        raw,
        envelope["v"],
        envelope["case"],
        envelope["device"],
        envelope["incarnation"],
        envelope["seq"],
        envelope["prev"],
        envelope["hlc"],
        envelope["author"],
        envelope["body_v"],
        ops,
        erase,
        opaque,
    )


def _number(low: int) -> Callable[[Any], bool]:
    return lambda found: type(found) is int and low <= found <= MAX_NUMBER


def _bytes(size: int) -> Callable[[Any], bool]:
    return lambda found: type(found) is bytes and len(found) == size


_FIELDS: dict[str, Callable[[Any], bool]] = {
    "v": _number(0),
    "case": _bytes(16),
    "device": _bytes(16),
    "incarnation": _bytes(8),
    "seq": _number(1),
    "prev": lambda found: type(found) is bytes,
    "hlc": _number(0),
    "author": _bytes(16),
    "body_v": _number(0),
    "body": lambda found: found is not None,
}


def _decode_body(body: Any) -> tuple[tuple[Op, ...], Mapping[str, Any] | None]:
    if not isinstance(body, dict):
        raise MalformedChange("case.change_malformed", field="body")
    erase = body.get("erase")
    if erase is not None and not isinstance(erase, dict):
        raise MalformedChange("case.change_malformed", field="erase")
    ops = body.get("ops", [])
    if not isinstance(ops, list):
        raise MalformedChange("case.change_malformed", field="ops")
    return tuple(map(_decode_op, ops)), erase


def _hashes(body: Any) -> Iterator[bytes]:
    """Every 32 bytes that lie anywhere in a body."""
    parts = [body]
    while parts:
        part = parts.pop()
        if type(part) is bytes and len(part) == 32:
            yield part
        elif type(part) is list:
            parts += part
        elif type(part) is dict:
            parts += part.values()


def _decode_op(op: Any) -> Op:
    if type(op) is list and len(op) >= 5:
        path, kind, value, supersedes, sees = op[:5]
        if (
            type(path) is str
            and 0 < len(path.encode()) <= MAX_PATH
            and type(kind) is str
            and (value is None or (type(value) is bytes and len(value) == 32))
            and _HAS_VALUE.get(kind, value is not None) == (value is not None)
        ):
            return Op(path, kind, value, _decode_refs(supersedes), _decode_refs(sees))
    raise MalformedChange("case.change_malformed", field="op")


def _decode_refs(refs: Any) -> tuple[OpId, ...]:
    if refs == []:
        return ()
    if type(refs) is list and all(map(_is_ref, refs)):
        return tuple([OpId(change, place) for change, place in refs])
    raise MalformedChange("case.change_malformed", field="ref")


def _is_ref(ref: Any) -> bool:
    if type(ref) is not list or len(ref) != 2:
        return False
    change, place = ref
    return (
        type(change) is bytes
        and len(change) == 32
        and type(place) is int
        and 0 <= place <= MAX_NUMBER
    )
