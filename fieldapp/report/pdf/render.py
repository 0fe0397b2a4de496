"""A document as PDF: the set edition, or the plain one where setting fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from fieldapp.report.blocks import Document, Edition
from fieldapp.report.pdf.box import Box, Placed, flow
from fieldapp.report.pdf.build import Builder
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.press import Press
from fieldapp.report.pdf.style import LINE, SHEETS, Sheet
from fieldapp.report.pdf.text import Align, Span, Text
from fieldapp.report.pdf.wording import label

MOST_PAGES = 400
"""A longer report is nobody's reading; it comes out as the plain edition, cut there."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report set. `plain`: only the plain edition could be set."""

    pdf: bytes
    pages: int
    plain: bool


def render(document: Document, edition: Edition) -> Rendered:
    """Set a document; if that fails or grows past `MOST_PAGES`, set it plainly.

    The same document gives the same bytes: nothing in them depends on the clock or on chance.
    """
    sheet = SHEETS[edition]
    try:
        return _render(document, sheet, Builder(document, sheet).boxes, plain=False)
    except Exception:  # whatever was in the content, a report must come out
        _log.warning("report could not be set, plain edition instead", exc_info=True)
        return render_plain(document, edition)


def render_plain(document: Document, edition: Edition) -> Rendered:
    """The plain edition: all of the text in order, `plain_notice` on top, nothing drawn."""
    from fieldapp.report.pdf.plain import plain_boxes

    sheet = SHEETS[edition]
    room = (MOST_PAGES - 1) * sheet.body_height
    return _render(document, sheet, lambda: plain_boxes(document, sheet, room), plain=True)


def _render(
    document: Document, sheet: Sheet, boxes: Callable[[], Sequence[Box]], *, plain: bool
) -> Rendered:
    out = BytesIO()
    pages = flow(boxes(), sheet.body_width, sheet.body_height, most=MOST_PAGES)
    press = Press(out, sheet.width, sheet.height)
    for number, page in enumerate(pages, 1):
        pen = press.pen()
        _draw_page(pen, document, sheet, page, number, len(pages))
        press.add(pen)
    press.close(document)
    return Rendered(out.getvalue(), len(pages), plain)


def _draw_page(
    pen: Pen, document: Document, sheet: Sheet, page: Sequence[Placed], number: int, count: int
) -> None:
    for placed in page:
        placed.box.draw(pen, sheet.left, sheet.top + placed.y)
    right = sheet.width - sheet.right
    if number > 1:
        level = sheet.top - 2.1 * sheet.base
        half = sheet.body_width / 2 - sheet.base
        _furniture(pen, label(document.running, sheet.micro), sheet.left, level, half)
        _furniture(pen, label(document.reach, sheet.micro), right - half, level, half, "right")
        rule = level + 0.3 * sheet.base
        pen.path([(sheet.left, rule), (right, rule)], stroke=LINE, line=0.4)
    level = sheet.height - sheet.bottom + 2.4 * sheet.base
    rule = level - 1.5 * sheet.base
    pen.path([(sheet.left, rule), (right, rule)], stroke=LINE, line=0.4)
    short = "  ·  ".join(filter(None, (document.reference, document.title.plain)))
    foot = [Span(" ".join(short.split()), sheet.micro)]
    _furniture(pen, foot, sheet.left, level, 0.78 * sheet.body_width)
    page_of = document.page_of.format(page=number, pages=count)
    width = 0.2 * sheet.body_width
    _furniture(pen, [Span(page_of, sheet.micro)], right - width, level, width, "right")


def _furniture(
    pen: Pen, spans: Sequence[Span], x: float, bottom: float, width: float, align: Align = "left"
) -> None:
    """One line of a page's head or foot that ends at this height."""
    line = Text(spans, align=align, most=1)
    line.fit(width)
    line.draw(pen, x, bottom - line.height)
