"""The pen: one page's content stream.

Lengths are points, (0, 0) is the page's upper left corner and y grows downwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Protocol

from fieldapp.report.pdf.faces import Face
from fieldapp.report.pdf.pictures import Picture
from fieldapp.report.pdf.style import Colour, Style
from fieldapp.report.pdf.typefaces import typeface
from fieldapp.report.pdf.writer import Ref, number

_CURVE = 0.5523
"""Control point of a Bezier quarter circle, in radii."""
_EMBOLDEN = 0.035
"""Stroke, in ems, that makes a fallback face look bold."""

SQUEEZED = re.compile("[，。、；：？！）》”’】」』](?=[，。、；：？！）》”’】」』（《“‘【「『])")
"""A mark whose empty right half goes when another mark follows (标点挤压)."""

Point = tuple[float, float]
Link = tuple[float, float, float, float, str]
"""Left, bottom, right, top as PDF counts them, and the target."""


class Inks(Protocol):
    """What the document gives its pages: fonts and pictures."""

    def font(self, face: Face) -> tuple[str, dict[str, str]]:
        """The font's resource name, and each character's code in hexadecimal digits."""

    def image(self, picture: Picture) -> Ref:
        """Put a picture into the file."""


class Pen:
    def __init__(self, inks: Inks, height: float) -> None:
        self.inks = inks
        self._height = height
        self.operators: list[str] = []
        self.images: dict[str, Ref] = {}
        self.links: list[Link] = []
        self.anchors: dict[str, float] = {}
        self.headings: list[tuple[int, str, float]] = []
        self._fill: Colour | None = None
        self._stroke: Colour | None = None
        self._line_width = -1.0
        self._font = ("", 0.0)

    def _y(self, y: float) -> float:
        return self._height - y

    def _paint(self, fill: Colour | None, stroke: Colour | None, width: float) -> str:
        """Set the colours; the operator that paints a closed path."""
        if fill and fill != self._fill:
            self._fill = fill
            self.operators.append(f"{_colour(fill)} rg")
        if stroke:
            if stroke != self._stroke:
                self._stroke = stroke
                self.operators.append(f"{_colour(stroke)} RG")
            if width != self._line_width:
                self._line_width = width
                self.operators.append(f"{number(width)} w")
        return ("B" if stroke else "f") if fill else "S"

    def text(self, x: float, baseline: float, text: str, style: Style) -> None:
        """One line of text. Its characters must have been measured before."""
        face_of = typeface(style.bold)
        runs = face_of.runs(text)
        self._paint(style.colour, None, 0)
        for face, part in runs:
            name, codes = self.inks.font(face)
            if (name, style.size) != self._font:
                self._font = (name, style.size)
                self.operators.append(f"BT /{name} {number(style.size)} Tf ET")
            shown = f"<{''.join([codes[char] for char in part])}> Tj"
            if SQUEEZED.search(part):
                shown = _squeezed(part, codes)
            line = f"BT {x:.2f} {self._height - baseline:.2f} Td {shown} ET"
            if style.bold and face is not face_of.main:
                self._paint(None, style.colour, style.size * _EMBOLDEN)
                line = f"2 Tr {line} 0 Tr"
            self.operators.append(line)
            if len(runs) > 1:
                x += face_of.width(part, style.size)
                x -= len(SQUEEZED.findall(part)) * style.size / 2

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
        paint = self._paint(fill, stroke, line)
        if radius <= 0:
            box = (x, self._y(y + height), width, height)
            self.operators.append(" ".join(map(number, box)) + f" re {paint}")
            return
        r = min(radius, width / 2, height / 2)
        c = r * (1 - _CURVE)
        left, right, top, bottom = x, x + width, y, y + height
        self._path(
            (left + r, top),
            [
                ((right - r, top),),
                ((right - c, top), (right, top + c), (right, top + r)),
                ((right, bottom - r),),
                ((right, bottom - c), (right - c, bottom), (right - r, bottom)),
                ((left + r, bottom),),
                ((left + c, bottom), (left, bottom - c), (left, bottom - r)),
                ((left, top + r),),
                ((left, top + c), (left + c, top), (left + r, top)),
            ],
            f"h {paint}",
        )

    def _path(self, start: Point, steps: Sequence[Sequence[Point]], paint: str) -> None:
        parts = [f"{self._point(start)} m"]
        for step in steps:
            parts.append(" ".join(map(self._point, step)) + (" l" if len(step) == 1 else " c"))
        self.operators.append(" ".join([*parts, paint]))

    def _point(self, point: Point) -> str:
        return f"{point[0]:.2f} {self._height - point[1]:.2f}"

    def polygon(self, points: Sequence[Point], *, fill: Colour) -> None:
        paint = self._paint(fill, None, 0)
        self._path(points[0], [(point,) for point in points[1:]], f"h {paint}")

    def path(
        self,
        points: Sequence[Point],
        *,
        stroke: Colour,
        line: float = 0.5,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """A line through the points; `dash` gives the lengths of strokes and gaps."""
        self._paint(None, stroke, line)
        self._path(points[0], [(point,) for point in points[1:]], self._dashed(dash))

    def curve(
        self,
        points: Sequence[Point],
        *,
        stroke: Colour,
        line: float = 0.5,
        dash: tuple[float, float] | None = None,
    ) -> None:
        """A smooth line through the points, level at each of them."""
        self._paint(None, stroke, line)
        steps = [
            (((x1 + x2) / 2, y1), ((x1 + x2) / 2, y2), (x2, y2))
            for (x1, y1), (x2, y2) in pairwise(points)
        ]
        self._path(points[0], steps, self._dashed(dash))

    def _dashed(self, dash: tuple[float, float] | None) -> str:
        """Set the dash; the operator that strokes and resets it."""
        if dash is None:
            return "S"
        self.operators.append(f"[{number(dash[0])} {number(dash[1])}] 0 d")
        return "S [] 0 d"

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
        self.rect(
            x - radius,
            y - radius,
            2 * radius,
            2 * radius,
            fill=fill,
            stroke=stroke,
            line=line,
            radius=radius,
        )

    def image(self, ref: Ref, x: float, y: float, width: float, height: float) -> None:
        name = f"I{ref}"
        self.images[name] = ref
        place = (width, 0.0, 0.0, height, x, self._y(y + height))
        self.operators.append(f"q {' '.join(map(number, place))} cm /{name} Do Q")

    def link(self, x: float, y: float, width: float, height: float, target: str) -> None:
        """`target` is an address or `#anchor`."""
        self.links.append((x, self._y(y + height), x + width, self._y(y), target))

    def anchor(self, name: str, y: float) -> None:
        if name:
            self.anchors.setdefault(name, self._y(y))

    def heading(self, level: int, title: str, y: float) -> None:
        """Enter a heading in the outline."""
        self.headings.append((level, title, self._y(y)))

    @contextmanager
    def scaled(self, factor: float, x: float, y: float) -> Iterator[None]:
        """Draw smaller, with (x, y) staying where it is. Links inside keep their unscaled place."""
        left, top = x * (1 - factor), self._y(y) * (1 - factor)
        place = (factor, 0.0, 0.0, factor, left, top)
        self.operators.append(f"q {' '.join(map(number, place))} cm")
        yield
        self.operators.append("Q")
        self._fill = self._stroke = None
        self._line_width = -1.0
        self._font = ("", 0.0)


def _colour(colour: Colour) -> str:
    return " ".join(f"{part:.3g}" for part in colour)


def _squeezed(text: str, codes: dict[str, str]) -> str:
    """Text with half an em taken out behind each squeezed mark."""
    parts, start = [], 0
    for found in SQUEEZED.finditer(text):
        parts.append(text[start : found.end()])
        start = found.end()
    parts.append(text[start:])
    shown = " 500 ".join(f"<{''.join([codes[char] for char in part])}>" for part in parts)
    return f"[{shown}] TJ"
