"""What a hostile or broken client sends: one clear answer, a line in the log, nothing kept."""

from __future__ import annotations

import json
import logging
import socket
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import zstandard
from hub_kit import CASE, Laptop, Served
from sqlalchemy import select

from bench.syncing.laptop import Clock
from fieldapp.case import codec
from fieldapp.case.change import Identity, Tip, encode
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal, SigningKey
from fieldapp.hub import schema
from fieldapp.sync import packing, wire
from fieldapp.sync.batch import Batch
from fieldapp.sync.carriage import MESSAGE
from fieldapp.sync.messages import (
    MAX_BLOB,
    BlobGet,
    BlobPut,
    BlobState,
    Problem,
    Pull,
    Push,
    Receipt,
)
from fieldapp.sync.packing import Offer
from fieldapp.sync.rows import Cursor

KEPT = (schema.change, schema.value, schema.seal, schema.entry, schema.blob, schema.part)
MB = 2**20


def kept(hub: Served) -> dict[str, int]:
    """How many rows and objects the hub has of what laptops send."""
    with hub.node.reading() as connection:
        rows = {table.name: len(connection.execute(select(table)).all()) for table in KEPT}
    return rows | {"objects": len(list(hub.node.objects.keys()))}


def at(hub: Served, rest: str) -> str:
    return f"/v1/spaces/{hub.space.hex()}/{rest}"


def posted(hub: Served, laptop: Laptop, body: bytes, rest: str = "changes") -> tuple[int, str]:
    got = laptop.carrier.request("POST", at(hub, rest), body, {"content-type": MESSAGE})
    told: dict[str, Any] = json.loads(got.body)
    assert got.headers["content-type"] == "application/problem+json"
    assert told["status"] == got.status
    return got.status, told["code"]


def bomb(size: int) -> bytes:
    """A frame that says nothing for so many bytes."""
    return zstandard.ZstdCompressor(write_checksum=True).compress(bytes(size))


def unsized(plain: bytes) -> bytes:
    made = zstandard.ZstdCompressor(write_checksum=True, write_content_size=False)
    return made.compress(plain)


def later(message: wire.Message) -> bytes:
    """The same in a version to come."""
    plain = codec.pack(message.plain() | {"v": 99}, limit=wire.MAX_PLAIN)
    return zstandard.ZstdCompressor(write_checksum=True).compress(plain)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "sync.message_malformed"),
        (b"rubbish", 400, "sync.message_malformed"),
        (bomb(200 * MB), 413, "sync.message_too_large"),
        (bomb(20 * MB), 400, "sync.message_malformed"),
        (unsized(bytes(MB)), 400, "sync.message_malformed"),
        (wire.encode(Push(cursor=Cursor(), batch=Batch()))[:-3], 400, "sync.message_malformed"),
        (wire.encode(Pull(cursor=Cursor())), 400, "sync.message_malformed"),
        (later(Push(cursor=Cursor(), batch=Batch())), 400, "sync.message_version"),
        (bytes(wire.MAX_PACKED + 1), 413, "hub.request_large"),
    ],
    ids=["empty", "rubbish", "bomb", "zeros", "unsized", "cut", "other", "later", "oversize"],
)
def test_a_body_that_is_no_question_is_refused(
    hub: Served, body: bytes, status: int, code: str
) -> None:
    ann = hub.laptop("Ann")
    before = kept(hub)
    assert posted(hub, ann, body) == (status, code)
    assert kept(hub) == before
    ann.write("title", "and all goes on")
    assert ann.sync() == {}


