"""The lists of the inbox."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import RedirectResponse

from fieldapp.base.language import tr
from fieldapp.hub.crm import automatic
from fieldapp.hub.gate import Gate, caller_of, guarded
from fieldapp.hub.node import Node
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web import sealing
from fieldapp.hub.web.listing import COUNTED, VIEWS, View, Wish, listing
from fieldapp.hub.web.manner import Browsers, field
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.report_page import words
from fieldapp.hub.web.visit import Visit, visit_of
from fieldapp.sync.certificates import ADMINISTRATOR

_LONGEST = 200
"""Characters that are looked for."""


class Asked(BaseModel):
    """What the address of a list says."""

    view: str = Field("waiting", max_length=20)
    q: str = Field("", max_length=_LONGEST)
    """Words to look for, where somebody has written the address; ours have them sealed, in `s`."""
    s: str = Field("", max_length=1300)
    who: str = Field("", max_length=10)
    after: str = Field("", max_length=140)
    done: int | None = Field(None, ge=0, le=1000)
    """How many were approved together."""


def inbox_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)), prefix="/teams/{space}")
    node = gate.node

    @router.get("/inbox", operation_id="web_inbox")
    def inbox(
        request: Request,
        space: SpaceId,
        asked: Annotated[Asked, Query()],
    ) -> Response:
        sought = asked.q or sealing.opened(node.vault, caller_of(request), asked.s)
        wish = Wish(_view(asked.view), sought.strip(), asked.who == "team", asked.after)
        with node.shelf.looking():
            visit = visit_of(node, request)
            found = listing(node.shelf, visit, wish)
            asked_of = {bytes.fromhex(line.assigned) for line in found.lines if line.assigned}
            people = node.people.names(visit.caller.space, asked_of) if asked_of else {}
            crm_fails = _crm_fails(node, visit)
        return pages.page(
            "inbox.html",
            visit.lang,
            visit=visit,
            wish=wish,
            found=found,
            views=[
                (view, _count(found.counts[view]), way(visit, wish, view=view)) for view in VIEWS
            ],
            people={account.hex(): name for account, name in people.items()},
            said=_said(asked.done, visit),
            crm_fails=crm_fails,
            crm_look=tr("crmpages.look", visit.lang),
            **words(visit.lang),
            more=way(visit, wish, after=found.after) if found.after else "",
            other_way=way(visit, wish, who="" if wish.whole_team else "team"),
        )

    @router.post("/inbox/search", operation_id="web_search")
    def search(request: Request, space: SpaceId) -> Response:
        """Words come in a form and go on sealed: an address stands in histories and logs."""
        sought = field(request, "q").strip()[:_LONGEST]
        wish = Wish(_view(field(request, "view")), sought, field(request, "who") == "team", "")
        with node.reading():
            visit = visit_of(node, request)
        return RedirectResponse(way(visit, wish), status_code=303)

    def way(visit: Visit, wish: Wish, **other: str) -> str:
        """The address of a list; what is not told stays as it is, but for the place in it."""
        told = {
            "view": wish.view,
            "s": sealing.sealed(node.vault, visit.caller, wish.words),
            "who": "team" if wish.whole_team else "",
            "after": "",
            **other,
        }
        return f"{visit.base}/inbox?" + urlencode({key: text for key, text in told.items() if text})

    return router


def _crm_fails(node: Node, visit: Visit) -> str:
    """What an administrator is to look after, if anything is. Within a transaction."""
    if visit.caller.role != ADMINISTRATOR:
        return ""
    known = automatic.setting(node, visit.caller.space)
    return tr("crmpages.fails", visit.lang) if known is not None and known.is_failing else ""


def _view(name: str) -> View:
    return next((view for view in VIEWS if view == name), "waiting")


def _said(done: int | None, visit: Visit) -> str:
    return "" if done is None else tr("inbox.approved_several", visit.lang, count=done)


def _count(number: int) -> str:
    return f"{COUNTED}+" if number > COUNTED else str(number)
