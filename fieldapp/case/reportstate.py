"""How an issued report stands: what supervisors have decided about it, whatever came first.

A review is one person's word. It is read from the values that stand in it, and as one only where
all of them are of one author; what somebody else did to it, deleting it or writing in it, never
makes it say something else. It counts for the edition that it pins, and only from somebody who is
known to supervise: who that is, the caller knows. Two decisions that did not know of each other
stand side by side until a third one replaces both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal

from fieldapp.base.values import frozen
from fieldapp.case.fold import LIFE, Fold, Head, Order
from fieldapp.case.records import Commitment, Issue, specs
from fieldapp.case.reviewrecords import (
    APPROVED,
    APPROVING,
    ASSIGNED,
    CONDITIONS,
    DECISIVE,
    DECLINED,
    READ,
    RETURNED,
    SECTIONS,
    Remark,
    Review,
)
from fieldapp.case.view import Reader

State = Literal[
    "draft",
    "issued",
    "returned",
    "approved",
    "conditions",
    "declined",
    "disputed",
    "withdrawn",
    "superseded",
]
"""`disputed`: decisions that contradict each other stand side by side."""
Doubt = Literal["", "unverified", "altered", "own", "other_edition"]
"""Why a review does not count: nobody knows that its author supervises; somebody else has written
in it; the report is the author's own; what it approves is not what was issued."""
Counts = Callable[[Head], bool]
"""Whether what somebody wrote is a supervisor's word, or an administrator's."""

WAITING: tuple[State, ...] = ("issued", "disputed")
"""What a supervisor is to decide."""
_AS_DECIDED: Mapping[str, State] = {
    APPROVED: "approved",
    CONDITIONS: "conditions",
    DECLINED: "declined",
    RETURNED: "returned",
}


@frozen
class Ruling:
    """A review as it stands. `hlc`: the reading of its author's clock."""

    review: Review
    author: bytes
    hlc: int
    doubt: Doubt = ""
    remarks: tuple[Remark, ...] = ()
    """In the order of the report's parts."""
    conditions: tuple[Commitment, ...] = ()
    is_read: bool = False

    @property
    def order(self) -> tuple[int, str]:
        return (self.hlc, self.review.id)

    @property
    def decides(self) -> bool:
        """Whether it settles the report."""
        return self.review.decision in DECISIVE and not self.doubt


