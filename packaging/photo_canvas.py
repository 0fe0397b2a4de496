"""Drawing tools for the samples' pictures: paper, metal, screens, light and grain.

Everything is drawn at twice the size and reduced at the end. Coordinates are those of the finished
picture, 1600 x 1200; `Pen` doubles them. The same call draws the same picture each time.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

FONTS = Path(__file__).resolve().parent.parent / "resources" / "fonts"
WIDTH, HEIGHT = 1600, 1200
SCALE = 2

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Anchor = Literal["la", "ma", "ra", "lm", "mm", "rm"]

INK, MUTED, RED, GREEN, AMBER, BLUE = (
    "#1f2a33",
    "#66737d",
    "#c0392b",
    "#2e7d4f",
    "#d08a1d",
    "#1f5f9e",
)


@cache
def font(size: float, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "NotoSansSC-Bold.ttf" if bold else "NotoSansSC-Regular.ttf"
    return ImageFont.truetype(FONTS / name, round(size * SCALE))


class Pen:
    """Draws on an image in finished-picture coordinates."""

    def __init__(self, image: Image.Image) -> None:
        self.image = image
        self._draw = ImageDraw.Draw(image)

    def box(self, box: Box, fill: str | None, edge: str | None = None, line: float = 2) -> None:
        self._draw.rectangle(_scaled(box), fill, edge, _line(line))

    def card(
        self, box: Box, radius: float, fill: str | None, edge: str | None = None, line: float = 2
    ) -> None:
        self._draw.rounded_rectangle(_scaled(box), radius * SCALE, fill, edge, _line(line))

    def disc(
        self, at: Point, radius: float, fill: str | None, edge: str | None = None, line: float = 2
    ) -> None:
        x, y = at
        box = _scaled((x - radius, y - radius, x + radius, y + radius))
        self._draw.ellipse(box, fill, edge, _line(line))

    def line(self, points: Sequence[Point], colour: str, line: float = 2) -> None:
        self._draw.line(
            [(x * SCALE, y * SCALE) for x, y in points], colour, _line(line), joint="curve"
        )

    def dashes(self, start: Point, end: Point, colour: str, line: float = 3) -> None:
        (x0, y0), (x1, y1) = start, end
        dx, dy = x1 - x0, y1 - y0
        steps = max(1, round(math.hypot(dx, dy) / 22))
        for step in range(steps):
            a, b = step / steps, (step + 0.6) / steps
            dash = [(x0 + dx * a, y0 + dy * a), (x0 + dx * b, y0 + dy * b)]
            self.line(dash, colour, line)

    def shape(self, points: Sequence[Point], fill: str | None, edge: str | None = None) -> None:
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill, edge, _line(2))

    def text(
        self,
        at: Point,
        text: str,
        size: float,
        colour: str = INK,
        *,
        bold: bool = False,
        anchor: Anchor = "la",
    ) -> None:
        x, y = at
        self._draw.text((x * SCALE, y * SCALE), text, colour, font(size, bold), anchor)

    def screw(self, at: Point, radius: float = 13) -> None:
        x, y = at
        self.disc((x + 2, y + 3), radius, "#8b9298")
        self.disc(at, radius, "#c9ced2", "#7d858b")
        self.line(
            [(x - radius * 0.6, y - radius * 0.3), (x + radius * 0.6, y + radius * 0.3)],
            "#6d757b",
            3,
        )

    def ring(self, box: Box, colour: str = RED) -> None:
        """A ring as a person draws it with a marker: it overlaps itself without quite meeting."""
        x0, y0, x1, y1 = box
        steps = 120
        points = []
        for step in range(steps + 1):
            angle = math.radians(-75 + 385 * step / steps)
            reach = 1.0 + 0.05 * step / steps
            points.append(
                (
                    (x0 + x1) / 2 + (x1 - x0) / 2 * reach * math.cos(angle),
                    (y0 + y1) / 2 + (y1 - y0) / 2 * reach * math.sin(angle),
                )
            )
        self.line(points, colour, 6)


def _scaled(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return (x0 * SCALE, y0 * SCALE, x1 * SCALE, y1 * SCALE)


def _line(line: float) -> int:
    return max(1, round(line * SCALE))


def blank(colour: str, width: float = WIDTH, height: float = HEIGHT) -> Image.Image:
    return Image.new("RGB", (round(width * SCALE), round(height * SCALE)), colour)


def sheet(width: float, height: float, colour: str) -> Image.Image:
    """A sheet to be laid on a picture, with its own coordinates from 0."""
    return Image.new("RGBA", (round(width * SCALE), round(height * SCALE)), colour)


def rounded(card: Image.Image, radius: float) -> Image.Image:
    """A card with its corners cut round."""
    mask = Image.new("L", card.size, 0)
    edge = (0, 0, card.width - 1, card.height - 1)
    ImageDraw.Draw(mask).rounded_rectangle(edge, radius * SCALE, 255)
    result = card.convert("RGBA")
    result.putalpha(mask)
    return result


def grain(image: Image.Image, seed: str, strength: float, stretch: int = 1) -> Image.Image:
    """The image with noise; `stretch` draws it out sideways, as in brushed metal."""
    width, height = image.width // stretch, image.height
    noise = hashlib.shake_256(seed.encode()).digest(width * height)
    layer = Image.frombytes("L", (width, height), noise)
    if stretch > 1:
        layer = layer.resize(image.size, Image.Resampling.BILINEAR)
    tinted = ImageChops.overlay(image.convert("RGB"), layer.convert("RGB"))
    return Image.blend(image.convert("RGB"), tinted, strength)


def lay(picture: Image.Image, card: Image.Image, corners: Sequence[Point], depth: float) -> None:
    """Lays a card into four corners (from upper left, clockwise) with the shadow it throws."""
    warped = card.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        _perspective([(x * SCALE, y * SCALE) for x, y in corners], card.size),
        Image.Resampling.BICUBIC,
    )
    mask = warped.getchannel("A")
    shadow = ImageChops.offset(mask, round(depth * SCALE), round(depth * 1.4 * SCALE))
    shadow = shadow.filter(ImageFilter.GaussianBlur(depth * SCALE)).point(lambda v: v * 0.45)
    picture.paste("#0d1114", (0, 0), shadow)
    picture.paste(warped.convert("RGB"), (0, 0), mask)


def _perspective(corners: Sequence[Point], size: tuple[int, int]) -> list[float]:
    """The eight coefficients that take the picture's points back to the card's."""
    width, height = size
    source = [(0, 0), (width, 0), (width, height), (0, height)]
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(corners, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    return _solved(rows)


def _solved(rows: list[list[float]]) -> list[float]:
    """Gaussian elimination with pivoting of rows that end in their right side."""
    count = len(rows)
    for column in range(count):
        pivot = max(range(column, count), key=lambda row: abs(rows[row][column]))
        rows[column], rows[pivot] = rows[pivot], rows[column]
        head = rows[column][column]
        rows[column] = [value / head for value in rows[column]]
        for row in range(count):
            if row != column:
                factor = rows[row][column]
                rows[row] = [a - factor * b for a, b in zip(rows[row], rows[column], strict=True)]
    return [row[-1] for row in rows]


def finished(picture: Image.Image, seed: str) -> Image.Image:
    """The picture as a camera takes it: window light from the upper left, fall-off, fine grain."""
    small = picture.convert("RGB").resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    light = Image.radial_gradient("L").resize((WIDTH * 2, HEIGHT * 2), Image.Resampling.BICUBIC)
    corner = (round(WIDTH * 0.62), round(HEIGHT * 0.68))
    light = light.crop((*corner, corner[0] + WIDTH, corner[1] + HEIGHT))
    light = light.point(lambda v: 255 - v * 0.42)
    lit = ImageChops.multiply(small, light.convert("RGB"))
    lit = Image.blend(small, lit, 0.85)
    return grain(lit.filter(ImageFilter.GaussianBlur(0.35)), seed, 0.06)
