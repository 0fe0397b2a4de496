"""Whether the report can be decided on and acted upon: decision, options, actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from fieldapp.base.findings import Finding, Severity
from fieldapp.case.records import Case
from fieldapp.playbook import answers
from fieldapp.playbook.model import Playbook


def check(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    yield from _decision(case, playbook, today)
    yield from _options(case)
    yield from _actions(case)


def _finding(code: str, where: str, severity: Severity = Severity.WARNING) -> Finding:
    return Finding(f"report.lint_{code}", {}, where, severity)


def _decision(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    asked = {
        name: answers.read(playbook.fields[name], case).value
        for name in ("decision_needed", "decision_amount", "decision_due", "cost_of_waiting")
        if name in playbook.fields
    }
    if "decision_needed" not in asked:
        return
    if asked["decision_needed"] is None:
        yield _finding("no_decision", "answers/decision_needed")
        return
    if asked.get("cost_of_waiting") is None:
        yield _finding("no_cost_of_waiting", "answers/cost_of_waiting")
    due = asked.get("decision_due")
    if due is None:
        yield _finding("no_decision_date", "answers/decision_due")
    elif isinstance(due, date) and date(*due.timetuple()[:3]) < today:
        yield _finding("decision_date_past", "answers/decision_due", Severity.INFO)
    amount = asked.get("decision_amount")
    costs = [option.cost for option in case.options if option.chosen and option.cost is not None]
    if isinstance(amount, Decimal) and costs and amount not in costs:
        yield _finding("amount_differs", "answers/decision_amount", Severity.INFO)


def _options(case: Case) -> Iterator[Finding]:
    chosen = [option for option in case.options if option.chosen]
    for option in chosen:
        if not option.reason:
            yield _finding("option_no_reason", f"options/{option.id}/reason")
    if case.options and not chosen:
        yield _finding("none_chosen", "options")
    if len(chosen) > 1:
        yield _finding("several_chosen", "options")
    if len(case.options) == 1:
        yield _finding("one_option", "options", Severity.INFO)


def _actions(case: Case) -> Iterator[Finding]:
    for action in case.commitments:
        if action.status == "cancelled":
            continue
        where = f"commitments/{action.id}"
        if not action.who:
            yield _finding("action_no_owner", f"{where}/who")
        if action.due is None:
            yield _finding("action_no_date", f"{where}/due")
        if not (action.measure or action.proof):
            yield _finding("action_not_verifiable", f"{where}/measure")
