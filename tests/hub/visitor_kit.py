"""A visitor of the hub's pages without a browser: cookies, forms, and what was told."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from hub_kit import PASSWORD, Served

from bench.syncing.carrier import Carrier
from fieldapp.hub.web.manner import COOKIE
from fieldapp.sync.carriage import Response

FORM = {"content-type": "application/x-www-form-urlencoded"}


class Visitor:
    """A browser that keeps cookies and sends forms, and shows what it was told."""

    def __init__(self, hub: Served) -> None:
        self.hub = hub
        self.carrier: Carrier = hub.visitor()
        self.cookies: dict[str, str] = {}
        self.set: list[str] = []
        self.base = f"/teams/{hub.space.hex()}"

    def get(self, path: str, **headers: str) -> Response:
        return self._ask("GET", path, b"", headers)

    def send(self, path: str, form: dict[str, str] | str, **headers: str) -> Response:
        body = (form if isinstance(form, str) else urlencode(form)).encode()
        return self._ask("POST", path, body, {**FORM, **headers})

    def fill(self, page: str, path: str, **form: str) -> Response:
        """Sends a form of a page, with what the page has put into it."""
        html = self.get(page).body.decode()
        hidden = {
            name: found[1]
            for name in ("form_token", "seen")
            if (found := re.search(rf'name="{name}" value="([^"]*)"', html))
        }
        return self.send(path, hidden | form)

    def sign_in(self, name: str, password: str = PASSWORD, **form: str) -> Response:
        return self.fill("/signin", "/signin", name=name, password=password, **form)

    def inbox(self, view: str = "waiting", **wish: str) -> str:
        got = self.get(f"{self.base}/inbox?{urlencode({'view': view, **wish})}")
        assert got.status == 200
        return got.body.decode()

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Response:
        if self.cookies:
            headers["cookie"] = "; ".join(f"{n}={v}" for n, v in self.cookies.items())
        got = self.carrier.request(method, path, body, headers)
        for name, value in re.findall(
            r"(__Host-[\w-]+)=([^;,]*)", got.headers.get("set-cookie", "")
        ):
            self.cookies[name] = value.strip('"')
            if not self.cookies[name]:
                del self.cookies[name]
        return got


def signed_in(served: Served, name: str) -> Visitor:
    """Without typing: tries at a password are counted."""
    visitor = Visitor(served)
    visitor.cookies[COOKIE] = served.session(name).token
    return visitor
