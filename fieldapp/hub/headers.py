"""Headers that every answer of the hub has, whatever it answers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

_HSTS = "max-age=31536000; includeSubDomains"
ALWAYS: Mapping[str, str] = MappingProxyType(
    {
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }
)
"""What an answer says that has not said otherwise itself: it is nothing to be shown."""


def finish(request: Request, response: Response) -> None:
    """Adds what is missing."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if request.url.scheme == "https":
        response.headers.setdefault("strict-transport-security", _HSTS)
