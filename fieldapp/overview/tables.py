"""The figures as tables in one language: what a page shows, what a file holds, what is drawn.

All of them say the same. A mark is what a row's drawing shows, in shares of its width; what it
means stands in the row's cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from fieldapp.base.language import Lang, tr
from fieldapp.base.values import frozen
from fieldapp.overview.few import Told
from fieldapp.overview.figures import Bar, Method, Mode, Overview, Pareto, Survey
from fieldapp.overview.said import CATEGORY, OUTCOMES
from fieldapp.playbook.model import HIGHEST, LOWEST

NONE = "–"
"""In a number's place that is not told."""
_HOUR, _DAY = 60, 1440
_HOURS_UP_TO = 4 * _DAY
_WHOLE = 100.0
_UNITS = {"share": "%", "together": "%", "median": "min", "tail": "min"}


@frozen
class Cell:
    """`value`: as a file has it, None where there is none; `shown`: as a person reads it."""

    value: int | float | str | None
    shown: str


@frozen
class Stretch:
    """Part of a bar. `tone`: what it is, `plain`, `second`, `late` or one of `OUTCOMES`."""

    start: float
    length: float
    tone: str


@frozen
class Way:
    """From one point to another on a scale."""

    start: float
    end: float


@frozen
class Row:
    name: str
    cells: tuple[Cell, ...]
    bar: tuple[Stretch, ...] = ()
    way: Way | None = None


@frozen
class Column:
    """`unit`: of its numbers in a file. `tone`: of the stretches of a bar that are its numbers."""

    title: str
    unit: str = ""
    tone: str = ""


