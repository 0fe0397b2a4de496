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

_BROWSERS = (
    ("MicroMessenger/", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("Lark/", "Feishu"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
"""What a browser's name for itself has in it, the most particular first, and what we call it."""


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
    token = sessions.begin(
        node,
        space,
        person.account,
        instead=request.cookies.get(manner.COOKIE, ""),
        browser=browser_of(request.headers.get("user-agent", "")),
    )
    home = f"/teams/{space.hex()}/"
    target = way if manner.is_own_way(way) and way.startswith(home) else f"{home}inbox"
    response = RedirectResponse(target, status_code=303)
    if steps.COOKIE in request.cookies:
        steps.forget(response)
    manner.keep_session(response, token, SESSION_HOURS)
    return response


def browser_of(told: str) -> str:
    """What somebody uses, of what a browser says of itself: words that are ours, such as `Firefox,
    Windows`; empty for what is not known."""
    found = (
        next((name for sign, name in signs if sign in told), "") for signs in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(filter(None, found))


def check_role(person: Person) -> None:
    """Raises: RefusalError: there is no inbox for them."""
    if person.role not in REVIEWERS:
        raise RefusalError("hub.inbox_not_for_role")
