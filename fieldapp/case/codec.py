"""Canonical msgpack: one byte string a value, so that a hash names it.

Maps are sorted by key, integers take their shortest form, strings are UTF-8, floats and extension
types are refused (a decimal is a string). Reading takes any well-formed msgpack within the limits:
the bytes are hashed as received and never encoded again.
"""

from __future__ import annotations

from typing import Any

import msgpack

from fieldapp.base.errors import FieldAppError

MAX_DEPTH = 64
MAX_BYTES = 4 * 1024 * 1024
_INT_LOW, _INT_HIGH = -(2**63), 2**64 - 1


class CodecError(FieldAppError):
    """The bytes are not msgpack within the limits, or a value has no canonical form."""


def pack(value: Any) -> bytes:
    """The canonical bytes of None, bool, int (64 bits), str, bytes, list, tuple or str-keyed dict.

    Raises:
        CodecError: another type, a lone surrogate, an integer beyond 64 bits, or nested too deep.
    """
    try:
        packed: bytes = msgpack.packb(_sorted(value, 0), use_bin_type=True)
    except UnicodeEncodeError as error:
        raise CodecError("case.codec_surrogate") from error
    return packed


def _sorted(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise CodecError("case.codec_depth", limit=MAX_DEPTH)
    if value is None or isinstance(value, bool | str | bytes):
        return value
    if isinstance(value, int):
        if not _INT_LOW <= value <= _INT_HIGH:
            raise CodecError("case.codec_integer")
        return value
    if isinstance(value, list | tuple):
        return [_sorted(item, depth + 1) for item in value]
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return {key: _sorted(value[key], depth + 1) for key in sorted(value)}
    raise CodecError("case.codec_type", type=type(value).__name__)


def unpack(data: bytes) -> Any:
    """The value of msgpack bytes; lists come as lists, maps as dicts.

    Raises:
        CodecError: malformed, truncated, trailing bytes, too large or too deep.
    """
    if len(data) > MAX_BYTES:
        raise CodecError("case.codec_size", limit=MAX_BYTES)
    try:
        return msgpack.unpackb(data, raw=False, strict_map_key=True, ext_hook=_refuse)
    except CodecError:
        raise
    except (ValueError, TypeError, msgpack.UnpackException, RecursionError) as error:
        raise CodecError("case.codec_malformed") from error


def _refuse(code: int, data: bytes) -> Any:
    raise CodecError("case.codec_type", type=f"ext {code}")
