"""The lists of the inbox."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from fieldapp.base.language import tr
from fieldapp.hub.gate import Gate, guarded
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web.listing import COUNTED, VIEWS, View, Wish, listing
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.report_page import words
from fieldapp.hub.web.visit import Visit, visit_of


class Asked(BaseModel):
    """What the address of a list says."""

    view: str = Field("waiting", max_length=20)
    q: str = Field("", max_length=200)
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
        wish = Wish(_view(asked.view), asked.q.strip(), asked.who == "team", asked.after)
        with node.reading():
            visit = visit_of(node, request)
            found = listing(node.shelf, visit, wish)
            asked_of = {bytes.fromhex(line.assigned) for line in found.lines if line.assigned}
            people = node.people.names(visit.caller.space, asked_of) if asked_of else {}
        return pages.page(
            "inbox.html",
            visit.lang,
            visit=visit,
            wish=wish,
            found=found,
            views=[
                (view, _count(found.counts[view]), _way(visit, wish, view=view)) for view in VIEWS
            ],
            people={account.hex(): name for account, name in people.items()},
            said=_said(asked.done, visit),
            **words(visit.lang),
            more=_way(visit, wish, after=found.after) if found.after else "",
            other_way=_way(visit, wish, who="" if wish.whole_team else "team"),
        )

    return router


def _view(name: str) -> View:
    return next((view for view in VIEWS if view == name), "waiting")


def _said(done: int | None, visit: Visit) -> str:
    return "" if done is None else tr("inbox.approved_several", visit.lang, count=done)


def _count(number: int) -> str:
    return f"{COUNTED}+" if number > COUNTED else str(number)


def _way(visit: Visit, wish: Wish, **other: str) -> str:
    """The address of a list; what is not told stays as it is, but for the place in it."""
    told = {
        "view": wish.view,
        "q": wish.words,
        "who": "team" if wish.whole_team else "",
        "after": "",
        **other,
    }
    return f"{visit.base}/inbox?" + urlencode({key: text for key, text in told.items() if text})
