"""Where somebody is signed in, and how that ends."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import message, tr
from fieldapp.hub import sessions, tokens
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, address, guarded
from fieldapp.hub.node import Node
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web import manner
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.visit import Visit, visit_of

FRESH = 10 * 60_000
"""Milliseconds for which having signed in counts as having shown who one is: with the company's
account there is no password to ask for."""


def session_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)), prefix="/teams/{space}")
    node = gate.node

    def page(request: Request, said: str = "", good: str = "") -> Response:
        with node.reading() as connection:
            visit = visit_of(node, request)
            caller = visit.caller
            every = tokens.sessions(connection, caller.space, caller.account, node.now())
        this = [one for one in every if one.token == caller.token]
        return pages.page(
            "sessions.html",
            visit.lang,
            400 if said else 200,
            visit=visit,
            word=lambda key, **params: tr(f"entry.{key}", visit.lang, **params),
            this=this,
            others=[one for one in every if one.token != caller.token],
            has_password=sessions.has_password(node, visit.person),
            hours=tokens.SESSION_HOURS,
            idle=tokens.IDLE // 60_000,
            said=said,
            good=good,
        )

    @router.get("/sessions", operation_id="web_sessions")
    def show(
        request: Request, space: SpaceId, done: Annotated[str, Query(max_length=1)] = ""
    ) -> Response:
        with node.reading():
            lang = visit_of(node, request).lang
        return page(request, good=tr("entry.sessions_ended", lang) if done else "")

    @router.post("/sessions", operation_id="web_end_sessions")
    def end(request: Request, space: SpaceId) -> Response:
        with node.reading():
            visit = visit_of(node, request)
        try:
            _show_who(node, request, visit)
        except FieldAppError as error:
            return page(request, message(error.finding, visit.lang))
        sessions.end_others(node, visit.caller, manner.form_of(request).get("which", [""])[-1])
        return RedirectResponse(f"{visit.base}/sessions?done=1", status_code=303)

    @router.get("/alive", operation_id="web_alive")
    def alive(space: SpaceId) -> Response:
        """Asked by a page that lies open; whoever is signed out is sent away by the gate."""
        return Response(status_code=204)

    @router.get("/used", operation_id="web_used")
    def used(space: SpaceId) -> Response:
        """Somebody is at work on a page."""
        return Response(status_code=204)

    return router


def _show_who(node: Node, request: Request, visit: Visit) -> None:
    """Raises: FieldAppError: it is another password, or they signed in too long ago."""
    if sessions.has_password(node, visit.person):
        password = manner.form_of(request).get("password", [""])[-1]
        sessions.known(
            node,
            visit.caller.space,
            visit.person.name,
            password,
            address(request),
            is_familiar=True,
        )
        return
    with node.reading() as connection:
        every = tokens.sessions(connection, visit.caller.space, visit.caller.account, node.now())
    made = next(one.made for one in every if one.token == visit.caller.token)
    if node.now() - made > FRESH:
        raise RefusalError("hub.sign_in_again")
