"""Evidence: its numbers, the photos, the readings, the files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from fieldapp.case.records import Case, Evidence
from fieldapp.report.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Paragraph,
    Photo,
    Photos,
    Run,
    Subtitle,
    Table,
    Words,
)
from fieldapp.report.layout.voice import MOST_ROWS, Voice
from fieldapp.report.phrasing import iso_moment, number

PhotoSource = Callable[[Evidence], bytes | None]
"""The kept rendition of a photo or the bytes of a file; None where they are not at hand."""

PRINTED_BYTES = 4_500_000
"""Of all pictures printed in one report, so that it can be sent by mail."""
PRINTED_PHOTOS = 24
PRINTED_PHOTOS_PHONE = 1

_MARKS = {"photo": "mark_photo", "file": "mark_file", "number": "mark_reading"}


# inventory 182: evidence in the report, each exhibit with what rests on it
@dataclass
class Exhibits:
    """The evidence of an edition, numbered by kind as a reader sees it."""

    case: Case
    voice: Voice
    photos: PhotoSource
    phone: bool = False
    """Lists for tables, and few pictures."""
    _numbers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        counts = dict.fromkeys(_MARKS, 0)
        for item in self.case.evidence:
            counts[item.kind] += 1
            text = self.voice.say(_MARKS[item.kind], number=counts[item.kind])
            self._numbers[item.id] = text.plain

    def marks(self, places: Sequence[str]) -> tuple[Run, ...]:
        """What stands behind a sentence: the evidence it rests on, photos with a link."""
        ids = [place.removeprefix("evidence/") for place in places if place.startswith("evidence/")]
        kinds = {item.id: item.kind for item in self.case.evidence if item.id in ids}
        return tuple(
            Run(self._numbers[item], link=f"#e-{item}" if kinds[item] == "photo" else "")
            for item in dict.fromkeys(ids)
            if item in kinds
        )

    def numbers(self, ids: Sequence[str]) -> str:
        """The same in a table's cell."""
        return " ".join(self._numbers[item] for item in ids if item in self._numbers)

    def blocks(self) -> Iterator[Block]:
        """The whole evidence, or nothing where there is none."""
        if not self.case.evidence:
            return
        yield Subtitle(self.voice.say("title_evidence"))
        yield from self._pictures()
        for kind in ("number", "file"):
            items = [item for item in self.case.evidence if item.kind == kind]
            if items:
                shown = items[:MOST_ROWS]
                yield self._list(shown) if self.phone else self._table(kind, shown)
            yield from self.voice.more(len(items) - MOST_ROWS)

    def _pictures(self) -> Iterator[Block]:
        shown: list[Photo] = []
        left_out: list[Evidence] = []
        size = 0
        most = PRINTED_PHOTOS_PHONE if self.phone else PRINTED_PHOTOS
        for item in (item for item in self.case.evidence if item.kind == "photo"):
            if len(shown) == most or size > PRINTED_BYTES:
                left_out.append(item)
                continue
            picture = self.photos(item)
            size += len(picture or b"")
            if size > PRINTED_BYTES:
                left_out.append(item)
                continue
            shown.append(
                Photo(
                    picture,
                    self._numbers[item.id],
                    self.voice.words(item.caption),
                    iso_moment(item.at) if item.at else "",
                    f"e-{item.id}",
                )
            )
        if shown:
            yield Photos(tuple(shown))
        if left_out:
            names = " ".join(self._numbers[item.id] for item in left_out[:MOST_ROWS])
            yield Paragraph(self.voice.say("photos_left_out", names=names), look="muted")

    def _list(self, items: Sequence[Evidence]) -> Bullets:
        """Each on a line of its own, where a table would be too wide."""
        lines = []
        for item in items:
            said = self.voice.words(item.caption)
            figure = f"  {self._figure(item)}" if item.kind == "number" else ""
            runs = (Run(f"{self._numbers[item.id]}  "), Run(said.plain), Run(figure, bold=True))
            lines.append(Paragraph(Words(runs, said.sub)))
        return Bullets(tuple(lines))

    def _table(self, kind: str, items: Sequence[Evidence]) -> Table:
        value = "column_value" if kind == "number" else "column_file"
        return Table(
            columns=(
                Column(self.voice.say("column_number"), 0.55),
                Column(self.voice.say("column_evidence"), 3.2),
                Column(self.voice.say(value), 1.3, "right" if kind == "number" else "left"),
                Column(self.voice.say("column_at"), 1.2),
            ),
            rows=tuple(self._row(item) for item in items),
            title_column=1,
        )

    def _row(self, item: Evidence) -> tuple[Cell, ...]:
        value = self._figure(item) if item.kind == "number" else item.file.rpartition("/")[2]
        return (
            Cell(Words(self._numbers[item.id])),
            Cell(self.voice.words(item.caption)),
            Cell(Words(value)),
            Cell(Words(iso_moment(item.at) if item.at else "")),
        )

    def _figure(self, item: Evidence) -> str:
        figure = "—" if item.value is None else number(item.value)
        return f"{figure} {self.voice.words(item.unit).plain}".strip()
