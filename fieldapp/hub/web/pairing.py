"""Setting up an authenticator app on a page: its secret is shown, and kept once the app has shown
that it has it. Until then it stands in the page, sealed."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, Literal

from fastapi import Request, Response

from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, message, tr
from fieldapp.base.values import frozen
from fieldapp.hub import seconds
from fieldapp.hub.errors import HubError
from fieldapp.hub.node import Node
from fieldapp.hub.people import Person
from fieldapp.hub.web import qr, steps
from fieldapp.hub.web.manner import field
from fieldapp.hub.web.pages import Pages
from fieldapp.hub.web.visit import Visit

_PENDING = b"second factor that is being set up"
What = Literal["ask", "pair", "spares", "on", "off"]


@frozen
class Setting:
    """Who sets up an app, and on which page. `visit`: of somebody who has signed in."""

    node: Node
    pages: Pages
    space: bytes
    person: Person
    lang: Lang
    action: str
    form_token: str
    visit: Visit | None = None

    def page(self, what: What, said: str = "", **told: Any) -> Response:
        def word(name: str, **params: object) -> str:
            return tr(f"entry.{name}", self.lang, **params)

        return self.pages.page(
            "second.html",
            self.lang,
            400 if said else 200,
            visit=self.visit,
            what=what,
            action=self.action,
            form_token=self.form_token,
            said=said,
            word=word,
            **told,
        )

    def pair(self, secret: bytes = b"", said: str = "") -> Response:
        """Shows a secret, a new one if none is given."""
        node, shown = self.node, secret or self.node.entropy(seconds.SECRET)
        with node.reading():
            team = node.spaces.name(self.space)
        told = [self.space.hex(), self.person.account.hex(), shown.hex(), node.now()]
        sealed = node.vault.wrap(json.dumps(told).encode(), _PENDING)
        return self.page(
            "pair",
            said,
            pending=base64.urlsafe_b64encode(sealed).decode(),
            secret=seconds.shown(shown),
            code=qr.drawing(seconds.address(shown, self.person.name, team)),
        )

    def confirm(self, request: Request) -> list[str] | Response:
        """Keeps the secret that was shown; spare codes. Otherwise the page once more."""
        try:
            secret = self._pending(field(request, "pending"))
        except HubError as error:
            return self.pair(said=message(error.finding, self.lang))
        step = seconds.step_of(secret, field(request, "code"), self.node.now())
        if step is None:
            return self.pair(secret, message(Finding("hub.second_wrong"), self.lang))
        account = self.person.account
        return self.node.write(lambda _: self.node.seconds.set(self.space, account, secret, step))

    def _pending(self, given: str) -> bytes:
        """Raises: HubError: it is too long ago."""
        node = self.node
        try:
            opened = node.vault.unwrap(base64.urlsafe_b64decode(given), _PENDING)
            space, account, secret, at = json.loads(opened)
        except (HubError, ValueError, binascii.Error) as error:
            raise HubError("hub.second_late") from error
        is_late = not 0 <= node.now() - at <= steps.MINUTES * 60_000
        if is_late or (space, account) != (self.space.hex(), self.person.account.hex()):
            raise HubError("hub.second_late")
        return bytes.fromhex(secret)
