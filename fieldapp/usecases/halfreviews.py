"""What a supervisor has begun to say about a report and not sent: kept with the case, and no change
of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from datetime import date, datetime

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.reviewing import Condition, Verdict
from fieldapp.store.drafts import HELD
from fieldapp.store.workspace import Workspace

_PATH = f"{HELD}review/"


@frozen
class HalfReview:
    """What stands in the lines of the screen.

    `conditions`: what, by whom, by when. `to`: the author id (hex) and the name of who is to decide
    instead.
    """

    decision: str = ""
    reason: str = ""
    remarks: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[tuple[str, str, date | None], ...] = ()
    to: tuple[str, str] = ("", "")

    @property
    def is_empty(self) -> bool:
        asked = (text for what, who, _ in self.conditions for text in (what, who))
        said = (self.reason, self.to[0], *self.remarks.values(), *asked)
        return not any(text.strip() for text in said)

    def verdict(self, by: str, at: datetime) -> Verdict:
        """What it says, once it is sent; without what belongs to another decision."""
        is_return = self.decision == "returned"
        to, to_name = self.to if self.decision == "assigned" else ("", "")
        return Verdict(
            decision=self.decision,
            by=Text.of(by.strip()),
            at=at,
            reason=Text() if is_return else Text.of(self.reason.strip()),
            remarks={
                section: Text.of(text.strip())
                for section, text in self.remarks.items()
                if is_return and text.strip()
            },
            conditions=tuple(
                Condition(what=Text.of(what.strip()), who=Text.of(who.strip()), due=due)
                for what, who, due in self.conditions
                if self.decision == "conditions"
            ),
            to=to,
            to_name=Text.of(to_name),
        )


def hold(workspace: Workspace, case_id: bytes, issue: str, half: HalfReview) -> None:
    """Keeps it until it is sent; an empty one is dropped.

    Raises:
        StoreError: it is not on the disk.
    """
    if half.is_empty:
        drop(workspace, case_id, issue)
        return
    asked = [(what, who, due.isoformat() if due else "") for what, who, due in half.conditions]
    rows = [half.decision, half.reason, dict(half.remarks), asked, half.to]
    workspace.save_draft(case_id, _PATH + issue, json.dumps(rows, ensure_ascii=False))


def held(workspace: Workspace, case_id: bytes, issue: str) -> HalfReview:
    """What was kept; an empty one where nothing was."""
    found = [one.text for one in workspace.drafts(case_id) if one.path == _PATH + issue]
    if not found:
        return HalfReview()
    decision, reason, remarks, conditions, (to, name) = json.loads(found[0])
    rows = tuple(
        (what, who, date.fromisoformat(due) if due else None) for what, who, due in conditions
    )
    return HalfReview(decision, reason, remarks, rows, (to, name))


def drop(workspace: Workspace, case_id: bytes, issue: str) -> None:
    """Forgets it."""
    workspace.clear_draft(case_id, _PATH + issue)
