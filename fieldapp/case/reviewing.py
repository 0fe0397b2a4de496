"""Reviewing: a supervisor's word about an issued report becomes the ops of one change.

Laptops and the hub write a review alike. What it asks for as a condition becomes an ordinary
promise in the same change. It is taken back whole, and only as long as nobody has answered it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.declaring import NO_TEXT
from fieldapp.case.edit import Edit
from fieldapp.case.files import AFTER, orders_known
from fieldapp.case.fold import Fold
from fieldapp.case.records import Issue, specs
from fieldapp.case.reportstate import standing_reviews
from fieldapp.case.reviewrecords import (
    ASSIGNED,
    COMMENTED,
    CONDITIONS,
    DECISIVE,
    DECLINED,
    READ,
    RETURNED,
    SECTIONS,
)
from fieldapp.case.view import Reader


class ReviewError(FieldAppError):
    """This cannot be said about this report. Nothing was written."""


@frozen(kw_only=True)
class Condition:
    """What an approval asks for."""

    what: Text
    who: Text = NO_TEXT
    due: date | None = None
    measure: Text = NO_TEXT


@frozen(kw_only=True)
class Verdict:
    """What a supervisor says about a report.

    Args:
        by: the name they give.
        remarks: reasons by the part of the report they are about, of `reviewrecords.SECTIONS`.
        conditions: of an approval with conditions.
        signed: SHA-256 (hex) of the countersigned PDF, whose blob is kept already.
        to, to_name: of an assignment, the author id (hex) and the name of who is asked.
    """

    decision: str
    by: Text
    at: datetime
    reason: Text = NO_TEXT
    remarks: Mapping[str, Text] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    signed: str = ""
    to: str = ""
    to_name: Text = NO_TEXT

    def fault(self) -> str:
        """What is missing, as a code of the catalogue `review`; empty if nothing is."""
        said = bool(self.reason) or any(self.remarks.values())
        known = (*DECISIVE, COMMENTED, ASSIGNED)
        if self.decision not in known or not set(self.remarks) <= set(SECTIONS):
            return "unknown"
        if self.decision in (RETURNED, DECLINED, COMMENTED) and not said:
            return f"{self.decision}_without_reason"
        if self.decision == CONDITIONS and not any(one.what for one in self.conditions):
            return "without_condition"
        if self.decision == ASSIGNED and not self.to:
            return "without_person"
        return ""


def write(edit: Edit, issue: str, verdict: Verdict) -> str:
    """Adds a review of an issued report, its remarks and its conditions to a change.

    It replaces the decisions that are known here, if it is one itself.

    Args:
        issue: the issue's id.

    Returns:
        The review's id.

    Raises:
        ReviewError: there is no such report, it was withdrawn, or something is missing.
    """
    report = Issue(id=issue, **Reader(edit.fold).values(specs(Issue), f"issues/{issue}/"))
    if fault := verdict.fault() or _fault(edit.fold, report):
        raise ReviewError(f"review.{fault}")
    review = edit.add("reviews")
    name = review.partition("/")[2]
    edit.write(f"{review}/issue", issue)
    edit.write(f"{review}/decision", verdict.decision)
    edit.set_text(f"{review}/by", verdict.by)
    edit.set_text(f"{review}/reason", verdict.reason)
    edit.write(f"{review}/at", verdict.at.isoformat())
    edit.write(f"{review}/content", report.content)
    edit.write(f"{review}/pdf", report.pdf)
    if verdict.decision in DECISIVE:
        edit.add_members(f"{review}/follows", standing_reviews(edit.fold, issue))
    if verdict.decision == ASSIGNED:
        edit.write(f"{review}/to", verdict.to)
        edit.set_text(f"{review}/to_name", verdict.to_name)
    if verdict.signed:
        edit.write(f"{review}/signed", verdict.signed)
        if orders := orders_known(edit.fold):
            edit.write(f"{review}/{AFTER}", orders)
    for section, text in verdict.remarks.items():
        if text:
            remark = edit.add("remarks")
            edit.write(f"{remark}/review", name)
            edit.write(f"{remark}/section", section)
            edit.set_text(f"{remark}/text", text)
    if verdict.decision == CONDITIONS:
        for condition in verdict.conditions:
            if condition.what:
                _promise(edit, name, condition)
    return name


def withdraw(edit: Edit, issue: str, at: datetime, reason: Text) -> None:
    """Marks an issued report as wrong: it is not to be decided on any more.

    Raises:
        ReviewError: there is no such report, it was withdrawn before, or no reason is given.
    """
    report = Issue(id=issue, **Reader(edit.fold).values(specs(Issue), f"issues/{issue}/"))
    if fault := _fault(edit.fold, report) or ("" if reason else "withdrawn_without_reason"):
        raise ReviewError(f"review.{fault}")
    edit.write(f"issues/{issue}/withdrawn", at.isoformat())
    edit.set_text(f"issues/{issue}/withdrawn_reason", reason)


def mark_read(edit: Edit, review: str, at: datetime) -> None:
    """Notes that the one a review is for has read it; where the team has agreed to such marks."""
    if edit.fold.latest(f"reviews/{review}/{READ}") is None:
        edit.write(f"reviews/{review}/{READ}", at.isoformat())


def take_back(edit: Edit, review: str, author: bytes) -> Finding | None:
    """Takes a review back with all that came with it, while nobody has read or answered it.

    Returns:
        Why not; None if it is done.
    """
    fold, item = edit.fold, f"reviews/{review}"
    heads = [head for head in fold.item_heads(item) if not head.op.path.endswith(f"/{READ}")]
    if not heads or any(head.author != author for head in heads):
        return Finding("review.not_yours")
    if fold.latest(f"{item}/{READ}") is not None:
        return Finding("review.read_already")
    if any(review in fold.members(f"reviews/{name}/follows") for name in _others(fold, review)):
        return Finding("review.followed_already")
    remarks, promises = (_of(fold, name, review) for name in ("remarks", "commitments"))
    mine = [*remarks, *promises]
    if any(head.author != author for part in mine for head in fold.item_heads(part)):
        return Finding("review.answered_already")
    about = fold.latest(f"{item}/issue")
    if any(_number(fold, name) > _number(fold, about) for name in fold.items("issues")):
        return Finding("review.answered_already")
    for part in (item, *mine):
        edit.delete(part)
        for path in sorted({head.op.path for head in fold.item_heads(part)}):
            edit.clear(path)
    return None


def _fault(fold: Fold, report: Issue) -> str:
    if report.id not in fold.items("issues") or not report.content:
        return "no_such_report"
    return "was_withdrawn" if report.withdrawn is not None else ""


def _promise(edit: Edit, review: str, condition: Condition) -> None:
    promise = edit.add("commitments")
    edit.set_text(f"{promise}/what", condition.what)
    edit.set_text(f"{promise}/who", condition.who)
    edit.set_text(f"{promise}/measure", condition.measure)
    if condition.due is not None:
        edit.write(f"{promise}/due", condition.due.isoformat())
    edit.write(f"{promise}/review", review)


def _others(fold: Fold, review: str) -> list[str]:
    return [name for name in fold.known_items("reviews") if name != review]


def _of(fold: Fold, collection: str, review: str) -> list[str]:
    """What was written with a review."""
    items = (f"{collection}/{name}" for name in fold.known_items(collection))
    return [item for item in items if fold.latest(f"{item}/review") == review]


def _number(fold: Fold, issue: object) -> int:
    number = fold.latest(f"issues/{issue}/number")
    return number if isinstance(number, int) else 0
