"""The emotion timeline: levels 1 (calm, below) to 5 (safety at risk, above), one lane a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import pairwise

from fieldapp.report.blocks import EmotionPoint, EmotionTimeline, Words
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.frames import Hanging, dot
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.style import (
    HAIRLINE,
    INK,
    LEVEL,
    LINE,
    MUTED,
    RADIUS,
    SECTION,
    WHITE,
    Colour,
    Sheet,
    Style,
    rgb,
    tint,
)
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import label

_LANES: tuple[Colour, ...] = (SECTION["people"], SECTION["solution"], SECTION["background"])
_GROUND = rgb("FBFCFD")
_LEVELS = (1, 2, 3, 4, 5)
_MOST_ON_A_CHART = 14

Rect = tuple[float, float, float, float]


def timeline_boxes(block: EmotionTimeline, sheet: Sheet) -> list[Box]:
    """Charts of a legible number of points, then the labels for which there was no room."""
    boxes: list[Box] = []
    points = sorted(block.points, key=_moment)
    most = _MOST_ON_A_CHART // 2 if sheet.phone else _MOST_ON_A_CHART
    for start in range(0, len(points), most):
        chart = TimelineChart(block, points[start : start + most], sheet)
        chart.fit(sheet.body_width)
        boxes += [chart, *chart.left_over(sheet)]
    if boxes:
        boxes[-1].after = 1.1 * sheet.base
    return boxes


class TimelineChart(Box):
    def __init__(
        self, block: EmotionTimeline, points: Sequence[EmotionPoint], sheet: Sheet
    ) -> None:
        base = sheet.base
        super().__init__(before=0.3 * base, after=0.5 * base)
        self.base = base
        self.points = list(points)
        self.several = len(block.lanes) > 1
        style = sheet.style(0.76, 1.02)(colour=INK)
        self.labels = [Text(_label(point.label, style), align="centre", most=4) for point in points]
        axis = sheet.style(0.74, 0.98)(colour=MUTED)
        self.levels = {
            level: Text(
                [
                    Span(f"{level} ", axis(bold=True, colour=LEVEL[level])),
                    *(label(block.levels[level], axis) if level in block.levels else []),
                ],
                most=3,
            )
            for level in _LEVELS
        }
        self.ticks = [
            Text([Span(_tick(point.at, before), axis)], align="centre", most=2)
            for point, before in zip(points, [None, *points], strict=False)
        ]
        self.lanes = [
            Hanging(
                dot(_LANES[index % len(_LANES)], 0.32 * base, 0.55 * base),
                1.1 * base,
                Text(label(lane, sheet.micro(colour=INK)), most=2),
            )
            for index, lane in enumerate(block.lanes)
        ]
        self.axis_width = (7.2 if sheet.phone else 10.5) * base
        self.step = (3.1 if sheet.phone else 3.3) * base
        self.top = (1.0 if not self.several else 2.6) * base + 1.6 * base
        self.radius = 0.68 * base
        self.places: list[Rect | None] = []

    def fit(self, width: float) -> float:
        self.width = width
        for text in self.levels.values():
            text.fit(self.axis_width - 1.4 * self.base)
        pitch = self._pitch
        for tick in self.ticks:
            tick.fit(max(pitch - 2, 2.6 * self.base))
        for lane in self.lanes:
            lane.fit((width - 2 * self.base) / max(len(self.lanes), 1))
        for text in self.labels:
            text.fit(min(max(1.7 * pitch, 6 * self.base), 11 * self.base))
            text.fit(text.widest + 0.5)
        tallest = max((tick.height for tick in self.ticks), default=0.0)
        self.height = self.top + 4 * self.step + 1.7 * self.base + tallest + 0.7 * self.base
        self.places = self._place()
        return self.height

    @property
    def _pitch(self) -> float:
        room = self.width - self.axis_width - 3.2 * self.base
        return room / max(len(self.points) - 1, 1) if len(self.points) > 1 else room

    def _spot(self, index: int) -> tuple[float, float]:
        """Where a point lies, from the chart's upper left corner."""
        level = min(max(self.points[index].level, 1), 5)
        offset = self._pitch * index if len(self.points) > 1 else self._pitch / 2
        return self.axis_width + 1.2 * self.base + offset, self.top + (5 - level) * self.step

    def _place(self) -> list[Rect | None]:
        """A free rectangle for each label: above or below its point, near before far.

        Labels keep off points and labels always, off the lines where they can.
        """
        spots = [self._spot(index) for index in range(len(self.points))]
        r = self.radius + 1.5
        taken: list[Rect] = [(x - r, y - r, x + r, y + r) for x, y in spots]
        lines = [rect for lane in self._lanes_of_spots() for rect in _along(lane)]
        floor = self.top + 4 * self.step + 1.2 * self.base
        places: list[Rect | None] = []
        for index, text in enumerate(self.labels):
            found: Rect | None = None
            if text.natural_width:
                x, y = spots[index]
                free = (
                    rect
                    for rect in self._candidates(x, y, text, falling=self._falling(index))
                    if rect[1] >= self.top - 2.6 * self.base
                    and rect[3] <= floor
                    and not _overlaps(rect, taken)
                )
                found = nearest = next(free, None)
                while found and _overlaps(found, lines):
                    found = next(free, None)
                found = found or nearest
            places.append(found)
            if found:
                taken.append(found)
        return places

    def _lanes_of_spots(self) -> list[list[tuple[float, float]]]:
        return [
            [self._spot(index) for index, point in enumerate(self.points) if point.lane == lane]
            for lane in sorted({point.lane for point in self.points})
        ]

    def _falling(self, index: int) -> bool:
        """Whether the line comes from above or leaves upwards: the label then sits better below."""
        lane = [i for i, point in enumerate(self.points) if point.lane == self.points[index].lane]
        place = lane.index(index)
        around = [
            self.points[i].level
            for i in (*lane[max(place - 1, 0) : place], *lane[place + 1 : place + 2])
        ]
        return bool(around) and sum(around) / len(around) > self.points[index].level

    def _candidates(self, x: float, y: float, text: Text, *, falling: bool) -> list[Rect]:
        wide, high = text.width, text.height
        edge = self.width - 0.6 * self.base
        start = self.axis_width + 0.2 * self.base
        rects: list[Rect] = []
        for far in (0.0, 0.9, 1.8, 2.7):
            away = self.radius + 2 + far * self.base
            sides = (y + away, y - away - high) if falling else (y - away - high, y + away)
            for top in sides:
                for shift in (0.5, 0.85, 0.15):
                    left = min(max(x - wide * shift, start), edge - wide)
                    rects.append((left, top, left + wide, top + high))
        return rects

    def left_over(self, sheet: Sheet) -> list[Box]:
        """The labels that found no room, as lines below the chart."""
        style = sheet.style(0.8, 1.2)
        boxes: list[Box] = []
        for index, place in enumerate(self.places):
            point = self.points[index]
            if place is None and point.label.plain:
                at = f"{point.at:%m-%d %H:%M}  " if point.at else ""
                head = Span(f"{at}{point.level}  ", style(bold=True, colour=INK))
                boxes.append(Text([head, *label(point.label, style)]))
        return boxes

    def draw(self, pen: Pen, x: float, y: float) -> None:
        base = self.base
        pen.rect(x, y, self.width, self.height, fill=_GROUND, stroke=LINE, radius=RADIUS)
        if self.several:
            across = x + base
            for lane in self.lanes:
                lane.draw(pen, across, y + 0.7 * base)
                across += lane.width
        for level, text in self.levels.items():
            height = y + self.top + (5 - level) * self.step
            text.draw(pen, x + base, height - text.height / 2)
            right = x + self.width - 0.8 * base
            pen.path([(x + self.axis_width, height), (right, height)], stroke=LINE, line=HAIRLINE)
        floor = y + self.top + 4 * self.step + 1.7 * base
        for index, tick in enumerate(self.ticks):
            across, _ = self._spot(index)
            tick.draw(pen, x + across - tick.width / 2, floor)
        self._draw_lines(pen, x, y)
        for place, text in zip(self.places, self.labels, strict=True):
            if place:
                left, top, right, bottom = place
                pen.rect(x + left - 1, y + top, right - left + 2, bottom - top, fill=_GROUND)
                text.draw(pen, x + left, y + top)
        for index, point in enumerate(self.points):
            across, down = self._spot(index)
            self._draw_point(pen, x + across, y + down, point)

    def _draw_lines(self, pen: Pen, x: float, y: float) -> None:
        for number in {point.lane for point in self.points}:
            spots = [
                self._spot(index) for index, point in enumerate(self.points) if point.lane == number
            ]
            if len(spots) > 1:
                colour = _LANES[number % len(_LANES)]
                dash = (3.0, 2.0) if number % 2 else None
                places = [(x + across, y + down) for across, down in spots]
                pen.curve(places, stroke=tint(colour, 0.75), line=1.5, dash=dash)

    def _draw_point(self, pen: Pen, x: float, y: float, point: EmotionPoint) -> None:
        level = min(max(point.level, 1), 5)
        ring = _LANES[point.lane % len(_LANES)] if self.several else LEVEL[level]
        if self.several:
            pen.circle(x, y, self.radius + 1.6, fill=ring)
        pen.circle(x, y, self.radius, fill=LEVEL[level], stroke=WHITE, line=0.8)
        style = Style(0.82 * self.base, 1.2 * self.base, WHITE, bold=True)
        number = Text([Span(str(level), style)], align="centre", most=1)
        number.fit(2 * self.radius)
        number.draw(pen, x - self.radius, y - number.height / 2)


