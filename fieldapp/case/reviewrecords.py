"""What supervisors write about issued reports. Made by reviewing, never by hand."""

from __future__ import annotations

from datetime import datetime

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import declaring as d
from fieldapp.case.change import Change
from fieldapp.case.declaring import Kind
from fieldapp.case.record import Record

APPROVED, CONDITIONS, DECLINED, RETURNED = "approved", "conditions", "declined", "returned"
COMMENTED, ASSIGNED = "commented", "assigned"
DECISIVE = (APPROVED, CONDITIONS, DECLINED, RETURNED)
"""What settles a report; the others say or ask something."""
APPROVING = (APPROVED, CONDITIONS)
"""What grants it, and is signed in its PDF."""
SECTIONS = ("background", "impact", "solution", "benefit", "evidence", "plan", "other")
"""Parts of a report that a remark may be about."""
REVIEWS = ("reviews/", "remarks/")
PAPERS = ("issues/", *REVIEWS, "handings/")
"""Where nothing of the case itself stands, but what became of its reports and whose it shall be."""
READ = "@read"
"""Register of a review: when the one it is for has read it. Written where the team has agreed."""


def is_of_reviews(change: Change) -> bool:
    """Whether a change writes in a supervisor's place; a mark that something was read does not."""
    return any(
        op.path.startswith(REVIEWS) and not op.path.endswith(f"/{READ}") for op in change.ops
    )


@frozen(kw_only=True)
class Review(Record):
    """What a supervisor said about an issued report, once; never written in again.

    `content` and `pdf` are those of the issue, as they were when it was looked at.
    """

    issue: str | None = d.spec(Kind.REF, None, refers_to="issues")
    decision: str = d.choice(*DECISIVE, COMMENTED, ASSIGNED)
    reason: Text = d.text(is_long=True)
    by: Text = d.text(note="the name they gave")
    at: datetime | None = d.spec(Kind.MOMENT, None)
    content: str = d.spec(Kind.HASH, "")
    pdf: str = d.spec(Kind.HASH, "")
    follows: tuple[str, ...] = d.spec(Kind.REFS, (), refers_to="reviews")
    """The decisions about the same issue that were known, and are replaced."""
    signed: str = d.spec(Kind.HASH, "")
    """SHA-256 (hex) of the countersigned PDF, also the name of its blob; empty without one."""
    to: str = d.spec(Kind.CHOICE, "", note="author id (hexadecimal) of who is asked to decide")
    to_name: Text = d.text()

    @property
    def is_unsigned(self) -> bool:
        """Whether it approves, and no PDF was signed with it: that was away or could not be signed,
        and no decision waits for it."""
        return self.decision in APPROVING and not self.signed


@frozen(kw_only=True)
class Remark(Record):
    """A reason of a review, beside the part of the report it is about."""

    review: str | None = d.spec(Kind.REF, None, refers_to="reviews")
    section: str = d.choice(*SECTIONS, default="other")
    text: Text = d.text(is_long=True)
