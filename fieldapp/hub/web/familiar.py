"""Familiar browsers: those that somebody has signed in with before. A sealed cookie tells them, so
that strangers who try at a name from many places keep nobody out who is at home."""

from __future__ import annotations

import base64
import binascii

from fastapi import Request, Response

from fieldapp.hub.errors import HubError
from fieldapp.hub.node import Node

COOKIE = "__Host-fieldapp-known"
_DAYS = 180
_PURPOSE = b"familiar browser"


def note(node: Node, response: Response, space: bytes, name: str) -> None:
    """Somebody has signed in with this browser."""
    sealed = node.vault.wrap(space + name.encode(), _PURPOSE)
    response.set_cookie(
        COOKIE,
        base64.urlsafe_b64encode(sealed).decode(),
        max_age=_DAYS * 86_400,
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def is_familiar(node: Node, request: Request, space: bytes, name: str) -> bool:
    """Whether somebody of that name has signed in with this browser."""
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(COOKIE, ""))
        return node.vault.unwrap(sealed, _PURPOSE) == space + name.strip().encode()
    except (HubError, ValueError, binascii.Error):
        return False
