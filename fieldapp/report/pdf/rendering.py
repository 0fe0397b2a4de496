"""A document as PDF: the set edition, or the plain one where setting fails."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from fieldapp.base.progress import Check, unwatched
from fieldapp.report.blocks import Document, Edition
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.build import Builder
from fieldapp.report.pdf.flow import flow
from fieldapp.report.pdf.pen import Pen
from fieldapp.report.pdf.press import Press
from fieldapp.report.pdf.style import LINE, SHEETS, Sheet
from fieldapp.report.pdf.text import Align, Span, Text
from fieldapp.report.pdf.wording import label
from fieldapp.report.rendered import Rendered

MOST_PAGES = 400
"""A longer report is nobody's reading; it comes out as the plain edition, cut there."""

_FILLED = 0.85
"""How much of a page is text at least: what stays whole may leave three lines of it free."""

_LEFT: Align = "left"
_RIGHT: Align = "right"

_log = logging.getLogger(__name__)


def render(document: Document, edition: Edition, check: Check = unwatched) -> Rendered:
    """Set a document; if that fails or grows past `MOST_PAGES`, set it plainly.

    The same document gives the same bytes: nothing in them depends on the clock or on chance.
    """
    sheet = SHEETS[edition]
    try:
        return _render(document, sheet, Builder(document, sheet).boxes, check, plain=False)
    except Exception:  # whatever was in the content, a report must come out
        _log.warning("report could not be set, plain edition instead", exc_info=True)
        return render_plain(document, edition, check)


def render_plain(document: Document, edition: Edition, check: Check = unwatched) -> Rendered:
    """The plain edition: all of the text in order, `plain_notice` on top, nothing drawn."""
    from fieldapp.report.pdf.plain import plain_boxes

    sheet = SHEETS[edition]
    room = _FILLED * MOST_PAGES * sheet.body_height
    return _render(document, sheet, lambda: plain_boxes(document, sheet, room), check, plain=True)


def _render(
    document: Document,
    sheet: Sheet,
    boxes: Callable[[], Sequence[Box]],
    check: Check,
    *,
    plain: bool,
) -> Rendered:
    check(0, 0)
    pages = flow(boxes(), sheet.body_width, sheet.body_height, most=MOST_PAGES, raised=sheet.raised)
    press = Press(sheet.width, sheet.height)
    for number, page in enumerate(pages, 1):
        check(number, len(pages) + 1)
        pen = press.pen()
        for placed in page:
            placed.box.draw(pen, sheet.left, sheet.top + placed.y)
        if number > 1:
            _head(pen, document, sheet)
        _foot(pen, document, sheet, document.page_of.format(page=number, pages=len(pages)))
        press.add(pen)
    return Rendered(press.close(document), len(pages), plain)


def _head(pen: Pen, document: Document, sheet: Sheet) -> None:
    bottom = sheet.top - 2.1 * sheet.base
    half = sheet.body_width / 2 - sheet.base
    for words, left, align in (
        (document.running, sheet.left, _LEFT),
        (document.reach, sheet.width - sheet.right - half, _RIGHT),
    ):
        line = Text(label(words, sheet.micro), align=align, most=1)
        line.fit(half)
        line.draw(pen, left, bottom - line.height)
    _rule(pen, sheet, bottom + 0.3 * sheet.base)


def _foot(pen: Pen, document: Document, sheet: Sheet, page_of: str) -> None:
    top = sheet.height - sheet.bottom + 1.6 * sheet.base
    short = "  ·  ".join(filter(None, (document.reference, document.title.plain)))
    width = 0.2 * sheet.body_width
    for text, left, room, align in (
        (short, sheet.left, 0.78 * sheet.body_width, _LEFT),
        (page_of, sheet.width - sheet.right - width, width, _RIGHT),
    ):
        line = Text([Span(" ".join(text.split()), sheet.micro)], align=align, most=1)
        line.fit(room)
        line.draw(pen, left, top)
    _rule(pen, sheet, top - 0.7 * sheet.base)


def _rule(pen: Pen, sheet: Sheet, level: float) -> None:
    ends = [(sheet.left, level), (sheet.width - sheet.right, level)]
    pen.path(ends, stroke=LINE, line=0.4)
