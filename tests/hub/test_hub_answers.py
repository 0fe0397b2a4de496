"""What every answer of the hub has, and what the log says of it."""

from __future__ import annotations

import io
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from typing import Any, Literal

import pytest
from argon2 import PasswordHasher
from hub_kit import PASSWORD, Served
from test_hub_access import MATRIX, as_sent, filled
from visitor_kit import Visitor

from fieldapp.hub.api import THREADS
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import PATIENT, Gate
from fieldapp.hub.lanes import Lane
from fieldapp.hub.passwords import Passwords
from fieldapp.hub.server import log_to_terminal
from fieldapp.sync.certificates import ADMINISTRATOR, SUPERVISOR
from fieldapp.sync.messages import Page, Pull
from fieldapp.sync.rows import Cursor
from fieldapp.sync.wire import Message

ELSEWHERE = ("/nothing", "/v1/nothing", "/teams", "/.git/config", "/v1/health/")


def test_every_answer_forbids_what_it_does_not_need(hub: Served) -> None:
    hub.add("Cy", ADMINISTRATOR)
    session = hub.session("Cy")
    account = session.call("GET", f"spaces/{hub.space.hex()}/accounts")[1][0]["account"]
    asked = [
        (operation, method, filled(path, hub.space, bytes.fromhex(account)))
        for operation, (method, path, _, _) in MATRIX.items()
        if operation not in ("end_session", "web_end", "end_sessions", "give_password")
    ]
    asked += [("none", "GET", path) for path in ELSEWHERE] + [("none", "TRACE", "/signin")]
    for operation, method, path in asked:
        session.headers = {"x-forwarded-proto": "https"}
        got = as_sent(session, operation, method, path)
        told = got.headers
        where = (operation, got.status)
        assert told["strict-transport-security"] == "max-age=31536000; includeSubDomains", where
        assert told["x-content-type-options"] == "nosniff", where
        assert told["referrer-policy"] == "same-origin", where
        policy = told["content-security-policy"]
        assert "default-src 'none'" in policy or "sandbox" in policy, where
        assert "frame-ancestors" in policy, where
        if operation != "web_static":
            assert told["cache-control"] == "no-store", where
    session.headers = {}


def test_the_log_tells_when_who_and_from_where(
    hub: Served, own_loggers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cy = hub.add("Cy", ADMINISTRATOR)
    session = hub.session("Cy")
    written = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", written)
        log_to_terminal()
    session.call("GET", f"spaces/{hub.space.hex()}/devices")
    visitor = hub.visitor()
    visitor.headers = {"x-forwarded-for": "192.0.2.7"}
    visitor.call("GET", f"spaces/{hub.space.hex()}/devices")
    visitor.request("GET", "/v1/spaces/a%0Aforged%20line/devices")
    visitor.headers = {"x-forwarded-for": "forged"}
    visitor.call("POST", f"spaces/{hub.space.hex()}/session", {"name": "Eve", "password": "?"})
    lines = written.getvalue().splitlines()
    stamp, space = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ INFO ", hub.space.hex()[:8]
    # Of whoever is let in the account, of whoever is refused the address.
    for line, wanted in zip(
        lines,
        (
            rf"list_devices 200 {space} {cy.hex()[:8]} \d+ ms - -",
            rf"list_devices 401 {space} - \d+ ms sync.token_unknown 192\.0\.2\.7",
            r"list_devices 401 - - \d+ ms sync.token_unknown 192\.0\.2\.7",
            rf"begin_session 401 {space} - \d+ ms hub.sign_in_failed -",
        ),
        strict=True,
    ):
        assert re.fullmatch(stamp + wanted, line), line


def test_costly_work_does_not_stop_the_rest(hub: Served) -> None:
    """A dozen want their passwords checked, and somebody else is answered meanwhile."""
    go, begun = threading.Event(), threading.Semaphore(0)

    class Slow(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            begun.release()
            go.wait()
            return super().verify(hash, password)

    hub.add("Ann")
    hub.node.passwords = Passwords(Slow(time_cost=1, memory_cost=8, parallelism=1))
    path = f"spaces/{hub.space.hex()}/session"

    def sign_in(number: int) -> tuple[int, str]:
        visitor = hub.visitor()
        visitor.headers = {"x-forwarded-for": f"192.0.2.{number}"}
        status, told = visitor.call("POST", path, {"name": "Ann", "password": PASSWORD})
        return status, told.get("code", "")

    with ThreadPoolExecutor(12) as pool:
        try:
            tries = [pool.submit(sign_in, number) for number in range(12)]
            for _ in range(2):
                begun.acquire()
            sent_away = [one.result() for one in islice(as_completed(tries), 7)]
            assert hub.visitor().call("GET", "health")[0] == 200
        finally:
            go.set()
        assert sent_away == [(503, "hub.busy")] * 7
        assert sorted(one.result()[0] for one in tries) == [201] * 5 + [503] * 7


def test_a_page_comes_while_laptops_wait(hub: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """More of them ask than the node has threads: they wait their turn, and are all answered."""
    hub.add("Bo", SUPERVISOR)
    supervisor, laptop = Visitor(hub), hub.laptop("Ann")
    supervisor.sign_in("Bo")
    go, arrived, begun = threading.Event(), threading.Semaphore(0), threading.Semaphore(0)
    answer, count = hub.node.hub.answer, Gate.count

    def slow(*asked: Any) -> Message:
        begun.release()
        go.wait()
        return answer(*asked)

    def counted(gate: Gate, subject: str, cost: float) -> None:
        if subject.startswith("token:"):
            arrived.release()
        count(gate, subject, cost)

    monkeypatch.setattr(hub.node.hub, "answer", slow)
    monkeypatch.setattr(Gate, "count", counted)
    carriers = [hub.visitor(token=laptop.carrier.token) for _ in range(2 * THREADS)]
    with ThreadPoolExecutor(len(carriers)) as pool:
        try:
            asked = [pool.submit(one.ask, Pull(cursor=Cursor())) for one in carriers]
            for _ in carriers:
                arrived.acquire()
            for _ in range(PATIENT):
                begun.acquire()
            supervisor.inbox()
            assert not begun.acquire(blocking=False)
        finally:
            go.set()
        assert all(isinstance(one.result(), Page) for one in asked)


def test_whoever_finds_a_lane_full_is_sent_away() -> None:
    lane = Lane(1, at_once=1)
    with lane.place(), pytest.raises(RefusalError, match=r"hub\.busy"), lane.place():
        pytest.fail("there was no place")
    with lane.place():
        pass
