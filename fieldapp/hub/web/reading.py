"""A report as a supervisor reads it: from its frozen content, laid out as the PDF is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from fieldapp.base.language import Lang
from fieldapp.base.values import frozen
from fieldapp.case.records import Evidence
from fieldapp.case.reportstate import Report
from fieldapp.hub import schema
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.web.listing import Line, line
from fieldapp.hub.web.visit import Visit
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience
from fieldapp.report.asks import Asked, asked
from fieldapp.report.blocks import (
    Block,
    DecisionBox,
    KeepTogether,
    Paragraph,
    ReviewBox,
    SectionTitle,
    Status,
    Words,
)
from fieldapp.report.content import Content
from fieldapp.report.layout.document import lay_out


@frozen
class Part:
    """A section of the report; the first one, before any title, has none."""

    title: SectionTitle | None
    blocks: tuple[Block, ...]


@frozen
class Paper:
    """A report. Without `content` its edition has not arrived yet."""

    line: Line
    report: Report
    known: tuple[Report, ...]
    """All issues of the case, the first one first."""
    content: Content | None
    playbook: Playbook | None
    asks: Asked | None
    parts: tuple[Part, ...] = ()

    def evidence(self, name: str) -> Evidence | None:
        """A piece of evidence that a supervisor may see."""
        if self.content is None or self.playbook is None:
            return None
        case = audience.printed(self.content.case, self.playbook, "supervisor")
        return next((one for one in case.evidence if one.id == name), None)


def paper(shelf: SqlShelf, visit: Visit, case: bytes, issue: str) -> Paper:
    """What a visitor reads of a report, within a transaction.

    Raises:
        RefusalError: there is none.
    """
    here, space = schema.report.c, visit.caller.space
    query = select(schema.report).where(here.space_id == space, here.case_id == case)
    row = shelf.work.row(query.where(here.issue == issue))
    if row is None:
        raise RefusalError("hub.not_found")
    fold = shelf.papers(space, case)
    known = tuple(shelf.issued(space, case, fold))
    content = shelf.content(space, row.content.hex())
    playbook = shelf.playbook(space, content) if content else None
    return Paper(
        line(row, shelf.now(), visit.zone),
        next(one for one in known if one.issue.id == issue),
        known,
        content,
        playbook,
        asked(content, playbook) if content else None,
        tuple(_parts(_blocks(content, playbook, visit.lang))) if content else (),
    )


def _blocks(content: Content, playbook: Playbook | None, lang: Lang) -> Sequence[Block]:
    """What the report's first edition shows; without its playbook nobody knows what of a case may
    be seen, and its sentences alone stand there."""
    if playbook is None:
        return [
            Paragraph(Words(sentence.text.get(lang)))
            for element in content.elements["supervisor"]
            for sentence in element.sentences
        ]
    return lay_out(content, playbook, lambda _: b"", lang=lang).blocks


def _parts(blocks: Sequence[Block]) -> Iterator[Part]:
    title: SectionTitle | None = None
    waiting: list[Block] = []
    for block in _flat(blocks):
        if isinstance(block, SectionTitle):
            if waiting:
                yield Part(title, tuple(waiting))
            title, waiting = block, []
        elif not isinstance(block, DecisionBox | ReviewBox | Status):
            waiting.append(block)
    if waiting:
        yield Part(title, tuple(waiting))


def _flat(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, KeepTogether):
            yield from _flat(block.blocks)
        else:
            yield block
