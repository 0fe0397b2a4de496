"""What is still to be done in a case, by when and by whom: for lists over many cases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, tzinfo
from typing import TYPE_CHECKING, Literal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen

if TYPE_CHECKING:
    from fieldapp.case.records import Case, Commitment

Kind = Literal["promise", "clock", "return", "contact"]
"""What was promised, what a clock counts down to, what was put off to a day, the next contact."""
OPEN = frozenset(("open", "late"))
"""States of a commitment that is still to be kept."""


@frozen
class Pending:
    """One thing.

    `item`: the place in the case that ends it. `due`: a day, all of which is time enough, or a
    moment; None: nobody has said.
    """

    kind: Kind
    item: str
    what: Text
    who: Text = Text()
    party: str = "us"
    due: date | None = None

    def ends(self, zone: tzinfo | None = None) -> datetime | None:
        """The last moment that is in time; a day ends in `zone`, by default this machine's."""
        return end_of(self.due, zone) if self.due is not None else None


def end_of(due: date, zone: tzinfo | None = None) -> datetime:
    """The last moment that is in time."""
    if isinstance(due, datetime):
        return due if due.tzinfo else due.replace(tzinfo=zone).astimezone(zone)
    return datetime.combine(due, time.max, zone).astimezone(zone)


def promises(case: Case) -> Iterator[Pending]:
    """The commitments of a case that are still to be kept; not what is private."""
    for promise in case.commitments:
        if is_open(promise) and promise.what and not promise.private:
            item = f"commitments/{promise.id}"
            yield Pending("promise", item, promise.what, promise.who, promise.party, promise.due)


def is_open(promise: Commitment) -> bool:
    """Whether it is still to be kept."""
    return promise.status in OPEN


def first_due(pending: Sequence[Pending]) -> date | None:
    """The due of what is to be done first."""
    ends = ((thing.ends(), thing.due) for thing in pending)
    dated = [(end.timestamp(), due) for end, due in ends if end is not None]
    return min(dated, key=lambda pair: pair[0])[1] if dated else None


def customer_keys(company: Text) -> tuple[str, ...]:
    """What a customer is found by, whatever its spaces, marks and letter case: by either name."""
    keys = (_bare(company.zh), _bare(company.en))
    return tuple(dict.fromkeys(key for key in keys if key))


def _bare(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