def _moment(point: EmotionPoint) -> tuple[bool, datetime]:
    """For sorting: moments without a time zone count as UTC, those unknown come last."""
    at = point.at or datetime.max
    return point.at is None, at if at.tzinfo else at.replace(tzinfo=UTC)


def _label(words: Words, style: Style) -> list[Span]:
    """The other language on lines of its own."""
    spans = [Span(words.plain, style)]
    if words.sub and words.sub != words.plain:
        spans.append(Span(f"\n{words.sub}", style(colour=MUTED)))
    return spans


def _tick(at: datetime | None, before: EmotionPoint | None) -> str:
    """The date where it changes, the time of day below it."""
    if at is None:
        return "—"
    clock = f"{at:%H:%M}"
    same = before is not None and before.at is not None and before.at.date() == at.date()
    return clock if same else f"{at:%m-%d}\n{clock}"


def _along(spots: Sequence[tuple[float, float]]) -> list[Rect]:
    """Small rectangles along a curve through these spots, as the pen draws it."""
    rects: list[Rect] = []
    for (x1, y1), (x2, y2) in pairwise(spots):
        for step in range(1, 12):
            t = step / 12
            bend = 3 * t * t - 2 * t * t * t
            x = x1 + (x2 - x1) * (1.5 * t * (1 - t) * (1 - t) + 1.5 * t * t * (1 - t) + t * t * t)
            y = y1 + (y2 - y1) * bend
            rects.append((x - 1.5, y - 1.5, x + 1.5, y + 1.5))
    return rects


def _overlaps(one: Rect, others: Iterable[Rect]) -> bool:
    """Whether a rectangle has a part in common with any of the others."""
    left, top, right, bottom = one
    return any(left < r and x < right and top < b and y < bottom for x, y, r, b in others)
