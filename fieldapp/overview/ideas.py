"""What a team might try next month: each idea says first which figure it comes from.

They are offers. None is about a person, none says that somebody did wrong, and where the figures
say nothing there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.overview.figures import Change, Method, Overview
from fieldapp.overview.lasting import lasting
from fieldapp.overview.lessons import Summary
from fieldapp.playbook.surveys import survey
from fieldapp.report.phrasing import Value, both

Kind = Literal["promises", "waiting", "cause", "calmed", "rose", "gap", "slower", "improvement"]
MOST = 4
"""More is no plan for a month."""
_SLOWER = 1.25
"""How much longer than the month before is worth a word."""
_RISE, _FALL, _GAP = 0.3, -0.5, -0.5
"""Changes of a mean from which on they are worth a word, of a scale from 1 to 5."""


@frozen
class Idea:
    """`about`: what the figure that it comes from says."""

    kind: Kind
    about: Mapping[str, Value]

    @property
    def fact(self) -> Text:
        """The figure that it comes from."""
        return both(f"lessons.fact_{self.kind}", "zh", **self.about)

    @property
    def offer(self) -> Text:
        """What might be tried."""
        return both(f"lessons.try_{self.kind}", "zh", **self.about)


def ideas(found: Summary) -> tuple[Idea, ...]:
    """The first few that the figures give, work that waits first."""
    return tuple(_all(found))[:MOST]


def _all(found: Summary) -> Iterator[Idea]:
    month = found.month
    if month.promises.missed:
        yield Idea("promises", {"count": month.promises.missed})
    decision = next((kind for kind in month.kinds if kind.kind == "decision"), None)
    if decision is not None and decision.overdue:
        yield Idea("waiting", {"count": decision.overdue})
    yield from _cause(month)
    yield from _improvement(found)
    yield from _steps(month)
    yield from _gap(month)
    yield from _slower(found)


def _cause(month: Overview) -> Iterator[Idea]:
    """The cause that was found most often; of all lists the first that tells one."""
    for pareto in month.causes:
        for bar in pareto.bars:
            if bar.cases and pareto.cases:
                name = bar.name or both(f"report.category_{bar.id}")
                yield Idea("cause", {"name": name, "count": bar.cases, "of": pareto.cases})
                return


def _improvement(found: Summary) -> Iterator[Idea]:
    for one in found.learned.improvements[:1]:
        if one.cases:
            yield Idea("improvement", {"name": one.name, "count": one.cases})


def _steps(month: Overview) -> Iterator[Idea]:
    """The step in which it rose most, and the one in which it calmed down most."""
    steps = [
        (change.size, method, change)
        for method in month.methods
        for change in method.changes
        if change.step and change.cases and change.size is not None
    ]
    if not steps:
        return
    highest = max(steps, key=lambda one: one[0])
    lowest = min(steps, key=lambda one: one[0])
    if highest[0] >= _RISE:
        yield Idea("rose", _step(*highest[1:]))
    if lowest[0] <= _FALL:
        yield Idea("calmed", _step(*lowest[1:]))


def _step(method: Method, change: Change) -> Mapping[str, Value]:
    return {
        "method": method.name,
        "step": change.name,
        "before": f"{change.before:.1f}",
        "after": f"{change.after:.1f}",
        "count": change.cases or 0,
    }


def _gap(month: Overview) -> Iterator[Idea]:
    """Where customers found least of what they had expected."""
    gaps = [
        (gap.size, gap)
        for one in month.surveys
        if one.party == "customer"
        for gap in one.gaps
        if gap.size is not None
    ]
    if gaps and (least := min(gaps, key=lambda one: one[0]))[0] <= _GAP:
        of = survey().dimensions[least[1].dimension]
        expected, reached = f"{least[1].expected:.1f}", f"{least[1].found:.1f}"
        about: dict[str, Value] = {
            "name": of.label,
            "expected": expected,
            "found": reached,
            "improve": of.improve,
        }
        yield Idea("gap", about)


def _slower(found: Summary) -> Iterator[Idea]:
    """Where a decision came later than the month before."""
    now, before = (
        next((one.median for one in month.spans if one.span == "decision"), None)
        for month in (found.month, found.before)
    )
    if now is not None and before is not None and now > _SLOWER * before:
        yield Idea("slower", {"now": lasting(now), "before": lasting(before)})
