"""Pages of a PDF as pictures, one at a time: for the screen and for the printer.

The PDF is our own, and no file is written.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fieldapp.base.errors import FieldAppError
from fieldapp.usecases import workshop

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MOST_WIDTH = 6000
"""Pixels; A4 at 600 dots an inch is less."""
_ONE_AT_A_TIME = threading.Lock()
"""PDFium may not be used by two threads at once, not even on two documents."""


class NoPageError(FieldAppError):
    """The PDF cannot be shown."""


@dataclass(frozen=True, slots=True)
class PageSize:
    """In points, 72 to the inch."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page as rows of pixels from the top, `stride` bytes each: red, green, blue, 8 bits each."""

    number: int
    """From 0."""
    width: int
    height: int
    stride: int
    rgb: bytes


def page_sizes(pdf: bytes) -> tuple[PageSize, ...]:
    """The size of every page, so that the window can make room before any is drawn.

    Raises:
        NoPageError: it is no PDF that can be shown.
    """
    return workshop.ours.do(_sizes, pdf)


def page_picture(pdf: bytes, number: int, width: int) -> PagePicture:
    """One page, so many pixels wide.

    Raises:
        NoPageError: there is no such page, or it cannot be drawn.
    """
    return workshop.ours.do(_picture, pdf, number, width)


def _sizes(pdf: bytes) -> tuple[PageSize, ...]:
    with _opened(pdf) as document:
        return tuple(PageSize(*document.get_page_size(n)) for n in range(len(document)))


def _picture(pdf: bytes, number: int, width: int) -> PagePicture:
    with _opened(pdf) as document:
        if not 0 <= number < len(document):
            raise NoPageError("drafting.no_page", number=number + 1)
        page = document[number]
        wide, _ = page.get_size()
        bitmap = page.render(scale=min(width, MOST_WIDTH) / wide, rev_byteorder=True)
        try:
            return PagePicture(
                number, bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)
            )
        finally:
            bitmap.close()
            page.close()


@contextmanager
def _opened(pdf: bytes) -> Iterator[PdfDocument]:
    from pypdfium2 import PdfDocument, PdfiumError

    with _ONE_AT_A_TIME:
        try:
            document = PdfDocument(pdf)
            try:
                yield document
            finally:
                document.close()
        except PdfiumError as error:
            raise NoPageError("drafting.no_page", number=1) from error
