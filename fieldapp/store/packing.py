"""How the store packs what only it reads: msgpack, of any size."""

from __future__ import annotations

from typing import Any

import msgpack


def pack(value: Any) -> bytes:
    packed: bytes = msgpack.packb(value, use_bin_type=True)
    return packed


def unpack(data: bytes) -> Any:
    """Raises: ValueError: not what `pack` made."""
    return msgpack.unpackb(data, raw=False, strict_map_key=False)
