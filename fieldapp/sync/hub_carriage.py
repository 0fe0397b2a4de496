"""Carriage, the hub's end: HTTP requests as questions, answers as responses."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from fieldapp.sync import wire
from fieldapp.sync.carriage import (
    BYTES,
    CODE,
    COMPLETE,
    MESSAGE,
    OFFSET,
    PROBLEM,
    Request,
    Response,
    content_range,
    is_number,
    read_content_range,
    read_hex,
)
from fieldapp.sync.enrolment import Enrol, Renew
from fieldapp.sync.errors import WireError
from fieldapp.sync.exchange import OTHER_FEED
from fieldapp.sync.messages import (
    MAX_PART,
    BlobAsk,
    BlobGet,
    BlobPut,
    BlobState,
    FilesHave,
    Have,
    LeftHave,
    PackGet,
    Part,
    Problem,
    Pull,
    Push,
    Report,
    Snapshot,
    Want,
)
from fieldapp.sync.rows import EPOCH, LINK, Cursor, Scope
from fieldapp.sync.wire import Message

_RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{1,15})\Z")
_STATUS = {
    OTHER_FEED: 409,
    "sync.not_here": 404,
    "sync.blob_missing": 404,
    "sync.pack_gone": 404,
    "sync.revoked": 403,
    "sync.token_unknown": 401,
    "sync.token_spent": 401,
    "sync.code_refused": 403,
    "sync.message_too_large": 413,
    "sync.blob_too_large": 413,
    "sync.too_many": 429,
    "sync.busy": 503,
}
_REFUSED = 400


def question(received: Request) -> tuple[bytes, Message] | None:
    """The space and the question of a request; None if it is none of ours (404). The space of an
    enrolment is empty.

    Raises:
        WireError: the request is malformed (400).
    """
    parts = received.path.removeprefix("/v1/").split("/")
    if received.method == "POST" and parts == ["enrol"]:
        return b"", _posted(received, (Enrol,))
    if len(parts) not in (3, 4) or parts[0] != "spaces":
        return None
    space = read_hex(parts[1], 16, "space")
    what, name = parts[2], parts[3] if len(parts) == 4 else ""
    read = _READERS.get((received.method, what, bool(name)))
    if read is None:
        return None
    return space, read(received, read_hex(name, 32, "sha256") if name else b"")


def response(said: Message) -> Response:
    """How an answer is sent."""
    match said:
        case Problem():
            return _problem_response(said)
        case BlobState(held=held, whole=whole):
            return Response(200, {OFFSET: str(held), COMPLETE: "?1" if whole else "?0"})
        case Part(offset=offset, size=size, data=data):
            headers = {"content-type": BYTES, "content-range": content_range(offset, data, size)}
            return Response(206 if data else 416, headers, data)
    return Response(200, {"content-type": MESSAGE}, wire.encode(said))


def _problem_response(problem: Problem) -> Response:
    status = _STATUS.get(problem.code, _REFUSED)
    told: dict[str, Any] = {"type": "about:blank", "status": status, "code": problem.code}
    told["params"] = dict(problem.params)
    if problem.cursor.epoch:
        epoch, seq, link = problem.cursor
        told["cursor"] = {"epoch": epoch.hex(), "after": seq, "link": link.hex()}
    if problem.certificates:
        told["certificates"] = [base64.b64encode(raw).decode() for raw in problem.certificates]
    headers = {"content-type": PROBLEM, CODE: problem.code}
    if problem.wait:
        headers["retry-after"] = str(problem.wait)
    return Response(status, headers, json.dumps(told).encode())


def _posted(received: Request, kinds: tuple[type[Message], ...]) -> Message:
    said = wire.decode(received.body)
    if not isinstance(said, kinds):
        raise WireError("sync.message_malformed", message=said.TYPE, field="t")
    return said


def _reader(*kinds: type[Message]) -> Callable[[Request, bytes], Message]:
    return lambda received, _: _posted(received, kinds)


def _read_pull(received: Request, _: bytes) -> Message:
    since = received.query.get("since", "") or "0"
    if not is_number(since):
        raise WireError("sync.message_malformed", message=Pull.TYPE, field="since")
    scope = Scope(received.query.get("own") == "1", int(since))
    return Pull(cursor=_read_place(received.query), scope=scope)


def _read_snapshot(received: Request, _: bytes) -> Message:
    return Snapshot(cursor=_read_place(received.query))


def _read_pack_get(received: Request, name: bytes) -> Message:
    offset, length = _read_range(received)
    return PackGet(sha256=name, offset=offset, length=length)


def _read_blob_ask(received: Request, name: bytes) -> Message:
    return BlobAsk(case=_case(received), sha256=name)


def _read_blob_get(received: Request, name: bytes) -> Message:
    offset, length = _read_range(received)
    return BlobGet(case=_case(received), sha256=name, offset=offset, length=length)


def _read_blob_put(received: Request, name: bytes) -> Message:
    found = read_content_range(received.headers.get("content-range", ""))
    if found is None or found[1] != len(received.body) or found[1] > MAX_PART:
        raise WireError("sync.message_malformed", message=BlobPut.TYPE, field="content-range")
    start, _, size = found
    return BlobPut(
        case=_case(received), sha256=name, size=size, offset=start or 0, data=received.body
    )


_READERS: dict[tuple[str, str, bool], Callable[[Request, bytes], Message]] = {
    ("POST", "have", False): _reader(Have, LeftHave, FilesHave),
    ("POST", "want", False): _reader(Want),
    ("POST", "changes", False): _reader(Push),
    ("POST", "reports", False): _reader(Report),
    ("POST", "token", False): _reader(Renew),
    ("GET", "changes", False): _read_pull,
    ("GET", "snapshot", False): _read_snapshot,
    ("GET", "snapshot", True): _read_pack_get,
    ("HEAD", "blobs", True): _read_blob_ask,
    ("GET", "blobs", True): _read_blob_get,
    ("PUT", "blobs", True): _read_blob_put,
}


def _read_place(query: Mapping[str, str]) -> Cursor:
    """The cursor of a query; without an epoch it is the beginning of the feed."""
    if not query.get("epoch"):
        return Cursor()
    after = query.get("after", "")
    if not is_number(after):
        raise WireError("sync.message_malformed", message="pull", field="after")
    link = query.get("link", "")
    return Cursor(
        read_hex(query["epoch"], EPOCH, "epoch"),
        int(after),
        read_hex(link, LINK, "link") if link else b"",
    )


def _case(received: Request) -> bytes:
    return read_hex(received.query.get("case", ""), 16, "case")


def _read_range(received: Request) -> tuple[int, int]:
    found = _RANGE.match(received.headers.get("range", ""))
    if found is None or int(found[2]) < int(found[1]):
        raise WireError("sync.message_malformed", message="part", field="range")
    return int(found[1]), int(found[2]) - int(found[1]) + 1
