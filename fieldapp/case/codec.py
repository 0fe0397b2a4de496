"""Canonical msgpack: one byte string a value, so that a hash names it.

Maps are keyed by strings and sorted by them (code points, which is also the order of their UTF-8),
integers take their shortest form, strings are UTF-8 and never normalised, floats and extension
types are refused (a decimal is a string).
"""

from __future__ import annotations

from typing import Any

import msgpack

from fieldapp.base.errors import FieldAppError

MAX_DEPTH = 64
MAX_BYTES = 4 * 1024 * 1024
MAX_CONTAINERS = 500_000
"""Lists and maps: an empty one is one byte, but takes 64 when it is read."""
_FEW_BYTES = 64 * 1024
_INT_LOW, _INT_HIGH = -(2**63), 2**64 - 1


class CodecError(FieldAppError):
    """The bytes are not msgpack within the limits, or a value has no canonical form."""


def pack(value: Any, limit: int = MAX_BYTES) -> bytes:
    """The canonical bytes of None, bool, int (64 bits), str, bytes, list, tuple or str-keyed dict.

    Args:
        limit: bytes.

    Raises:
        CodecError: another type, a lone surrogate, an integer beyond 64 bits, nested too deep or
            too large.
    """
    try:
        packed: bytes = msgpack.packb(_sorted(value, 0), use_bin_type=True)
    except UnicodeEncodeError as error:
        raise CodecError("case.codec_surrogate") from error
    if len(packed) > limit:
        raise CodecError("case.codec_size", limit=limit // 2**20)
    return packed


def _sorted(value: Any, depth: int) -> Any:
    if isinstance(value, _PLAIN):
        return value
    if depth > MAX_DEPTH:
        raise CodecError("case.codec_depth", limit=MAX_DEPTH)
    if isinstance(value, int):
        if not _INT_LOW <= value <= _INT_HIGH:
            raise CodecError("case.codec_integer")
        return value
    if isinstance(value, (list, tuple)):
        return [v if isinstance(v, _PLAIN) else _sorted(v, depth + 1) for v in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {
            key: v if isinstance(v := value[key], _PLAIN) else _sorted(v, depth + 1)
            for key in sorted(value)
        }
    raise CodecError("case.codec_type", type=type(value).__name__)


_PLAIN = (str, bytes, bool, type(None))


def unpack(data: bytes) -> Any:
    """The value of msgpack bytes; lists come as lists, maps as dicts.

    Raises:
        CodecError: as `parse`, or it holds what `pack` refuses.
    """
    value = parse(data)
    if not isinstance(value, str):
        _sorted(value, 0)
    return value


def parse(data: bytes, limit: int = MAX_BYTES) -> Any:
    """The value of any well-formed msgpack; it may hold what `pack` refuses.

    Args:
        limit: bytes.

    Raises:
        CodecError: malformed, truncated, trailing bytes or too large.
    """
    if len(data) > limit:
        raise CodecError("case.codec_size", limit=limit // 2**20)
    count = _Count() if len(data) > _FEW_BYTES else None
    try:
        return msgpack.unpackb(
            data,
            raw=False,
            strict_map_key=True,
            ext_hook=_refuse,
            list_hook=count,
            object_hook=count,
        )
    except CodecError:
        raise
    except (ValueError, TypeError, msgpack.UnpackException, RecursionError) as error:
        raise CodecError("case.codec_malformed") from error


def is_canonical(data: bytes) -> bool:
    """Whether bytes are exactly what `pack` makes of their value."""
    try:
        return pack(parse(data)) == data
    except CodecError:
        return False


class _Count:
    """Lets so many containers pass."""

    def __init__(self) -> None:
        self._left = MAX_CONTAINERS

    def __call__(self, container: Any) -> Any:
        self._left -= 1
        if self._left < 0:
            raise CodecError("case.codec_size", limit=MAX_BYTES // 2**20)
        return container


def _refuse(code: int, data: bytes) -> Any:
    raise CodecError("case.codec_type", type=f"ext {code}")
