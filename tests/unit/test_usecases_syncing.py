"""A laptop joins a team over HTTP and is kept up to date with its hub."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from http_hub import HttpHub
from store_kit import PASSCODE, START, laptop, ticking, write
from sync_kit import Team
from syncing_kit import CASE

from bench.syncing.shelf import MemoryShelf
from fieldapp.base.findings import Finding, Severity
from fieldapp.store.restore import restore
from fieldapp.store.workspace import Workspace
from fieldapp.sync.carriage import Request
from fieldapp.sync.errors import RefusedError, SyncError, UnreachableError, WireError
from fieldapp.sync.hub_state import Hub, Speaker
from fieldapp.sync.messages import Pull
from fieldapp.sync.rows import Cursor
from fieldapp.sync.wire import Message
from fieldapp.usecases import readiness
from fieldapp.usecases.syncing import rounds
from fieldapp.usecases.syncing.carrier import AddressError, Carrier, address
from fieldapp.usecases.syncing.joining import Joined, Joining
from fieldapp.usecases.syncing.progress import Progress
from fieldapp.usecases.syncing.rounds import NoTeamError, Round, Tell
from fieldapp.usecases.syncing.session import Errand
from fieldapp.usecases.syncing.words import understood


def workspace_at(home: Path, days: int = 0) -> Workspace:
    machine = laptop(home, clock=ticking(START + timedelta(days=days)))
    workspace, _ = Workspace.create(home / "workspace", passcode=PASSCODE, machine=machine)
    return workspace


def join(hub: HttpHub, workspace: Workspace, code: str = "") -> Joined:
    joining = Joining.begin(workspace, "hub.example", code or hub.code())
    with hub.carrier() as carrier:
        return joining.accept(workspace, carrier.carry(joining.hub, b"", b"", joining.question))


def sync(hub: HttpHub, workspace: Workspace, tell: Tell | None = None) -> Round:
    with hub.carrier() as carrier:

        def carry(errand: Errand) -> Message:
            return carrier.carry(errand.hub, errand.token, errand.space, errand.question)

        return rounds.sync(workspace, carry, tell)


def title(workspace: Workspace) -> object:
    return workspace.load(CASE).shared.latest("title")


def test_two_laptops_of_a_team_have_the_same(tmp_path: Path) -> None:
    hub = HttpHub()
    ann, bo = workspace_at(tmp_path / "ann"), workspace_at(tmp_path / "bo")
    write(ann, CASE, title="Line 3 stops")
    name = ann.put_blob(CASE, b"a photo" * 90_000)
    write(ann, CASE, evidence__e1__blob=name)
    joined = join(hub, ann)
    assert (joined.membership.team, joined.membership.person) == ("North", "Li Wei")
    assert joined.membership.hub == "https://hub.example"
    assert joined.waiting == 1
    join(hub, bo)
    told = sync(hub, ann)
    assert (told.tally.sent, told.tally.files_sent) == (2, 1)
    assert (told.waiting, told.files_waiting, told.troubles) == (0, 0, ())
    assert told.members[0].complete > 0
    told = sync(hub, bo)
    assert (told.tally.received, told.tally.files_received) == (2, 1)
    assert sync(hub, bo).tally.files_sent == 0  # it is asked about, but was on the hub
    assert title(bo) == "Line 3 stops"
    assert bo.get_blob(name) == b"a photo" * 90_000


def test_it_is_told_how_much_is_left_and_how_long_that_takes(tmp_path: Path) -> None:
    hub = HttpHub()
    ann, bo = workspace_at(tmp_path / "ann"), workspace_at(tmp_path / "bo")
    write(ann, CASE, title="Line 3 stops")
    name = ann.put_blob(CASE, b"a photo" * 200_000)
    write(ann, CASE, evidence__e1__blob=name)
    for workspace in (ann, bo):
        join(hub, workspace)
        told: list[Progress] = []
        assert sync(hub, workspace, told.append).troubles == ()
        whole = [one.moved + one.left for one in told if one.moved > 100_000]
        assert len(whole) >= 5
        assert min(whole) == max(whole) > 1_400_000
        assert told[-1].left < 10_000
    mb = 2**20
    assert Progress(700, 0).words("en") == "1 kB"
    assert Progress(mb, 3 * mb).words("en") == "1.0 MB of 4.0 MB"
    assert Progress(mb, 3 * mb, 150).words("en") == "1.0 MB of 4.0 MB, 2 min left"
    assert Progress(mb, mb, 9).words("zh") == "1.0 MB，共 2.0 MB，不到一分钟"
    assert Progress(mb, mb, 7_500).words("zh") == "1.0 MB，共 2.0 MB，还需 2 小时 5 分钟"


def test_doctor_tells_the_last_sync_and_what_waits(tmp_path: Path) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path)

    def told(now: datetime = START) -> list[tuple[str, Severity]]:
        found = readiness.workspace_checks(ann, now)
        return [
            (one.code, one.severity) for one in found if one.code.startswith("usecases.doctor_")
        ]

    assert told()[-1] == ("usecases.doctor_no_hub", Severity.INFO)
    join(hub, ann)
    write(ann, CASE, title="Line 3")
    assert told()[-2:] == [
        ("usecases.doctor_hub_never", Severity.WARNING),
        ("usecases.doctor_hub_waiting", Severity.INFO),
    ]
    sync(hub, ann)
    assert told()[-1] == ("usecases.doctor_hub", Severity.INFO)
    later = told(START + timedelta(days=9))
    assert later[-1] == ("usecases.doctor_hub_old", Severity.WARNING)


def test_a_code_is_for_one_laptop(tmp_path: Path) -> None:
    hub = HttpHub()
    code = hub.code()
    ann, bo = workspace_at(tmp_path / "ann"), workspace_at(tmp_path / "bo")
    join(hub, ann, code)
    # The answer may have been lost: the same laptop may ask again.
    join(hub, ann, code)
    assert sync(hub, ann).troubles == ()
    with pytest.raises(RefusedError) as caught:
        join(hub, bo, code)
    assert caught.value.finding.code == "sync.code_refused"
    assert bo.parts.spaces.memberships() == []
    with pytest.raises(NoTeamError):
        sync(hub, bo)


def test_another_hub_cannot_pass_for_the_teams(tmp_path: Path) -> None:
    hub, other = HttpHub(), HttpHub(Team(seed=7))
    ann = workspace_at(tmp_path)
    code = hub.code()
    other.codes = dict(hub.codes)
    with pytest.raises(SyncError) as caught:
        join(other, ann, code)
    assert caught.value.finding.code == "sync.space_other"
    assert ann.parts.spaces.memberships() == []


def test_a_hub_that_is_away_costs_nothing(tmp_path: Path) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path)
    join(hub, ann)
    write(ann, CASE, title="Line 3")
    hub.is_down = True
    told = sync(hub, ann)
    assert [finding.code for _, finding in told.troubles] == ["sync.unreachable"]
    assert told.waiting == 1
    hub.is_down = False
    assert sync(hub, ann).waiting == 0


def test_a_token_is_renewed_after_a_day(tmp_path: Path) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path)
    first = join(hub, ann).membership.token
    sync(hub, ann)
    assert "POST token" not in hub.paths
    (one,) = ann.parts.spaces.memberships()
    with ann.parts.database.writing():
        ann.parts.spaces.put_membership(replace(one, renewed=one.renewed - 25 * 3_600_000))
    assert sync(hub, ann).troubles == ()
    assert hub.paths.count("POST token") == 1
    (one,) = ann.parts.spaces.memberships()
    assert one.token not in (b"", first)
    assert one.next_token == b""


def test_a_hub_that_was_put_back_and_does_not_know_the_token_is_told_a_new_one(
    tmp_path: Path,
) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path)
    join(hub, ann)
    hub.tokens.clear()
    write(ann, CASE, title="Line 3")
    told = sync(hub, ann)
    assert (told.waiting, told.troubles) == (0, ())


def test_a_hub_that_never_knows_the_token_is_not_asked_for_ever(tmp_path: Path) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path)
    join(hub, ann)
    hub.tokens = Forgetful()
    told = sync(hub, ann)
    assert [finding.code for _, finding in told.troubles] == ["sync.token_unknown"]
    assert len(hub.paths) < 30


class Forgetful(dict[bytes, Speaker]):
    """Keeps nothing."""

    def __setitem__(self, key: bytes, value: Speaker) -> None:
        pass


def test_a_hub_that_was_put_back_gets_what_it_lacks_at_once(tmp_path: Path) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path)
    join(hub, ann)
    for line in range(3):
        write(ann, CASE, title=f"Line {line}")
    sync(hub, ann)
    backup = hub.team.shelf.copied()
    write(ann, CASE, title="written since")
    sync(hub, ann)
    put_back(hub, backup)
    told = sync(hub, ann)
    assert (told.troubles, told.waiting) == ((), 0)
    assert told.tally.sent == 1  # the rest was there
    assert len(hub.team.on_hub(CASE)) == 4


def test_a_hub_that_is_put_back_again_and_again_is_not_asked_for_ever(tmp_path: Path) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path)
    join(hub, ann)
    write(ann, CASE, title="Line 3")
    sync(hub, ann)
    backup = hub.team.shelf.copied()
    hub.paths.clear()

    def again(_: Progress) -> None:
        put_back(hub, backup)

    told = sync(hub, ann, again)
    assert [finding.code for _, finding in told.troubles] == ["sync.other_feed"]
    assert len(hub.paths) < 30


def put_back(hub: HttpHub, backup: MemoryShelf) -> None:
    hub.team.shelf = backup.put_back()
    hub.team.shelf.renew(hub.team.entropy(16))
    hub.team.hub = Hub(hub.team.shelf, hub.team.hub_key)


def test_a_workspace_that_was_put_back_begins_with_a_new_token(tmp_path: Path) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path)
    join(hub, ann)
    made, _ = ann.backups.make()
    again = restore(made.folder, tmp_path / "again", passcode=PASSCODE, machine=ann.machine)
    assert again.parts.spaces.memberships()[0].token == b""
    assert sync(hub, again).troubles == ()


def test_a_laptop_whose_copy_has_spoken_is_told_so(tmp_path: Path) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path)
    join(hub, ann)
    hub.spent = set(hub.tokens)
    write(ann, CASE, title="Line 3")
    told = sync(hub, ann)
    assert {finding.code for _, finding in told.troubles} == {"sync.token_spent"}
    assert told.waiting == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hub.example", "https://hub.example"),
        (" https://hub.example/ ", "https://hub.example"),
        ("hub.example:8443/field", "https://hub.example:8443/field"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_address_is_typed_as_people_do(typed: str, meant: str) -> None:
    assert address(typed) == meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("http://hub.example", "sync.address_open"),
        ("", "sync.address_malformed"),
        ("ftp://hub.example", "sync.address_malformed"),
        ("https://me:pw@hub.example", "sync.address_malformed"),
        ("https://hub.example?a=b", "sync.address_malformed"),
        ("https://hub.example:port", "sync.address_malformed"),
        ("https://", "sync.address_malformed"),
    ],
)
def test_what_is_no_safe_address_is_not_asked(typed: str, code: str) -> None:
    with pytest.raises(AddressError) as caught:
        address(typed)
    assert caught.value.finding.code == code


def test_what_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fieldapp.usecases.syncing.carrier.MAX_PACKED", 1_000)
    huge = httpx.MockTransport(lambda _: httpx.Response(200, stream=httpx.ByteStream(b"x" * 2_000)))
    with Carrier(huge) as carrier, pytest.raises(WireError) as caught:
        carrier.carry("https://hub.example", b"", b"s" * 16, Pull(cursor=Cursor()))
    assert caught.value.finding.code == "sync.message_too_large"


def test_a_sign_in_page_of_a_network_is_no_hub() -> None:
    portal = httpx.MockTransport(
        lambda _: httpx.Response(
            200, headers={"content-type": "text/html"}, stream=httpx.ByteStream(b"<html>")
        )
    )
    with Carrier(portal) as carrier, pytest.raises(SyncError) as caught:
        carrier.carry("https://hub.example", b"", b"s" * 16, Pull(cursor=Cursor()))
    assert caught.value.finding.code == "sync.no_hub"


def test_what_a_hub_says_without_words_for_it_is_told_by_its_code() -> None:
    known = Finding("sync.blob_too_large", {"limit": 64})
    assert understood(known) == known
    for code in ("sync.of_later", "../../x.y", "nothing", "sync.blob_too_large", "ui.."):
        assert understood(Finding(code)) == Finding("sync.refused", {"code": code})


def test_over_a_real_connection(tmp_path: Path) -> None:
    hub = HttpHub()
    server = HTTPServer(("127.0.0.1", 0), _handler(hub))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        ann = workspace_at(tmp_path)
        write(ann, CASE, evidence__e1__blob=ann.put_blob(CASE, b""))
        hub_at = f"http://127.0.0.1:{server.server_port}"
        with Carrier() as carrier:
            joining = Joining.begin(ann, hub_at, hub.code())
            answer = carrier.carry(joining.hub, b"", b"", joining.question)
            joining.accept(ann, answer)
            told = rounds.sync(
                ann, lambda one: carrier.carry(one.hub, one.token, one.space, one.question)
            )
        assert (told.tally.sent, told.tally.files_sent, told.troubles) == (1, 1, ())
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    with Carrier() as carrier, pytest.raises(UnreachableError):
        carrier.carry(hub_at, b"", b"", joining.question)


def _handler(hub: HttpHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            query = dict(parse_qsl(parts.query))
            answered = hub.serve(Request(self.command, parts.path, query, headers, body))
            self.send_response(answered.status)
            for name, value in answered.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answered.body)))
            self.end_headers()
            self.wfile.write(answered.body)

        do_GET = do_POST = do_PUT = do_HEAD = _serve

        def log_message(self, *_: object) -> None:
            pass

    return Handler
