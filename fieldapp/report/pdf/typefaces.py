"""Two typefaces, regular and bold, that find a face for every character.

Noto Sans SC carries nearly everything; the others are opened when a character needs them.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby

from fieldapp.report.pdf.faces import Face, face

_FALLBACKS: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = (
    ("NotoSansSC-Rare", ((0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x20000, 0x323AF))),
    ("NotoSans-Regular", ((0x100, 0x52F), (0x1E00, 0x1EFF), (0x2070, 0x20CF))),
    ("NotoSansSymbols2-Regular", ((0x2190, 0x2BFF), (0x1F650, 0x1F67F), (0x1F780, 0x1F8FF))),
    ("NotoEmoji-Regular", ((0x203C, 0x3299), (0x1F000, 0x1FAFF))),
)

LATIN_QUOTES = {"\u2018": "\ue018", "\u2019": "\ue019", "\u201c": "\ue01c", "\u201d": "\ue01d"}
"""Curly quotes are a hanzi wide; their Latin shapes lie under private codes in our fonts."""
REAL_QUOTES = {private: quote for quote, private in LATIN_QUOTES.items()}


class Typeface:
    """One weight and its fallbacks."""

    def __init__(self, main: str, *, bold: bool) -> None:
        self.main = face(main)
        self.bold = bold
        self.advances = Advances(self)
        """Width of each character in thousandths of an em."""
        self.strangers: dict[str, Face] = {}
        """Characters met so far that another face sets."""

    def find(self, char: str) -> tuple[Face, int]:
        """The face and glyph for a character; the substitute where none has it."""
        code = ord(char)
        if glyph := self.main.glyph(code):
            return self.main, glyph
        for name, ranges in _FALLBACKS:
            if any(first <= code <= last for first, last in ranges) and (
                glyph := face(name).glyph(code)
            ):
                return face(name), glyph
        return self.main, self.main.substitute

    def runs(self, text: str) -> list[tuple[Face, str]]:
        """The text in stretches of one face. All of it must have been measured before."""
        strangers = self.strangers
        if not strangers or strangers.keys().isdisjoint(text):
            return [(self.main, text)]
        main = self.main
        return [
            (found, "".join(chars))
            for found, chars in groupby(text, lambda char: strangers.get(char, main))
        ]

    def width(self, text: str, size: float) -> float:
        return sum(map(self.advances.__getitem__, text)) * size / 1000


class Advances(dict[str, int]):
    """Widths, filled in as characters are met."""

    def __init__(self, typeface: Typeface) -> None:
        super().__init__()
        self._typeface = typeface

    def __missing__(self, char: str) -> int:
        found, glyph = self._typeface.find(char)
        if found is not self._typeface.main:
            self._typeface.strangers[char] = found
        self[char] = width = found.advance(glyph)
        return width


@cache
def typeface(bold: bool) -> Typeface:
    return Typeface("NotoSansSC-Bold" if bold else "NotoSansSC-Regular", bold=bold)
