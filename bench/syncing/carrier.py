"""Carrying messages to a hub over HTTP, on a connection that stays open."""

from __future__ import annotations

import http.client
import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.syncing.local import MemoryLocal
from fieldapp.base.clock import Entropy
from fieldapp.sync import carriage, laptop_carriage
from fieldapp.sync.engine import Ask, Engine
from fieldapp.sync.enrolment import TOKEN, Code, Enrol, Enrolled
from fieldapp.sync.errors import SyncError, UnreachableError
from fieldapp.sync.exchange import expect
from fieldapp.sync.wire import Message


class Carrier:
    """One laptop's connection to a hub.

    Args:
        url: `http://host:port`.
    """

    def __init__(self, url: str, space: bytes = b"", token: str = "", seconds: float = 30) -> None:
        self.url = url
        self.space = space
        self.token = token
        self.headers: dict[str, str] = {}
        """What each request says besides, as a proxy would."""
        self.requests = 0
        self.sent = 0
        """Bytes of bodies."""
        at = urlsplit(url)
        self._connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=seconds)

    def close(self) -> None:
        self._connection.close()

    def ask(self, message: Message) -> Message:
        """The hub's answer.

        Raises:
            UnreachableError: none came.
            WireError, AnswerError: what came is none.
        """
        asked = laptop_carriage.request(self.space, message)
        path = asked.path + (f"?{urlencode(asked.query)}" if asked.query else "")
        got = self.request(asked.method, path, asked.body, dict(asked.headers))
        return laptop_carriage.answer(message, got)

    def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> carriage.Response:
        """Raises: UnreachableError: no answer came."""
        told = {**self.headers, **(headers or {})}
        if self.token:
            told["authorization"] = f"Bearer {self.token}"
        self.requests += 1
        self.sent += len(body)
        try:
            self._connection.request(method, path, body or None, told)
            response = self._connection.getresponse()
            data = response.read()
        except (OSError, http.client.HTTPException) as error:
            self._connection.close()
            raise UnreachableError("sync.unreachable") from error
        names: dict[str, str] = {}
        for name, value in response.getheaders():
            before = names.get(name.lower())
            names[name.lower()] = value if before is None else f"{before}, {value}"
        return carriage.Response(response.status, names, data)

    def call(self, method: str, path: str, content: object = None) -> tuple[int, Any]:
        """A request about people: its status and what it says."""
        body = b"" if content is None else json.dumps(content).encode()
        got = self.request(method, f"/v1/{path}", body, {"content-type": "application/json"})
        return got.status, json.loads(got.body) if got.body else None


def enrol(url: str, local: MemoryLocal, code: str, entropy: Entropy) -> Carrier:
    """A laptop comes in with a code; its connection from then on.

    Raises:
        RefusedError: the hub does not take it.
    """
    carrier, read, token = Carrier(url), Code.parse(code), entropy(TOKEN)
    asked = Enrol.signed(read, local.identity, local.key, token, "laptop")
    answer = carrier.ask(asked)
    if not isinstance(answer, Enrolled):
        carrier.close()
    enrolled = expect(answer, Enrolled)
    roster = enrolled.roster(read, local.identity.device, local.key.public)
    carrier.space, carrier.token = roster.space, shown(token)
    local.join(roster.space, [one.raw for one in roster.certificates.values()])
    return carrier


def shown(token: bytes) -> str:
    """A token as it is sent."""
    return urlsafe_b64encode(token).decode().rstrip("=")


def sync(engine: Engine, carrier: Carrier) -> list[SyncError]:
    """All errands until there is nothing to ask; what went wrong on the way."""
    errors: list[SyncError] = []
    while isinstance(ask := engine.next(), Ask):
        try:
            engine.answer(ask, carrier.ask(ask.message))
        except SyncError as error:
            errors.append(error)
            engine.fail(ask, error)
    return errors
