"""How pages are asked for and answered: a cookie, a token in each form, headers that forbid what a
page does not need, and refusals that a person can read."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qs, quote, urlsplit

from fastapi import Request, Response
from starlette.responses import RedirectResponse

from fieldapp.base.findings import Finding
from fieldapp.hub import headers, problems
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.web.pages import Pages
from fieldapp.sync import carriage

COOKIE = "__Host-fieldapp"
"""The session's token. The prefix makes browsers keep it for this host alone, over TLS alone."""
FORM_COOKIE = "__Host-fieldapp-form"
"""Random; ties the form for signing in to the browser it was sent to."""
FORM_FIELD = "form_token"
SIGN_IN = "/signin"
_MOST_FIELDS = 400
_SIGNED_OUT = frozenset({"sync.token_unknown", "sync.revoked", "sync.token_spent"})
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
        "display-capture=(), browsing-topics=()"
    ),
}


class Browsers:
    """The manner of pages; see `gate.Manner`."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def token(self, request: Request) -> str:
        return request.cookies.get(COOKIE, "")

    def check(self, request: Request) -> None:
        """Only a form that was sent to this session changes anything."""
        if request.method in ("GET", "HEAD"):
            return
        if not _is_from_here(request):
            raise RefusalError("hub.form_foreign")
        is_signing_in = request.url.path.startswith(SIGN_IN)
        wanted = form_token(request.cookies.get(FORM_COOKIE if is_signing_in else COOKIE, ""))
        given = form_of(request).get(FORM_FIELD, [""])[-1]
        if not wanted or not hmac.compare_digest(wanted.encode(), given.encode()):
            raise RefusalError("hub.form_stale")

    def refusal(self, request: Request, finding: Finding, wait: int = 0) -> Response:
        told = problems.of_finding(finding, wait)
        if finding.code in _SIGNED_OUT:
            response = self._to_sign_in(request)
        else:
            response = self._pages.refusal(request, finding, told.status_code)
        response.headers[carriage.CODE] = finding.code
        if after := told.headers.get("retry-after"):
            response.headers["retry-after"] = after
        return response

    def finish(self, request: Request, response: Response) -> None:
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        headers.finish(request, response)

    def _to_sign_in(self, request: Request) -> Response:
        """Back to where they were once they have signed in."""
        if request.headers.get("hx-request"):
            shown = urlsplit(request.headers.get("hx-current-url", ""))
            after = f"?ended=1&next={quote(shown.path, safe='')}"
            return Response(status_code=401, headers={"hx-redirect": SIGN_IN + after})
        way = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        after = f"?next={quote(way, safe='')}" if request.method == "GET" else ""
        response = RedirectResponse(SIGN_IN + after, status_code=303)
        response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")
        return response


def form_token(secret: str) -> str:
    """What a form carries that was sent to the holder of a secret; empty without one."""
    return hashlib.sha256(b"fieldapp form 1" + secret.encode()).hexdigest() if secret else ""


def form_of(request: Request) -> dict[str, list[str]]:
    """The fields of a form as a browser sends them; the gate has read and measured the body.

    Raises:
        RefusalError: it is none.
    """
    try:
        text = request._body.decode("ascii")
        return parse_qs(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise RefusalError("hub.request_malformed", field="body") from error


def field(request: Request, name: str) -> str:
    """A field of the form that was sent; empty if it has none of that name."""
    return form_of(request).get(name, [""])[-1]


def _is_from_here(request: Request) -> bool:
    """Whether a page of this hub sent it, as the browser says; one that says nothing is believed
    for the token alone."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def is_own_way(way: str) -> bool:
    """Whether somebody may be sent there after signing in: a page of this hub."""
    return way.startswith("/teams/") and way.isascii() and way.isprintable() and "\\" not in way


def keep_session(response: Response, token: str, hours: int) -> None:
    response.set_cookie(
        COOKIE, token, max_age=hours * 3600, path="/", secure=True, httponly=True, samesite="lax"
    )
