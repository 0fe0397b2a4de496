"""The overview of a team: figures over its cases, told where they are enough to say anything.

By person it tells work alone, what is open and what is overdue: it is there to be shared out. How
people felt, which steps were taken and how long things took is told of many cases together; see
`few` for how many. Nothing here orders people, and nothing is to appraise them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import accumulate

from fieldapp.base.language import Text
from fieldapp.case.toolrecords import DIMENSIONS, MODES
from fieldapp.overview import tally as t
from fieldapp.overview.few import MINIMUM, TAIL, Told, is_few, tell, tell_parts
from fieldapp.overview.figures import (
    Bar,
    Change,
    Gap,
    Kind,
    Load,
    Method,
    Mode,
    Overview,
    Pareto,
    Promises,
    Span,
    Survey,
)
from fieldapp.overview.rows import CaseRow, WorkKind
from fieldapp.overview.said import CATEGORY, CAUSE_LISTS, OUTCOMES
from fieldapp.overview.tally import Tally

PARTIES = ("customer", "colleague")
WORK_KINDS: tuple[WorkKind, ...] = ("decision", "return", "promise")


def overview(rows: Iterable[CaseRow], since: date, until: date, today: date) -> Overview:
    """The figures of the cases that were first reported from `since` to the day before `until`.

    Args:
        today: by which is decided what is overdue.
    """
    lasting, counted = t.Tally(), t.Tally()
    for row in rows:
        one = t.tally(row)
        lasting.update({key: n for key, n in one.items() if key[0] in t.ALWAYS})
        if since <= row.issued.date() < until:
            counted.update({key: n for key, n in one.items() if key[0] not in t.ALWAYS})
    return told(counted, lasting, since, until, today)


def told(counted: Tally, lasting: Tally, since: date, until: date, today: date) -> Overview:
    """The same from what has been counted.

    Args:
        counted: over the cases of the period.
        lasting: over all cases, of the kinds `tally.ALWAYS`.
    """
    count = _Count(counted)
    cases = counted[(t.CASE,)]
    return Overview(
        since=since,
        until=until,
        today=today,
        cases=cases,
        kinds=tuple(_kinds(lasting, today)),
        people=tuple(_people(lasting, today)),
        causes=tuple(_causes(count, cases)),
        methods=tuple(_methods(count, cases)),
        spans=tuple(_span(count, span, cases) for span in t.SPANS),
        promises=_promises(lasting, since, until, today),
        surveys=tuple(_surveys(count)),
        modes=tuple(_modes(count, cases)),
    )


class _Count:
    """A tally by kind."""

    def __init__(self, tally: Tally) -> None:
        self._kinds: dict[str, list[tuple[tuple[str | int, ...], int]]] = {}
        for (kind, *rest), number in tally.items():
            if number > 0:
                self._kinds.setdefault(str(kind), []).append((tuple(rest), number))
        names: dict[str, tuple[int, Text]] = {}
        for (name, zh, en), number in self.of(t.NAME):
            text = Text(str(zh), str(en))
            if number > names.get(str(name), (0, text))[0]:
                names[str(name)] = number, text
        self._names = {name: text for name, (_, text) in names.items()}

    def of(self, kind: str) -> Iterable[tuple[tuple[str | int, ...], int]]:
        return self._kinds.get(kind, ())

    def name(self, name: str) -> Text:
        """What most cases call it."""
        return self._names.get(name) or Text.of(name)


# Work


def _kinds(lasting: Tally, today: date) -> Iterator[Kind]:
    for kind in WORK_KINDS:
        dues = [(key[-1], n) for key, n in lasting.items() if key[:2] == (t.WORK, kind)]
        yield Kind(kind, sum(n for _, n in dues), _overdue(dues, today))


def _people(lasting: Tally, today: date) -> Iterator[Load]:
    by_key: dict[str, list[tuple[Text, str | int, int]]] = {}
    for key, number in lasting.items():
        if key[0] == t.WORK and number > 0:
            _, _, who, zh, en, due = key
            name = Text(str(zh), str(en), "en" if en and not zh else "zh")
            by_key.setdefault(str(who), []).append((name, due, number))
    for _, found in sorted(by_key.items()):
        dues = [(due, number) for _, due, number in found]
        shown, _, _ = max(found, key=lambda one: (one[2], one[0].zh, one[0].en))
        yield Load(shown, sum(n for _, n in dues), _overdue(dues, today))


def _overdue(dues: Iterable[tuple[str | int, int]], today: date) -> int:
    return sum(n for due, n in dues if 0 < int(due) < today.toordinal())


def _promises(lasting: Tally, since: date, until: date, today: date) -> Promises:
    found = {"kept": 0, "missed": 0, "open": 0}
    for key, number in lasting.items():
        if key[0] == t.PROMISE:
            _, state, due = key
            is_within = since.toordinal() <= int(due) < until.toordinal()
            is_past = 0 < int(due) < today.toordinal()
            if state == "done":
                found["kept"] += number if is_within else 0
            elif is_past:
                found["missed"] += number if is_within else 0
            else:
                found["open"] += number
    return Promises(**found)


# Causes


def _causes(count: _Count, cases: int) -> Iterator[Pareto]:
    any_of = {str(name): number for (name,), number in count.of(t.CAUSED)}
    for name in (CATEGORY, *CAUSE_LISTS):
        if name in any_of:
            base = tell(any_of[name], cases)
            within = cases if base is None else base
            found = [(str(cause), n) for (of, cause), n in count.of(t.CAUSE) if of == name]
            # What is not told must not be told by its place either.
            bars = [_bar(count, name, cause, n, within) for cause, n in found]
            bars.sort(key=lambda bar: (not bar.is_most, -(bar.cases or 0), bar.id))
            title = Text() if name == CATEGORY else count.name(name)
            yield Pareto(name, title, base, tuple(bars))


def _bar(count: _Count, name: str, cause: str, number: int, within: int) -> Bar:
    text = Text() if name == CATEGORY else count.name(f"{name}/{cause}")
    number_told = tell(number, within)
    return Bar(cause, text, number_told, number_told is None and not is_few(number))


# Emotion levels


def _methods(count: _Count, cases: int) -> Iterator[Method]:
    levels: dict[tuple[str, str], list[tuple[int, int, int]]] = {}  # by place
    for (method, _, step, before, after), number in sorted(count.of(t.SHIFT)):
        of = (str(method), str(step))
        levels.setdefault(of, []).append((int(before), int(after), number))
    sizes = {of: sum(n for *_, n in found) for of, found in levels.items()}
    whole = tell_parts({m: n for (m, step), n in sizes.items() if not step}, cases)
    for method in sorted(whole):
        base = whole[method]
        within = cases if base is None else base
        changes = [_change(count, method, "", levels[method, ""], base)]
        for (of_method, step), found in levels.items():
            if of_method == method and step:
                changes.append(
                    _change(count, method, step, found, tell(sizes[method, step], within))
                )
        yield Method(method, count.name(method), tuple(changes))


def _change(
    count: _Count, method: str, step: str, levels: list[tuple[int, int, int]], number: Told
) -> Change:
    name = count.name(f"{method}/{step}") if step else Text()
    size = sum(n for *_, n in levels)
    if size < MINIMUM:
        return Change(step, name, None, None, None)
    before = sum(level * n for level, _, n in levels) / size
    after = sum(level * n for _, level, n in levels) / size
    return Change(step, name, number, round(before, 1), round(after, 1))


# Time


def _span(count: _Count, span: str, cases: int) -> Span:
    minutes = sorted((int(slot), n) for (of, slot), n in count.of(t.TIME) if of == span)
    size = sum(n for _, n in minutes)
    if size < MINIMUM:
        return Span(span, tell(size, cases), None, None)
    tail = _rank(minutes, 0.9) if size >= TAIL else None
    return Span(span, tell(size, cases), _rank(minutes, 0.5), tail)


def _rank(minutes: list[tuple[int, int]], share: float) -> int:
    """What that share of the cases kept within: the nearest rank."""
    wanted = share * sum(n for _, n in minutes)
    reached = accumulate(n for _, n in minutes)
    return next(slot for (slot, _), seen in zip(minutes, reached, strict=True) if seen >= wanted)


# Surveys and modes


def _surveys(count: _Count) -> Iterator[Survey]:
    rated = {tuple(map(str, key)): number for key, number in count.of(t.RATING)}
    for party in PARTIES:
        gaps = tuple(_gap(rated, party, d) for d in DIMENSIONS if (party, d, "count") in rated)
        if gaps:
            yield Survey(party, gaps)


def _gap(rated: Mapping[tuple[str, ...], int], party: str, dimension: str) -> Gap:
    people = rated[party, dimension, "count"]
    if people < MINIMUM:
        return Gap(dimension, None, None, None)
    expected, found = (
        rated[party, dimension, what] / people / 1000 for what in ("expected", "found")
    )
    return Gap(dimension, people, round(expected, 1), round(found, 1))


def _modes(count: _Count, cases: int) -> Iterator[Mode]:
    found: dict[str, dict[str, int]] = {}
    for (mode, outcome), number in count.of(t.MODE):
        found.setdefault(str(mode), {})[str(outcome)] = number
    sizes = tell_parts({mode: sum(by.values()) for mode, by in found.items()}, cases)
    for mode in MODES:
        if mode in sizes:
            base = sizes[mode]
            parts = {outcome: found[mode].get(outcome, 0) for outcome in OUTCOMES}
            shown = tell_parts(parts, base) if base else dict.fromkeys(OUTCOMES)
            yield Mode(mode, base, tuple(shown[outcome] for outcome in OUTCOMES))
