"""A report's page, also with what could not be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from fastapi import Path, Request, Response

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Lang, message, tr
from fieldapp.case.reportstate import WAITING, Doubt, State, current, returned_before
from fieldapp.case.reviewrecords import ASSIGNED, COMMENTED, DECISIVE, SECTIONS
from fieldapp.hub.crm import outlook
from fieldapp.hub.deciding import seen
from fieldapp.hub.node import Node
from fieldapp.hub.web.account_routes import colleagues
from fieldapp.hub.web.crm_words import crm_words
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.reading import Paper, paper
from fieldapp.hub.web.visit import Visit, visit_of
from fieldapp.report.comparison import Difference, differences

IssueId = Annotated[str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
TONES: dict[State, str] = {
    "draft": "",
    "issued": "info",
    "returned": "warning",
    "approved": "good",
    "conditions": "good",
    "declined": "bad",
    "disputed": "warning",
    "withdrawn": "",
    "superseded": "",
}


def report_page(
    node: Node,
    pages: Pages,
    request: Request,
    case: str,
    issue: str,
    *,
    fault: FieldAppError | None = None,
    typed: Mapping[str, list[str]] | None = None,
    said: str = "",
    is_anew: bool = False,
) -> Response:
    """The page.

    Args:
        fault: why what was `typed` was not written; it stands there again, where somebody else has
            decided meanwhile so that it can be said all the same.
        is_anew: to decide on what has been decided.

    Raises:
        RefusalError: there is no such report.
    """
    with node.reading():
        visit = visit_of(node, request)
        found = paper(node.shelf, visit, bytes.fromhex(case), issue)
        told = _told(node, visit, found, is_anew=is_anew or bool(typed))
    return pages.page(
        "report.html",
        visit.lang,
        409 if fault else 200,
        visit=visit,
        paper=found,
        said=_said(said, visit.lang),
        fault=message(fault.finding, visit.lang) if fault else "",
        typed=typed or {},
        unsigned=tr("signing.none", visit.lang),
        approved_unsigned=tr("review.unsigned", visit.lang),
        **crm_words(visit.lang),
        kept=[] if told["may_decide"] else _texts(typed or {}),
        **told,
        **words(visit.lang),
    )


def _said(what: str, lang: Lang) -> str:
    """What was done on the page before."""
    known = {"undone": "inbox.undone", "again": "crmpages.said_again"}
    return tr(known[what], lang) if what in known else ""


def _texts(typed: Mapping[str, list[str]]) -> list[str]:
    """What somebody has written in a form."""
    return [
        text
        for name, texts in typed.items()
        if name == "what" or name.startswith("remark_") or name.endswith("_reason")
        for text in texts
        if text.strip()
    ]


def words(lang: Lang) -> dict[str, Any]:
    """How states, decisions and parts of a report are called."""
    return {
        "tones": TONES,
        "states": {name: tr(f"review.state_{name}", lang) for name in TONES},
        "decisions": {
            name: tr(f"review.decision_{name}", lang) for name in (*DECISIVE, COMMENTED, ASSIGNED)
        },
        "sections": {name: tr(f"review.section_{name}", lang) for name in SECTIONS},
        "doubts": {name: tr(f"inbox.doubt_{name}", lang) for name in get_args(Doubt) if name},
    }


def _told(node: Node, visit: Visit, found: Paper, *, is_anew: bool) -> dict[str, Any]:
    """What the visitor may do, has said, and what is otherwise than in what was returned.

    Within a transaction."""
    report, space = found.report, visit.caller.space
    roster = node.shelf.roster(space)
    authors = {
        ruling.author
        for ruling in report.rulings
        if roster is not None and roster.account_of(ruling.author) == visit.caller.account
    }
    mine = [ruling for ruling in report.decisions if ruling.author in authors]
    is_own = roster is not None and roster.account_of(report.author) == visit.caller.account
    newest = current(found.known)
    is_current = newest is not None and newest.issue.id == report.issue.id
    is_open = report.state in WAITING or (is_anew and bool(report.decisions))
    before = returned_before(found.known, report.issue.id)
    return {
        "handover": outlook.of_report(node, space, bytes.fromhex(found.line.case), report.issue.id),
        "before": before,
        "changes": _changes(node, space, found, before.issue.content if before else ""),
        "seen": seen(report),
        "mine": mine[-1:],
        "can_take_back": bool(mine)
        and mine[-1].author == node.deciding.author(space, visit.caller.account)
        and not mine[-1].is_read,
        "latest": newest.issue.id if newest is not None else "",
        "may_decide": is_current and is_open and not is_own and found.content is not None,
        "may_decide_anew": is_current and not is_open and not is_own and bool(report.decisions),
        "may_comment": is_current,
        "others": colleagues(node, visit.caller),
    }


def _changes(node: Node, space: bytes, found: Paper, before: str) -> tuple[Difference, ...] | None:
    """None where nothing was returned before, or it is not to be had any more."""
    older = node.shelf.content(space, before) if before else None
    if older is None or found.content is None or found.playbook is None:
        return None
    return differences(older, found.content, found.playbook)
