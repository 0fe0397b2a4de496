"""What goes to a customer system by itself: how it went, what failed, and trying that again."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from fieldapp.hub.case_routes import CaseId
from fieldapp.hub.crm import automatic, outlook
from fieldapp.hub.gate import Gate, caller_of, guarded
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web.crm_words import crm_words
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.report_page import IssueId
from fieldapp.hub.web.visit import visit_of

SHOWN = 100
"""Reports of which something was not taken; the page says how many more there are."""


def crm_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)), prefix="/teams/{space}")
    node = gate.node

    @router.get("/crm", operation_id="web_crm")
    def crm(
        request: Request, space: SpaceId, said: Annotated[str, Query(max_length=10)] = ""
    ) -> Response:
        with node.reading():
            visit = visit_of(node, request)
            known = automatic.setting(node, visit.caller.space)
            found = outlook.failed(node, visit.caller.space)
            refused = outlook.refused(node, visit.caller.space)
        return pages.page(
            "crm.html",
            visit.lang,
            visit=visit,
            known=known,
            refused=refused,
            failed=[(one, json.loads(one.told)) for one in found[:SHOWN]],
            more=max(0, len(found) - SHOWN),
            is_again=said == "again",
            **crm_words(visit.lang),
        )

    def try_again(request: Request) -> str:
        """What failed goes with the hub's next turn; no page waits for another system. Returns
        where the team's pages begin."""
        caller = caller_of(request)
        automatic.try_again(node, caller.space, by=caller.account)
        with node.reading():
            return visit_of(node, request).base

    @router.post("/crm/again", operation_id="web_crm_again")
    def again(request: Request, space: SpaceId) -> Response:
        return RedirectResponse(f"{try_again(request)}/crm?said=again", status_code=303)

    @router.post("/reports/{case}/{issue}/crm", operation_id="web_crm_again_one")
    def again_one(request: Request, space: SpaceId, case: CaseId, issue: IssueId) -> Response:
        """The same, from a report's page and back to it."""
        way = f"{try_again(request)}/reports/{case}/{issue}?said=again"
        return RedirectResponse(way, status_code=303)

    return router
