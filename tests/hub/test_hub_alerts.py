"""Alerts: who is told of a report, with what words, and what becomes of those nobody takes."""

from __future__ import annotations

import email
import email.policy
import io
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from hub_kit import Served, Time
from inbox_kit import Engineer

from fieldapp.base.language import Text
from fieldapp.case import ids
from fieldapp.case.reportstate import Report
from fieldapp.case.reviewing import Verdict
from fieldapp.cli.main import main
from fieldapp.hub import alerts, channels, posting
from fieldapp.hub.deciding import seen
from fieldapp.hub.web.manner import COOKIE
from fieldapp.sync.certificates import SUPERVISOR

# Apprise looks whether this Python still has it.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

CHAT = "wecombot://633a31f6-7f9c-4bc4-97a0-0ec1eefa5898"


class Mails:
    """A mail server that keeps what it is given; or refuses everybody."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.refuses = False
        mails = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 here\r\n")
                whom = ""
                while line := self.rfile.readline().decode().strip():
                    word = line[:4].upper()
                    if word == "RCPT":
                        whom = line.partition("<")[2].partition(">")[0]
                    if word == "RCPT" and mails.refuses:
                        self.wfile.write(b"450 later\r\n")
                    elif word == "DATA":
                        self.wfile.write(b"354 go on\r\n")
                        lines = iter(self.rfile.readline, b".\r\n")
                        mails.keep(whom, b"".join(lines))
                        self.wfile.write(b"250 taken\r\n")
                    elif word == "QUIT":
                        self.wfile.write(b"221 bye\r\n")
                        return
                    else:
                        self.wfile.write(b"250 fine\r\n")

        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
        self.port: int = self.server.server_address[1]

    def keep(self, whom: str, data: bytes) -> None:
        read = email.message_from_bytes(data, policy=email.policy.default)
        body = read.get_body(("plain",))
        assert body is not None
        self.taken.append((whom, str(read["subject"]), body.get_content().strip()))


@contextmanager
def running(mails: Mails) -> Iterator[Mails]:
    thread = threading.Thread(target=mails.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield mails
    finally:
        mails.server.shutdown()
        thread.join()
        mails.server.server_close()


@pytest.fixture
def mails(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mails]:
    with running(Mails()) as found:
        server = f"mailto://127.0.0.1:{found.port}?from=hub@example.com&mode=insecure"
        monkeypatch.setenv(channels.MAIL, server)
        monkeypatch.setenv(channels.PUBLIC, "https://hub.example.com/")
        yield found


@pytest.fixture
def chats(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a chat's service is given. Nobody outside is asked."""
    told: list[str] = []

    def post(url: str, data: bytes = b"", **_: Any) -> requests.Response:
        told.append(json.loads(data)["text"]["content"])
        answer = requests.Response()
        answer.status_code = 200
        return answer

    monkeypatch.setattr(requests, "post", post)
    return told


def put(hub: Served, account: bytes, address: str, rhythm: alerts.Rhythm = "now") -> None:
    with hub.node.writing():
        hub.node.alerts.put(hub.space, account, address, rhythm)


def report_of(hub: Served, case: bytes) -> Report:
    with hub.node.reading():
        shelf = hub.node.shelf
        return shelf.issued(hub.space, case, shelf.papers(hub.space, case))[-1]


def returned(hub: Served, case: bytes, account: bytes) -> None:
    report, why = report_of(hub, case), Text.of("SECRET reason")
    said = Verdict(decision="returned", by=Text.of("Wang Min"), at=hub.node.clock(), reason=why)
    hub.node.write(
        lambda _: hub.node.deciding.say(
            hub.space, case, report.issue.id, account, verdict=said, looked_at=seen(report)
        )
    )


def test_supervisors_are_told_that_a_report_waits_and_engineers_of_the_answer(
    hub: Served, tmp_path: Path, mails: Mails, chats: list[str]
) -> None:
    engineer = Engineer(hub, "Ann", tmp_path)
    ming, gone, asleep = (hub.add(name, SUPERVISOR) for name in ("Wang Min", "Li", "Zhao"))
    put(hub, engineer.account, "ann@example.com")
    put(hub, ming, "min@example.com")
    put(hub, asleep, "zhao@example.com", "off")
    put(hub, gone, "li@example.com")
    put(hub, alerts.TEAM, CHAT)
    with hub.node.writing():
        hub.node.people.end(hub.space, gone)
    case = engineer.begin()
    engineer.issue(case)
    engineer.sync()
    number = f"{ids.reference(case)}-1"
    at = f"/teams/{hub.space.hex()}/reports/{case.hex()}/{report_of(hub, case).issue.id}"
    link = f"https://hub.example.com{at}"
    assert posting.post(hub.node) == 2
    (mail,) = mails.taken
    assert mail[:2] == ("min@example.com", f"{number} 等你决定 / {number} waits for a decision")
    assert mail[2].splitlines() == [
        f"{number} 等你决定",
        f"{number} waits for a decision",
        link,
    ]
    assert link in chats[0]
    assert posting.post(hub.node) == 0

    returned(hub, case, ming)
    assert posting.post(hub.node) == 2
    whom, subject, text = mails.taken[-1]
    assert (whom, number in subject) == ("ann@example.com", True)
    assert "open FieldApp to read it" in text
    # A number and a link, and nothing of what a report or an answer says.
    title = engineer.run(lambda here: here.listing().row(case)).summary.title
    for told in (*mails.taken, *chats):
        assert all(word not in str(told) for word in ("SECRET", "returned", title.zh, title.en))
    with hub.node.reading():
        assert list(hub.node.alerts.waiting(hub.space)) == []


