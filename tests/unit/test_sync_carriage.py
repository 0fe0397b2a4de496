"""Messages over HTTP: what one end writes the other reads, and nothing else is believed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from fieldapp.sync.batch import Batch
from fieldapp.sync.carriage import Request, Response
from fieldapp.sync.enrolment import Code, Enrol, Renew, Renewed
from fieldapp.sync.errors import AnswerError, SyncError, UnreachableError, WireError
from fieldapp.sync.hub_carriage import question, response
from fieldapp.sync.laptop_carriage import answer, request
from fieldapp.sync.messages import (
    MAX_PART,
    BlobAsk,
    BlobGet,
    BlobPut,
    BlobState,
    FilesHave,
    FilesLack,
    Found,
    Have,
    LeftHave,
    LeftLack,
    PackGet,
    Packs,
    Page,
    Part,
    Problem,
    Pull,
    Push,
    Receipt,
    Snapshot,
    Want,
)
from fieldapp.sync.rows import Cursor, Listed, Names, Scope
from fieldapp.sync.wire import Message
from tests.unit.test_sync_enrolment import KEY, ROOT, TOKEN, WHO, enrolled, entropy

SPACE, CASE, BLOB = b"s" * 16, b"c" * 16, b"b" * 32
HERE = Cursor(b"e" * 16, 17, b"l" * 16)
RENEW = Renew.signed(SPACE, WHO.device, KEY, TOKEN)
NAMES = (Names(CASE, (b"12345678",)),)
TALK: tuple[tuple[Message, Message], ...] = (
    (
        Have(cursor=HERE, roster=BLOB, first=CASE, last=CASE, cases=(Listed(CASE, b"d" * 8),)),
        Problem(code="sync.busy", params={}, wait=7),
    ),
    (LeftHave(cases=NAMES), LeftLack(cases=NAMES)),
    (FilesHave(cases=NAMES), FilesLack(cases=())),
    (Want(cursor=HERE, cases=()), Found(batch=Batch())),
    (
        Push(cursor=Cursor(), batch=Batch()),
        Receipt(digest=BLOB, refused=(), forks=(), has_gap=False, before=HERE, after=HERE),
    ),
    (Pull(cursor=HERE), Page(before=HERE, after=HERE, ahead=0, batch=Batch(), left=b"")),
    (
        Pull(cursor=HERE, scope=Scope(True, 7)),
        Page(before=HERE, after=HERE, ahead=0, batch=Batch(), left=b""),
    ),
    (Pull(cursor=Cursor()), Problem(code="sync.other_feed", params={}, cursor=HERE)),
    (Pull(cursor=Cursor(b"e" * 16)), Problem(code="sync.not_here", params={})),
    (Snapshot(cursor=Cursor()), Packs(packs=())),
    (
        PackGet(sha256=BLOB, offset=5, length=10),
        Part(sha256=BLOB, size=99, offset=5, data=b"x" * 10),
    ),
    (BlobAsk(case=CASE, sha256=BLOB), BlobState(sha256=BLOB, held=3, whole=False)),
    (BlobAsk(case=CASE, sha256=BLOB), Problem(code="sync.blob_missing", params={})),
    (
        BlobPut(case=CASE, sha256=BLOB, size=9, offset=3, data=b"abc"),
        BlobState(sha256=BLOB, held=9, whole=True),
    ),
    (
        BlobPut(case=CASE, sha256=BLOB, size=0, offset=0, data=b""),
        Problem(code="sync.blob_too_large", params={"limit": 64}),
    ),
    (
        BlobGet(case=CASE, sha256=BLOB, offset=0, length=MAX_PART),
        Part(sha256=BLOB, size=0, offset=0, data=b""),
    ),
    (RENEW, Renewed()),
)


@pytest.mark.parametrize(("asked", "said"), TALK)
def test_what_one_end_writes_the_other_reads(asked: Message, said: Message) -> None:
    assert question(request(SPACE, asked)) == (SPACE, asked)
    sent = response(said)
    if isinstance(asked, BlobAsk):
        sent = replace(sent, body=b"")
    assert answer(asked, sent) == said


def test_an_enrolment_names_no_space() -> None:
    asked = Enrol.signed(Code.new(ROOT.space, entropy), WHO, KEY, TOKEN, "ThinkPad")
    sent = request(b"", asked)
    assert (sent.method, sent.path) == ("POST", "/v1/enrol")
    assert question(sent) == (b"", asked)
    assert answer(asked, response(enrolled())) == enrolled()


def test_a_problem_says_which_to_people_and_programs() -> None:
    sent = response(Problem(code="sync.other_feed", params={}, cursor=HERE, wait=3))
    assert sent.status == 409
    assert sent.headers["retry-after"] == "3"
    assert json.loads(sent.body)["cursor"]["after"] == 17


ASK = BlobGet(case=CASE, sha256=BLOB, offset=0, length=9)


@pytest.mark.parametrize(
    ("asked", "said", "error"),
    [
        (Pull(cursor=HERE), Response(200, {"content-type": "text/html"}, b"<html>"), AnswerError),
        (Pull(cursor=HERE), Response(302, {"location": "https://wifi.example"}), AnswerError),
        (Pull(cursor=HERE), Response(404, {"content-type": "text/html"}), UnreachableError),
        (Pull(cursor=HERE), Response(407, {}), UnreachableError),
        (
            Pull(cursor=HERE),
            Response(400, {"content-type": "application/problem+json"}, b"[" * 9_000),
            UnreachableError,
        ),
        (
            Pull(cursor=HERE),
            Response(
                409, {"content-type": "application/problem+json"}, b'{"code":"x","cursor":{"a":1}}'
            ),
            WireError,
        ),
        (
            Pull(cursor=HERE),
            Response(
                409, {"content-type": "application/problem+json"}, b'{"code":"x","params":[1]}'
            ),
            WireError,
        ),
        (
            Pull(cursor=HERE),
            Response(200, {"content-type": "application/vnd.fieldapp.sync"}),
            WireError,
        ),
        (BlobAsk(case=CASE, sha256=BLOB), Response(200, {"upload-offset": "3"}), AnswerError),
        (
            BlobAsk(case=CASE, sha256=BLOB),
            Response(200, {"upload-offset": "-3", "upload-complete": "?0"}),
            AnswerError,
        ),
        (ASK, Response(200, {}, b"whole"), AnswerError),
        (ASK, Response(206, {"content-range": "bytes 0-8/9"}, b"short"), WireError),
        (ASK, Response(206, {"content-range": "bytes 8-0/9"}, b""), AnswerError),
    ],
)
def test_what_no_hub_says_is_not_believed(
    asked: Message, said: Response, error: type[SyncError]
) -> None:
    with pytest.raises(error):
        answer(asked, said)


def test_a_failing_gateway_is_a_busy_hub() -> None:
    told = answer(Pull(cursor=HERE), Response(502, {"retry-after": "20"}, b"<html>"))
    assert told == Problem(code="sync.busy", params={}, wait=20)


BASE = f"/v1/spaces/{SPACE.hex()}"


@pytest.mark.parametrize(
    "received",
    [
        Request("GET", "/"),
        Request("GET", "/v1/spaces"),
        Request("GET", f"{BASE}/have"),
        Request("DELETE", f"{BASE}/blobs/{BLOB.hex()}"),
        Request("GET", f"{BASE}/changes/{BLOB.hex()}"),
        Request("GET", f"{BASE}/blobs/{BLOB.hex()}/more"),
    ],
)
def test_what_is_no_route_is_no_question(received: Request) -> None:
    assert question(received) is None


@pytest.mark.parametrize(
    "received",
    [
        Request("GET", "/v1/spaces/xyz/changes"),
        Request("GET", f"{BASE}/changes", {"epoch": "zz", "after": "1"}),
        Request("GET", f"{BASE}/changes", {"epoch": HERE.epoch.hex(), "after": "-1"}),
        Request("GET", f"{BASE}/changes", {"epoch": HERE.epoch.hex(), "after": "1", "link": "0"}),
        Request("HEAD", f"{BASE}/blobs/{BLOB.hex()}"),
        Request("GET", f"{BASE}/blobs/{BLOB.hex()}", {"case": CASE.hex()}),
        Request("GET", f"{BASE}/snapshot/{BLOB.hex()}", {}, {"range": "bytes=9-1"}),
        Request("PUT", f"{BASE}/blobs/{BLOB.hex()}", {"case": CASE.hex()}, {}, b"abc"),
        Request(
            "PUT",
            f"{BASE}/blobs/{BLOB.hex()}",
            {"case": CASE.hex()},
            {"content-range": "bytes 0-9/10"},
            b"abc",
        ),
        Request("POST", f"{BASE}/have", {}, {}, b"rubbish"),
        replace(request(SPACE, RENEW), path=f"{BASE}/have"),
        replace(request(SPACE, RENEW), path="/v1/enrol"),
    ],
)
def test_a_malformed_request_is_named(received: Request) -> None:
    with pytest.raises(WireError):
        question(received)
