"""What a report asks of whoever decides, from its frozen content."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.declaring import NO_TEXT
from fieldapp.playbook import answers
from fieldapp.playbook.model import Playbook
from fieldapp.report.content import Content
from fieldapp.report.phrasing import Money, money


@frozen
class Asked:
    """What is to be decided, the amount it is about, by when, and what waiting costs."""

    what: Text
    amount: str
    deadline: date | None
    waiting: Text


def asked(content: Content, playbook: Playbook | None) -> Asked:
    """What page 1 asks. Only what its composer has shown to supervisors is looked at."""
    found: dict[str, Text] = {}
    first = NO_TEXT
    for sentence in content.element("supervisor", "decision").sentences:
        if sentence.origin == "gap":
            continue
        first = first or sentence.text
        for place in sentence.rests_on:
            found.setdefault(place, sentence.text)
    case, fields = content.case, playbook.fields if playbook else {}

    def answer(name: str) -> Any:
        if f"answers/{name}" not in found:
            return None
        if name in fields:
            return answers.read(fields[name], case).value
        return case.answers.get(name)

    amount, deadline = answer("decision_amount"), answer("decision_due")
    currency = fields["decision_amount"].currency if "decision_amount" in fields else ""
    needed, waiting = answer("decision_needed"), answer("cost_of_waiting")
    return Asked(
        needed if isinstance(needed, Text) else first,
        money(Money(amount, currency or "CNY")) if isinstance(amount, Decimal) else "",
        deadline if isinstance(deadline, date) else None,
        waiting if isinstance(waiting, Text) else NO_TEXT,
    )
