"""Entering: a session begins in a browser, and what this browser had before ends."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from fieldapp.hub import sessions
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.node import Node
from fieldapp.hub.people import Person
from fieldapp.hub.tokens import SESSION_HOURS
from fieldapp.hub.web import manner, steps
from fieldapp.hub.web.steps import Step
from fieldapp.sync.certificates import REVIEWERS


def enter(node: Node, request: Request, space: bytes, person: Person, way: str) -> Response:
    """Lets somebody in who has shown who they are, or sends them to what is left to do first.

    Args:
        way: where they want to go.

    Raises:
        RefusalError: there is no inbox for them.
    """
    if person.password_ends is not None:
        response = RedirectResponse(f"{manner.SIGN_IN}/password", status_code=303)
        steps.keep(node, response, Step(space, person, way))
        return response
    check_role(person)
    token = sessions.begin(node, space, person.account)
    home = f"/teams/{space.hex()}/"
    target = way if manner.is_own_way(way) and way.startswith(home) else f"{home}inbox"
    response = RedirectResponse(target, status_code=303)
    if steps.COOKIE in request.cookies:
        steps.forget(response)
    manner.keep_session(response, token, SESSION_HOURS)
    return response


def check_role(person: Person) -> None:
    """Raises: RefusalError: there is no inbox for them."""
    if person.role not in REVIEWERS:
        raise RefusalError("hub.inbox_not_for_role")
