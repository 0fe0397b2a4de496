"""Erasure: taking values out of a log whose hashes must go on verifying.

An erasure is a change with body `{"erase": {...}}`. It names a scope (the whole `case`, one `item`
or, for a `person`, the values found), why, and carries an Ed25519 signature of the device that
ordered it, so that no forged change can make others drop what they hold. Every holder drops the
values, also those that arrive later, and shows who erased what, when and why.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from fieldapp.base.values import frozen
from fieldapp.case import codec, seal
from fieldapp.case.change import Change
from fieldapp.case.ids import EXTRAS

SCOPES = ("case", "item", "person")
_CONTEXT = b"fieldapp erasure 1"


@frozen
class Erasure:
    """What is erased, by whom, when and why."""

    scope: str
    paths: frozenset[str]
    """Items (`statements/s1`) that are erased whole; the empty path is the whole case."""
    values: frozenset[bytes]
    """Hashes of single values erased besides."""
    blobs: frozenset[str]
    """Names (SHA-256, hex) of photos and files erased besides."""
    reason: str
    author: bytes
    hlc: int
    key: bytes
    """The ordering device's public key."""

    def covers(self, path: str) -> bool:
        """Whether all values of a path are erased, whenever they were or will be written."""
        return lies_below(path, self.paths)

    @classmethod
    def read(cls, change: Change) -> Erasure | None:
        """The erasure a change orders; None if it has no valid form or signature."""
        body = change.erase
        if body is None or not is_sealed(change.case, change.author, body):
            return None
        match body:
            case {
                "scope": str() as scope,
                "paths": list() as paths,
                "values": list() as values,
                "blobs": list() as blobs,
                "reason": str() as reason,
                "key": bytes() as key,
            } if (
                scope in SCOPES
                and all(isinstance(path, str) for path in paths)
                and (paths == [""] if scope == "case" else "" not in paths)
                and all(isinstance(value, bytes) for value in values)
                and all(isinstance(blob, str) for blob in blobs)
            ):
                return cls(
                    scope,
                    frozenset(paths),
                    frozenset(values),
                    frozenset(blobs),
                    reason,
                    change.author,
                    change.hlc,
                    key,
                )
        return None


def lies_below(path: str, erased: Set[str]) -> bool:
    """Whether a path, or one it lies below, is among those that are erased whole.

    What a case file said besides of an item lies below the item.
    """
    if "" in erased:
        return True
    path = path.removeprefix(EXTRAS)
    end = len(path)
    while end >= 0:
        if path[:end] in erased:
            return True
        end = path.rfind("/", 0, end)
    return False


def order(
    case: bytes,
    author: bytes,
    device_key: seal.SigningKey,
    *,
    scope: str,
    paths: tuple[str, ...] = (),
    values: frozenset[bytes] = frozenset(),
    blobs: frozenset[str] = frozenset(),
    reason: str,
) -> dict[str, Any]:
    """The signed body of an erasure, for `fieldapp.case.change.encode`.

    Args:
        paths: items (`statements/s1`); of scope `case` none, for it means everything.
        values: hashes of single values, for scope `person`.
    """
    if scope == "case":
        paths = ("",)
    statement: dict[str, Any] = {
        "scope": scope,
        "paths": sorted(paths),
        "values": sorted(values),
        "blobs": sorted(blobs),
        "reason": reason,
        "key": device_key.public,
    }
    return {"erase": statement | {"sig": device_key.sign(_signed(case, author, statement))}}


def is_sealed(case: bytes, author: bytes, body: Mapping[str, Any]) -> bool:
    """Whether an erasure's signature is of the key it names. Whose key that is, the door asks."""
    key, signature = body.get("key"), body.get("sig")
    if not isinstance(key, bytes) or not isinstance(signature, bytes):
        return False
    statement = {name: part for name, part in body.items() if name != "sig"}
    try:
        signed = _signed(case, author, statement)
    except codec.CodecError:
        return False
    return seal.verify(key, signature, signed)


def _signed(case: bytes, author: bytes, statement: Mapping[str, Any]) -> bytes:
    return _CONTEXT + codec.pack([case, author, dict(statement)])