def test_what_gathers_is_told_in_the_morning_in_one_message(
    hub: Served, tmp_path: Path, mails: Mails
) -> None:
    engineer = Engineer(hub, "Ann", tmp_path)
    put(hub, hub.add("Wang Min", SUPERVISOR), "min@example.com", "daily")
    for sample in ("telecom", "medical"):
        engineer.issue(engineer.begin(sample))
    engineer.sync()
    assert posting.post(hub.node) == 0
    hub.time.pass_by(days=1)
    assert posting.post(hub.node) == 1
    ((_, subject, text),) = mails.taken
    assert subject.endswith("News of 2 reports")
    assert text.count("https://hub.example.com/teams/") == 2


def test_what_nobody_takes_is_tried_again_shown_and_given_up(
    hub: Served, tmp_path: Path, mails: Mails, capsys: pytest.CaptureFixture[str]
) -> None:
    engineer, ming = Engineer(hub, "Ann", tmp_path), hub.add("Wang Min", SUPERVISOR)
    put(hub, ming, "min@example.com")
    engineer.issue(engineer.begin())
    engineer.sync()
    mails.refuses = True
    assert posting.post(hub.node) == 0
    assert posting.post(hub.node) == 0, "not before its time"
    with hub.node.reading():
        channel = hub.node.alerts.channel(hub.space, ming)
        assert channel is not None and channel.fault == "alerts.not_taken"
    session = hub.session("Wang Min")
    cookie = {"cookie": f"{COOKIE}={session.token}", "accept-language": "en"}
    session.token = ""
    page = session.request("GET", f"/teams/{hub.space.hex()}/account", headers=cookie)
    assert "was not sent: The notice was not taken." in page.body.decode()
    mails.refuses = False
    hub.time.pass_by(minutes=2)
    assert posting.post(hub.node) == 1
    with hub.node.reading():
        channel = hub.node.alerts.channel(hub.space, ming)
        assert channel is not None and channel.fault == ""

    mails.refuses = True
    engineer.issue(engineer.begin("medical"))
    engineer.sync()
    for _ in range(len(posting.AGAIN) + 1):
        assert posting.post(hub.node) == 0
        hub.time.pass_by(days=1)
    with hub.node.reading():
        assert list(hub.node.alerts.waiting(hub.space)) == []
        channel = hub.node.alerts.channel(hub.space, ming)
        assert channel is not None and channel.fault


def test_only_mailboxes_and_known_chats_are_addresses() -> None:
    for fit in ("a@b.c", "min.wang+hub@mail.example.com"):
        assert channels.is_mailbox(fit)
    for unfit in ("a@b.c?to=x@y.z", "a b@c.d", "json://127.0.0.1", "a@b@c", "a@b.c&x", "@", "a@-"):
        assert not channels.is_mailbox(unfit)
    assert channels.is_chat(CHAT)
    assert channels.is_chat(
        "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrI"
    )
    # Whoever answers cannot send the hub elsewhere, whatever an address says.
    for address in (CHAT, f"{CHAT}?redirect=yes"):
        way = channels._chat(address)
        assert way is not None and way.redirects is False
    for unfit in ("json://127.0.0.1", "mailto://a:b@c.d", "file:///etc/passwd", "", "x"):
        assert not channels.is_chat(unfit)


def test_commands_set_try_and_list_without_showing_an_address(
    tmp_path: Path,
    mails: Mails,
    chats: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("FIELDAPP_LANG", "en")

    def run(*args: str, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["hub", *args, "--data", str(tmp_path / "hub")])
        said = capsys.readouterr()
        return code, said.out + said.err

    where = ("--space", "North")
    assert run("user", "add", "Ann", "--role", "supervisor", *where)[0] == 0
    assert "Nobody is set yet" in run("notify", "list", *where)[1]
    assert run("notify", "person", "Ann", *where, "--mail", "ann@example.com")[0] == 0
    assert run("notify", "team", *where, "--when", "daily", typed=f"{CHAT}\n")[0] == 0
    assert run("notify", "team", *where, typed="json://127.0.0.1\n")[0] == 1
    assert run("notify", "try", "Ann", *where) == (0, "It was taken.\n")
    assert run("notify", "try", *where)[0] == 0
    assert (len(mails.taken), len(chats)) == (1, 1)
    said = run("notify", "list", *where)[1]
    assert "Ann: at once, 0 waiting" in said
    assert "North: every morning, 0 waiting" in said
    assert "example.com" not in said and "633a31f6" not in said
    monkeypatch.delenv(channels.MAIL)
    code, said = run("notify", "try", "Ann", *where)
    assert code == 1 and "No mail server is set" in said
    assert run("notify", "person", "Ann", *where)[0] == 0
    assert "Ann" not in run("notify", "list", *where)[1]


def test_mornings() -> None:
    now = int(Time().moment.timestamp() * 1000)
    morning = alerts.next_morning(now)
    assert now < morning <= now + 86_400_000
    assert alerts.next_morning(morning) == morning + 86_400_000
