"""TrueType faces: reading what setting needs, and cutting a subset for embedding.

Nothing is unpacked ahead: a character's glyph is found by bisection in the font's own table, so
opening a face costs its file's read. The format: ISO/IEC 14496-22 (OpenType), tables cmap (format
12), hmtx, loca and glyf.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_right
from functools import cache

from fieldapp.base import paths

SUBSTITUTE = "\u25a1"
"""What is printed for a character that no face has; it is still extracted as itself."""

_ARGS_ARE_WORDS, _HAS_SCALE, _MORE, _HAS_XY_SCALE, _HAS_MATRIX = 0x01, 0x08, 0x20, 0x40, 0x80


class Face:
    """One TrueType file. Widths and measures are in thousandths of an em."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.data = data = paths.resources("fonts", f"{name}.ttf").read_bytes()
        count = struct.unpack_from(">H", data, 4)[0]
        self.tables: dict[bytes, tuple[int, int]] = {}
        for index in range(count):
            tag, _, offset, length = struct.unpack_from(">4sLLL", data, 12 + 16 * index)
            self.tables[tag] = (offset, length)
        head, hhea = self.tables[b"head"][0], self.tables[b"hhea"][0]
        self.units: int = struct.unpack_from(">H", data, head + 18)[0]
        self.box = tuple(map(self._scaled, struct.unpack_from(">4h", data, head + 36)))
        self.ascent, self.descent = map(self._scaled, struct.unpack_from(">2h", data, hhea + 4))
        long_loca = struct.unpack_from(">h", data, head + 50)[0]
        metrics: int = struct.unpack_from(">H", data, hhea + 34)[0]
        self._advances = self._array("H", self.tables[b"hmtx"][0], 2 * metrics)[::2]
        offset, length = self.tables[b"loca"]
        if long_loca:
            self._loca = self._array("I", offset, length // 4)
        else:
            self._loca = array("I", (2 * n for n in self._array("H", offset, length // 2)))
        offset = self._cmap()
        groups = struct.unpack_from(">L", data, offset + 12)[0]
        table = self._array("I", offset + 16, 3 * groups)
        self._starts, self._ends, self._glyphs = table[0::3], table[1::3], table[2::3]
        self.substitute = self.glyph(ord(SUBSTITUTE))

    def _scaled(self, value: int) -> int:
        return round(value * 1000 / self.units)

    def _array(self, kind: str, offset: int, count: int) -> array[int]:
        values = array(kind)
        values.frombytes(self.data[offset : offset + count * values.itemsize])
        if sys.byteorder == "little":
            values.byteswap()
        return values

    def _cmap(self) -> int:
        start = self.tables[b"cmap"][0]
        for index in range(struct.unpack_from(">H", self.data, start + 2)[0]):
            offset = start + struct.unpack_from(">L", self.data, start + 8 + 8 * index)[0]
            if struct.unpack_from(">H", self.data, offset)[0] == 12:
                return int(offset)
        raise ValueError(f"{self.name}: no character map of format 12")

    def glyph(self, code: int) -> int:
        """The glyph of a code point; 0 where the face has none."""
        place = bisect_right(self._starts, code) - 1
        if place < 0 or code > self._ends[place]:
            return 0
        return self._glyphs[place] + code - self._starts[place]

    def advance(self, glyph: int) -> int:
        return self._scaled(self._advances[min(glyph, len(self._advances) - 1)])

    def outline(self, glyph: int) -> bytes:
        start = self.tables[b"glyf"][0]
        return self.data[start + self._loca[glyph] : start + self._loca[glyph + 1]]

    def subset(self, glyphs: list[int]) -> bytes:
        """A TrueType file with these glyphs, in this order, and the parts they are made of."""
        kept = list(glyphs)
        place = {glyph: index for index, glyph in reversed(list(enumerate(kept)))}
        outlines: list[bytes] = []
        for glyph in kept:  # grows while parts are found
            outline = bytearray(self.outline(glyph))
            for offset in _parts(outline):
                part = struct.unpack_from(">H", outline, offset)[0]
                if part not in place:
                    place[part] = len(kept)
                    kept.append(part)
                struct.pack_into(">H", outline, offset, place[part])
            outlines.append(bytes(outline) + bytes(-len(outline) % 4))
        ends = array("I", [0])
        for outline_ in outlines:
            ends.append(ends[-1] + len(outline_))
        last = len(self._advances) - 1
        side = self.tables[b"hmtx"][0]
        metrics = b"".join(
            self.data[side + 4 * glyph : side + 4 * glyph + 4]
            if glyph <= last
            else self.data[side + 4 * last : side + 4 * last + 2]
            + self.data[side + 4 * last + 4 + 2 * (glyph - last - 1) :][:2]
            for glyph in kept
        )
        head = bytearray(self._table(b"head"))
        struct.pack_into(">h", head, 50, 1)
        struct.pack_into(">L", head, 8, 0)
        hhea = bytearray(self._table(b"hhea"))
        struct.pack_into(">H", hhea, 34, len(kept))
        maxp = bytearray(self._table(b"maxp"))
        struct.pack_into(">H", maxp, 4, len(kept))
        return _sfnt(
            {
                b"glyf": b"".join(outlines),
                b"head": bytes(head),
                b"hhea": bytes(hhea),
                b"hmtx": metrics,
                b"loca": struct.pack(f">{len(ends)}L", *ends),
                b"maxp": bytes(maxp),
            }
        )

    def _table(self, tag: bytes) -> bytes:
        offset, length = self.tables[tag]
        return self.data[offset : offset + length]


def _parts(outline: bytearray) -> list[int]:
    """Where a composite glyph names its parts."""
    if len(outline) < 10 or struct.unpack_from(">h", outline, 0)[0] >= 0:
        return []
    found, offset, flags = [], 10, _MORE
    while flags & _MORE:
        flags = struct.unpack_from(">H", outline, offset)[0]
        found.append(offset + 2)
        offset += 8 if flags & _ARGS_ARE_WORDS else 6
        if flags & _HAS_SCALE:
            offset += 2
        elif flags & _HAS_XY_SCALE:
            offset += 4
        elif flags & _HAS_MATRIX:
            offset += 8
    return found


def _sfnt(tables: dict[bytes, bytes]) -> bytes:
    """A font file of these tables, with checksums."""
    power = 1 << (len(tables).bit_length() - 1)
    count = len(tables)
    directory = struct.pack(
        ">LHHHH", 0x00010000, count, power * 16, power.bit_length() - 1, (count - power) * 16
    )
    offset = 12 + 16 * count
    body = b""
    for tag, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        directory += struct.pack(">4sLLL", tag, _checksum(padded), offset + len(body), len(data))
        body += padded
    whole = bytearray(directory + body)
    adjust = (0xB1B0AFBA - _checksum(bytes(whole))) & 0xFFFFFFFF
    for index in range(count):
        tag, _, start, _ = struct.unpack_from(">4sLLL", whole, 12 + 16 * index)
        if tag == b"head":
            struct.pack_into(">L", whole, start + 8, adjust)
    return bytes(whole)


def _checksum(data: bytes) -> int:
    words = array("I", data)
    if sys.byteorder == "little":
        words.byteswap()
    return sum(words) & 0xFFFFFFFF


@cache
def face(name: str) -> Face:
    """A face by its file name, read once a process."""
    return Face(name)
