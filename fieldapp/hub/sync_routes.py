"""The API of syncing: each route is a message of `fieldapp.sync`, carried as `carriage` says."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from fieldapp.hub import limits, problems
from fieldapp.hub.database import DatabaseError, retried
from fieldapp.hub.gate import Gate, address, guarded
from fieldapp.hub.node import Node
from fieldapp.hub.objects import ObjectError
from fieldapp.hub.tokens import Caller
from fieldapp.sync import carriage, hub_carriage
from fieldapp.sync.enrolment import Enrol, Renew
from fieldapp.sync.errors import WireError
from fieldapp.sync.hub_state import Speaker
from fieldapp.sync.messages import (
    BlobGet,
    PackGet,
    Problem,
    Pull,
    Want,
)
from fieldapp.sync.wire import Message

_READING: dict[type[Message], str] = {
    Pull: "changes",
    Want: "changes",
    PackGet: "changes",
    BlobGet: "files",
}
_NOWHERE = bytes(16)
"""The space of tries at codes: none is known yet."""
SpaceId = Annotated[str, Path(pattern="^[0-9a-f]{32}$", description="The space, 16 bytes")]
AccountId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Name = Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="SHA-256")]
CaseId = Annotated[str, Query(alias="case", pattern="^[0-9a-f]{32}$")]
Half = Annotated[str, Query(pattern="^([0-9a-f]{32})?$")]
Number = Annotated[int, Query(ge=0, le=2**63 - 1)]
PROBLEMS: dict[int | str, dict[str, Any]] = {
    "default": {"description": "A problem", "content": {carriage.PROBLEM: {}}}
}


def _sends(kind: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "binary"}
    return {"requestBody": {"required": True, "content": {kind: {"schema": schema}}}}


def _header(name: str) -> dict[str, Any]:
    schema = {"type": "string"}
    return {"parameters": [{"name": name, "in": "header", "required": False, "schema": schema}]}


def sync_routes(gate: Gate) -> APIRouter:
    """The routes of docs/sync.md."""
    router = APIRouter(
        route_class=guarded(gate),
        prefix="/v1",
        tags=["sync"],
        responses=PROBLEMS,
        default_response_class=Response,
    )
    node = gate.node

    async def carry(request: Request) -> Response:
        asked = carriage.Request(
            request.method,
            request.url.path,
            dict(request.query_params),
            dict(request.headers),
            await request.body(),
        )
        caller = getattr(request.state, "caller", None)
        return await run_in_threadpool(_response, node, caller, address(request), asked)

    def post(path: str, operation: str) -> None:
        @router.post(
            f"/spaces/{{space}}/{path}",
            operation_id=operation,
            openapi_extra=_sends(carriage.MESSAGE),
        )
        async def ask(request: Request, space: SpaceId) -> Response:
            return await carry(request)

    for path, operation in (
        ("have", "have"),
        ("want", "want"),
        ("changes", "push"),
        ("reports", "report"),
        ("token", "renew_token"),
    ):
        post(path, operation)

    @router.post(
        "/enrol",
        operation_id="enrol",
        openapi_extra=_sends(carriage.MESSAGE),
    )
    async def enrol(request: Request) -> Response:
        return await carry(request)

    @router.get(
        "/spaces/{space}/changes",
        operation_id="pull",
    )
    async def pull(
        request: Request,
        space: SpaceId,
        *,
        epoch: Half = "",
        after: Number = 0,
        link: Half = "",
        own: Annotated[str, Query(pattern="^1?$")] = "",
        since: Number = 0,
    ) -> Response:
        return await carry(request)

    @router.get(
        "/spaces/{space}/snapshot",
        operation_id="snapshot",
    )
    async def snapshot(
        request: Request, space: SpaceId, epoch: Half = "", after: Number = 0, link: Half = ""
    ) -> Response:
        return await carry(request)

    @router.get(
        "/spaces/{space}/snapshot/{sha256}",
        operation_id="pack",
        openapi_extra=_header("range"),
    )
    async def pack(request: Request, space: SpaceId, sha256: Name) -> Response:
        return await carry(request)

    @router.head(
        "/spaces/{space}/blobs/{sha256}",
        operation_id="blob_state",
    )
    async def blob_state(request: Request, space: SpaceId, sha256: Name, case: CaseId) -> Response:
        return await carry(request)

    @router.get(
        "/spaces/{space}/blobs/{sha256}",
        operation_id="blob_get",
        openapi_extra=_header("range"),
    )
    async def blob_get(request: Request, space: SpaceId, sha256: Name, case: CaseId) -> Response:
        return await carry(request)

    @router.put(
        "/spaces/{space}/blobs/{sha256}",
        operation_id="blob_put",
        openapi_extra=_header("content-range") | _sends(carriage.BYTES),
    )
    async def blob_put(request: Request, space: SpaceId, sha256: Name, case: CaseId) -> Response:
        return await carry(request)

    return router


def _response(node: Node, caller: Caller | None, address: str, asked: carriage.Request) -> Response:
    try:
        answer = _answer(node, caller, address, asked)
    except WireError as error:
        answer = Problem(code=error.finding.code, params=error.finding.params)
    except (DatabaseError, ObjectError):
        answer = Problem(code="sync.busy", params={}, wait=problems.WAIT)
    return problems.of_answer(answer)


def _answer(node: Node, caller: Caller | None, address: str, asked: carriage.Request) -> Message:
    found = hub_carriage.question(asked)
    if found is None:
        return Problem(code="sync.message_unasked", params={"message": asked.method})
    space, question = found
    if isinstance(question, Enrol):
        what, most = limits.subject("enrol", address), limits.TRIES_FROM_ONE
        if wait := node.write(lambda c: limits.tried(c, _NOWHERE, what, most, node.now())):
            return Problem(code="sync.too_many", params={}, wait=wait)
        return node.write(lambda _: node.enrolments.enrol(question))
    if isinstance(question, Renew):
        return node.write(lambda _: node.enrolments.renew(space, question))
    if caller is None or caller.space != space:
        return Problem(code="sync.token_unknown", params={})
    if kind := _READING.get(type(question)):
        node.count_reading(caller, kind)
    speaker = Speaker(caller.device or b"", caller.public or b"")
    return retried(lambda: node.hub.answer(space, speaker, question))
