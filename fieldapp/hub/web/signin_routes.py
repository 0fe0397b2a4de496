"""Signing in and out, and the files that pages are made of."""

from __future__ import annotations

import gzip
from functools import cache
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from fieldapp.base.language import Lang, message, tr
from fieldapp.hub import sessions
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, address, caller_of, guarded
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web import familiar, manner
from fieldapp.hub.web.entering import check_role, enter
from fieldapp.hub.web.language import language
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import TYPES, Pages, static_address, static_files

Way = Annotated[str, Query(max_length=2000)]
_NOWHERE = bytes(16)
"""The space of tries at a team that there is not."""


def signin_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)))
    node = gate.node

    @router.get("/", operation_id="web_home")
    def home() -> Response:
        return RedirectResponse(manner.SIGN_IN, status_code=303)

    @router.get("/static/{version}/{name}", operation_id="web_static")
    def static(request: Request, version: str, name: str) -> Response:
        """Never another one at the same address, so that browsers keep it."""
        files = static_files()
        if name not in files or static_address(name) != request.url.path:
            raise RefusalError("hub.not_found")
        suffix = f".{name.rpartition('.')[2]}"
        headers = {
            "cache-control": "public, max-age=31536000, immutable",
            "vary": "accept-encoding",
        }
        data = files[name]
        if "gzip" in request.headers.get("accept-encoding", ""):
            data, headers["content-encoding"] = _packed(name), "gzip"
        return Response(data, headers=headers, media_type=TYPES[suffix])

    def form(
        request: Request,
        lang: Lang,
        way: str,
        *,
        said: str = "",
        ended: str = "",
        name: str = "",
        team: str = "",
    ) -> Response:
        with node.reading():
            is_one = len(node.spaces.all()) == 1
        secret = request.cookies.get(manner.FORM_COOKIE, "") or node.entropy(24).hex()
        response = pages.page(
            "signin.html",
            lang,
            visit=None,
            way=way,
            asks_team=not is_one,
            company=tr("single.sign_in", lang) if node.provider is not None else "",
            company_why=tr("single.password_why", lang),
            form_token=manner.form_token(secret),
            said=said,
            ended=ended,
            name=name,
            team=team,
        )
        response.set_cookie(
            manner.FORM_COOKIE, secret, path="/", secure=True, httponly=True, samesite="lax"
        )
        return response

    @router.get("/signin", operation_id="web_signin")
    def signin(
        request: Request,
        next_: Annotated[str, Query(alias="next", max_length=2000)] = "",
        team: Annotated[str, Query(max_length=200)] = "",
        lang: Annotated[str, Query(max_length=2)] = "",
        ended: Annotated[str, Query(max_length=1)] = "",
    ) -> Response:
        shown = language(request, lang)
        return form(
            request, shown, next_, team=team, ended=tr("entry.ended", shown) if ended else ""
        )

    @router.post("/signin", operation_id="web_begin")
    def begin(request: Request) -> Response:
        given = manner.form_of(request)
        name, password, team, way, chosen = (
            given.get(key, [""])[-1] for key in ("name", "password", "team", "next", "lang")
        )
        lang = language(request, chosen)
        with node.reading():
            every = node.spaces.all()
            space = every[0][0] if len(every) == 1 else _NOWHERE
            if len(every) > 1:
                space = _found(team, every)
        try:
            person = sessions.known(
                node,
                space,
                name,
                password,
                address(request),
                is_familiar=familiar.is_familiar(node, request, space, name),
            )
            if person.password_ends is None:
                check_role(person)
        except RefusalError as error:
            response = form(
                request, lang, way, said=message(error.finding, lang), name=name, team=team
            )
            response.status_code = 429 if error.finding.code == "hub.too_many" else 401
            return response
        return enter(node, request, space, person, way)

    @router.post("/teams/{space}/signout", operation_id="web_end")
    def end(request: Request, space: SpaceId) -> Response:
        sessions.end(node, caller_of(request))
        response = RedirectResponse(manner.SIGN_IN, status_code=303)
        response.delete_cookie(manner.COOKIE, secure=True, httponly=True, samesite="lax")
        # What the browser kept of the pages goes too.
        response.headers["clear-site-data"] = '"cache"'
        return response

    return router


def _found(team: str, every: list[tuple[bytes, str]]) -> bytes:
    """The space that is called so; one that there is not where none is."""
    wanted = team.strip()
    return next((space for space, name in every if name == wanted), _NOWHERE)


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(static_files()[name], mtime=0)
