"""The gate: what every request passes before its route sees it.

Its rule, its limits, the size of what it brings, and who brings it; then `access` decides. Whatever
happens behind it comes out as one answer and one line in the log, without names and content.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from ipaddress import ip_address
from typing import Any, Protocol

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.hub import access, headers, limits, problems, tokens
from fieldapp.hub.access import RULES, By
from fieldapp.hub.errors import RefusalError, WaitError
from fieldapp.hub.lanes import Lane
from fieldapp.hub.node import Node
from fieldapp.hub.tokens import Caller, Found, State
from fieldapp.hub.turns import Turns
from fieldapp.sync.carriage import CODE

RATE, BURST = 20.0, 400.0
"""Requests a second of one laptop in the long run, and at once."""
QUEUE = 200
"""Requests in a lane of a node, under way or waiting; more are sent away at once."""
PATIENT = 2
"""Requests worked on at a time of those that may wait: one computes while the other waits for the
database and its disk. With fewer a node carries less where these are slow."""
_UNKNOWN = "sync.token_unknown"
_SEEN = 3_600_000
"""Milliseconds after which it is noted again that a laptop was here."""
_USED = 60_000
"""The same for a session."""
_log = logging.getLogger("fieldapp.hub.requests")


class Gate:
    """One for a node.

    Args:
        flow: the limit on every route; see `limits`.
    """

    def __init__(self, node: Node, flow: limits.Flow | None = None) -> None:
        self.node = node
        self.flow = flow or limits.Flow(RATE, BURST, time.monotonic)
        self.prompt = Lane(QUEUE, at_once=QUEUE)
        """Of those whom somebody may be waiting for; threads are their only limit."""
        self.patient = Lane(QUEUE, at_once=PATIENT)
        self.drawing = Turns(at_once=1, waiting=2)
        """PDFs that the node makes."""
        self._seen: dict[tuple[bytes, bytes], int] = {}

    def count(self, subject: str, cost: float) -> None:
        """Raises: WaitError: this is one request too many."""
        if wait := self.flow.take(subject, cost):
            raise WaitError(wait)

    def caller(self, space: bytes, token: str, *, is_use: bool = True) -> Caller:
        """Who shows a token, if it counts.

        Args:
            is_use: whether a session is kept from ending by it.

        Raises:
            RefusalError: it does not.
        """
        hash_ = tokens.read(token)
        node, now, found = self.node, self.node.now(), None
        if hash_ is not None:
            with node.database.looking() as connection:
                found = tokens.find(connection, space, hash_)
        if found is None or (_has_ended(found, now) and found.state is not State.REVOKED):
            # As much is said of another team's space as of one that does not exist.
            raise RefusalError(_UNKNOWN)
        caller = found.caller
        if found.state is State.REVOKED:
            raise RefusalError("sync.revoked")
        if found.state is State.SPENT and not found.is_spent:
            node.write(lambda connection: tokens.came_again(connection, caller, now))
        if found.state is State.SPENT or found.is_spent:
            raise RefusalError("sync.token_spent")
        if found.state is State.NEXT:
            node.write(lambda connection: tokens.came_first(connection, caller))
        self._note_seen(caller, now)
        if caller.device is None and is_use and now - found.seen >= _USED:
            node.write(lambda connection: tokens.came(connection, caller, now))
        return caller

    def admit(self, operation: str, space: bytes, token: str, about: Mapping[str, str]) -> Caller:
        """Who asks, if they may.

        Args:
            about: what the address names: the owner of a `device` or an `account` in it counts.
        """
        caller = self.caller(space, token, is_use=RULES[operation].is_use)
        access.decide(operation, caller, self._owner(caller, about))
        return caller

    def _owner(self, caller: Caller, about: Mapping[str, str]) -> bytes | None:
        people = self.node.people
        for kind in ("device", "account"):
            if kind in about:
                try:
                    name = bytes.fromhex(about[kind])
                except ValueError:
                    return None
                with self.node.reading():
                    if kind == "device":
                        return people.owner(caller.space, name)
                    return name if people.get(caller.space, name) else None
        return caller.account

    def _note_seen(self, caller: Caller, now: int) -> None:
        device = caller.device
        if device is None or now - self._seen.get((caller.space, device), 0) < _SEEN:
            return
        self._seen[caller.space, device] = now
        self.node.write(lambda _: self.node.people.seen(caller.space, device))


def _has_ended(found: Found, now: int) -> bool:
    is_idle = found.caller.device is None and now - found.seen >= tokens.IDLE
    return found.ends <= now or is_idle


class Manner(Protocol):
    """How requests show who they come from, and how they are told that something is not done."""

    def token(self, request: Request) -> str:
        """The token as it was sent; empty for none."""
        ...

    def refusal(self, request: Request, finding: Finding, wait: int = 0) -> Response: ...

    def check(self, request: Request) -> None:
        """Refuses what was not asked for by whoever the token is of.

        Raises:
            RefusalError: it was not, as far as can be told.
        """
        ...

    def finish(self, request: Request, response: Response) -> None:
        """What every answer says besides."""
        ...


class Machines:
    """The API's: a token in `Authorization` alone, problems as JSON."""

    def token(self, request: Request) -> str:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""

    def refusal(self, request: Request, finding: Finding, wait: int = 0) -> Response:
        return problems.of_finding(finding, wait)

    def check(self, request: Request) -> None:
        """No browser adds `Authorization` by itself."""

    def finish(self, request: Request, response: Response) -> None:
        headers.finish(request, response)


