"""Signing in with the company's account: there, and back."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy import Connection
from starlette.responses import RedirectResponse

from fieldapp.base.language import tr
from fieldapp.hub import provider
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, guarded
from fieldapp.hub.people import Person
from fieldapp.hub.web import manner
from fieldapp.hub.web.entering import enter
from fieldapp.hub.web.language import language
from fieldapp.hub.web.manner import Browsers, field
from fieldapp.hub.web.pages import Pages
from fieldapp.sync.certificates import REVIEWERS

COOKIE = "__Host-fieldapp-company"
"""What is kept while somebody signs in at the provider."""


def company_signin_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)), prefix="/signin/company")
    node = gate.node

    @router.post("", operation_id="web_company")
    def leave(request: Request) -> Response:
        """By a form of ours alone: no link signs somebody in whom the provider knows."""
        if node.provider is None:
            return RedirectResponse(manner.SIGN_IN, status_code=303)
        begun = node.provider.begin(field(request, "next"), node.now())
        # Our policy lets no form lead elsewhere, so that the page does.
        lang = language(request)
        company = tr("single.sign_in", lang)
        response = pages.page("leaving.html", lang, visit=None, way=begun.address, company=company)
        response.set_cookie(
            COOKIE,
            begun.kept,
            max_age=provider.MINUTES * 60,
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
        )
        return response

    @router.get("/back", operation_id="web_company_back")
    def back(request: Request) -> Response:
        if node.provider is None:
            return RedirectResponse(manner.SIGN_IN, status_code=303)
        kept, query = request.cookies.get(COOKIE, ""), dict(request.query_params)
        who, way = node.provider.finish(kept, query, node.now())

        def admit(_: Connection) -> list[tuple[bytes, Person]]:
            return node.directory.admit(who)

        admitted = node.write(admit)
        for space, person in _first(admitted, way):
            if person.role in REVIEWERS:
                response = enter(node, request, space, person, way, is_second_shown=True)
                response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
                return response
        raise RefusalError("hub.inbox_not_for_role" if admitted else "hub.sso_no_team")

    return router


def _first(admitted: list[tuple[bytes, Person]], way: str) -> list[tuple[bytes, Person]]:
    """The team somebody wants to go to at the front."""
    return sorted(admitted, key=lambda one: not way.startswith(f"/teams/{one[0].hex()}/"))
