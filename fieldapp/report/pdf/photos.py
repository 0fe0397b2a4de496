"""The evidence photos: two a row on A4, one on the phone, each over its caption."""

from __future__ import annotations

from fieldapp.base.language import Lang, tr
from fieldapp.report.blocks import Photo, Photos
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.frames import Row
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.pictures import PictureError, Trouble, printable, size
from fieldapp.report.pdf.style import INK, LINE, MUTED, RADIUS, SURFACE, Sheet
from fieldapp.report.pdf.text import Span, Text
from fieldapp.report.pdf.wording import run_spans

_SMALLEST = 0.7
"""To what part of its height a frame may shrink to fit a page's end."""


class PhotoBox(Box):
    """One photo in its frame, read again only when it is drawn."""

    def __init__(self, photo: Photo, sheet: Sheet, lang: Lang) -> None:
        super().__init__()
        self.photo = photo
        self.lang: Lang = lang
        caption = sheet.caption
        spans = [Span(f"{photo.number}  ", caption(bold=True, colour=INK))]
        spans += run_spans(photo.caption.main, caption)
        if photo.caption.sub:
            spans.append(Span(f"  {photo.caption.sub}", caption(colour=MUTED)))
        if photo.meta:
            spans.append(Span(f"  {photo.meta}", sheet.micro))
        self.caption = Text(spans, most=5)
        self.notice = sheet.caption(colour=MUTED)
        self.gap = 0.4 * sheet.base
        self.frame = 0.0
        self.tallest = 0.45 if sheet.phone else 0.8
        self.trouble: Trouble | None = None if photo.file else "photo_missing"
        self.aspect = 0.0
        if photo.file:
            try:
                wide, high = size(photo.file)
                self.aspect = high / wide
            except PictureError as error:
                self.trouble = error.trouble

    def fit(self, width: float) -> float:
        self.width = width
        self.frame = (
            width * min(max(self.aspect, 0.45), self.tallest) if self.aspect else 0.4 * width
        )
        self.caption.fit(width)
        return self.measure()

    def measure(self) -> float:
        self.height = self.frame + self.gap + self.caption.height
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.anchor(self.photo.anchor, y - 6)
        pen.rect(x, y, self.width, self.frame, fill=SURFACE, stroke=LINE, radius=RADIUS)
        if self.photo.file and not self.trouble:
            wide = min(self.width, self.frame / self.aspect)
            high = wide * self.aspect
            try:
                picture = printable(self.photo.file, wide, high)
            except PictureError as error:
                self.trouble = error.trouble
            else:
                left, top = x + (self.width - wide) / 2, y + (self.frame - high) / 2
                pen.image(picture, left, top, wide, high)
        if self.trouble:
            words = tr(f"pdf.{self.trouble}", self.lang)
            notice = Text([Span(words, self.notice)], align="centre", most=3)
            notice.fit(0.8 * self.width)
            notice.draw(pen, x + 0.1 * self.width, y + (self.frame - notice.height) / 2)
        self.caption.draw(pen, x, y + self.frame + self.gap)


class PhotoRow(Row):
    """Photos side by side in frames of one height."""

    def fit(self, width: float) -> float:
        super().fit(width)
        return self._frame(max(photo.frame for photo in self._photos))

    @property
    def _photos(self) -> list[PhotoBox]:
        return [box for box in self.boxes if isinstance(box, PhotoBox)]

    def _frame(self, frame: float) -> float:
        self.height = 0.0
        for photo in self._photos:
            photo.frame = frame
            self.height = max(self.height, photo.measure())
        return self.height

    def least(self) -> float:
        return self.height - (1 - _SMALLEST) * self._photos[0].frame

    def squeeze(self, room: float) -> bool:
        """Make the frames a little lower where that keeps a page from ending half empty."""
        if room < self.least():
            return False
        self._frame(self._photos[0].frame - max(self.height - room, 0.0))
        return True


def photo_boxes(block: Photos, sheet: Sheet, lang: Lang) -> list[Box]:
    base = sheet.base
    columns = 1 if sheet.phone else 2
    boxes = [PhotoBox(photo, sheet, lang) for photo in block.items]
    return [
        PhotoRow(
            boxes[start : start + columns],
            gap=1.0 * base,
            shares=[1.0] * columns,
            before=0.7 * base,
            after=0.7 * base,
        )
        for start in range(0, len(boxes), columns)
    ]
