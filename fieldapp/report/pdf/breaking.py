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
    "，。；：？！、）》”’】」』〉〕〗］｝．…—～·・％‰℃°‥〞〟›»々〻"
    "ーゝゞヽヾ゛゜ぁぃぅぇぉっゃゅょァィゥェォッャュョ‼⁇⁈⁉"
)
OPENING = "（《“‘【「『〈〔〖［｛〝‹«＄￥￡№"

_CLOSE = re.escape(CLOSING)
_OPEN = re.escape(OPENING)
_WIDE = (
    "\u1100-\u115f\u2e80-\u303f\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f"
    "\uff01-\uff60\uffe0-\uffe6\U0001f000-\U0001faff\U00020000-\U0003ffff"
)
_OPEN += r"(\[{"
_HANZI = rf"(?![{_CLOSE}{_OPEN}])[{_WIDE}][{_CLOSE},.;:?!)\]}}%]*"
_LATIN = rf"(?:(?![{_CLOSE}{_OPEN}{_WIDE}])[\S\xa0]|[°·]|[(\[{{](?![{_OPEN}{_WIDE}]))+[{_CLOSE}]*"
_UNIT = re.compile(rf"[{_OPEN}]*(?:{_HANZI}|{_LATIN}|[{_CLOSE}]+) *|[{_OPEN}]+ *| +|\s")
"""What stays together: opening marks, a hanzi or a Latin word, closing marks, spaces."""


def lines(text: str, ends: Sequence[float], width: float) -> list[tuple[int, int]]:
    """Break one paragraph (no line feed in it) into lines: where each starts and ends.

    `ends[n]` is the width of the first n characters. Spaces at a line's end hang and are not part
    of it. Linear in the text's length.
    """
    if ends[-1] <= width:
        return [(0, len(text))]
    breaks = [found.end() for found in _UNIT.finditer(text)]
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
