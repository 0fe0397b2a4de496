"""The plain edition: a report's text, line by line, when nothing better can be set."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.language import tr
from fieldapp.report.blocks import (
    Bars,
    BeforeAfter,
    Block,
    Bullets,
    CauseDiagram,
    CauseNode,
    DecisionBox,
    Document,
    EmotionTimeline,
    KeepTogether,
    KeyFigures,
    MetaGrid,
    Note,
    Paragraph,
    Photos,
    ReviewBox,
    SectionTitle,
    Signature,
    Space,
    Status,
    Subtitle,
    Table,
    Words,
)
from fieldapp.report.pdf.box import Box
from fieldapp.report.pdf.style import AMBER, Sheet
from fieldapp.report.pdf.text import Span, Text

_MOST_CHARACTERS = 100_000
"""Of one text; a longer one would crowd out the rest."""


def plain_boxes(document: Document, sheet: Sheet, room: float) -> list[Box]:
    """The document's text, at most `room` high; what is cut off is said at the end."""
    style = sheet.body
    notice = sheet.body(bold=True, colour=AMBER)
    boxes: list[Box] = [
        Text([Span(_both(document.plain_notice), notice)], after=sheet.base),
        Text([Span(_both(document.title), sheet.subtitle)], after=sheet.base),
    ]
    height = sum(box.fit(sheet.body_width) for box in boxes)
    cut = tr("pdf.cut", document.lang)
    for line in plain_lines(document):
        box = Text([Span(line[:_MOST_CHARACTERS], style)], after=0.3 * sheet.base)
        height += box.fit(sheet.body_width) + box.after
        if height > room:
            boxes.append(Text([Span(cut, notice)]))
            break
        boxes.append(box)
        if len(line) > _MOST_CHARACTERS:
            boxes.append(Text([Span(cut, notice)]))
    return boxes


def _both(words: Words) -> str:
    return " ".join(filter(None, (words.plain, words.sub)))


def _pair(name: Words | str, value: Words | str) -> str:
    texts = [part if isinstance(part, str) else _both(part) for part in (name, value)]
    return ": ".join(filter(None, texts))


def plain_lines(document: Document) -> Iterator[str]:
    for words in (document.kind, document.status.words, document.running, document.reach):
        yield _both(words)
    yield document.reference
    for block in document.blocks:
        yield from filter(str.strip, block_lines(block))


def block_lines(block: Block) -> Iterator[str]:  # noqa: PLR0912 - one case a block
    match block:
        case Paragraph():
            yield _paragraph(block)
        case Bullets():
            yield from (f"- {_paragraph(item)}" for item in block.items)
        case SectionTitle():
            yield f"{block.number}  {_both(block.words)}"
        case Subtitle() | Status() | Signature():
            yield _both(block.words)
        case Table():
            yield from _table(block)
        case Photos():
            yield from (
                f"{photo.number} {_both(photo.caption)} {photo.meta}" for photo in block.items
            )
        case MetaGrid():
            yield from (_pair(name, value) for name, value in block.items)
        case DecisionBox():
            yield _pair(block.label, block.text)
        case KeyFigures():
            yield from (_pair(item.label, f"{item.value} {item.unit}") for item in block.items)
        case Note():
            yield _both(block.words)
            yield from (f"- {_both(item)}" for item in block.items)
        case CauseDiagram():
            yield from _causes(block)
        case EmotionTimeline():
            for point in block.points:
                at = f"{point.at:%Y-%m-%d %H:%M} " if point.at else ""
                yield _pair(f"{at}{point.level}", point.label)
        case Bars():
            yield _both(block.title)
            yield from (_pair(bar.words, bar.shown) for bar in block.items)
        case BeforeAfter():
            for pair in block.items:
                change = f"{pair.before_shown} → {pair.after_shown}  {pair.change}"
                yield _pair(pair.words, change)
        case ReviewBox():
            yield _both(block.title)
            yield from (f"[  ] {_both(choice)}" for choice in block.choices)
            yield f"{_both(block.comments)}: ____________"
            yield from (f"{_pair(role, name)}  ____________" for role, name in block.signers)
            yield _both(block.fine_print)
        case KeepTogether():
            for part in block.blocks:
                yield from block_lines(part)
        case Space():
            pass


def _paragraph(block: Paragraph) -> str:
    rests_on = ", ".join(run.text for run in block.rests_on)
    return _both(block.words) + (f" [{rests_on}]" if rests_on else "")


def _table(block: Table) -> Iterator[str]:
    if not block.rows:
        yield _both(block.empty)
    for row in block.rows:
        cells = zip(block.columns, row, strict=False)
        yield "; ".join(_pair(column.words, cell.words) for column, cell in cells)


def _causes(block: CauseDiagram) -> Iterator[str]:
    yield _both(block.effect)
    for words, nodes in block.bones:
        yield _both(words)
        waiting: list[tuple[int, CauseNode]] = [(1, node) for node in reversed(nodes)]
        while waiting:
            depth, node = waiting.pop()
            mark = "*" if node.marked else "-"
            yield f"{'  ' * min(depth, 8)}{mark} {_pair(node.words, node.note)}"
            waiting += [(depth + 1, child) for child in reversed(node.children)]
    yield _both(block.legend)
