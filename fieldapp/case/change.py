"""The change: one immutable entry of a case's log, and the values that lie beside it.

The envelope is frozen for ever: a canonical msgpack map of `v, case, device, incarnation, seq,
prev, hlc, author, body_v, body`. A change is named by the SHA-256 of its bytes as received. Body
version 1 holds either `ops`, a list of `[path, kind, value hash or nil, supersedes, sees]`, or
`erase`, an erasure (see `fieldapp.case.erasure`). A later body version, an unknown kind or a longer
op is kept and passed on as it is. `docs/case-format.md` is the reference.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from fieldapp.base.clock import Entropy
from fieldapp.base.errors import FieldAppError
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
_SIZES = {"case": 16, "device": 16, "incarnation": 8, "author": 16}


class MalformedChange(FieldAppError):
    """The bytes are not a change."""


class OpId(NamedTuple):
    """Names an op: the change it lies in and its place there."""

    change: bytes
    place: int


@dataclass(frozen=True, slots=True)
class Value:
    """A value and its salt; outside the hashed bytes, so that it can be erased."""

    salt: bytes
    data: bytes
    """Canonical msgpack, see `fieldapp.case.codec`."""

    @classmethod
    def of(cls, content: Any, entropy: Entropy) -> Value:
        return cls(entropy(SALT_BYTES), codec.pack(content))

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.salt + self.data).digest()


Values = Mapping[bytes, Value]
"""Value hash -> value."""


@dataclass(frozen=True, slots=True)
class Op:
    """One effect on one register.

    `supersedes` are the heads of the same path it replaces. `sees` (deletes of items only) are the
    heads of the item that the deleting person had seen.
    """

    path: str
    kind: str
    value: bytes | None = None
    supersedes: tuple[OpId, ...] = ()
    sees: tuple[OpId, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
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

    @property
    def chain(self) -> tuple[bytes, bytes, bytes]:
        """The chain it belongs to: case, device, incarnation."""
        return (self.case, self.device, self.incarnation)

    @property
    def named(self) -> frozenset[bytes]:
        """Hashes of the values its ops name."""
        return frozenset(op.value for op in self.ops if op.value is not None)


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
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
    if not isinstance(envelope, dict):
        raise MalformedChange("case.change_malformed", field="envelope")
    for name, size in _SIZES.items():
        part = envelope.get(name)
        if not isinstance(part, bytes) or len(part) != size:
            raise MalformedChange("case.change_malformed", field=name)
    for name in ("v", "seq", "hlc", "body_v"):
        number = envelope.get(name)
        if type(number) is not int or not 0 <= number <= MAX_NUMBER:
            raise MalformedChange("case.change_malformed", field=name)
    if envelope["seq"] < 1:
        raise MalformedChange("case.change_malformed", field="seq")
    prev = envelope.get("prev")
    if not isinstance(prev, bytes) or len(prev) != (0 if envelope["seq"] == 1 else 32):
        raise MalformedChange("case.change_malformed", field="prev")
    if "body" not in envelope:
        raise MalformedChange("case.change_malformed", field="body")
    ops: tuple[Op, ...] = ()
    erase = None
    if envelope["v"] == ENVELOPE_VERSION and envelope["body_v"] == BODY_VERSION:
        ops, erase = _decode_body(envelope["body"])
    return Change(
        id=hashlib.sha256(raw).digest(),
        raw=raw,
        ops=ops,
        erase=erase,
        **{
            name: envelope[name]
            for name in ("v", "case", "device", "incarnation", "seq", "prev", "hlc", "author")
        },
        body_v=envelope["body_v"],
    )


def _decode_body(body: Any) -> tuple[tuple[Op, ...], Mapping[str, Any] | None]:
    if not isinstance(body, dict):
        raise MalformedChange("case.change_malformed", field="body")
    erase = body.get("erase")
    if erase is not None and not isinstance(erase, dict):
        raise MalformedChange("case.change_malformed", field="erase")
    ops = body.get("ops", [])
    if not isinstance(ops, list):
        raise MalformedChange("case.change_malformed", field="ops")
    return tuple(_decode_op(op) for op in ops), erase


def _decode_op(op: Any) -> Op:
    match op:
        case [str() as path, str() as kind, value, list() as supersedes, list() as sees, *_] if (
            path
            and len(path.encode()) <= MAX_PATH
            and (value is None or (isinstance(value, bytes) and len(value) == 32))
            and (kind not in _HAS_VALUE or _HAS_VALUE[kind] == (value is not None))
        ):
            return Op(path, kind, value, _refs(supersedes), _refs(sees))
    raise MalformedChange("case.change_malformed", field="op")


def _refs(refs: Sequence[Any]) -> tuple[OpId, ...]:
    for ref in refs:
        if not (
            isinstance(ref, list)
            and len(ref) == 2
            and isinstance(ref[0], bytes)
            and len(ref[0]) == 32
            and type(ref[1]) is int
            and 0 <= ref[1] <= MAX_NUMBER
        ):
            raise MalformedChange("case.change_malformed", field="ref")
    return tuple(OpId(ref[0], ref[1]) for ref in refs)
