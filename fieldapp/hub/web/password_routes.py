"""Choosing a password: in place of one that was for once, and whenever somebody likes."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, message, tr
from fieldapp.hub import passwords, sessions
from fieldapp.hub.errors import HubError
from fieldapp.hub.gate import Gate, address, guarded
from fieldapp.hub.node import Node
from fieldapp.hub.people import Person
from fieldapp.hub.sync_routes import SpaceId
from fieldapp.hub.web import manner, steps
from fieldapp.hub.web.entering import CHOOSE, enter
from fieldapp.hub.web.language import language
from fieldapp.hub.web.manner import Browsers
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.visit import Visit, visit_of


def password_routes(gate: Gate, pages: Pages) -> APIRouter:
    router = APIRouter(route_class=guarded(gate, Browsers(pages)))
    node = gate.node

    # In place of one that was for once

    def first(request: Request, said: str = "") -> Response:
        secret = request.cookies.get(manner.FORM_COOKIE, "")
        step = steps.of_request(node, request)
        if step is None or step.person.password_ends is None or not secret:
            return RedirectResponse(manner.SIGN_IN, status_code=303)
        return _page(
            pages,
            language(request),
            step.person,
            action=CHOOSE,
            form_token=manner.form_token(secret),
            said=said,
        )

    @router.get(CHOOSE, operation_id="web_first")
    def ask_first(request: Request) -> Response:
        return first(request)

    @router.post(CHOOSE, operation_id="web_set_first")
    def set_first(request: Request) -> Response:
        step = steps.of_request(node, request)
        if step is None or step.person.password_ends is None:
            return RedirectResponse(manner.SIGN_IN, status_code=303)
        try:
            sessions.choose(node, step.space, step.person, _chosen(request))
        except HubError as error:
            return first(request, message(error.finding, language(request)))
        with node.reading():
            person = node.people.get(step.space, step.person.account) or step.person
        return enter(node, request, step.space, person, step.way)

    # Whenever somebody likes

    def own(visit: Visit, finding: Finding | None = None) -> Response:
        has_one = sessions.has_password(node, visit.person)
        return _page(
            pages,
            visit.lang,
            visit.person,
            action=f"{visit.base}/password",
            form_token=visit.form_token,
            said=message(finding, visit.lang) if finding else "",
            none="" if has_one else tr("entry.password_elsewhere", visit.lang),
            visit=visit,
        )

    @router.get("/teams/{space}/password", operation_id="web_password")
    def ask_own(request: Request, space: SpaceId) -> Response:
        with node.reading():
            visit = visit_of(node, request)
        return own(visit)

    @router.post("/teams/{space}/password", operation_id="web_set_password")
    def set_own(request: Request, space: SpaceId) -> Response:
        with node.reading():
            visit = visit_of(node, request)
        try:
            _replace(node, request, visit)
        except FieldAppError as error:
            return own(visit, error.finding)
        target = f"{visit.base}/account?said=password"
        return enter(node, request, visit.caller.space, visit.person, target, is_second_shown=True)

    return router


def _replace(node: Node, request: Request, visit: Visit) -> None:
    """Raises: FieldAppError: the present one is another one, or the new one will not do."""
    present = manner.form_of(request).get("password", [""])[-1]
    space, new = visit.caller.space, _chosen(request)
    person = sessions.known(
        node, space, visit.person.name, present, address(request), is_familiar=True
    )
    sessions.choose(node, space, person, new)


def _chosen(request: Request) -> str:
    """The new password of a form, typed twice.

    Raises:
        HubError: not twice the same.
    """
    given = manner.form_of(request)
    new, again = (given.get(key, [""])[-1] for key in ("new", "again"))
    if new != again:
        raise HubError("hub.password_unlike")
    return new


def _page(
    pages: Pages,
    lang: Lang,
    person: Person,
    *,
    action: str,
    form_token: str,
    said: str,
    none: str = "",
    visit: Visit | None = None,
) -> Response:
    def word(name: str, **params: object) -> str:
        return tr(f"entry.{name}", lang, **params)

    response = pages.page(
        "password.html",
        lang,
        visit=visit,
        title=word("own_password" if visit else "first_password"),
        why=word("own_password_why" if visit else "first_password_why"),
        rule=word("password_rule", least=passwords.SHORTEST),
        none=none,
        word=word,
        action=action,
        form_token=form_token,
        name=person.name,
        said=said,
    )
    response.status_code = 400 if said else 200
    return response
