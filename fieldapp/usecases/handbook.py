"""The handbook of the installed playbooks: its chapters, and all of it on paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fieldapp.base.language import Lang, tr
from fieldapp.base.progress import Check, unwatched
from fieldapp.playbook.handbook import Chapter, Entry, Hit, Line, LineKind, handbook, search
from fieldapp.playbook.library import Library
from fieldapp.report import blocks as b
from fieldapp.usecases import crafts, workshop
from fieldapp.usecases.playbooks import own_in_use

__all__ = ["Chapter", "Entry", "Hit", "Line", "chapters", "paper", "search"]

_LOOKS: tuple[b.Section, ...] = ("background", "solution", "impact", "benefit", "people")
_SPOKEN: tuple[LineKind, ...] = ("say", "ask", "avoid")


def chapters(library: Library) -> tuple[Chapter, ...]:
    """Cards, pages and methods, as they are read."""
    return handbook(library.playbooks, own_in_use())[0]


def paper(pages: Sequence[Chapter], lang: Lang, check: Check = unwatched) -> bytes:
    """The chapters as a PDF in one language.

    Args:
        check: may stop it.
    """
    title = tr("handbook.title", lang)
    document = b.Document(
        lang=lang,
        kind=b.Words(tr("handbook.kind", lang)),
        title=b.Words(title),
        status=b.Status(b.Words(tr("handbook.status", lang)), "info"),
        running=b.Words(title),
        reach=b.Words(tr("handbook.reach", lang)),
        reference=tr("handbook.reference", lang, count=len(pages)),
        blocks=tuple(_blocks(pages, lang)),
        subject=tr("handbook.lead", lang),
    )
    return workshop.ours.do(crafts.set_document, document, calls=(check,)).pdf


def _blocks(pages: Sequence[Chapter], lang: Lang) -> Iterator[b.Block]:
    yield b.Paragraph(b.Words(tr("handbook.lead", lang)), "lead")
    for number, chapter in enumerate(pages, 1):
        look = _LOOKS[(number - 1) % len(_LOOKS)]
        title = b.Words(chapter.title.get(lang))
        yield b.SectionTitle(number, title, look, f"chapter-{chapter.id}")
        if chapter.lead:
            yield b.Paragraph(b.Words(chapter.lead.get(lang)), "lead")
        for entry in chapter.entries:
            yield from _entry(entry, lang)


def _entry(entry: Entry, lang: Lang) -> Iterator[b.Block]:
    yield b.Subtitle(b.Words(entry.title.get(lang)))
    if entry.lead:
        yield b.Paragraph(b.Words(entry.lead.get(lang)), "muted")
    loose = [line for line in entry.lines if line.kind not in _SPOKEN or not line.levels]
    if loose:
        yield b.Bullets(tuple(_point(line, lang) for line in loose))
    for kind in _SPOKEN:
        spoken = [line for line in entry.lines if line.kind == kind and line.levels]
        if spoken:
            yield _table(kind, spoken, lang)


def _point(line: Line, lang: Lang) -> b.Paragraph:
    text = line.text.get(lang)
    return b.Paragraph(b.Words(text), "quote" if line.kind == "say" else "body")


def _table(kind: LineKind, lines: Sequence[Line], lang: Lang) -> b.Table:
    """What to say, ask or avoid, by level."""
    head = b.Column(b.Words(tr("handbook.level", lang)), 0.7)
    columns = [head, b.Column(b.Words(tr(f"handbook.{kind}", lang)), 5)]
    if kind == "avoid":
        columns.append(b.Column(b.Words(tr("handbook.why", lang)), 3))
    rows = []
    for line in lines:
        cells = [line.levels, line.text.get(lang)]
        cells += [line.note.get(lang)] if kind == "avoid" else []
        rows.append(tuple(b.Cell(b.Words(cell)) for cell in cells))
    return b.Table(tuple(columns), tuple(rows), title_column=1)
