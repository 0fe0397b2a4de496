"""Two typefaces, regular and bold, that find a font for every character.

Noto Sans SC carries nearly everything; the others are opened when a character needs them.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby

from fieldapp.report.pdf.fonts import Font, font

_FALLBACKS: tuple[tuple[str, tuple[tuple[int, int], ...]], ...] = (
    ("NotoSansSC-Rare", ((0x3400, 0x9FFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0x20000, 0x323AF))),
    ("NotoSans-Regular", ((0x100, 0x52F), (0x1E00, 0x1EFF), (0x2070, 0x20CF))),
    ("NotoSansSymbols2-Regular", ((0x2190, 0x2BFF), (0x1F650, 0x1F67F), (0x1F780, 0x1F8FF))),
    ("NotoEmoji-Regular", ((0x203C, 0x3299), (0x1F000, 0x1FAFF))),
)


class Typeface:
    """One weight and its fallbacks."""

    def __init__(self, main: str, *, bold: bool) -> None:
        self.main = font(main)
        self.bold = bold
        self.advances = Advances(self)
        """Width of each character in thousandths of an em."""
        self.strangers: dict[str, Font] = {}
        """Characters met so far that another font sets."""

    def find(self, char: str) -> Font | None:
        """The font that has a character."""
        if self.main.has(char):
            return self.main
        code = ord(char)
        for name, ranges in _FALLBACKS:
            if any(first <= code <= last for first, last in ranges) and font(name).has(char):
                return font(name)
        return None

    def runs(self, text: str) -> list[tuple[Font, str]]:
        """The text in stretches of one font. All of it must have been measured before."""
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


class Advances(dict[str, float]):
    """Widths, filled in as characters are met."""

    def __init__(self, typeface: Typeface) -> None:
        super().__init__()
        self._typeface = typeface

    def __missing__(self, char: str) -> float:
        main = self._typeface.main
        found = self._typeface.find(char)
        if found is None:
            main.substitute(char)
            found = main
        if found is not main:
            self._typeface.strangers[char] = found
        self[char] = width = found.width(char)
        return width


@cache
def typeface(bold: bool) -> Typeface:
    return Typeface("NotoSansSC-Bold" if bold else "NotoSansSC-Regular", bold=bold)
