"""Boxes onto pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from fieldapp.base.values import frozen
from fieldapp.report.pdf.box import Box, Gap, Scaled, Stack, head_height


@frozen
class Placed:
    """A box and how far below the page's top margin it lies."""

    y: float
    box: Box


class TooManyPagesError(Exception):
    """The flow went over its cap of pages."""


class _Queue:
    """The boxes to come. Each is fitted only when it is needed, so a cap on pages caps the work."""

    def __init__(self, boxes: Sequence[Box], width: float) -> None:
        self._boxes = list(reversed(boxes))
        self._unfitted = len(self._boxes)
        self._width = width

    def __bool__(self) -> bool:
        return bool(self._boxes)

    def _fit_from(self, index: int) -> None:
        while self._unfitted > index:
            self._unfitted -= 1
            self._boxes[self._unfitted].fit(self._width)

    def take(self) -> Box:
        self._fit_from(len(self._boxes) - 1)
        return self._boxes.pop()

    def put_back(self, boxes: Iterable[Box]) -> None:
        """Fitted boxes, to come next in this order."""
        self._boxes.extend(reversed(list(boxes)))

    def run(self, box: Box) -> Iterator[Box]:
        """The box and those it must not be parted from."""
        yield box
        for index in range(len(self._boxes) - 1, -1, -1):
            if not box.keeps_next:
                return
            self._fit_from(index)
            box = self._boxes[index]
            yield box


def flow(
    boxes: Sequence[Box], width: float, height: float, *, most: int, raised: float = 0.0
) -> list[list[Placed]]:
    """Lay boxes out on pages of this height; page 1 starts higher by `raised`.

    Raises:
        TooManyPagesError: more than `most` pages would be needed.
    """
    queue = _Queue(boxes, width)
    pages: list[list[Placed]] = [[]]
    y, after = -raised, 0.0
    while queue:
        box = queue.take()
        fresh = not pages[-1]
        if fresh and isinstance(box, Gap):
            continue
        gap = 0.0 if fresh else max(after, box.before)
        room = height - y - gap
        if box.keeps_next:
            fits = head_height(list(queue.run(box))) <= room + 1e-6
        else:
            fits = box.height <= room + 1e-6 or box.squeeze(room)
        if fits or (fresh and box.height <= room):
            pages[-1].append(Placed(y + gap, box))
            y += gap + box.height
            after = box.after
            continue
        parts = None
        if not box.keeps_next and (fresh or box.least() <= room):
            parts = box.split(room)
        if parts:
            pages[-1].append(Placed(y + gap, parts[0]))
            queue.put_back(parts[1:])
        elif fresh:
            queue.put_back(box.boxes if isinstance(box, Stack) else [Scaled(box, room)])
            continue
        else:
            queue.put_back([box])
        if len(pages) == most:
            raise TooManyPagesError
        pages.append([])
        y, after = 0.0, 0.0
    if not pages[-1] and len(pages) > 1:
        pages.pop()
    return pages
