"""Scanning: with a stand-in for ClamAV, as its protocol has it."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator

import pytest
from hub_kit import CASE, Served
from visitor_kit import signed_in

from fieldapp.hub import scanning
from fieldapp.hub.errors import HubError
from fieldapp.sync.certificates import SUPERVISOR


class Clamd(socketserver.StreamRequestHandler):
    """Finds what holds the word EICAR."""

    def handle(self) -> None:
        assert self.rfile.readline() == b"nINSTREAM\n"
        data = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            data += self.rfile.read(length)
        bad = b"stream: Eicar-Test-Signature FOUND\n" if b"EICAR" in data else b"stream: OK\n"
        self.wfile.write(bad)


@pytest.fixture
def clamd() -> Iterator[str]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_what_is_bad_or_cannot_be_looked_through_is_not_handed_out(
    hub: Served, clamd: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, other = hub.laptop("Vic"), bytes([7]) * 16
    writer.photo(b"EICAR " * 9)
    writer.issue()
    writer.issue(other)
    assert writer.sync() == {}
    hub.add("Wang", SUPERVISOR)
    wang = signed_in(hub, "Wang")
    bad, good = (f"{wang.base}/reports/{case.hex()}/i1" for case in (CASE, other))
    assert wang.get(f"{bad}/evidence/e1").status == 200, "nobody has set a scanner"
    monkeypatch.setenv(scanning.VARIABLE, clamd)
    assert wang.get(f"{good}/evidence/e1").status == 200
    assert wang.get(f"{good}/pdf").status == 200
    got = wang.get(f"{bad}/evidence/e1", **{"accept-language": "en"})
    assert got.status == 403
    assert b"Malware was found" in got.body and b"EICAR" not in got.body
    monkeypatch.setenv(scanning.VARIABLE, "127.0.0.1:1")
    for way in ("evidence/e1", "pdf"):
        got = wang.get(f"{good}/{way}", **{"accept-language": "en"})
        assert got.status == 503
        assert b"cannot be scanned" in got.body
    monkeypatch.setenv(scanning.VARIABLE, "clamd")
    with pytest.raises(HubError, match="scanner_setting"):
        scanning.address()
