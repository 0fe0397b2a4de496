"""The seam between what a report says and how it looks.

`report.content` and `report.editions` build a `Document` of blocks; `report.pdf` sets it. A block
knows nothing of fonts or pages, the renderer nothing of cases. All texts are plain: no markup is
ever parsed in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal

from fieldapp.base.language import Lang
from fieldapp.base.values import frozen

Edition = Literal["a4", "phone"]
Tone = Literal["neutral", "good", "warning", "bad", "info"]
Section = Literal["background", "impact", "solution", "benefit", "people", "review", "annex"]
"""A section's look: its number chip's colour."""


@frozen
class Run:
    """A stretch of text with one look. `link` is an http(s), mailto or `#anchor` address."""

    text: str
    bold: bool = False
    link: str = ""


@frozen
class Words:
    """A text and, in the edition in both languages, its counterpart in the other one.

    Labels and headings set `sub` small beside `main`; paragraphs and cells set it muted below.
    """

    main: str | tuple[Run, ...] = ""
    sub: str = ""

    @property
    def plain(self) -> str:
        return self.main if isinstance(self.main, str) else "".join(run.text for run in self.main)


@frozen
class Status:
    """The pill beside the document's kind."""

    words: Words
    tone: Tone = "neutral"


@frozen
class MetaGrid:
    """Label and value pairs, several a row."""

    items: tuple[tuple[Words, Words], ...]


@frozen
class DecisionBox:
    """What the reader is asked to decide: amount, deadline and cost of waiting in bold runs."""

    label: Words
    text: Words


@frozen
class KeyFigure:
    value: str
    unit: str
    label: Words
    section: Section
    """The card takes this section's colour and links to it."""


@frozen
class KeyFigures:
    """Up to four figures of page 1."""

    items: tuple[KeyFigure, ...]


@frozen
class SectionTitle:
    """A numbered section with its chip; enters the outline. `anchor` is the link target."""

    number: int
    words: Words
    section: Section
    anchor: str


@frozen
class Subtitle:
    words: Words


@frozen
class Paragraph:
    """`rests_on` names what the text rests on (`s1`, `图1`), set small behind it; may be empty."""

    words: Words
    look: Literal["body", "lead", "quote", "muted", "gap"] = "body"
    rests_on: tuple[Run, ...] = ()


@frozen
class Bullets:
    items: tuple[Paragraph, ...]


@frozen
class Note:
    """A framed remark, such as "Preliminary: what is not yet known"."""

    words: Words
    tone: Tone = "info"
    items: tuple[Words, ...] = ()


@frozen
class Cell:
    words: Words
    tone: Tone | None = None
    """With a tone, a coloured dot stands before the text."""


@frozen
class Column:
    words: Words
    weight: float = 1.0
    """Share of the width, relative to the other columns."""
    align: Literal["left", "right"] = "left"


@frozen
class Table:
    """Rows under a repeated heading; on the phone each row becomes a card.

    `title_column` is the column whose text heads the card. A row taller than a page splits.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    title_column: int = 0
    empty: Words = field(default_factory=lambda: Words("—"))


@frozen
class Photo:
    """`file` is any picture Pillow reads, as a rule a prepared rendition; None: a placeholder."""

    file: Path | bytes | None
    number: str
    """As shown, such as `图1` or `Fig. 1`."""
    caption: Words
    meta: str = ""
    anchor: str = ""


@frozen
class Photos:
    items: tuple[Photo, ...]


@frozen
class CauseNode:
    """A cause under its category; `marked` is a verified root cause, `note` its basis."""

    words: Words
    marked: bool = False
    note: Words = field(default_factory=Words)
    children: tuple[CauseNode, ...] = ()


@frozen
class CauseDiagram:
    """A fishbone on A4 (a tree where it would not fit), a tree on the phone.

    `bones`: category and its causes, in order.
    """

    effect: Words
    bones: tuple[tuple[Words, tuple[CauseNode, ...]], ...]
    legend: Words


@frozen
class EmotionPoint:
    at: datetime | None
    level: int
    """1 (calm) to 5 (safety at risk)."""
    lane: int
    """Index into `EmotionTimeline.lanes`."""
    label: Words = field(default_factory=Words)


@frozen
class EmotionTimeline:
    lanes: tuple[Words, ...]
    levels: Mapping[int, Words]
    points: tuple[EmotionPoint, ...]


@frozen
class Bar:
    words: Words
    value: Decimal
    shown: str


@frozen
class Bars:
    """Horizontal bars over one scale, in a section's colour; the largest stands out."""

    title: Words
    items: tuple[Bar, ...]
    section: Section


@frozen
class Pair:
    """Now against target (or cost against benefit), with the difference in words."""

    words: Words
    before: Decimal
    before_shown: str
    after: Decimal
    after_shown: str
    change: str
    good: bool = True


@frozen
class BeforeAfter:
    before: Words
    after: Words
    items: tuple[Pair, ...]
    shared_scale: bool = False
    """True: all pairs in one unit over one scale; False: each pair over its own."""
    section: Section = "benefit"


@frozen
class ReviewBox:
    """Choices to tick, room for comments, names with a line to sign, a QR code beside them."""

    title: Words
    choices: tuple[Words, ...]
    comments: Words
    signers: tuple[tuple[Words, str], ...]
    """Role and name."""
    sign: Words
    """What stands below the line: "Sign / date"."""
    qr: str
    """The QR code's content; empty for none."""
    fine_print: Words = field(default_factory=Words)
    fields: tuple[str, ...] = ()
    """The signature field above each signer's line; empty for none."""


@frozen
class Signature:
    """Strokes of a pen as points on `SHEET` of `fieldapp.case.declaring`, and what they mean."""

    strokes: tuple[tuple[tuple[int, int], ...], ...]
    words: Words


@frozen
class Space:
    """Empty height in multiples of the body size."""

    size: float = 1.0


@frozen
class KeepTogether:
    """Blocks that stay on one page if they fit on one."""

    blocks: tuple[Block, ...]


Block = (
    Status
    | MetaGrid
    | DecisionBox
    | KeyFigures
    | SectionTitle
    | Subtitle
    | Paragraph
    | Bullets
    | Note
    | Table
    | Photos
    | CauseDiagram
    | EmotionTimeline
    | Bars
    | BeforeAfter
    | ReviewBox
    | Signature
    | Space
    | KeepTogether
)


@frozen
class Attachment:
    """A file carried inside the PDF. `relationship` as in PDF/A-3: Data, Source, Supplement."""

    name: str
    mime: str
    data: bytes
    description: str = ""
    relationship: Literal["Data", "Source", "Supplement"] = "Data"


@frozen
class SignatureField:
    """A field that a key signs in later. `words` name it where the field is pointed at."""

    name: str
    words: Words


@frozen
class Document:
    """One report, ready to be set.

    `kind` is the small line above the title, `status` the pill beside it, `running` and `reach`
    the running head left and right, `reference` the foot. `blocks` follow the title.
    """

    lang: Lang
    kind: Words
    title: Words
    status: Status
    running: Words
    reach: Words
    reference: str
    blocks: Sequence[Block]
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    created: datetime | None = None
    attachments: tuple[Attachment, ...] = ()
    to_sign: tuple[SignatureField, ...] = ()
    """Made where the review box has room for them; one it has no room for cannot be seen."""
    plain_notice: Words = field(default_factory=Words)
    """Printed on top when only the plain edition could be set."""
    page_of: str = "{page} / {pages}"
