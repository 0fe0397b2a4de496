"""reportlab's TrueType face, its glyph tables read at once instead of number by number.

That makes opening a face several times faster, and the larger fallback faces bearable. Formats:
ISO/IEC 14496-22 (OpenType), tables cmap (format 12), hmtx and loca.
"""

from __future__ import annotations

import struct
from functools import cached_property
from itertools import count

from reportlab.pdfbase.ttfonts import TTFontFace


class Face(TTFontFace):
    """Differs from its base also in its reach: a line is as high and as low as the metrics for
    setting say. Programs that extract text tell columns and lines apart by that; reportlab takes
    the narrower typographic metrics."""

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
        self.hmetrics = list(zip(advances, numbers[1:pairs:2] + numbers[pairs:], strict=True))
        self.seek_table("head", 50)
        if self.read_ushort():
            self.glyphPos = self._numbers("loca", "L")
        else:
            self.glyphPos = tuple(2 * place for place in self._numbers("loca", "H"))
        self.charToGlyph = self._characters()
        self.charWidths = {
            code: advances[glyph] * scale for code, glyph in self.charToGlyph.items()
        }
        self.defaultWidth = advances[0] * scale

    def _numbers(self, table: str, kind: str) -> tuple[int, ...]:
        data = self.get_table(table)
        return struct.unpack(f">{len(data) // struct.calcsize('>' + kind)}{kind}", data)

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

    @cached_property
    def _outlines(self) -> bytes:
        start, length = self.get_table_pos("glyf")
        return self.get_chunk(start, length)

    def get_table(self, tag: str) -> bytes:
        """Each subset asks for all outlines, which would copy megabytes every time."""
        return self._outlines if tag == "glyf" else self.get_chunk(*self.get_table_pos(tag))