@frozen
class Table:
    """Its first column is that of the rows' names."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def shortened(self, most: int) -> tuple[Row, ...]:
        """So many rows in their order; of more, those whose last number is the largest."""
        if len(self.rows) <= most:
            return self.rows
        numbers = [row.cells[-1].value for row in self.rows]
        ranked = sorted(
            range(len(numbers)), key=lambda n: -one if isinstance(one := numbers[n], int) else 0
        )
        return tuple(self.rows[place] for place in sorted(ranked[:most]))


@frozen
class Section:
    """Tables about one thing. `why`: what is to be known to read them."""

    id: str
    title: str
    why: str
    tables: tuple[Table, ...]


def sections(overview: Overview, lang: Lang) -> tuple[Section, ...]:
    """All figures; a section without tables has nothing to tell."""
    writer = _Writer(overview, lang)
    return tuple(
        Section(name, writer.t(name), writer.t(f"{name}_why"), tuple(tables()))
        for name, tables in (
            ("work", writer.work),
            ("promises", writer.promises),
            ("spans", writer.spans),
            ("causes", writer.causes),
            ("levels", writer.levels),
            ("surveys", writer.surveys),
            ("modes", writer.modes),
        )
    )


class _Writer:
    def __init__(self, overview: Overview, lang: Lang) -> None:
        self._told = overview
        self._lang: Lang = lang

    def t(self, key: str, **params: object) -> str:
        return tr(f"team.{key}", self._lang, **params)

    def _columns(self, *names: str, **tones: str) -> tuple[Column, ...]:
        return tuple(
            Column(self.t(f"column_{name}"), _UNITS.get(name, ""), tones.get(name, ""))
            for name in names
        )

    # Work

    def work(self) -> Iterator[Table]:
        for first, rows in (
            ("kind", [(self.t(f"kind_{k.kind}"), k.open, k.overdue) for k in self._told.kinds]),
            (
                "person",
                [
                    (p.who.get(self._lang) or self.t("nobody"), p.open, p.overdue)
                    for p in self._told.people
                ],
            ),
        ):
            most = max((count for _, count, _ in rows), default=0)
            if most:
                columns = self._columns(first, "open", "overdue", open="plain", overdue="late")
                shown = tuple(_work(*row, most) for row in rows)
                yield Table(self.t(f"work_{first}"), columns, shown)

    def promises(self) -> Iterator[Table]:
        promises = self._told.promises
        found = (("kept", promises.kept), ("missed", promises.missed), ("open", promises.open))
        most = max(number for _, number in found)
        tones = {"kept": "agreed", "missed": "late", "open": "plain"}
        if most:
            rows = tuple(
                Row(
                    self.t(f"promise_{name}"),
                    (_number(number),),
                    (Stretch(0, _WHOLE * number / most, tones[name]),),
                )
                for name, number in found
            )
            yield Table(self.t("promises"), self._columns("promise", "count"), rows)

    # Time

    def spans(self) -> Iterator[Table]:
        found = [one for one in self._told.spans if one.median is not None]
        most = max((one.tail or one.median or 0 for one in found), default=0) or 1
        rows = []
        for one in found:
            median, tail = one.median or 0, one.tail or one.median or 0
            middle = _WHOLE * median / most
            bar = (
                Stretch(0, middle, "plain"),
                Stretch(middle, _WHOLE * tail / most - middle, "second"),
            )
            cells = (self._time(one.median), self._time(one.tail), _number(one.cases))
            rows.append(Row(self.t(f"span_{one.span}"), cells, bar))
        if rows:
            columns = self._columns(
                "span", "median", "tail", "cases", median="plain", tail="second"
            )
            yield Table(self.t("spans"), columns, tuple(rows))

    def _time(self, minutes: int | None) -> Cell:
        if minutes is None:
            return _number(None)
        if minutes < _HOUR:
            shown = self.t("minutes", count=minutes)
        elif minutes < _HOURS_UP_TO:
            shown = self.t("hours", count=minutes // _HOUR)
        else:
            shown = self.t("days", count=minutes // _DAY)
        return Cell(minutes, shown)

    # Causes

    def causes(self) -> Iterator[Table]:
        for pareto in self._told.causes:
            columns = self._columns("cause", "cases", "share", "together")
            title = pareto.name.get(self._lang) or self.t("categories")
            yield Table(title, columns, tuple(self._bars(pareto)))

    def _bars(self, pareto: Pareto) -> Iterator[Row]:
        named = [bar.cases or 0 for bar in pareto.bars]
        most = max((*named, 1 if pareto.cases is None else pareto.cases))
        for bar, reached in zip(pareto.bars, accumulate(named), strict=True):
            share = None if bar.cases is None or not pareto.cases else bar.cases / pareto.cases
            together = None if bar.cases is None else reached / sum(named)
            cases = Cell(self.t("most"), self.t("most")) if bar.is_most else _number(bar.cases)
            length = _WHOLE if bar.is_most else _WHOLE * (bar.cases or 0) / most
            yield Row(
                self._cause(pareto, bar),
                (cases, _percent(share), _percent(together)),
                (Stretch(0, length, "plain"),) if length else (),
            )

    def _cause(self, pareto: Pareto, bar: Bar) -> str:
        if pareto.id == CATEGORY:
            return tr(f"report.category_{bar.id}", self._lang)
        return bar.name.get(self._lang)

    # Emotion levels, surveys

    def levels(self) -> Iterator[Table]:
        for method in self._told.methods:
            if any(change.size is not None for change in method.changes):
                columns = self._columns("step", "before", "after", "change", "cases")
                rows = tuple(self._changes(method))
                yield Table(method.name.get(self._lang), columns, rows)

    def _changes(self, method: Method) -> Iterator[Row]:
        for one in method.changes:
            yield Row(
                one.name.get(self._lang) or self.t("whole"),
                (_mean(one.before), _mean(one.after), _signed(one.size), _number(one.cases)),
                way=_way(one.before, one.after),
            )

    def surveys(self) -> Iterator[Table]:
        for survey in self._told.surveys:
            if any(gap.size is not None for gap in survey.gaps):
                columns = self._columns("dimension", "expected", "found", "gap", "people")
                title = self.t(f"asked_{survey.party}")
                yield Table(title, columns, tuple(self._gaps(survey)))

    def _gaps(self, survey: Survey) -> Iterator[Row]:
        for one in survey.gaps:
            yield Row(
                tr(f"forms.dimension_{one.dimension}", self._lang),
                (_mean(one.expected), _mean(one.found), _signed(one.size), _number(one.people)),
                way=_way(one.expected, one.found),
            )

    # Modes

    def modes(self) -> Iterator[Table]:
        if any(mode.cases is not None for mode in self._told.modes):
            tones = {f"outcome_{one}": one for one in OUTCOMES}
            columns = self._columns("mode", *tones, "cases", **tones)
            yield Table(self.t("modes"), columns, tuple(map(self._mode, self._told.modes)))

    def _mode(self, mode: Mode) -> Row:
        name = tr(f"modes.mode_{mode.mode}", self._lang)
        return Row(
            name,
            (*map(_number, mode.outcomes), _number(mode.cases)),
            _stacked(zip(OUTCOMES, mode.outcomes, strict=True), mode.cases),
        )


def _work(name: str, count: int, overdue: int, most: int) -> Row:
    late = _WHOLE * overdue / most
    rest = _WHOLE * count / most - late
    return Row(
        name,
        (_number(count), _number(overdue)),
        (Stretch(0, late, "late"), Stretch(late, rest, "plain")),
    )


def _stacked(parts: Iterable[tuple[str, Told]], whole: Told) -> tuple[Stretch, ...]:
    """Told parts of a told whole, side by side."""
    found = list[Stretch]()
    start = 0.0
    for tone, number in parts:
        if number and whole:
            length = _WHOLE * number / whole
            found.append(Stretch(start, length, tone))
            start += length
    return tuple(found)


def _way(before: float | None, after: float | None) -> Way | None:
    if before is None or after is None:
        return None
    start, end = ((level - LOWEST) / (HIGHEST - LOWEST) * _WHOLE for level in (before, after))
    return Way(start, end)


def _number(number: Told) -> Cell:
    return Cell(number, NONE if number is None else str(number))


def _mean(mean: float | None) -> Cell:
    return Cell(mean, NONE if mean is None else f"{mean:.1f}")


def _signed(size: float | None) -> Cell:
    """With its sign, which is a minus and no hyphen; none has no sign."""
    if size is None:
        return _number(None)
    shown = "0.0" if size == 0 else f"{size:+.1f}".replace("-", "−")
    return Cell(size, shown)


def _percent(share: float | None) -> Cell:
    if share is None:
        return _number(None)
    percent = round(_WHOLE * share)
    return Cell(percent, f"{percent}%")
