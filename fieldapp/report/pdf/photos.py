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
        self.trouble: Trouble | None = None
        self.aspect = 0.0
        try:
            if photo.file is None:
                raise PictureError("photo_missing")
            wide, high = size(photo.file)
            self.aspect = high / wide
        except PictureError as error:
            self.trouble = error.trouble

    def fit(self, width: float) -> float:
        self.width = width
        self.frame = width * min(max(self.aspect, 0.5), 1.0) if self.aspect else 0.5 * width
        self.caption.fit(width)
        return self.measure()

    def measure(self) -> float:
        self.height = self.frame + self.gap + self.caption.height
        return self.height

    def draw(self, pen: Pen, x: float, y: float) -> None:
        pen.anchor(self.photo.anchor, y - 6)
        pen.rect(x, y, self.width, self.frame, fill=SURFACE, stroke=LINE, radius=RADIUS)
        wide = min(self.width, self.frame / self.aspect) if self.aspect else 0.0
        high = wide * self.aspect
        try:
            if self.trouble or self.photo.file is None:
                raise PictureError(self.trouble or "photo_missing")
            picture = printable(self.photo.file, wide, high)
        except PictureError as error:
            words = tr(f"pdf.{error.trouble}", self.lang)
            notice = Text([Span(words, self.notice)], align="centre", most=3)
            notice.fit(0.8 * self.width)
            notice.draw(pen, x + 0.1 * self.width, y + (self.frame - notice.height) / 2)
        else:
            left, top = x + (self.width - wide) / 2, y + (self.frame - high) / 2
            ref = pen.inks.image(picture)
            pen.image(ref, left, top, wide, high)
        self.caption.draw(pen, x, y + self.frame + self.gap)


class PhotoRow(Row):
    """Photos side by side in frames of one height."""

    def fit(self, width: float) -> float:
        super().fit(width)
        photos = [box for box in self.boxes if isinstance(box, PhotoBox)]
        frame = max(photo.frame for photo in photos)
        for photo in photos:
            photo.frame = frame
            photo.measure()
        self.height = max(photo.height for photo in photos)
        return self.height


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
