"""A month looked back on: its figures, those of the month before, and what was learned in it.

What was learned is told as it was written, of however few cases, but without saying in which and
by whom: it was left for others, and what a reader needs of it is what it says. Figures about it are
told as all figures are, see `few`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.overview.few import Told, tell
from fieldapp.overview.figures import Overview
from fieldapp.overview.rows import CaseRow
from fieldapp.overview.said import IMPROVEMENTS
from fieldapp.overview.tally import month_of
from fieldapp.overview.team import overview


@frozen
class Improvement:
    """What lessons change, such as a procedure, and the cases in which they do."""

    id: str
    name: Text
    cases: Told


@frozen(kw_only=True)
class Learned:
    """What the cases of a month leave for others; each text once, in no order that tells of whom.

    `improvements`: those named most often first.
    """

    lessons: tuple[Text, ...] = ()
    went_well: tuple[Text, ...] = ()
    improvements: tuple[Improvement, ...] = ()


@frozen
class Summary:
    """`is_over`: whether the month is; until then its figures still grow."""

    month: Overview
    before: Overview
    learned: Learned

    @property
    def is_over(self) -> bool:
        return self.month.today >= self.month.until


def month_after(month: date, months: int = 1) -> date:
    """The first day of the month that many months after one; before it where they are negative."""
    count = 12 * month.year + month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def read_month(typed: str) -> date:
    """The first day of a month typed as `2026-10`.

    Raises:
        ValueError: it is none, or none that any case can be of.
    """
    year, _, month = typed.partition("-")
    if len(year) != 4 or len(month) != 2 or not 1970 <= int(year) <= 9000:
        raise ValueError(typed)
    return date(int(year), int(month), 1)


def summary(rows: Iterable[CaseRow], month: date, today: date) -> Summary:
    """The summary of the month that begins on a day, from the rows of all cases."""
    known = tuple(rows)
    return Summary(
        overview(known, month, month_after(month), today),
        overview(known, month_after(month, -1), month, today),
        learned(row for row in known if month_of(row) == month),
    )


def learned(rows: Iterable[CaseRow]) -> Learned:
    """What the cases of a month leave for others.

    Args:
        rows: of the cases that were first reported in it.
    """
    # By case id, which is random.
    known = sorted(rows, key=lambda row: row.case)
    counted = Counter(choice for row in known for choice in set(row.said.improvements))
    names = {name: text for row in known for name, text in row.said.names}
    found = [
        Improvement(
            choice,
            names.get(f"{IMPROVEMENTS}/{choice}") or Text.of(choice),
            tell(number, len(known)),
        )
        for choice, number in counted.items()
    ]
    # What is not told must not be told by its place either.
    found.sort(key=lambda one: (-(one.cases or 0), one.id))
    return Learned(
        lessons=tuple(dict.fromkeys(row.said.lesson for row in known if row.said.lesson)),
        went_well=tuple(dict.fromkeys(row.said.went_well for row in known if row.said.went_well)),
        improvements=tuple(found),
    )
