"""What a supervisor says about reports, and takes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Request, Response
from sqlalchemy import and_, select
from starlette.responses import RedirectResponse

from fieldapp.base.language import Text, tr
from fieldapp.case.reviewing import Condition, ReviewError, Verdict
from fieldapp.case.reviewrecords import APPROVED, ASSIGNED, SECTIONS
from fieldapp.hub import schema
from fieldapp.hub.case_routes import CaseId
from fieldapp.hub.deciding import MovedOnError, seen
from fieldapp.hub.errors import HubError, RefusalError
from fieldapp.hub.gate import Gate, guarded
from fieldapp.hub.node import Node
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web import manner
from fieldapp.hub.web.account_routes import colleagues
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.report_page import IssueId, report_page
from fieldapp.hub.web.visit import Visit, visit_of

_MOST_AT_ONCE = 50
LONGEST = 4000
"""Characters of a text."""
Fields = Mapping[str, list[str]]


def decision_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)), prefix="/teams/{space}")
    node = gate.node

    @router.post("/reports/{case}/{issue}/decision", operation_id="web_decide")
    def decide(request: Request, space: SpaceId, case: CaseId, issue: IssueId) -> Response:
        fields, name = manner.form_of(request), bytes.fromhex(case)
        with node.reading():
            visit = visit_of(node, request)
            verdict = _verdict(node, visit, fields, _asked(node, visit, name, issue))
            to = _one(fields, "to") if verdict.decision == ASSIGNED else ""
            others = {one.account.hex(): one for one in colleagues(node, visit.caller)}
        if other := others.get(to):
            verdict = replace(verdict, to=to, to_name=Text.of(other.name))
        asks = other.account if other else None
        account, looked_at = visit.caller.account, _one(fields, "seen")
        of = visit.caller.space
        signed = node.deciding.sign(of, name, issue, verdict=verdict, looked_at=looked_at)
        try:
            node.write(
                lambda _: node.deciding.say(
                    of,
                    name,
                    issue,
                    account,
                    verdict=verdict,
                    looked_at=looked_at,
                    signed=signed,
                    asks=asks,
                )
            )
        except (ReviewError, MovedOnError) as error:
            return report_page(node, pages, request, case, issue, fault=error, typed=fields)
        return RedirectResponse(_report(visit, case, issue), status_code=303)

    @router.post("/reports/{case}/{issue}/undo", operation_id="web_undo")
    def undo(request: Request, space: SpaceId, case: CaseId, issue: IssueId) -> Response:
        review = _one(manner.form_of(request), "review")
        with node.reading():
            visit = visit_of(node, request)
        of, account = visit.caller.space, visit.caller.account
        try:
            node.write(lambda _: node.deciding.take_back(of, bytes.fromhex(case), account, review))
        except HubError as error:
            return report_page(node, pages, request, case, issue, fault=error)
        return RedirectResponse(_report(visit, case, issue) + "?said=undone", status_code=303)

    @router.post("/inbox/several", operation_id="web_several")
    def several(request: Request, space: SpaceId) -> Response:
        """Approves reports that ask for nothing that could cost, each of them opened before."""
        picked = manner.form_of(request).get("report", [])[:_MOST_AT_ONCE]
        with node.reading():
            visit = visit_of(node, request)
            fit = [one for one in map(_named, picked) if _is_light(node, visit, *one)]
        done = sum(_approve(node, visit, case, issue) for case, issue in fit)
        return RedirectResponse(f"{visit.base}/inbox?done={done}", status_code=303)

    return router


def _approve(node: Node, visit: Visit, case: bytes, issue: str) -> bool:
    """One of several; False if somebody else was faster."""
    of, account = visit.caller.space, visit.caller.account
    try:
        with node.reading():
            known = node.shelf.issued(of, case, node.shelf.papers(of, case))
            looked_at = next((seen(one) for one in known if one.issue.id == issue), "")
        verdict = Verdict(decision=APPROVED, by=Text.of(visit.person.name), at=node.clock())
        signed = node.deciding.sign(of, case, issue, verdict=verdict, looked_at=looked_at)
        node.write(
            lambda _: node.deciding.say(
                of, case, issue, account, verdict=verdict, looked_at=looked_at, signed=signed
            )
        )
    except (ReviewError, MovedOnError):
        return False
    return True


def _is_light(node: Node, visit: Visit, case: bytes, issue: str) -> bool:
    """Whether a report may be approved among others: it asks for no money, promise or risk, waits,
    and was opened by whoever approves it."""
    here, seen_ = schema.report.c, schema.opened.c
    opened = and_(
        seen_.space_id == here.space_id,
        seen_.case_id == here.case_id,
        seen_.issue == here.issue,
        seen_.account == visit.caller.account,
    )
    query = select(here.issue).join_from(schema.report, schema.opened, opened)
    row = node.shelf.work.row(
        query.where(
            here.space_id == visit.caller.space,
            here.case_id == case,
            here.issue == issue,
            here.folder == "waiting",
            here.state == "issued",
            here.is_light.is_(True),
        )
    )
    return row is not None


def _named(text: str) -> tuple[bytes, str]:
    case, _, issue = text.partition(".")
    try:
        return bytes.fromhex(case), issue
    except ValueError as error:
        raise RefusalError("hub.request_malformed", field="report") from error


def _asked(node: Node, visit: Visit, case: bytes, issue: str) -> str:
    """The account that a report waits for, if the visitor stands in for it."""
    here = schema.report.c
    row = node.shelf.work.row(
        select(here.assigned).where(
            here.space_id == visit.caller.space, here.case_id == case, here.issue == issue
        )
    )
    others = {one.hex() for one in visit.decides_for - {visit.caller.account}}
    return row.assigned if row is not None and row.assigned in others else ""


def _verdict(node: Node, visit: Visit, fields: Fields, asked: str) -> Verdict:
    decision = _one(fields, "decision")
    return Verdict(
        decision=decision,
        by=_name(node, visit, asked),
        at=node.clock(),
        reason=_text(fields, f"{decision}_reason"),
        remarks={
            section: text for section in SECTIONS if (text := _text(fields, f"remark_{section}"))
        },
        conditions=_conditions(fields),
    )


def _name(node: Node, visit: Visit, asked: str) -> Text:
    """The name they give; of a deputy also for whom."""
    name = visit.person.name
    absent = node.people.get(visit.caller.space, bytes.fromhex(asked)) if asked else None
    if absent is None:
        return Text.of(name)
    zh, en = (tr("inbox.in_place_of", lang, name=name, other=absent.name) for lang in ("zh", "en"))
    return Text(zh, en, visit.lang)


def _conditions(fields: Fields) -> tuple[Condition, ...]:
    rows = zip(*(fields.get(key, []) for key in ("what", "who", "due")), strict=False)
    return tuple(
        Condition(
            what=Text.of(what.strip()[:LONGEST]), who=Text.of(who.strip()[:200]), due=_day(due)
        )
        for what, who, due in rows
        if what.strip()
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _text(fields: Fields, key: str) -> Text:
    said = _one(fields, key).replace("\r\n", "\n").strip()[:LONGEST]
    return Text.of(said) if said else Text()


def _one(fields: Fields, key: str) -> str:
    return fields.get(key, [""])[-1]


def _report(visit: Visit, case: str, issue: str) -> str:
    return f"{visit.base}/reports/{case}/{issue}"
