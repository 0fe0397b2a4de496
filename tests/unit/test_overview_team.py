"""A team's figures: they add up, and nothing small can be computed from what they tell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from statistics import fmean

from case_kit import examples
from hypothesis import given
from hypothesis import strategies as st

from fieldapp.base.language import Text
from fieldapp.case.records import SERVICE
from fieldapp.case.toolrecords import DIMENSIONS, MODES
from fieldapp.overview.few import MINIMUM, TAIL, Told, tell_parts
from fieldapp.overview.figures import Load, Overview
from fieldapp.overview.rows import CaseRow, Promise, Work
from fieldapp.overview.said import OUTCOMES, Rating, Said, Shift
from fieldapp.overview.tally import month_of, slot, tally, total
from fieldapp.overview.team import overview, told

SINCE, UNTIL, TODAY = date(2026, 10, 1), date(2026, 11, 1), date(2026, 10, 25)
START = datetime(2026, 10, 5, 8, tzinfo=UTC)


def row(number: int = 0, *, issued: datetime = START, **parts: object) -> CaseRow:
    known = {"state": "issued", "issued": issued, "reference": "C-A"}
    return CaseRow(case=f"{number:032x}", **(known | parts))  # type: ignore[arg-type]


def said(**parts: object) -> Said:
    return Said(**({"method": "pacts"} | parts))  # type: ignore[arg-type]


def figures(rows: Sequence[CaseRow]) -> Overview:
    return overview(rows, SINCE, UNTIL, TODAY)


def test_work_is_told_by_person_whatever_the_period_and_however_little() -> None:
    late, soon = date(2026, 10, 24), date(2026, 10, 25)
    rows = [
        row(1, work=(Work("promise", Text.of("李晓芳（装配二组）"), late),)),
        row(2, work=(Work("promise", Text.of("李晓芳"), soon), Work("decision", Text(), late))),
        row(3, issued=START.replace(year=2020), work=(Work("promise", Text.of("李晓芳"), None),)),
    ]
    found = figures(rows)
    assert found.people == (Load(Text(), 1, 1), Load(Text.of("李晓芳"), 3, 1))
    assert [(k.kind, k.open, k.overdue) for k in found.kinds] == [
        ("decision", 1, 1),
        ("return", 0, 0),
        ("promise", 3, 1),
    ]
    assert found.cases == 2


def test_promises_are_kept_missed_or_open_by_their_day() -> None:
    def of(state: str, due: date | None, party: str = "us") -> CaseRow:
        return row(promises=(Promise(party, due, state),))  # type: ignore[arg-type]

    past, ahead, before = date(2026, 10, 20), date(2026, 10, 30), date(2026, 9, 30)
    rows = [
        of("done", past),
        of("done", ahead),
        of("done", before),
        of("open", past),
        of("open", TODAY),
        of("open", before),
        of("open", None),
        of("cancelled", past),
        of("open", past, "customer"),
    ]
    kept = figures(rows).promises
    assert (kept.kept, kept.missed, kept.open) == (2, 1, 2)


def test_times_are_told_by_their_middle_and_by_nine_of_ten() -> None:
    def took(minutes: int) -> CaseRow:
        opened = START - timedelta(days=1)
        return row(said=said(opened=opened, responded=opened + timedelta(minutes=minutes)))

    few = figures([took(n) for n in range(1, MINIMUM)])
    assert all(one.median is None and one.tail is None for one in few.spans)
    some = figures([took(10 * n) for n in range(1, TAIL)]).spans[0]
    assert (some.cases, some.median, some.tail) == (TAIL - 1, 50, None)
    many = figures([took(n) for n in range(1, 31)]).spans[0]
    assert (many.cases, many.median, many.tail) == (30, 15, 27)
    assert slot(START, START + timedelta(minutes=119)) == 60
    assert slot(START, START + timedelta(days=9, hours=5)) == 9 * 1440


def test_levels_gaps_modes_and_causes_of_enough_cases_are_told_by_name() -> None:
    whole = said(
        causes=(("category", "process"), ("disagreement_causes", "goals")),
        shifts=(Shift(0, "", 4, 2), Shift(2, "approach", 4, 3)),
        ratings=(Rating("customer", "empathy", 4.5, 3.0),),
        mode="avoiding",
        outcome="agreed",
        names=(
            ("pacts", Text("计划", "Five steps")),
            ("pacts/approach", Text("接触", "Approach")),
            ("disagreement_causes", Text("由来", "Where from")),
            ("disagreement_causes/goals", Text("目标", "Goals")),
        ),
    )
    found = figures([row(n, said=whole) for n in range(MINIMUM)])
    categories, listed = found.causes
    assert [(bar.id, bar.cases) for bar in categories.bars] == [("process", MINIMUM)]
    assert (listed.name.en, listed.bars[0].name.en) == ("Where from", "Goals")
    (method,) = found.methods
    assert [(c.name.en, c.cases, c.size) for c in method.changes] == [
        ("", MINIMUM, -2.0),
        ("Approach", MINIMUM, -1.0),
    ]
    (gap,) = found.surveys[0].gaps
    assert (gap.people, gap.size) == (MINIMUM, -1.5)
    (mode,) = found.modes
    assert (mode.mode, mode.cases, mode.outcomes) == ("avoiding", MINIMUM, (MINIMUM, 0, 0, 0))
    fewer = figures([row(n, said=whole) for n in range(MINIMUM - 1)])
    assert not list(small(fewer))
    assert all(c.size is None for m in fewer.methods for c in m.changes)


def test_a_group_whose_others_are_few_is_hidden_with_them() -> None:
    parts = {"a": 30, "b": 12, "c": 3}
    assert tell_parts(parts, 45) == {"a": 30, "b": None, "c": None}
    assert tell_parts(parts, 55) == {"a": 30, "b": 12, "c": None}  # with ten of none
    nearly = [row(n, said=said(causes=(("category", "place"),))) for n in range(9)]
    (pareto,) = figures([*nearly, row(9, said=said(causes=(("category", "people"),)))]).causes
    assert [(bar.id, bar.cases, bar.is_most) for bar in pareto.bars] == [
        ("place", None, True),
        ("people", None, False),
    ]


# What anybody could compute

moments = st.integers(0, 40).map(lambda days: datetime(2026, 9, 20, tzinfo=UTC) + timedelta(days))
levels = st.integers(1, 5)
saids = st.builds(
    Said,
    method=st.sampled_from(("pacts", "objection")),
    opened=st.none() | moments,
    responded=st.none() | moments,
    mode=st.sampled_from(("", *MODES[:3])),
    outcome=st.sampled_from(("", *OUTCOMES)),
    causes=st.sets(
        st.tuples(st.just("category"), st.sampled_from(SERVICE[:4]))
        | st.tuples(st.just("change_cause"), st.sampled_from(("market", "site")))
    ).map(tuple),
    shifts=st.sampled_from(((), (Shift(0, "", 4, 2), Shift(1, "a", 4, 3)), (Shift(0, "", 2, 3),))),
    ratings=st.lists(
        st.builds(
            Rating,
            st.sampled_from(("customer", "colleague")),
            st.sampled_from(DIMENSIONS[:2]),
            levels.map(float),
            levels.map(float),
        ),
        max_size=2,
    ).map(tuple),
)
caserows = st.builds(
    CaseRow,
    case=st.just("00"),
    reference=st.just("C-A"),
    state=st.just("issued"),
    issued=moments,
    decided=st.none() | moments,
    said=saids,
)
"""Few different ones and many of each, as teams have."""
teams = st.lists(st.tuples(caserows, st.integers(1, 12)), max_size=8).map(
    lambda groups: [one for one, times in groups for _ in range(times)]
)


def small(found: Overview) -> Iterator[tuple[str, int]]:
    """What is told, and what follows from it, that is of a few cases."""
    for what, number in computed(found):
        if 0 < number < MINIMUM:
            yield what, number


def computed(found: Overview) -> Iterator[tuple[str, int]]:
    cases = found.cases
    for pareto in found.causes:
        yield from _within(pareto.id, pareto.cases, cases)
        for bar in pareto.bars:
            yield from _within(bar.id, bar.cases, cases)
            if pareto.cases is not None:
                yield from _within(bar.id, bar.cases, pareto.cases)
    yield from _rest("methods", [method.changes[0].cases for method in found.methods], cases)
    for method in found.methods:
        whole = method.changes[0].cases
        for change in method.changes:
            yield from _within(change.step, change.cases, cases if whole is None else whole)
    for span in found.spans:
        yield from _within(span.span, span.cases, cases)
    for survey in found.surveys:
        for gap in survey.gaps:
            yield gap.dimension, gap.people or 0
    yield from _rest("modes", [mode.cases for mode in found.modes], cases)
    for mode in found.modes:
        if mode.cases is not None:
            yield from _rest(mode.mode, mode.outcomes, mode.cases)
        else:
            assert set(mode.outcomes) == {None}


def _within(what: str, number: Told, whole: int) -> Iterator[tuple[str, int]]:
    if number is not None:
        yield from ((what, number), (f"not {what}", whole - number))


def _rest(what: str, parts: Sequence[Told], whole: int) -> Iterator[tuple[str, int]]:
    yield from ((what, part) for part in parts if part)
    hidden = whole - sum(part or 0 for part in parts)
    if any(parts):
        yield f"rest of {what}", hidden


@examples(60)
@given(teams)
def test_no_number_of_a_few_cases_follows_from_what_is_told(rows: list[CaseRow]) -> None:
    assert not list(small(figures(rows)))


@examples(40)
@given(teams)
def test_what_is_told_is_what_was_counted(rows: list[CaseRow]) -> None:
    found = figures(rows)
    within = [one for one in rows if SINCE <= one.issued.date() < UNTIL]
    assert found.cases == len(within)
    for pareto in found.causes:
        for bar in pareto.bars:
            number = sum((pareto.id, bar.id) in one.said.causes for one in within)
            assert bar.cases in (None, number)
    for mode in found.modes:
        outcomes = [one.said.outcome for one in within if one.said.mode == mode.mode]
        assert mode.cases in (None, len(outcomes))
        for outcome, number in zip(OUTCOMES, mode.outcomes, strict=True):
            assert number in (None, outcomes.count(outcome))
    for survey in found.surveys:
        for gap in survey.gaps:
            rated = [
                one
                for each in within
                for one in each.said.ratings
                if (one.party, one.dimension) == (survey.party, gap.dimension)
            ]
            if gap.people is not None:
                assert (gap.people, gap.found) == (
                    len(rated),
                    round(fmean(one.found for one in rated), 1),
                )
            else:
                assert len(rated) < MINIMUM


@examples(20)
@given(teams)
def test_months_that_were_counted_before_give_the_same_figures(rows: list[CaseRow]) -> None:
    months = {month_of(one) for one in rows}
    each = {m: total(tally(one) for one in rows if month_of(one) == m) for m in months}
    counted = total(one for month, one in each.items() if SINCE <= month < UNTIL)
    assert told(counted, total(each.values()), SINCE, UNTIL, TODAY) == figures(rows)