Behind = Callable[[Request], Coroutine[Any, Any, Response]]
"""What a request is for."""


def guarded(gate: Gate, manner: Manner | None = None) -> type[APIRoute]:
    """The class of all routes."""
    how = manner or Machines()

    class Guarded(APIRoute):
        def get_route_handler(self) -> Behind:
            behind, operation = super().get_route_handler(), self.operation_id or ""
            if operation not in RULES:
                raise LookupError(operation)  # what has no rule is not served

            async def handle(request: Request) -> Response:
                begun = time.perf_counter()
                response = await _answered(gate, how, request, behind, operation)
                _log.info(
                    "%s %d %s %s %.0f ms %s %s",
                    operation,
                    response.status_code,
                    _hex(str(request.path_params.get("space", ""))),
                    _hex(_account(request)),
                    (time.perf_counter() - begun) * 1000,
                    response.headers.get(CODE, "-"),
                    _from(request, response),
                )
                return response

            return handle

    return Guarded


def _hex(text: str) -> str:
    """The first digits of a name of ours; nothing that somebody else has thought of."""
    return text[:8] if re.fullmatch("[0-9a-f]{32}", text) else "-"


def _account(request: Request) -> str:
    """Whose request it was, where they were let in."""
    caller = getattr(request.state, "caller", None)
    return caller.account.hex() if isinstance(caller, Caller) else ""


def _from(request: Request, response: Response) -> str:
    """Where a request came from that was refused, to find out who tries what; of others nothing is
    written."""
    if response.status_code < 400 and CODE not in response.headers:
        return "-"
    try:
        return str(ip_address(address(request)))
    except ValueError:
        return "-"


async def _answered(
    gate: Gate, manner: Manner, request: Request, behind: Behind, operation: str
) -> Response:
    """The one answer of a request, whatever happens."""
    try:
        response = await _let_through(gate, manner, request, behind, operation)
    except WaitError as error:
        response = manner.refusal(request, error.finding, error.seconds)
    except FieldAppError as error:
        response = manner.refusal(request, error.finding)
    except RequestValidationError as error:
        fault = error.errors()[0] if error.errors() else {}
        field = "/".join(str(part) for part in fault.get("loc", ()))[:100]
        response = manner.refusal(request, Finding("hub.request_malformed", {"field": field}))
    except ClientDisconnect:
        response = manner.refusal(request, Finding("hub.request_malformed", {"field": "body"}))
    except Exception:
        _log.exception("a request failed")
        response = manner.refusal(request, Finding("hub.failed"))
    manner.finish(request, response)
    return response


async def _let_through(
    gate: Gate, manner: Manner, request: Request, behind: Behind, operation: str
) -> Response:
    rule = RULES[operation]
    lane = gate.patient if rule.is_patient else gate.prompt
    with lane.place():
        token = manner.token(request)
        gate.count(_subject(request, token), rule.cost)
        # Starlette's own place for a body that has been read.
        request._body = await _body(request, rule.most)
        async with lane.turn():
            if rule.by is not By.ANYTHING:
                caller = await _admitted(gate, request, operation, token)
                gate.count(_holder(caller), rule.cost)
                request.state.caller = caller
            manner.check(request)
            return await behind(request)


async def _admitted(gate: Gate, request: Request, operation: str, token: str) -> Caller:
    """Who asks. Whoever makes tokens up is counted by where they are, and kept from the database
    after too many of them."""
    stranger = limits.subject("stranger", address(request))
    gate.count(stranger, 0)
    admit = partial(gate.admit, operation, _space(request), token)
    try:
        return await run_in_threadpool(admit, request.path_params)
    except RefusalError as error:
        if error.finding.code == _UNKNOWN:
            gate.flow.take(stranger)
        raise


async def _body(request: Request, most: int) -> bytes:
    """What a request brings.

    Raises:
        RefusalError: it is more than its route takes; the rest is not read.
    """
    stated = request.headers.get("content-length", "")
    if stated.isascii() and stated.isdigit() and len(stated) < 19 and int(stated) > most:
        raise RefusalError("hub.request_large", limit=most // 1024)
    body = bytearray()
    async for some in request.stream():
        body += some
        if len(body) > most:
            raise RefusalError("hub.request_large", limit=most // 1024)
    return bytes(body)


def _subject(request: Request, token: str) -> str:
    """Who a request counts for: a token, or where there is none an address."""
    if token:
        return limits.subject("token", token)
    return limits.subject("address", address(request))


def _holder(caller: Caller) -> str:
    """Who a request counts for once it is known whose the token is: a laptop with all that it has
    had, a person with all their sessions."""
    if caller.device is not None:
        return limits.subject("device", caller.space, caller.device)
    return limits.subject("account", caller.space, caller.account)


def caller_of(request: Request) -> Caller:
    """Who asks, as the gate has found out."""
    found: Caller = request.state.caller
    return found


def address(request: Request) -> str:
    """Where a request comes from, as the server or the proxy before it says."""
    return request.client.host if request.client else ""


def _space(request: Request) -> bytes:
    try:
        space = bytes.fromhex(str(request.path_params.get("space", "")))
    except ValueError:
        space = b""
    if len(space) != 16:
        raise RefusalError(_UNKNOWN)
    return space