@frozen
class Report:
    """An issued report.

    `decisions`: those that nobody has replaced, the latest last; several are one decision where
    they agree. A report that was withdrawn or superseded keeps them.
    """

    issue: Issue
    author: bytes
    hlc: int
    """The reading of its author's clock when it was issued."""
    state: State
    decisions: tuple[Ruling, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    """Everything that was said about it, the earliest first; also what does not count."""

    @property
    def assigned(self) -> Review | None:
        """Who was asked last to decide, in `to` and `to_name`; None: nobody in particular."""
        asked = [r.review for r in self.rulings if r.review.decision == ASSIGNED and not r.doubt]
        return asked[-1] if asked else None

    @property
    def is_contradicted(self) -> bool:
        """Whether what stands contradicts itself: decisions each other, or the withdrawal."""
        words = {ruling.review.decision for ruling in self.decisions}
        return len(words) > 1 or (self.state == "withdrawn" and bool(words & set(APPROVING)))


def reports(fold: Fold, counts: Counts) -> tuple[Report, ...]:
    """The issued reports of a case, the first issued first."""
    reader = Reader(fold)
    issues = [_Issued.read(fold, reader, name) for name in fold.items("issues")]
    issues.sort(key=lambda one: (one.issue.number or 0, one.order))
    rulings = _rulings(fold, reader, issues, counts)
    standing = [one for one in issues if one.issue.withdrawn is None]
    last = standing[-1] if standing else None
    return tuple(_report(one, rulings[one.issue.id], is_last=one is last) for one in issues)


def current(known: Sequence[Report]) -> Report | None:
    """The one that stands now; None while the case is a draft, or all were withdrawn."""
    standing = (one for one in reversed(known) if one.state not in ("withdrawn", "superseded"))
    return next(standing, None)


def state(known: Sequence[Report]) -> State:
    """How the report of a case stands: as its current issue."""
    report = current(known)
    if report is not None:
        return report.state
    return "withdrawn" if known else "draft"


def returned_before(known: Sequence[Report], issue: str) -> Report | None:
    """The last report before an issue that was returned: what the issue answers."""
    place = next((at for at, one in enumerate(known) if one.issue.id == issue), 0)
    return next((one for one in reversed(known[:place]) if was_returned(one)), None)


def was_returned(report: Report) -> bool:
    return any(ruling.review.decision == RETURNED for ruling in report.decisions)


def standing_reviews(fold: Fold, issue: str) -> set[str]:
    """The decisions about an issue, by id, that no later one replaces: also those that do not
    count."""
    found = (_ruling(fold, Reader(fold), name) for name in fold.known_items("reviews"))
    decisive = [
        one
        for one in found
        if one and one.review.issue == issue and one.review.decision in DECISIVE
    ]
    return {one.review.id for one in _unreplaced(decisive)}


@frozen
class _Issued:
    issue: Issue
    author: bytes
    order: Order

    @classmethod
    def read(cls, fold: Fold, reader: Reader, name: str) -> _Issued:
        item = f"issues/{name}"
        issue = Issue(id=name, **reader.values(specs(Issue), f"{item}/"))
        life = fold.heads(f"{item}/{LIFE}")
        state = fold.item(item)
        assert life and state is not None
        return cls(issue, life[0].author, state.born)


def _report(issued: _Issued, rulings: tuple[Ruling, ...], *, is_last: bool) -> Report:
    decisions = tuple(_unreplaced([one for one in rulings if one.decides]))
    found: State
    if issued.issue.withdrawn is not None:
        found = "withdrawn"
    elif not is_last:
        found = "superseded"
    else:
        found = _decided(decisions)
    return Report(issued.issue, issued.author, issued.order[0], found, decisions, rulings)


def _decided(decisions: Sequence[Ruling]) -> State:
    words = {ruling.review.decision for ruling in decisions}
    if len(words) > 1:
        return "disputed"
    return _AS_DECIDED[words.pop()] if words else "issued"


def _unreplaced(decisive: Sequence[Ruling]) -> list[Ruling]:
    """The decisions that no other one follows, the latest last.

    Where they are said to follow each other in a circle, which nobody can have done who saw them,
    none of them replaces another one; so that they never all disappear. Clocks do not matter.
    """
    known = {one.review.id: one for one in decisive}
    gone = {
        name
        for one in decisive
        for name in one.review.follows
        if name in known and one.review.id not in _followed(name, known)
    }
    return sorted((one for one in decisive if one.review.id not in gone), key=lambda r: r.order)


def _followed(name: str, known: Mapping[str, Ruling]) -> set[str]:
    """Whatever a decision follows, directly or through others; itself too."""
    found, waiting = {name}, [name]
    while waiting:
        fresh = {one for one in known[waiting.pop()].review.follows if one in known} - found
        found |= fresh
        waiting += fresh
    return found


def _rulings(
    fold: Fold, reader: Reader, issues: Iterable[_Issued], counts: Counts
) -> Mapping[str, tuple[Ruling, ...]]:
    """By issue, what was said about it."""
    by_issue: dict[str, list[Ruling]] = {one.issue.id: [] for one in issues}
    known = {one.issue.id: one for one in issues}
    remarks = _remarks(fold, reader)
    conditions = _conditions(fold, reader)
    for name in fold.known_items("reviews"):
        ruling = _ruling(fold, reader, name)
        if ruling is None or ruling.review.issue not in known:
            continue
        issued = known[ruling.review.issue]
        said = [remark for remark, author in remarks.get(name, ()) if author == ruling.author]
        asked = [one for one, author in conditions.get(name, ()) if author == ruling.author]
        by_issue[issued.issue.id].append(
            Ruling(
                ruling.review,
                ruling.author,
                ruling.hlc,
                ruling.doubt or _doubt(fold, ruling, issued, counts),
                tuple(sorted(said, key=lambda one: SECTIONS.index(one.section))),
                tuple(asked),
                bool(fold.latest(f"reviews/{name}/{READ}")),
            )
        )
    return {name: tuple(sorted(found, key=lambda r: r.order)) for name, found in by_issue.items()}


def _ruling(fold: Fold, reader: Reader, name: str) -> Ruling | None:
    """A review as its author wrote it; None if there is nothing of it, for it was taken back."""
    heads = _heads(fold, f"reviews/{name}")
    decision = fold.heads(f"reviews/{name}/decision")
    review = Review(id=name, **reader.values(specs(Review), f"reviews/{name}/"))
    if not heads or not review.decision:
        return None
    is_altered = len({head.author for head in heads}) > 1
    first = decision[0]
    return Ruling(review, first.author, first.hlc, "altered" if is_altered else "")


def _doubt(fold: Fold, ruling: Ruling, issued: _Issued, counts: Counts) -> Doubt:
    review = ruling.review
    if not all(counts(head) for head in _heads(fold, f"reviews/{review.id}")):
        return "unverified"
    if ruling.author == issued.author and review.decision in DECISIVE:
        return "own"
    pinned = (review.content, review.pdf)
    if review.decision in APPROVING and pinned != (issued.issue.content, issued.issue.pdf):
        return "other_edition"
    return ""


def _heads(fold: Fold, item: str) -> list[Head]:
    """What its author wrote in an item."""
    return [head for head in fold.item_heads(item) if not head.op.path.endswith(f"/{READ}")]


def _remarks(fold: Fold, reader: Reader) -> Mapping[str, list[tuple[Remark, bytes]]]:
    """By review, its remarks and who wrote them."""
    found: dict[str, list[tuple[Remark, bytes]]] = {}
    for name in fold.known_items("remarks"):
        author = _sole_author(fold, f"remarks/{name}")
        remark = Remark(id=name, **reader.values(specs(Remark), f"remarks/{name}/"))
        if author and remark.review and remark.text:
            found.setdefault(remark.review, []).append((remark, author))
    return found


def _sole_author(fold: Fold, item: str) -> bytes | None:
    authors = {head.author for head in _heads(fold, item)}
    return authors.pop() if len(authors) == 1 else None


def _conditions(fold: Fold, reader: Reader) -> Mapping[str, list[tuple[Commitment, bytes]]]:
    """By review, the promises it asks for, as they stand now, and who asked."""
    found: dict[str, list[tuple[Commitment, bytes]]] = {}
    for name in fold.items("commitments"):
        heads = fold.heads(f"commitments/{name}/review")
        if len({head.author for head in heads}) == 1:
            values: dict[str, Any] = reader.values(specs(Commitment), f"commitments/{name}/")
            asked = Commitment(id=name, **values)
            if asked.review:
                found.setdefault(asked.review, []).append((asked, heads[0].author))
    return found
