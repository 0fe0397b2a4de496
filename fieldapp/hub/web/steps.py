"""Steps of signing in: who has shown their password and has something left to do before a session
begins. It stands sealed in a cookie of theirs, for a few minutes."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json

from fastapi import Request, Response

from fieldapp.base.values import frozen
from fieldapp.hub.errors import HubError
from fieldapp.hub.node import Node
from fieldapp.hub.people import Person

COOKIE = "__Host-fieldapp-step"
MINUTES = 10
_PURPOSE = b"step of signing in"


@frozen
class Step:
    """`way`: where they want to go afterwards."""

    space: bytes
    person: Person
    way: str


def keep(node: Node, response: Response, step: Step) -> None:
    """Tells a browser how far somebody is."""
    told = [step.space.hex(), step.person.account.hex(), _mark(step.person), step.way, node.now()]
    sealed = base64.urlsafe_b64encode(node.vault.wrap(json.dumps(told).encode(), _PURPOSE)).decode()
    response.set_cookie(
        COOKIE, sealed, max_age=MINUTES * 60, path="/", secure=True, httponly=True, samesite="lax"
    )


def of_request(node: Node, request: Request) -> Step | None:
    """How far somebody is; None if they begin, it is too long ago, or the password they have shown
    is not theirs any more."""
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(COOKIE, ""))
        space, account, mark, way, at = json.loads(node.vault.unwrap(sealed, _PURPOSE))
    except (HubError, ValueError, binascii.Error):
        return None
    of = bytes.fromhex(space)
    with node.reading():
        person = node.people.get(of, bytes.fromhex(account))
    is_late = not 0 <= node.now() - at <= MINUTES * 60_000
    if person is None or person.ended is not None or is_late or _mark(person) != mark:
        return None
    return Step(of, person, way)


def forget(response: Response) -> None:
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")


def _mark(person: Person) -> str:
    """Tells one password of somebody from another."""
    return hashlib.sha256(f"step {person.password}".encode()).hexdigest()[:32]
