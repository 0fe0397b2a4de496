"""The text box: paragraphs of styled stretches, broken into lines, split across pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from itertools import accumulate, chain
from typing import Literal

from fieldapp.base.values import frozen
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.breaking import is_chinese
from fieldapp.report.pdf.breaking import lines as break_lines
from fieldapp.report.pdf.clean import clean
from fieldapp.report.pdf.fonts import LATIN_QUOTES
from fieldapp.report.pdf.pen import SQUEEZED, Pen
from fieldapp.report.pdf.style import Style
from fieldapp.report.pdf.typefaces import typeface

Align = Literal["left", "right", "centre"]

_LINK = re.compile(r"(?:https?://|mailto:)[^\s<>\"\\]{1,2000}|#[\w.-]{1,200}")
_CURLY = re.compile("[‘’“”]")
_APOSTROPHE = re.compile("(?<=[A-Za-z\u00c0-\u024f])’(?=[A-Za-z\u00c0-\u024f])")
ELLIPSIS = "…"
_MOST_BALANCED = 6
_MOST_A_LINE = 500
"""No line holds more characters, however narrow they are."""
_PAUSE = re.compile("[：；，。！？][”’》）」]?|[:;,] | [–—] ")


@frozen
class Span:
    """A stretch of text in one style. `link` is kept only if it leads somewhere harmless."""

    text: str
    style: Style
    link: str = ""


def safe_link(link: str) -> str:
    """The address if it is http, https, mailto or `#anchor`; else nothing."""
    if not link or not _LINK.fullmatch(link):
        return ""
    if link.startswith("#"):
        return link
    from urllib.parse import quote

    return quote(link, safe="%/:=&?~#+!$,;'@()*[]")


def latin_quotes(text: str) -> str:
    """Curly quotes in their Latin shape where the text is Latin; apostrophes in words always."""
    if not _CURLY.search(text):
        return text
    pattern = _APOSTROPHE if is_chinese(text) else _CURLY
    return pattern.sub(lambda found: LATIN_QUOTES[found[0]], text)


class Text(Box):
    """Lines of spans at one leading, ragged right.

    `most` caps the lines; what is cut off ends in an ellipsis. `balanced` makes the lines about
    equally long, for titles.
    """

    def __init__(
        self,
        spans: Sequence[Span],
        *,
        align: Align = "left",
        most: int | None = None,
        balanced: bool = False,
        before: float = 0,
        after: float = 0,
        keeps_next: bool = False,
    ) -> None:
        super().__init__(before=before, after=after, keeps_next=keeps_next)
        self.most = most
        self.cut = False
        self._clipped = False
        self.spans = [
            Span(latin_quotes(clean(text)), span.style, safe_link(span.link))
            for span in spans
            if (text := self._within(span.text))
        ]
        self.leading = max((span.style.leading for span in spans), default=0.0)
        self.size = max((span.style.size for span in spans), default=0.0)
        self.align = align
        self.balanced = balanced
        self.lines: list[tuple[int, int]] = []
        self._text = "".join(span.text for span in self.spans)
        self._measured: list[float] = []

    @property
    def _ends(self) -> list[float]:
        """`_ends[n]`: the width of the first n characters. Made only when the text is laid out."""
        if not self._measured:
            widths = chain.from_iterable(map(_widths, self.spans))
            self._measured = list(accumulate(widths, initial=0.0))
        return self._measured

    def _within(self, text: str) -> str:
        """What of a text can be in its lines at all."""
        if self.most is None or len(text) <= self.most * _MOST_A_LINE:
            return text
        self._clipped = True
        return text[: self.most * _MOST_A_LINE]

    def fit(self, width: float) -> float:
        self.width = width
        self._break(width)
        if self.balanced and 1 < len(self.lines) <= _MOST_BALANCED:
            self._balance(width)
        self.cut = self._clipped
        if self.most is not None and len(self.lines) > self.most:
            self.lines = self.lines[: self.most]
            self.cut = True
        self.height = len(self.lines) * self.leading
        return self.height

    def _balance(self, width: float) -> None:
        """Break behind a mark if that takes no more lines; else at the least width that does."""
        count, low, high = len(self.lines), width / 2, width
        length = len(self._text)
        marks = [found.end() for found in _PAUSE.finditer(self._text)]
        for mark in sorted(marks, key=lambda end: abs(end - length / 2)):
            if 0.25 < mark / length < 0.75 and "\n" not in self._text:
                halves = self._broken(0, mark, width) + self._broken(mark, length, width)
                shortest = min(self._ends[last] - self._ends[first] for first, last in halves)
                if len(halves) <= count and shortest > 0.4 * width:
                    self.lines = halves
                    return
        while high - low > 2:
            middle = (low + high) / 2
            self._break(middle)
            low, high = (low, middle) if len(self.lines) <= count else (middle, high)
        self._break(high)

    def _break(self, width: float) -> None:
        self.lines = []
        start = 0
        for paragraph in self._text.split("\n"):
            end = start + len(paragraph)
            self.lines += self._broken(start, end, width)
            start = end + 1

    def _broken(self, start: int, end: int, width: float) -> list[tuple[int, int]]:
        """The lines of a part of the text without a line feed."""
        if start == 0 and end == len(self._text):
            return break_lines(self._text, self._ends, width)
        ends = self._ends[start : end + 1]
        found = break_lines(self._text[start:end], [place - ends[0] for place in ends], width)
        return [(start + first, start + last) for first, last in found]

    @property
    def natural_width(self) -> float:
        """How wide the text would be on one line."""
        return self._ends[-1]

    @property
    def widest(self) -> float:
        """The width of the widest line."""
        ends = self._ends
        return max((ends[last] - ends[first] for first, last in self.lines), default=0.0)

    def least(self) -> float:
        return self.height if len(self.lines) < 4 else 2 * self.leading

    def split(self, room: float) -> tuple[Box, Box] | None:
        count = int((room + 1e-6) / self.leading)
        total = len(self.lines)
        if total >= 4:
            count = min(count, total - 2)
        if count < min(2, total) or count >= total or (total < 4 and count < total):
            return None
        return self._part(0, count), self._part(count, total)

    def _part(self, first: int, last: int) -> Text:
        part = copy(self)
        part.lines = self.lines[first:last]
        part.height = len(part.lines) * self.leading
        part.cut = self.cut and last == len(self.lines)
        if first:
            part.before = 0
        else:
            part.after = 0
        return part

    def draw(self, pen: Pen, x: float, y: float) -> None:
        ends = self._ends
        last = len(self.lines) - 1
        baseline = y + self.leading / 2 + 0.37 * self.size
        for number, (start, stop) in enumerate(self.lines):
            cut = self.cut and number == last
            end = self._shortened(start, stop) if cut else stop
            left = x
            if self.align != "left":
                spare = self.width - (ends[end] - ends[start])
                left += spare if self.align == "right" else spare / 2
            self._draw_line(pen, left, baseline, start, end, cut=cut)
            baseline += self.leading

    def _shortened(self, start: int, end: int) -> int:
        style = self.spans[-1].style
        room = self.width - typeface(style.bold).width(ELLIPSIS, style.size)
        while end > start and self._ends[end] - self._ends[start] > room:
            end -= 1
        return end

    def _draw_line(
        self, pen: Pen, x: float, baseline: float, start: int, end: int, *, cut: bool
    ) -> None:
        at = 0
        style = self.spans[0].style if self.spans else None
        for span in self.spans:
            first, last = max(start, at), min(end, at + len(span.text))
            at += len(span.text)
            if first < last or (first == last == start == end):
                style = span.style
            if first >= last:
                continue
            left = x + self._ends[first] - self._ends[start]
            pen.text(left, baseline, self._text[first:last], span.style)
            if span.link:
                width = self._ends[last] - self._ends[first]
                pen.link(
                    left, baseline - 0.9 * span.style.size, width, 1.2 * span.style.size, span.link
                )
        if cut and style:
            pen.text(x + self._ends[end] - self._ends[start], baseline, ELLIPSIS, style)


def _widths(span: Span) -> list[float]:
    advances = typeface(span.style.bold).advances
    scale = span.style.size / 1000
    widths = [advances[char] * scale for char in span.text]
    for found in SQUEEZED.finditer(span.text):
        widths[found.start()] -= span.style.size / 2
    return widths
