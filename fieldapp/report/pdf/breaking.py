"""Line breaking for Chinese with Latin in it.

A hanzi may end a line, but 标点避头尾 (kinsoku) holds: closing marks never start a line, opening
ones never end it (GB/T 15834-2011, section 5; W3C, Requirements for Chinese Text Layout, 3.1.3). A
Latin word breaks only where it is longer than the line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

CLOSING = (
    "，。；：？！、）》”’】」』〉〕〗］｝．…—～・％‰℃‥〞〟›»々〻"
    "ーゝゞヽヾ゛゜ぁぃぅぇぉっゃゅょァィゥェォッャュョ‼⁇⁈⁉"
)
OPENING = "（《“‘【「『〈〔〖［｛〝‹«＄￥￡№"
_CHINESE_MARKS = frozenset("，。；：？！、（）《》「」『』【】")
_WIDE = (
    (0x1100, 0x115F),
    (0x2E80, 0xA4CF),
    (0xA960, 0xA97F),
    (0xAC00, 0xD7A3),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF01, 0xFF60),
    (0xFFE0, 0xFFE6),
    (0x1F000, 0x1FAFF),
    (0x20000, 0x3FFFF),
)


class _Kinds(dict[int, str]):
    """A letter for what each character is to line breaking, for `str.translate`.

    W hanzi and the like, L letter, C closing, O opening; `(` and `,` are their Latin fellows, which
    may also stand within a word, as may `T`; `s` is white space other than the space.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char in CLOSING:
            kind = "C"
        elif char in OPENING:
            kind = "O"
        elif char in "([{":
            kind = "("
        elif char in ",.;:?!)]}%":
            kind = ","
        elif char in "°·":
            kind = "T"
        elif char == " ":
            kind = " "
        elif char.isspace() and char != "\xa0":
            kind = "s"
        else:
            kind = "W" if any(first <= code <= last for first, last in _WIDE) else "L"
        self[code] = kind
        return kind


_KINDS = _Kinds()
_UNIT = re.compile(r"[O(]*(?:W[CT,]*|(?:[LT,]|\((?![O(W]))+C*|C+) *|[O(]+ *| +|s")
"""What stays together: opening marks, a hanzi or a Latin word, closing marks, spaces."""


def is_chinese(text: str) -> bool:
    """Whether a hanzi, another character of its width or a Chinese mark is in the text."""
    return "W" in text.translate(_KINDS) or not _CHINESE_MARKS.isdisjoint(text)


def lines(text: str, ends: Sequence[float], width: float) -> list[tuple[int, int]]:
    """Break one paragraph (no line feed in it) into lines: where each starts and ends.

    `ends[n]` is the width of the first n characters. Spaces at a line's end hang and are not part
    of it. Linear in the text's length.
    """
    if ends[-1] <= width:
        return [(0, len(text))]
    breaks = [found.end() for found in _UNIT.finditer(text.translate(_KINDS))]
    found: list[tuple[int, int]] = []
    start, length = 0, len(text)
    while start < length:
        reach = bisect_right(ends, ends[start] + width + 1e-6, start) - 1
        after = reach
        while after < length and text[after] == " ":
            after += 1
        place = bisect_right(breaks, after) - 1
        end = breaks[place] if place >= 0 else 0
        if end <= start:
            end = max(reach, start + 1)
        stop = end
        while stop > start and text[stop - 1] == " ":
            stop -= 1
        found.append((start, stop))
        start = end
    return found
