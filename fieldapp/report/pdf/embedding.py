"""Fonts inside the file: composite TrueType, cut down to the characters used.

Codes are the glyph numbers of the subset (ISO 32000-1, 9.7); the map back to text is in UTF-16BE,
so that characters beyond the basic plane are extracted as well.
"""

from __future__ import annotations

from hashlib import md5

from fieldapp.report.pdf.faces import Face
from fieldapp.report.pdf.typefaces import REAL_QUOTES
from fieldapp.report.pdf.writer import Name, Ref, Writer


class FontInUse:
    """A face in one document: its characters so far, numbered in the order they were met."""

    def __init__(self, name: str, face: Face) -> None:
        self.name = name
        self.face = face
        self.glyphs = [0]
        self.codes = _Codes(self)


class _Codes(dict[str, str]):
    """Each character's code in hexadecimal digits, given when first asked for."""

    def __init__(self, font: FontInUse) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, char: str) -> str:
        font = self._font
        self[char] = code = f"{len(font.glyphs):04X}"
        font.glyphs.append(font.face.glyph(ord(char)) or font.face.substitute)
        return code


def embed(writer: Writer, font: FontInUse) -> Ref:
    """A composite font whose codes are the subset's glyph numbers (ISO 32000-1, 9.7)."""
    face = font.face
    data = face.subset(font.glyphs)
    tag = "".join(chr(65 + byte % 26) for byte in md5(data, usedforsecurity=False).digest()[:6])
    name = Name(f"{tag}+{face.name}")
    descriptor = {
        "Type": Name("FontDescriptor"),
        "FontName": name,
        "Flags": 4,
        "FontBBox": list(face.box),
        "ItalicAngle": 0,
        "Ascent": face.ascent,
        "Descent": face.descent,
        "CapHeight": 733,
        "StemV": 140 if "Bold" in face.name else 80,
        "FontFile2": writer.stream(data, {"Length1": len(data)}),
    }
    descendant = {
        "Type": Name("Font"),
        "Subtype": Name("CIDFontType2"),
        "BaseFont": name,
        "CIDSystemInfo": {"Registry": "Adobe", "Ordering": "Identity", "Supplement": 0},
        "FontDescriptor": writer.write(descriptor),
        "DW": 1000,
        "W": [0, [face.advance(glyph) for glyph in font.glyphs]],
        "CIDToGIDMap": Name("Identity"),
    }
    return writer.write(
        {
            "Type": Name("Font"),
            "Subtype": Name("Type0"),
            "BaseFont": name,
            "Encoding": Name("Identity-H"),
            "DescendantFonts": [writer.write(descendant)],
            "ToUnicode": writer.stream(_to_unicode(font).encode("ascii")),
        }
    )


def _to_unicode(font: FontInUse) -> str:
    """The map from codes back to text, in UTF-16BE (ISO 32000-1, 9.10.3)."""
    pairs = [
        f"<{code}> <{REAL_QUOTES.get(char, char).encode('utf-16-be').hex().upper()}>"
        for char, code in font.codes.items()
    ]
    blocks = [pairs[start : start + 100] for start in range(0, len(pairs), 100)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return f"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
