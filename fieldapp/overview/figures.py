"""The figures of a team, as they are shown and handed out.

A number that is None is not told: see `few`. Means have one decimal, for more would say of how many
they are.
"""

from __future__ import annotations

from datetime import date, timedelta

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.overview.few import Told
from fieldapp.overview.rows import WorkKind


@frozen
class Load:
    """What waits for somebody: how much of it, and how much of that is past its day.

    `who` is empty where nobody is named.
    """

    who: Text
    open: int
    overdue: int


@frozen
class Kind:
    """What waits of one kind."""

    kind: WorkKind
    open: int
    overdue: int


@frozen
class Bar:
    """A cause and the cases it was found in; None: too few to tell, or `is_most`: nearly all."""

    id: str
    name: Text
    cases: Told
    is_most: bool = False


@frozen
class Pareto:
    """A list of causes, those found most often first. `cases`: in how many any of it was found.

    `name` is empty for the categories of causes, which are the program's own. A case may have
    several causes, so the bars add up to more than the cases.
    """

    id: str
    name: Text
    cases: Told
    bars: tuple[Bar, ...]


@frozen
class Change:
    """How the customer's emotion level went, in the mean: 1 calm to 5 safety at risk.

    `step`: empty for the whole case. `cases`: None where the number is not told; then the means
    are None too, unless it is hidden for the sake of another one.
    """

    step: str
    name: Text
    cases: Told
    before: float | None
    after: float | None

    @property
    def size(self) -> float | None:
        """Below zero where it calmed down."""
        if self.before is None or self.after is None:
            return None
        return round(self.after - self.before, 1)


@frozen
class Method:
    """A playbook: the whole case first, then its steps in order."""

    id: str
    name: Text
    changes: tuple[Change, ...]


@frozen
class Span:
    """How long something took, one of `tally.SPANS`, in minutes: the median, and what nine of ten
    cases kept within; None: too few to tell."""

    span: str
    cases: Told
    median: int | None
    tail: int | None


@frozen
class Promises:
    """Our promises whose day is in the period, and those that are open without a day past.

    `kept` are done, whenever; `missed` are past their day and not done. They are work, and each of
    them can be seen in the list, so they are told however few.
    """

    kept: int
    missed: int
    open: int


@frozen
class Gap:
    """What was expected and found in a dimension, means from 1 to 5 over people's own means."""

    dimension: str
    people: Told
    expected: float | None
    found: float | None

    @property
    def size(self) -> float | None:
        """Below zero where it fell short."""
        if self.expected is None or self.found is None:
            return None
        return round(self.found - self.expected, 1)


@frozen
class Survey:
    party: str
    gaps: tuple[Gap, ...]


@frozen
class Mode:
    """A way of handling the conflict, and what came of it: cases by outcome, in the order of
    `OUTCOMES`. It tells what went together, not what brought it about."""

    mode: str
    cases: Told
    outcomes: tuple[Told, ...]


@frozen(kw_only=True)
class Overview:
    """The figures of a period: from `since` to the day before `until`."""

    since: date
    until: date
    today: date
    cases: int
    """First reported in the period."""
    kinds: tuple[Kind, ...]
    people: tuple[Load, ...]
    """By name; both as of today, whatever the period."""
    causes: tuple[Pareto, ...]
    methods: tuple[Method, ...]
    spans: tuple[Span, ...]
    promises: Promises
    surveys: tuple[Survey, ...]
    modes: tuple[Mode, ...]

    @property
    def last(self) -> date:
        """The last day of the period."""
        return self.until - timedelta(1)
