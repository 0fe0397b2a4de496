"""The sRGB profile that the file names as its output intent."""

from __future__ import annotations

import struct
from functools import cache

_D50 = (0.9642, 1.0, 0.8249)
_RED = (0.4360747, 0.2225045, 0.0139322)
_GREEN = (0.3850649, 0.7168786, 0.0971045)
_BLUE = (0.1430804, 0.0606169, 0.7141733)
"""The primaries of IEC 61966-2-1, adapted to D50 (Bradford)."""


@cache
def srgb_profile() -> bytes:
    """A version 2 display profile (ICC.1:2001-04) for sRGB, with a curve of 1,024 points."""
    curve = struct.pack(">4sLL", b"curv", 0, 1024) + b"".join(
        struct.pack(">H", round(_linear(point / 1023) * 65535)) for point in range(1024)
    )
    name = b"sRGB IEC61966-2.1\x00"
    description = struct.pack(">4sLL", b"desc", 0, len(name)) + name + bytes(78)
    tags = {
        b"desc": description,
        b"cprt": struct.pack(">4sL", b"text", 0) + b"No copyright, use freely\x00",
        b"wtpt": _xyz(_D50),
        b"rXYZ": _xyz(_RED),
        b"gXYZ": _xyz(_GREEN),
        b"bXYZ": _xyz(_BLUE),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    places: dict[bytes, int] = {}
    body, table = b"", struct.pack(">L", len(tags))
    start = 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        if data not in places:
            places[data] = start + len(body)
            body += data + bytes(-len(data) % 4)
        table += struct.pack(">4sLL", tag, places[data], len(data))
    head = struct.pack(
        ">L4sL4s4s4s6H4s4sL4s4sQL3l",
        start + len(body),
        b"\0\0\0\0",
        0x02100000,
        b"mntr",
        b"RGB ",
        b"XYZ ",
        *(2000, 1, 1, 0, 0, 0),
        b"acsp",
        b"\0\0\0\0",
        0,
        b"\0\0\0\0",
        b"\0\0\0\0",
        0,
        0,
        *(round(part * 65536) for part in _D50),
    )
    return head.ljust(128, b"\0") + table + body


def _linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">4sL3l", b"XYZ ", 0, *(round(value * 65536) for value in values))
