"""Carriage, the laptop's end: questions as HTTP requests, responses as answers."""

from __future__ import annotations

import base64
import json
from typing import Any

from fieldapp.sync import wire
from fieldapp.sync.carriage import (
    BYTES,
    CODE,
    COMPLETE,
    MAX_PROBLEM,
    MESSAGE,
    OFFSET,
    PROBLEM,
    Request,
    Response,
    content_range,
    is_number,
    read_content_range,
)
from fieldapp.sync.enrolment import Enrol, Renew
from fieldapp.sync.errors import AnswerError, UnreachableError, WireError
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
from fieldapp.sync.rows import Cursor
from fieldapp.sync.wire import Message

_POSTED: dict[type[Message], str] = {
    Have: "have",
    LeftHave: "have",
    FilesHave: "have",
    Want: "want",
    Push: "changes",
    Report: "reports",
    Renew: "token",
}


def request(space: bytes, message: Message) -> Request:
    """How a question is sent."""
    if isinstance(message, Enrol):
        return Request("POST", "/v1/enrol", {}, {"content-type": MESSAGE}, wire.encode(message))
    base = f"/v1/spaces/{space.hex()}"
    if posted := _POSTED.get(type(message)):
        headers = {"content-type": MESSAGE}
        return Request("POST", f"{base}/{posted}", {}, headers, wire.encode(message))
    match message:
        case Pull():
            return Request("GET", f"{base}/changes", _place(message.cursor) | _scope(message))
        case Snapshot():
            return Request("GET", f"{base}/snapshot", _place(message.cursor))
        case PackGet(sha256=name, offset=offset, length=length):
            return Request("GET", f"{base}/snapshot/{name.hex()}", {}, _range(offset, length))
        case BlobAsk(case=case, sha256=name):
            return Request("HEAD", f"{base}/blobs/{name.hex()}", {"case": case.hex()})
        case BlobGet(case=case, sha256=name, offset=offset, length=length):
            where = f"{base}/blobs/{name.hex()}"
            return Request("GET", where, {"case": case.hex()}, _range(offset, length))
        case BlobPut(case=case, sha256=name):
            headers = {
                "content-type": BYTES,
                "content-range": content_range(message.offset, message.data, message.size),
            }
            where = f"{base}/blobs/{name.hex()}"
            return Request("PUT", where, {"case": case.hex()}, headers, message.data)
    raise TypeError(message.TYPE)


def answer(question: Message, response: Response) -> Message:
    """What a response says.

    Raises:
        WireError: it is no message.
        AnswerError: it does not fit the question.
        UnreachableError: no hub said it, but something on the way.
    """
    headers, status = response.headers, response.status
    kind = headers.get("content-type", "").partition(";")[0].strip()
    if status >= 400 and status != 416:
        return _problem(response, kind)
    match question:
        case BlobAsk(sha256=name) | BlobPut(sha256=name):
            held, complete = headers.get(OFFSET, ""), headers.get(COMPLETE, "")
            if not is_number(held) or complete not in ("?0", "?1"):
                raise AnswerError("sync.no_hub")
            return BlobState(sha256=name, held=int(held), whole=complete == "?1")
        case BlobGet(sha256=name) | PackGet(sha256=name):
            found = read_content_range(headers.get("content-range", ""))
            if found is None or status not in (206, 416):
                raise AnswerError("sync.no_hub")
            start, length, size = found
            offset = question.offset if start is None else start
            if length != len(response.body) or length > MAX_PART:
                raise WireError("sync.message_malformed", message="part", field="bytes")
            return Part(sha256=name, size=size, offset=offset, data=response.body)
    if kind != MESSAGE:
        raise AnswerError("sync.no_hub")
    return wire.decode(response.body)


def _problem(response: Response, kind: str) -> Message:
    """Why there is no answer, as far as it was a hub that said so."""
    wait = response.headers.get("retry-after", "")
    seconds = int(wait) if is_number(wait) else 0
    told: Any = {}
    if kind == PROBLEM and len(response.body) <= MAX_PROBLEM:
        try:
            told = json.loads(response.body)
        except (ValueError, RecursionError):
            told = {}
    code = told.get("code") if isinstance(told, dict) else None
    if not isinstance(code, str):
        told, code = {}, response.headers.get(CODE, "")
    if not code:
        if response.status >= 500 or response.status == 429:
            return Problem(code="sync.busy", params={}, wait=seconds)
        raise UnreachableError("sync.no_hub")
    plain = {"t": Problem.TYPE, "v": wire.VERSION, "code": code, "wait": seconds}
    plain |= {"params": told.get("params", {}), "cursor": _read_plain(told.get("cursor"))}
    plain["certificates"] = _read_certificates(told.get("certificates", []))
    return Problem.read(plain)


def _place(cursor: Cursor) -> dict[str, str]:
    epoch, seq, link = cursor
    return {"epoch": epoch.hex(), "after": str(seq), "link": link.hex()} if epoch else {}


def _scope(message: Pull) -> dict[str, str]:
    own, since = message.scope
    return ({"own": "1"} if own else {}) | ({"since": str(since)} if since else {})


def _range(offset: int, length: int) -> dict[str, str]:
    return {"range": f"bytes={offset}-{offset + length - 1}"}


def _read_plain(told: Any) -> list[Any]:
    """A problem's cursor as msgpack has it; what is none fails there."""
    if not isinstance(told, dict):
        return list(Cursor())
    try:
        epoch, link = bytes.fromhex(str(told["epoch"])), bytes.fromhex(str(told["link"]))
    except (KeyError, ValueError):
        return []
    return [epoch, told.get("after"), link]


def _read_certificates(told: Any) -> list[Any]:
    """A problem's certificates as msgpack has them; what is none fails there."""
    try:
        return [base64.b64decode(raw, validate=True) for raw in told]
    except (TypeError, ValueError):
        return [None]
