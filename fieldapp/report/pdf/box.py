"""Boxes: what a page is made of."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from fieldapp.report.pdf.pen import Pen


class Box(ABC):
    """Something with a height once its width is known.

    `before` and `after` are the wanted gaps to its neighbours, of which the larger counts.
    `keeps_next`: never the last on a page. Order of calls: `fit`, then `least`, `split`, `draw`.
    """

    width: float = 0.0
    height: float = 0.0

    def __init__(
        self, *, before: float = 0.0, after: float = 0.0, keeps_next: bool = False
    ) -> None:
        self.before = before
        self.after = after
        self.keeps_next = keeps_next

    @abstractmethod
    def fit(self, width: float) -> float:
        """Lay out at `width`; the height."""

    def least(self) -> float:
        """The height that must be free for the box to begin."""
        return self.height

    def squeeze(self, room: float) -> bool:
        """Become no higher than `room`, if that harms nothing; whether it was done."""
        return False

    def split(self, room: float) -> tuple[Box, Box] | None:
        """Two fitted boxes, the first at most `room` high; None where it cannot be split there."""
        return None

    @abstractmethod
    def draw(self, pen: Pen, x: float, y: float) -> None:
        """Draw with the upper left corner at (x, y); y grows downwards."""


class Gap(Box):
    """Empty height; dropped at the top of a page."""

    def __init__(self, height: float) -> None:
        super().__init__()
        self.height = height

    def fit(self, width: float) -> float:
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pass


def gaps(boxes: Sequence[Box]) -> Iterator[tuple[float, Box]]:
    """Each box with the gap above it; none above the first."""
    last: Box | None = None
    for box in boxes:
        yield (max(last.after, box.before) if last else 0.0), box
        last = box


class Stack(Box):
    """Boxes one below the other. `whole`: stays on one page if it fits on one."""

    def __init__(
        self,
        boxes: Sequence[Box],
        *,
        whole: bool = False,
        before: float = 0.0,
        after: float = 0.0,
        keeps_next: bool = False,
    ) -> None:
        super().__init__(before=before, after=after, keeps_next=keeps_next)
        self.boxes = list(boxes)
        self.whole = whole

    def fit(self, width: float) -> float:
        self.width = width
        for box in self.boxes:
            box.fit(width)
        return self._measure()

    def _measure(self) -> float:
        self.height = sum(gap + box.height for gap, box in gaps(self.boxes))
        return self.height

    def least(self) -> float:
        return self.height if self.whole or not self.boxes else head_height(self.boxes)

    def split(self, room: float) -> tuple[Box, Box] | None:
        y = 0.0
        for index, (gap, box) in enumerate(gaps(self.boxes)):
            if y + gap + box.height > room + 1e-6:
                parts = box.split(room - y - gap) if room > y + gap else None
                if parts is None and index == 0:
                    return None
                first = [*self.boxes[:index], *([parts[0]] if parts else [])]
                rest = [parts[1] if parts else box, *self.boxes[index + 1 :]]
                return self._part(first), self._part(rest)
            y += gap + box.height
        return None

    def _part(self, boxes: list[Box]) -> Stack:
        part = Stack(boxes, before=self.before, after=self.after)
        part.width = self.width
        part._measure()
        return part

    def draw(self, pen: Pen, x: float, y: float) -> None:
        for gap, box in gaps(self.boxes):
            box.draw(pen, x, y + gap)
            y += gap + box.height


class Scaled(Box):
    """A box too high for any page, drawn smaller."""

    def __init__(self, box: Box, height: float) -> None:
        super().__init__(before=box.before, after=box.after)
        self.box = box
        self.width = box.width
        self.height = height

    def fit(self, width: float) -> float:
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        with pen.scaled(self.height / self.box.height, x, y):
            self.box.draw(pen, x, y)


def head_height(boxes: Sequence[Box]) -> float:
    """What must be free for the first box to begin, with all it must not be parted from."""
    height = 0.0
    last: Box | None = None
    for box in boxes:
        height += max(last.after, box.before) if last else 0.0
        if not box.keeps_next:
            return height + box.least()
        height += box.height
        last = box
    return height
