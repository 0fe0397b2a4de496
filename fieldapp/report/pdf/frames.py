"""Boxes that hold other boxes: panels, hanging marks, grids."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import HAIRLINE, LINE, Colour

Mark = Callable[[Pen, float, float], None]
"""Draws a mark with its upper left corner at (x, y)."""


class Panel(Box):
    """A filled frame around one box; `bar` is a coloured edge on the left."""

    def __init__(
        self,
        box: Box,
        *,
        padding: tuple[float, float],
        fill: Colour | None = None,
        stroke: Colour | None = None,
        bar: Colour | None = None,
        radius: float = 0.0,
        link: str = "",
        before: float = 0.0,
        after: float = 0.0,
    ) -> None:
        super().__init__(before=before, after=after)
        self.box = box
        self.across, self.down = padding
        self.fill = fill
        self.stroke = stroke
        self.bar = bar
        self.radius = radius
        self.link = link

    def fit(self, width: float) -> float:
        self.width = width
        self.height = self.box.fit(width - 2 * self.across) + 2 * self.down
        return self.height

    def least(self) -> float:
        return self.box.least() + 2 * self.down

    def split(self, room: float) -> tuple[Box, Box] | None:
        parts = self.box.split(room - 2 * self.down)
        return (self._around(parts[0]), self._around(parts[1])) if parts else None

    def _around(self, box: Box) -> Panel:
        part = Panel(
            box,
            padding=(self.across, self.down),
            fill=self.fill,
            stroke=self.stroke,
            bar=self.bar,
            radius=self.radius,
            before=self.before,
            after=self.after,
        )
        part.width = self.width
        part.height = box.height + 2 * self.down
        return part

    def draw(self, pen: Pen, x: float, y: float) -> None:
        if self.fill or self.stroke:
            pen.rect(
                x,
                y,
                self.width,
                self.height,
                fill=self.fill,
                stroke=self.stroke,
                line=HAIRLINE,
                radius=self.radius,
            )
        if self.bar:
            pen.rect(x, y, 2.4, self.height, fill=self.bar)
        self.box.draw(pen, x + self.across, y + self.down)
        if self.link:
            pen.link(x, y, self.width, self.height, self.link)


class Hanging(Box):
    """A box indented behind a mark."""

    def __init__(self, mark: Mark | None, indent: float, box: Box) -> None:
        super().__init__(before=box.before, after=box.after, keeps_next=box.keeps_next)
        self.mark = mark
        self.indent = indent
        self.box = box

    def fit(self, width: float) -> float:
        self.width = width
        self.height = self.box.fit(width - self.indent)
        return self.height

    def least(self) -> float:
        return self.box.least()

    def split(self, room: float) -> tuple[Box, Box] | None:
        parts = self.box.split(room)
        if not parts:
            return None
        return self._part(self.mark, parts[0]), self._part(None, parts[1])

    def _part(self, mark: Mark | None, box: Box) -> Hanging:
        part = Hanging(mark, self.indent, box)
        part.width = self.width
        part.height = box.height
        return part

    def draw(self, pen: Pen, x: float, y: float) -> None:
        if self.mark:
            self.mark(pen, x, y)
        self.box.draw(pen, x + self.indent, y)


class Row(Box):
    """Boxes side by side, top aligned; never split. `shares` are relative widths."""

    def __init__(
        self,
        boxes: Sequence[Box],
        *,
        gap: float,
        shares: Sequence[float] | None = None,
        stretch: bool = False,
        before: float = 0.0,
        after: float = 0.0,
    ) -> None:
        super().__init__(before=before, after=after)
        self.boxes = list(boxes)
        self.gap = gap
        self.shares = list(shares or [1.0] * len(self.boxes))
        self.stretch = stretch
        self._widths: list[float] = []

    def fit(self, width: float) -> float:
        self.width = width
        room = width - self.gap * (len(self.shares) - 1)
        self._widths = [room * share / sum(self.shares) for share in self.shares]
        self.height = max(
            (box.fit(own) for box, own in zip(self.boxes, self._widths, strict=False)), default=0.0
        )
        if self.stretch:
            for box in self.boxes:
                box.height = self.height
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        for box, width in zip(self.boxes, self._widths, strict=False):
            box.draw(pen, x, y)
            x += width + self.gap


def grid(boxes: Sequence[Box], columns: int, gap: float, *, stretch: bool = False) -> list[Row]:
    """Rows of equal columns; a last row that is not full leaves its columns empty."""
    return [
        Row(
            boxes[start : start + columns],
            gap=gap,
            shares=[1.0] * columns,
            stretch=stretch,
        )
        for start in range(0, len(boxes), columns)
    ]


class Rule(Box):
    """A hairline across."""

    def __init__(self, *, before: float = 0.0, after: float = 0.0, colour: Colour = LINE) -> None:
        super().__init__(before=before, after=after)
        self.colour = colour
        self.height = HAIRLINE

    def fit(self, width: float) -> float:
        self.width = width
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.path([(x, y), (x + self.width, y)], stroke=self.colour, line=HAIRLINE)


def dot(colour: Colour, radius: float, middle: float, x: float = 0.0) -> Mark:
    """A dot, `middle` below the top."""
    return lambda pen, left, top: pen.circle(left + x + radius, top + middle, radius, fill=colour)


def tick_box(size: float, middle: float, colour: Colour) -> Mark:
    """An empty box to tick."""
    return lambda pen, x, y: pen.rect(
        x, y + middle - size / 2, size, size, stroke=colour, line=0.8, radius=1.5
    )
