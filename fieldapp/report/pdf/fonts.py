"""Fonts: reportlab's TrueType reader and subsetter, with what it lacks put right.

- Characters beyond the basic plane are mapped back to text in UTF-16BE (ISO 32000-1, 9.10.3);
  reportlab writes their bare code points, which no reader understands.
- A character that the font lacks is printed as a substitute and extracted as itself; reportlab
  prints and extracts NUL.
- Cutting subsets moves a reading position inside the face, so it is done by one thread at a time.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFTrueTypeFont
from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFont, makeToUnicodeCMap

from fieldapp.base import paths
from fieldapp.report.pdf.faces import Face
from fieldapp.report.pdf.streams import FLATE, stream

SUBSTITUTE = "\u25a1"
"""What is printed for a character that no font has."""

LATIN_QUOTES = {"\u2018": "\ue018", "\u2019": "\ue019", "\u201c": "\ue01c", "\u201d": "\ue01d"}
"""Curly quotes are a hanzi wide; their Latin shapes lie under private codes in our fonts."""
_REAL_QUOTES = {ord(private): ord(quote) for quote, private in LATIN_QUOTES.items()}

_cutting = Lock()


class Font(TTFont):
    """One of the bundled fonts, known to reportlab by its file's name."""

    def __init__(self, name: str) -> None:
        self.fontName = name
        self.face = Face(str(paths.resources("fonts", f"{name}.ttf")))
        self.encoding = TTEncoding()
        self.state = WeakKeyDictionary()
        self._asciiReadable = 0
        self.shapable = False

    def has(self, char: str) -> bool:
        return ord(char) in self.face.charToGlyph

    def width(self, char: str) -> float:
        """The advance of a character the font has, in thousandths of an em."""
        return float(self.face.charWidths[ord(char)])

    def substitute(self, char: str) -> None:
        """From now on, print the substitute for a character."""
        face = self.face
        face.charWidths[ord(char)] = face.charWidths[ord(SUBSTITUTE)]
        face.charToGlyph[ord(char)] = face.charToGlyph[ord(SUBSTITUTE)]

    def addObjects(self, doc: Any) -> None:
        """Embed the subsets that a document uses; called by reportlab when it closes one."""
        state = self.state.pop(doc)
        face: Any = self.face  # the stubs lack most of it
        for number, subset in enumerate(state.subsets):
            name = (SUBSETN(number) + b"+" + face.name).decode("ascii")
            text = makeToUnicodeCMap(name, [_utf16(code) for code in subset])
            doc.updateSignature(text)
            entry: Any = PDFTrueTypeFont()
            entry.Name = f"{state.internalName}+{number}"
            entry.BaseFont = name
            entry.FirstChar, entry.LastChar = 0, len(subset) - 1
            # As one text: reportlab takes long to format numbers one by one.
            widths = [face.charWidths.get(code, face.defaultWidth) for code in subset]
            entry.Widths = f"[{' '.join([f'{width:g}' for width in widths])}]"
            entry.ToUnicode = doc.Reference(stream(text))
            with _cutting:
                entry.FontDescriptor = face.addSubsetObjects(doc, name, subset)
            doc.idToObject[f"fontFile:{face.filename}({name})"].filters = [FLATE]
            doc.Reference(entry, entry.Name)
            doc.idToObject["BasicFonts"].dict[entry.Name] = entry


def _utf16(code: int) -> int:
    """A character's code units as one number, which is how they stand in a map to Unicode."""
    if code < 0x10000:
        return _REAL_QUOTES.get(code, code)
    return int.from_bytes(chr(code).encode("utf-16-be"), "big")


@cache
def font(name: str) -> Font:
    """A bundled font by its file's name, read and registered once a process."""
    found = Font(name)
    pdfmetrics.registerFont(found)
    return found
