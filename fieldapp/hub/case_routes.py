"""The API of cases that go to others: to another team, or to somebody else of the same one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field

from fieldapp.hub import keeping
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, caller_of, guarded
from fieldapp.hub.node import Node
from fieldapp.hub.people_routes import Body
from fieldapp.hub.sync_routes import PROBLEMS, SpaceId
from fieldapp.hub.tokens import Caller

CaseId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class MoveBody(Body):
    """`to`: the id of the other team's space."""

    to: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


class SuccessorBody(Body):
    account: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]


def case_routes(gate: Gate) -> APIRouter:
    """Below `/v1/spaces/{space}`."""
    router = APIRouter(
        route_class=guarded(gate),
        prefix="/v1/spaces/{space}",
        tags=["cases"],
        responses=PROBLEMS,
    )
    node = gate.node

    @router.post("/cases/{case}/move", operation_id="move_case", status_code=204)
    def move_case(request: Request, space: SpaceId, case: CaseId, body: MoveBody) -> None:
        """A case goes to another team."""
        caller, target = caller_of(request), bytes.fromhex(body.to)
        with node.reading():
            name = node.keeping.find(caller.space, case)
            is_there = bool(node.spaces.name(target)) and target != caller.space
        if not is_there:
            raise RefusalError("hub.not_found")
        keeping.move(node.hub, node.shelf, caller.space, name, target, by=caller.account)

    @router.post("/cases/{case}/successor", operation_id="hand_on_case", status_code=204)
    def hand_on_case(request: Request, space: SpaceId, case: CaseId, body: SuccessorBody) -> None:
        """Somebody else of the team goes on with a case."""
        caller = caller_of(request)
        with node.reading():
            name = node.keeping.find(caller.space, case)
        hand_on(node, caller, name, bytes.fromhex(body.account))

    return router


def hand_on(node: Node, caller: Caller, case: bytes, successor: bytes) -> None:
    """One case a transaction: nobody waits for a hundred."""
    by = caller.account
    node.write(lambda _: node.keeping.hand_on(caller.space, case, successor, by=by))
