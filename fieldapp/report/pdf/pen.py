"""The pen: draws one page on reportlab's canvas.

Lengths are points, (0, 0) is the page's upper left corner and y grows downwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Final

from reportlab.pdfgen.pathobject import PDFPathObject

from fieldapp.report.pdf.canvas import ReportCanvas
from fieldapp.report.pdf.clean import clean
from fieldapp.report.pdf.pictures import Picture
from fieldapp.report.pdf.style import Colour, Style
from fieldapp.report.pdf.typefaces import typeface

_EMBOLDEN = 0.035
"""Stroke, in ems, that makes a fallback font look bold."""
_FILLED: Final = 0
_FILLED_AND_STROKED: Final = 2
"""Text rendering modes, ISO 32000-1 table 106."""

SQUEEZED = re.compile("[，。、；：？！）》”’】」』](?=[，。、；：？！）》”’】」』（《“‘【「『])")
"""A mark whose empty right half goes when another mark follows (标点挤压)."""

Point = tuple[float, float]
Link = tuple[float, float, float, float, str]
"""Left, bottom, right, top as PDF counts them, and the target."""
Rect = tuple[float, float, float, float]
"""Left, bottom, right, top as PDF counts them."""


class Pen:
    def __init__(self, canvas: ReportCanvas) -> None:
        self._canvas = canvas
        self._height = canvas.height
        self.links: list[Link] = []
        self.fields: dict[str, Rect] = {}
        """Where a signature field is to be."""
        self.anchors: dict[str, float] = {}
        self.headings: list[tuple[int, str, float]] = []
        self._forget()

    def _forget(self) -> None:
        """Set colours and line anew when next needed."""
        self._fill: Colour | None = None
        self._stroke: Colour | None = None
        self._line_width = -1.0

    def _y(self, y: float) -> float:
        return self._height - y

    def _paint(self, fill: Colour | None, stroke: Colour | None, width: float = 0) -> None:
        """Set the colours and the line's width."""
        if fill and fill != self._fill:
            self._fill = fill
            self._canvas.setFillColorRGB(*fill)
        if stroke:
            if stroke != self._stroke:
                self._stroke = stroke
                self._canvas.setStrokeColorRGB(*stroke)
            if width != self._line_width:
                self._line_width = width
                self._canvas.setLineWidth(width)

    def text(self, x: float, baseline: float, text: str, style: Style) -> None:
        """One line of text. Its characters must have been measured before."""
        face = typeface(style.bold)
        size = style.size
        level = self._y(baseline)
        self._paint(style.colour, None)
        for font, run in face.runs(text):
            emboldened = style.bold and font is not face.main
            if emboldened:
                self._paint(None, style.colour, size * _EMBOLDEN)
            mode = _FILLED_AND_STROKED if emboldened else _FILLED
            for part in _parts(run):
                self._canvas.show(x, level, font, size, part, mode=mode)
                if len(part) < len(text):
                    x += face.width(part, size) - size / 2
            x += size / 2

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        line: float = 0.5,
        radius: float = 0.0,
    ) -> None:
        self._paint(fill, stroke, line)
        ways = {"stroke": int(bool(stroke)), "fill": int(bool(fill))}
        if radius <= 0:
            self._canvas.rect(x, self._y(y + height), width, height, **ways)
        else:
            radius = min(radius, width / 2, height / 2)
            self._canvas.roundRect(x, self._y(y + height), width, height, radius, **ways)

    def polygon(self, points: Sequence[Point], *, fill: Colour) -> None:
        self._paint(fill, None)
        (x, y), *others = points
        path = self._canvas.beginPath()
        path.moveTo(x, self._y(y))
        for x, y in others:
            path.lineTo(x, self._y(y))
        path.close()
        self._canvas.drawPath(path, stroke=0, fill=1)

    def path(
        self,
        points: Sequence[Point],
        *,
        stroke: Colour,
        line: float = 0.5,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """A line through the points; `dash` gives the lengths of strokes and gaps."""
        (x, y), *others = points
        path = self._canvas.beginPath()
        path.moveTo(x, self._y(y))
        for x, y in others:
            path.lineTo(x, self._y(y))
        self._draw_line(path, stroke, line, dash)

    def curve(
        self,
        points: Sequence[Point],
        *,
        stroke: Colour,
        line: float = 0.5,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """A smooth line through the points, level at each of them."""
        path = self._canvas.beginPath()
        path.moveTo(points[0][0], self._y(points[0][1]))
        for (x1, y1), (x2, y2) in pairwise(points):
            middle = (x1 + x2) / 2
            path.curveTo(middle, self._y(y1), middle, self._y(y2), x2, self._y(y2))
        self._draw_line(path, stroke, line, dash)

    def _draw_line(
        self,
        path: PDFPathObject,
        stroke: Colour,
        line: float,
        dash: tuple[float, float] | None,
    ) -> None:
        self._paint(None, stroke, line)
        if dash:
            self._canvas.setDash(dash)
        self._canvas.drawPath(path)
        if dash:
            self._canvas.setDash()

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: Colour | None = None,
        stroke: Colour | None = None,
        line: float = 0.5,
    ) -> None:
        self._paint(fill, stroke, line)
        ways = {"stroke": int(bool(stroke)), "fill": int(bool(fill))}
        self._canvas.circle(x, self._y(y), radius, **ways)

    def image(self, picture: Picture, x: float, y: float, width: float, height: float) -> None:
        canvas = self._canvas
        name = canvas.add_picture(picture)
        canvas.saveState()
        canvas.transform(width, 0, 0, height, x, self._y(y + height))
        canvas.doForm(name)
        canvas.restoreState()

    def link(self, x: float, y: float, width: float, height: float, target: str) -> None:
        """`target` is an address or `#anchor`."""
        self.links.append((x, self._y(y + height), x + width, self._y(y), target))

    def field(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Leave room for a signature field, if the document has one of that name."""
        self.fields[name] = (x, self._y(y + height), x + width, self._y(y))

    def anchor(self, name: str, y: float) -> None:
        if name:
            self.anchors.setdefault(clean(name), self._y(y))

    def heading(self, level: int, title: str, y: float) -> None:
        """Enter a heading in the outline."""
        self.headings.append((level, clean(title), self._y(y)))

    @contextmanager
    def scaled(self, factor: float, x: float, y: float) -> Iterator[None]:
        """Draw smaller, with (x, y) staying where it is. Links inside keep their unscaled place."""
        left, top = x * (1 - factor), self._y(y) * (1 - factor)
        self._canvas.saveState()
        self._canvas.transform(factor, 0, 0, factor, left, top)
        self._forget()
        yield
        self._canvas.restoreState()
        self._forget()


def _parts(text: str) -> list[str]:
    """Text parted behind each squeezed mark, whose right half the next part covers."""
    ends = [found.end() for found in SQUEEZED.finditer(text)]
    return [text[start:end] for start, end in pairwise([0, *ends, len(text)])]
