"""What the tests of the hub share: nodes that serve over HTTP, people, and laptops that joined."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import uvicorn
from argon2 import PasswordHasher

from bench.syncing.carrier import Carrier, enrol, shown, sync
from bench.syncing.laptop import Clock
from bench.syncing.local import MemoryLocal
from fieldapp.base.language import Text
from fieldapp.case.change import Change
from fieldapp.case.records import Case, Evidence
from fieldapp.hub.api import create_app
from fieldapp.hub.limits import Flow
from fieldapp.hub.node import Node, Place, open_node
from fieldapp.hub.passwords import Passwords
from fieldapp.playbook.library import Library
from fieldapp.report.compose import compose
from fieldapp.report.content import Issue
from fieldapp.sync.certificates import ENGINEER
from fieldapp.sync.engine import Engine
from fieldapp.sync.enrolment import TOKEN, Renew, Renewed
from fieldapp.sync.wire import Message

CASE = bytes(range(16))
PASSWORD = "correct horse battery"
_seeds = count(11)
"""Two nodes do not draw the same."""
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Laptop:
    """A laptop in memory that has joined."""

    name: str
    local: MemoryLocal
    carrier: Carrier
    account: bytes
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    seconds: float = 0.0

    @property
    def device(self) -> bytes:
        return self.local.identity.device

    def write(self, path: str, content: object, case: bytes = CASE) -> Change:
        self.local.place(case, self.carrier.space)
        change = self.local.commit(case, lambda edit: edit.write(path, content))
        assert change is not None
        return change

    def photo(self, data: bytes, item: str = "e1", case: bytes = CASE) -> bytes:
        name = self.local.put_blob(case, data)
        self.write(f"evidence/{item}/blob", name.hex(), case)
        return name

    def issue(
        self,
        case: bytes = CASE,
        number: int = 1,
        *,
        title: str = "Pump leaks",
        told: Case | None = None,
        forge: tuple[bytes, bytes] = (b"", b""),
        **answers: Any,
    ) -> str:
        """Issues a report with a photo, of `told` or of a case with a title and answers.

        Args:
            forge: what is replaced in its frozen content, as no program of ours would.

        Returns:
            The issue's id.
        """
        if case not in self.local.cases_here or not self.sees("evidence/e1/blob", case):
            self.photo(b"\xff\xd8\xff" + bytes(2_000), case=case)
        playbook = Library().get("pacts")
        assert playbook is not None
        said = {name: Text.of(a) if isinstance(a, str) else a for name, a in answers.items()}
        of = told or Case(id=case.hex(), title=Text.of(title), playbook="pacts", answers=said)
        photo = Evidence(id="e1", blob=str(self.sees("evidence/e1/blob", case)[0]))
        issued = Issue(at=datetime(2026, 11, 20, 9, tzinfo=UTC), number=number)
        content = compose(replace(of, evidence=(photo,)), playbook, issued).to_bytes()
        content = content.replace(*forge) if forge[0] else content
        name = f"i{number}"
        for key, content_of in (
            ("@life", True),
            ("number", number),
            ("at", issued.at.isoformat()),
            ("content", self.local.put_blob(case, content).hex()),
            ("pdf", self.local.put_blob(case, b"%PDF-1.7 " + content).hex()),
        ):
            self.write(f"issues/{name}/{key}", content_of, case)
        return name

    def items(self, collection: str, case: bytes = CASE) -> list[str]:
        return self.local.cases_here[case].fold.items(collection)

    def sees(self, path: str, case: bytes = CASE) -> list[object]:
        fold = self.local.cases_here[case].fold
        return [fold.content(head) for head in fold.heads(path)]

    def renew(self) -> None:
        """Takes its next token, as it does once a day."""
        token = os.urandom(TOKEN)
        asked = Renew.signed(self.carrier.space, self.device, self.local.key, token)
        assert isinstance(self.carrier.ask(asked), Renewed)
        self.carrier.token = shown(token)

    def ask(self, message: Message) -> Message:
        return self.carrier.ask(message)

    def sync(self) -> dict[Any, Any]:
        """All errands, twice, for files are known of when the changes are; what is wrong with those
        that could not be done."""
        findings: dict[Any, Any] = {}
        for _ in range(2):
            spaces = [self.carrier.space]
            engine = Engine(self.local, spaces, lambda: self.seconds, self.chance.random)
            sync(engine, self.carrier)
            findings |= engine.findings()
        return findings


class Time:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, **much: float) -> None:
        self.moment += timedelta(**much)


class Served:
    """A node that serves over HTTP, with a space called North."""

    def __init__(self, node: Node, time: Time, flow: Flow | None = None) -> None:
        self.node = node
        self.time = time
        self.chance = random.Random(next(_seeds))
        self._carriers: list[Carrier] = []
        node.passwords = Passwords(CHEAP)
        self.space = self.make_space("North")
        self._server = uvicorn.Server(
            uvicorn.Config(
                create_app(node, flow),
                port=0,
                log_config=None,
                lifespan="on",
                timeout_keep_alive=75,
            )
        )
        self._thread = threading.Thread(target=self._server.run)

    @property
    def url(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def start(self) -> None:
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            self._thread.join(0.005)

    def stop(self) -> None:
        for carrier in self._carriers:
            carrier.close()
        self._server.should_exit = True
        self._thread.join()

    def make_space(self, name: str) -> bytes:
        with self.node.writing():
            known = {one: space for space, one in self.node.spaces.all()}
            return known.get(name) or self.node.spaces.make(name)

    def add(self, name: str, role: str = ENGINEER, space: bytes | None = None) -> bytes:
        hashed = self.node.passwords.hash(PASSWORD)
        with self.node.writing():
            return self.node.people.add(space or self.space, name, role, hashed)

    def code(self, account: bytes, space: bytes | None = None) -> str:
        with self.node.writing():
            return self.node.enrolments.make_code(space or self.space, account)

    def laptop(self, name: str, role: str = ENGINEER, space: bytes | None = None) -> Laptop:
        """A person with a laptop."""
        return self.join(name, self.add(name, role, space), space)

    def join(self, name: str, account: bytes, space: bytes | None = None) -> Laptop:
        clock = Clock(self.time.moment + timedelta(minutes=self.chance.random()))
        local = MemoryLocal(clock, self.chance.randbytes)
        carrier = enrol(self.url, local, self.code(account, space), self.chance.randbytes)
        self._carriers.append(carrier)
        return Laptop(name, local, carrier, account)

    def visitor(self, space: bytes | None = None, token: str = "") -> Carrier:
        """Anybody's connection."""
        carrier = Carrier(self.url, space or self.space, token)
        self._carriers.append(carrier)
        return carrier

    def session(self, name: str, space: bytes | None = None, password: str = PASSWORD) -> Carrier:
        """A person's session."""
        of = space or self.space
        carrier = self.visitor(of)
        status, told = carrier.call(
            "POST", f"spaces/{of.hex()}/session", {"name": name, "password": password}
        )
        assert status == 201, told
        carrier.token = told["token"]
        return carrier


@contextmanager
def serving(place: Place, flow: Flow | None = None, time: Time | None = None) -> Iterator[Served]:
    clock = time or Time()
    served = Served(open_node(place, clock=clock), clock, flow or Flow(1e9, 1e9, lambda: 0.0))
    served.start()
    try:
        yield served
    finally:
        served.stop()


def in_folder(folder: Path, database: str = "", blobs: str = "") -> Place:
    return Place(folder, database, blobs)