def test_a_body_without_an_end_is_cut_off_at_the_limit(hub: Served) -> None:
    ann = hub.laptop("Ann")
    host, port = hub.url.removeprefix("http://").split(":")
    head = (
        f"POST {at(hub, 'session')} HTTP/1.1\r\nhost: {host}\r\n"
        f"authorization: Bearer {ann.carrier.token}\r\ntransfer-encoding: chunked\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=20) as wire_:
        wire_.sendall(head.encode())
        for _ in range(40):
            wire_.sendall(b"400\r\n" + bytes(1024) + b"\r\n")
        assert wire_.recv(12) == b"HTTP/1.1 413"


# Changes


def batch(laptop: Laptop) -> Batch:
    """What the laptop has written, as it would be sent."""
    local = laptop.local
    changes = local.cases_here[CASE].changes.values()
    offers = [Offer(change, local.frame(change)) for change in changes]
    return packing.pack(offers, local.writer, local.rosters[laptop.carrier.space], local)[0]


def refused(laptop: Laptop, made: Batch) -> list[str]:
    answer = laptop.ask(Push(cursor=Cursor(), batch=made))
    assert isinstance(answer, Receipt)
    return [one.code for one in answer.refused]


def test_forged_changes_seals_and_values_are_named_and_not_kept(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    ann.write("title", "x")
    before = kept(hub)
    whole = batch(ann)
    (frame,) = whole.frames
    broken = {name: one._replace(data=b"\xa1!") for name, one in frame.values.items()}
    (seal,) = whole.seals
    forged = replace(seal, key=bo.local.key.public)
    assert refused(bo, replace(whole, frames=(Frame(frame.raw, broken),), seals=())) == [
        "case.value_unnamed"
    ]
    assert refused(bo, replace(whole, seals=())) == ["sync.seal_missing"]
    assert refused(bo, replace(whole, seals=(forged,))) == ["sync.seal_missing"]
    # Bo's laptop writes in Ann's name.
    identity = Identity(ann.local.identity.author, bo.device, b"i" * 8)
    change = encode(CASE, identity, Tip(), 1, {"ops": []})
    own = Batch((Frame(change.raw, {}),), (Seal.over(change, bo.local.key),))
    assert refused(bo, own) == ["sync.author_forged"]
    # A stranger's key.
    stranger = SigningKey(b"s" * 32)
    own = Batch((Frame(change.raw, {}),), (Seal.over(change, stranger),))
    assert refused(bo, own) == ["sync.seal_missing"]
    assert kept(hub) == before


def test_a_replay_changes_nothing(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    ann.write("title", "x")
    again = Push(cursor=Cursor(), batch=batch(ann))
    assert ann.sync() == {}
    before = kept(hub)
    for laptop in (ann, bo):
        answer = laptop.ask(again)
        assert isinstance(answer, Receipt)
        assert (answer.refused, answer.before) == ((), answer.after)
    assert kept(hub) == before


def test_a_clock_ten_years_ahead_is_taken_as_it_is(hub: Served) -> None:
    ann, bo = hub.laptop("Ann"), hub.laptop("Bo")
    ann.local.use_clock(Clock(hub.time.moment + timedelta(days=3650)))
    ann.write("title", "from the future")
    assert ann.sync() == {} == bo.sync()
    assert bo.sees("title") == ["from the future"]


def test_a_place_of_no_feed_is_answered_with_where_the_feed_ends(hub: Served) -> None:
    ann = hub.laptop("Ann")
    answer = ann.ask(Pull(cursor=Cursor(b"e" * 16, 99, b"l" * 16)))
    assert isinstance(answer, Problem)
    assert answer.code == "sync.other_feed"
    assert answer.cursor.epoch


# Photos


def test_photos_that_are_not_what_they_say_are_not_kept(hub: Served) -> None:
    south = hub.make_space("South")
    ann, sue = hub.laptop("Ann"), hub.laptop("Sue", space=south)
    data = b"\xff\xd8 photo"
    name = ann.photo(data)
    assert ann.sync() == {}
    before = kept(hub)
    get = BlobGet(case=CASE, sha256=name, offset=0, length=100)
    put = BlobPut(case=CASE, sha256=b"n" * 32, size=5, offset=0, data=b"wrong")
    asked = {
        # Another team's photo, by its right name.
        "another team's": (sue, get),
        "named by no case": (ann, put),
        "too large": (ann, replace(put, sha256=name, size=MAX_BLOB + 1)),
        "too long": (ann, replace(put, sha256=name, size=3)),
    }
    said = {}
    for what, (laptop, message) in asked.items():
        answer = laptop.ask(message)
        assert isinstance(answer, Problem), what
        said[what] = answer.code
    assert said == {
        "another team's": "sync.blob_missing",
        "named by no case": "sync.blob_missing",
        "too large": "sync.blob_too_large",
        "too long": "sync.blob_too_large",
    }
    assert kept(hub) == before
    wanted = ann.write("evidence/e2/blob", (b"w" * 32).hex())
    assert wanted
    assert ann.sync() == {}
    half = BlobPut(case=CASE, sha256=b"w" * 32, size=10, offset=0, data=b"12345")
    assert ann.ask(half) == BlobState(sha256=b"w" * 32, held=5, whole=False)
    # A part that does not go on where the last one ended.
    gap = replace(half, offset=7, data=b"890")
    assert ann.ask(gap) == BlobState(sha256=b"w" * 32, held=5, whole=False)
    answer = ann.ask(replace(half, offset=5, data=b"67890"))
    assert isinstance(answer, Problem)
    assert answer.code == "sync.blob_altered"
    assert kept(hub)["part"] == 0
    assert kept(hub)["objects"] == before["objects"]


@pytest.mark.parametrize(
    ("headers", "rest", "status"),
    [
        ({}, f"blobs/{'a' * 64}?case={'b' * 32}", 400),
        ({"range": "bytes=9-2"}, f"blobs/{'a' * 64}?case={'b' * 32}", 400),
        ({"range": "bytes=0-1"}, f"blobs/{'a' * 64}", 400),
        ({}, "blobs/zz?case=1", 400),
        ({}, "changes?after=-1", 400),
        ({}, f"changes?epoch={'a' * 32}&after=x", 400),
        ({}, f"changes?epoch={'A' * 32}", 400),
        ({}, "nothing", 404),
        ({}, "../../etc/passwd", 404),
    ],
)
def test_addresses_and_headers_are_checked(
    hub: Served, headers: dict[str, str], rest: str, status: int
) -> None:
    ann = hub.laptop("Ann")
    got = ann.carrier.request("GET", at(hub, rest), b"", headers)
    assert got.status == status
    assert json.loads(got.body)["status"] == status


def test_a_failure_inside_says_nothing_of_what_failed(
    hub: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ann = hub.laptop("Ann")

    def fail(*_: object) -> None:
        raise RuntimeError("secret of the database")

    monkeypatch.setattr(hub.node.hub, "answer", fail)
    with caplog.at_level(logging.INFO, "fieldapp.hub"):
        got = ann.carrier.request("GET", at(hub, "changes"))
    assert (got.status, json.loads(got.body)["code"]) == (500, "hub.failed")
    assert b"secret" not in got.body
    assert "pull 500" in caplog.text
