"""The second factor of whoever signs in: shown, or set up on the way in."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from fieldapp.base.language import message
from fieldapp.hub import sessions
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, guarded
from fieldapp.hub.web import manner, steps
from fieldapp.hub.web.entering import SECOND, SET_UP, enter
from fieldapp.hub.web.language import language
from fieldapp.hub.web.manner import Browsers, field
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.pairing import Setting
from fieldapp.hub.web.steps import Step


def second_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)))
    node = gate.node

    def step_of(request: Request, *, has_one: bool) -> Step | None:
        """Of somebody who has shown their password and has a second factor, or none yet."""
        step = steps.of_request(node, request)
        if step is None or step.person.password_ends is not None:
            return None
        with node.reading():
            found = node.seconds.has(step.space, step.person.account)
        return step if found is has_one else None

    def setting(request: Request, step: Step, action: str) -> Setting:
        token = manner.form_token(request.cookies.get(manner.FORM_COOKIE, ""))
        lang = language(request)
        return Setting(node, pages, step.space, step.person, lang, action, token)

    @router.get(SECOND, operation_id="web_second")
    def ask(request: Request) -> Response:
        step = step_of(request, has_one=True)
        if step is None:
            return RedirectResponse(manner.SIGN_IN, status_code=303)
        return setting(request, step, SECOND).page("ask")

    @router.post(SECOND, operation_id="web_show_second")
    def show(request: Request) -> Response:
        step = step_of(request, has_one=True)
        if step is None:
            return RedirectResponse(manner.SIGN_IN, status_code=303)
        try:
            sessions.check_second(node, step.space, step.person, field(request, "code"))
        except RefusalError as error:
            said = message(error.finding, language(request))
            return setting(request, step, SECOND).page("ask", said)
        return enter(node, request, step.space, step.person, step.way, is_second_shown=True)

    @router.get(SET_UP, operation_id="web_new_second")
    def pair(request: Request) -> Response:
        step = step_of(request, has_one=False)
        if step is None:
            return RedirectResponse(manner.SIGN_IN, status_code=303)
        return setting(request, step, SET_UP).pair()

    @router.post(SET_UP, operation_id="web_set_new_second")
    def confirm(request: Request) -> Response:
        step = step_of(request, has_one=False)
        if step is None:
            return RedirectResponse(manner.SIGN_IN, status_code=303)
        spares = setting(request, step, SET_UP).confirm(request)
        if isinstance(spares, Response):
            return spares
        entered = enter(node, request, step.space, step.person, step.way, is_second_shown=True)
        response = setting(request, step, entered.headers["location"]).page("spares", spares=spares)
        for value in entered.headers.getlist("set-cookie"):
            response.headers.append("set-cookie", value)
        return response

    return router
