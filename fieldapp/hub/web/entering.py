"""Entering: a session begins in a browser, and what this browser had before ends."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from fieldapp.hub import seconds, sessions
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.node import Node
from fieldapp.hub.people import Person
from fieldapp.hub.tokens import SESSION_HOURS
from fieldapp.hub.web import familiar, manner, steps
from fieldapp.hub.web.steps import Step
from fieldapp.sync.certificates import REVIEWERS

CHOOSE, SECOND, SET_UP = (f"{manner.SIGN_IN}/{page}" for page in ("password", "second", "pair"))
"""Pages on the way in."""
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


def enter(
    node: Node,
    request: Request,
    space: bytes,
    person: Person,
    way: str,
    *,
    is_second_shown: bool = False,
) -> Response:
    """Lets somebody in who has shown who they are, or sends them to what is left to do first.

    Args:
        way: where they want to go.
        is_second_shown: they have shown a second factor, or the company's account asks for it.

    Raises:
        RefusalError: there is no inbox for them.
    """
    left = "" if is_second_shown else _left(node, space, person)
    if left:
        response = RedirectResponse(left, status_code=303)
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
    familiar.note(node, response, space, person.name)
    manner.keep_session(response, token, SESSION_HOURS)
    return response


def _left(node: Node, space: bytes, person: Person) -> str:
    """The page of what somebody has left to do who has shown their password; empty for nothing."""
    if person.password_ends is not None:
        return CHOOSE
    with node.reading():
        has_one = node.seconds.has(space, person.account)
    if has_one:
        return SECOND
    return SET_UP if seconds.is_asked_of(person) else ""


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
