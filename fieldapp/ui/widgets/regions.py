"""Rectangles on a picture: what it is cropped to and what is covered, with every step undone."""

from __future__ import annotations

from typing import Literal, NamedTuple

Tool = Literal["crop", "cover"]

LEAST = 8
"""The least side of a rectangle, in pixels of the picture."""


class Region(NamedTuple):
    """A rectangle in pixels of the picture, whole and inside it."""

    left: int
    top: int
    width: int
    height: int

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.left + self.width and self.top <= y <= self.top + self.height


class Regions:
    """At most one crop and any number of covers on a picture of `width` by `height` pixels.

    One rectangle is selected at a time; `selected` is its place in `all`.
    """

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.crop: Region | None = None
        self.covers: tuple[Region, ...] = ()
        self.selected: int | None = None
        self._past: list[tuple[Region | None, tuple[Region, ...], int | None]] = []

    @property
    def all(self) -> tuple[tuple[Tool, Region], ...]:
        covers: tuple[tuple[Tool, Region], ...] = tuple(("cover", one) for one in self.covers)
        return ((("crop", self.crop),) if self.crop else ()) + covers

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    def inside(self, left: float, top: float, width: float, height: float) -> Region:
        """The nearest whole rectangle that lies in the picture and is not too small."""
        wide = min(max(round(width), LEAST), self.width)
        high = min(max(round(height), LEAST), self.height)
        x = min(max(round(left), 0), self.width - wide)
        y = min(max(round(top), 0), self.height - high)
        return Region(x, y, wide, high)

    def add(self, tool: Tool, region: Region) -> None:
        """Add a cover, or put the crop there; it is selected."""
        self._remember()
        if tool == "crop":
            self.crop, self.selected = region, 0
        else:
            self.covers = (*self.covers, region)
            self.selected = len(self.all) - 1

    def change(self, region: Region) -> None:
        """Move or size the selected rectangle."""
        if self.selected is None:
            return
        self._remember()
        tool, _ = self.all[self.selected]
        if tool == "crop":
            self.crop = region
        else:
            at = self.selected - (1 if self.crop else 0)
            self.covers = (*self.covers[:at], region, *self.covers[at + 1 :])

    def remove(self) -> None:
        """Take the selected rectangle away."""
        if self.selected is None:
            return
        self._remember()
        tool, _ = self.all[self.selected]
        if tool == "crop":
            self.crop = None
        else:
            at = self.selected - (1 if self.crop else 0)
            self.covers = self.covers[:at] + self.covers[at + 1 :]
        self.selected = len(self.all) - 1 if self.all else None

    def undo(self) -> None:
        """Take the last step back."""
        if self._past:
            self.crop, self.covers, self.selected = self._past.pop()

    def _remember(self) -> None:
        self._past.append((self.crop, self.covers, self.selected))
