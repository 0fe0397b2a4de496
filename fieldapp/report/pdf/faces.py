"""reportlab's TrueType face, its glyph tables read at once instead of number by number.

That makes opening a face several times faster, and the larger fallback faces bearable. Formats:
ISO/IEC 14496-22 (OpenType), tables cmap (format 12), hmtx and loca.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from itertools import count
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import cast

from reportlab.pdfbase.ttfonts import TTFontFace


class Face(TTFontFace):
    """Differs from its base also in its reach: a line is as high and as low as the metrics for
    setting say. Programs that extract text tell columns and lines apart by that; reportlab takes
    the narrower typographic metrics."""

    def readFile(self, f: str) -> None:
        """Of the megabytes of a face, those are read that hold a character which is wanted."""
        if not hasattr(self, "_ttf_data"):
            self.filename = f
            with Path(f).open("rb") as file:
                self._ttf_data = mmap(file.fileno(), 0, access=ACCESS_READ)
        self._pos = 0

    def extractInfo(self, charInfo: int = 1) -> None:
        super().extractInfo(charInfo=0)
        scale = 1000 / self.unitsPerEm
        self.seek_table("hhea", 4)
        self.ascent, self.descent = (self.read_short() * scale for _ in range(2))
        self.seek_table("hhea", 34)
        pairs = 2 * self.read_ushort()
        numbers = self._numbers("hmtx", "H")
        advances = numbers[:pairs:2] + numbers[pairs - 2 : pairs - 1] * (
            self.numGlyphs - pairs // 2
        )
        self.hmetrics = _Pairs(advances, numbers[1:pairs:2] + numbers[pairs:])
        self.seek_table("head", 50)
        if self.read_ushort():
            self.glyphPos = self._numbers("loca", "I")
        else:
            places = self._numbers("loca", "H")
            self.glyphPos = array("I", (2 * place for place in places))
        self.charToGlyph = self._characters()
        widths = {advance: advance * scale for advance in set(advances)}
        glyphs = self.charToGlyph
        self.charWidths = {code: widths[advances[glyph]] for code, glyph in glyphs.items()}
        self.defaultWidth = advances[0] * scale

    def _numbers(self, table: str, kind: str) -> array[int]:
        """The numbers of a table, `kind` of a size as `array` names it."""
        numbers = array(kind, self.get_table(table))
        if sys.byteorder == "little":
            numbers.byteswap()
        return numbers

    def _characters(self) -> dict[int, int]:
        """The glyph of each character."""
        table = self.get_table("cmap")
        for index in range(struct.unpack_from(">H", table, 2)[0]):
            offset = struct.unpack_from(">L", table, 8 + 8 * index)[0]
            if struct.unpack_from(">H", table, offset)[0] == 12:
                break
        else:
            raise ValueError(f"{self.filename}: no character map of format 12")
        found: dict[int, int] = {}
        groups = struct.unpack_from(">L", table, offset + 12)[0]
        for first, last, glyph in struct.iter_unpack(
            ">3L", table[offset + 16 : offset + 16 + 12 * groups]
        ):
            found.update(zip(range(first, last + 1), count(glyph), strict=False))
        return found

    def get_table(self, tag: str) -> bytes:
        """Each subset asks for all outlines, of which it takes a few."""
        start, length = self.get_table_pos(tag)
        if tag == "glyf":
            return cast(bytes, _Part(self._ttf_data, start))
        return self.get_chunk(start, length)


class _Part:
    """The bytes of a file from a place on, each piece read when it is asked for."""

    def __init__(self, file: mmap, start: int) -> None:
        self._file, self._start = file, start

    def __getitem__(self, piece: slice) -> bytes:
        return self._file[self._start + piece.start : self._start + piece.stop]


class _Pairs:
    """Advance and left side bearing of each glyph."""

    def __init__(self, advances: Sequence[int], bearings: Sequence[int]) -> None:
        self._advances, self._bearings = advances, bearings

    def __getitem__(self, glyph: int) -> tuple[int, int]:
        return self._advances[glyph], self._bearings[glyph]
