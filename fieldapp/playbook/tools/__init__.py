"""The tools of the methods: which there are, what of a case each shows, what each says of it.

A tool is one shape (`docs/tools.md`): its records in the log (`case.toolrecords`), what it makes of
them (a module of this package, named as the tool), its page (`ui.pages.tools`, likewise), what it
adds to a report (`report.layout.contributions`), and the steps of playbooks that name it
(`tools:`). Its words are the catalogue of its name.
"""

from __future__ import annotations

from datetime import date
from importlib import import_module

from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.case.records import Case
from fieldapp.playbook.model import Playbook


@frozen
class Tool:
    """One tool.

    `id`: small letters, also the name of its modules and of its catalogue, which has at least
    `title`, `purpose` (one line), `empty` and `empty_hint` (what it is for, while nothing is in it)
    and `begin`. `shows`: the places of a case it is the page of, collections and `answers/<field>`.
    """

    id: str
    icon: str
    shows: tuple[str, ...] = ()


STOPS = ("first_response_at", "last_update_at", "supervisor_told_at", "restored_at")
"""The answers that stop a clock in our playbooks."""
BUSINESS = ("opportunity_noticed", "repeat_purchase", "competitors")
"""What is known of a customer beyond the case at hand."""

TOOLS: tuple[Tool, ...] = (
    Tool("questions", "message-circle", ("askings",)),
    Tool("causes", "git-branch", ("causes",)),
    Tool("options", "scale", ("options",)),
    Tool("modes", "split", ("stances",)),
    Tool("bias", "lightbulb", ("doubts",)),
    Tool("promises", "handshake", ("commitments",)),
    Tool("clocks", "clock", (*(f"answers/{name}" for name in STOPS), "severity")),
    Tool("kano", "star", ("requirements",)),
    Tool("handover", "users", ("answers/handover",)),
    Tool("survey", "gauge", ("surveys", "survey_ratings")),
    Tool("expectations", "target", ("expectations",)),
    Tool("changes", "clipboard-list", ("changes",)),
    Tool("responsibilities", "network", ("duties", "stakeholders")),
    Tool("debrief", "history", ("debriefs", "answers/lesson")),
    Tool("customers", "building-2", ("contacts", "kickoffs", *(f"answers/{n}" for n in BUSINESS))),
    Tool("helpers", "life-buoy", ("compensations", "answers/legal_risk")),
)
"""Every tool, in the order they are offered."""


def tool(tool_id: str) -> Tool | None:
    return next((known for known in TOOLS if known.id == tool_id), None)


def showing(path: str) -> Tool | None:
    """The tool that is the page of a place of the case, such as `causes/c1/text`."""
    head, _, rest = path.partition("/")
    place = f"answers/{rest.partition('/')[0]}" if head == "answers" else head
    return next((known for known in TOOLS if place in known.shows), None)


def analyse(tool_id: str, case: Case, playbook: Playbook, today: date) -> tuple[Finding, ...]:
    """What a tool says of a case, the gravest first; `where` is the place it speaks of.

    It asks and points out, it never blames; what a person may well leave as it is, is no warning.
    """
    found = import_module(f"{__name__}.{tool_id}").analyse(case, playbook, today)
    return tuple(sorted(found, key=lambda finding: -finding.severity))
