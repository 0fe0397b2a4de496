"""A hub over HTTP, as small as it can be: codes, tokens and the hub's rules in memory."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

import httpx
from sync_kit import Team

from fieldapp.sync.carriage import Request, Response
from fieldapp.sync.certificates import ENGINEER
from fieldapp.sync.enrolment import Code, Enrol, Enrolled, Renew, Renewed, kept
from fieldapp.sync.errors import SyncError
from fieldapp.sync.hub_carriage import question, response
from fieldapp.sync.hub_state import Speaker, revoked
from fieldapp.sync.messages import Problem
from fieldapp.sync.wire import Message
from fieldapp.usecases.syncing.carrier import Carrier


@dataclass
class HttpHub:
    """Answers requests for one team. `paths`: what was asked, in order."""

    team: Team = field(default_factory=Team)
    codes: dict[bytes, bytes] = field(default_factory=dict)
    """Proof of a code -> the device that used it."""
    tokens: dict[bytes, Speaker] = field(default_factory=dict)
    spent: set[bytes] = field(default_factory=set)
    paths: list[str] = field(default_factory=list)
    is_down: bool = False

    def code(self) -> str:
        made = Code.new(self.team.space, self.team.entropy)
        self.codes[made.proof] = b""
        return str(made)

    def carrier(self) -> Carrier:
        return Carrier(httpx.MockTransport(self._handle))

    def _handle(self, asked: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("down")
        headers = {name.lower(): value for name, value in asked.headers.items()}
        received = Request(
            asked.method, asked.url.path, dict(asked.url.params), headers, asked.content
        )
        answered = self.serve(received)
        return httpx.Response(
            answered.status,
            headers=dict(answered.headers),
            stream=httpx.ByteStream(answered.body),
        )

    def serve(self, received: Request) -> Response:
        self.paths.append(f"{received.method} {received.path.rpartition('/')[2][:12]}")
        try:
            found = question(received)
        except SyncError as error:
            return response(Problem(code=error.finding.code, params=error.finding.params))
        if found is None:
            return Response(404)
        space, asked = found
        answered = response(self._answer(space, asked, received))
        if received.method == "HEAD":
            return Response(answered.status, answered.headers)
        return answered

    def _answer(self, space: bytes, asked: Message, received: Request) -> Message:
        if isinstance(asked, Enrol):
            return self._enrol(asked)
        if isinstance(asked, Renew):
            return self._renew(space, asked)
        shown = received.headers.get("authorization", "").removeprefix("Bearer ")
        token = kept(base64.urlsafe_b64decode(shown + "=")) if shown else b""
        if token in self.spent:
            return Problem(code="sync.token_spent", params={})
        if token not in self.tokens:
            return Problem(code="sync.token_unknown", params={})
        return self.team.hub.answer(space, self.tokens[token], asked)

    def _enrol(self, asked: Enrol) -> Message:
        if not asked.is_signed() or self.codes.get(asked.code) not in (b"", asked.device):
            return Problem(code="sync.code_refused", params={})
        self.codes[asked.code] = asked.device
        root = self.team.roots[self.team.space]
        account = asked.author
        self.team.hub.certify(root.space, root.account(account, ENGINEER, 0))
        made = root.device(account, asked.device, asked.author, asked.key, 0)
        self.team.hub.certify(root.space, made)
        self.tokens[asked.token] = Speaker(asked.device, asked.key)
        roster = self.team.shelf.roster(root.space)
        assert roster is not None
        return Enrolled(
            root=root._key.public,
            team="North",
            account=account,
            person="Li Wei",
            certificates=tuple(one.raw for one in roster.certificates.values()),
        )

    def _renew(self, space: bytes, asked: Renew) -> Message:
        roster = self.team.shelf.roster(space)
        assert roster is not None
        assert asked.is_signed(space)
        if roster.speaker(asked.device, asked.key) is None:
            return revoked(roster, asked.device, asked.key)
        if asked.token in self.spent:
            return Problem(code="sync.token_spent", params={})
        self.tokens[asked.token] = Speaker(asked.device, asked.key)
        return Renewed()
