"""The API of what the company tells its teams: playbooks and lists, and what it has set."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field

from fieldapp.base import policy as policies
from fieldapp.base.policy import Policy
from fieldapp.hub.company import policy_of, set_policy
from fieldapp.hub.gate import Gate, caller_of, guarded
from fieldapp.hub.people_routes import Body, Line
from fieldapp.hub.sync_routes import PROBLEMS, SpaceId
from fieldapp.playbook import wares

NoticeName = Annotated[str, Path(max_length=100)]


class StageBody(Body):
    """`version`: how it begins, in hexadecimal digits; the latest where it is empty."""

    version: Annotated[str, Field(pattern="^[0-9a-f]{0,64}$")] = ""


class PolicyBody(Body):
    lock_minutes: Annotated[int, Field(ge=0, le=policies.MOST_MINUTES)] = 0
    cover: bool = False
    exports: Line = policies.FREE
    retention: Annotated[dict[str, int], Field(max_length=100)] = Field(default_factory=dict)
    read_marks: bool = False
    playbooks: Line = policies.FREE


def company_routes(gate: Gate) -> APIRouter:
    """Below `/v1/spaces/{space}`."""
    router = APIRouter(
        route_class=guarded(gate),
        prefix="/v1/spaces/{space}",
        tags=["company"],
        responses=PROBLEMS,
    )
    node = gate.node

    @router.get("/notices", operation_id="list_notices")
    def list_notices(request: Request, space: SpaceId) -> list[dict[str, object]]:
        """What the team is told: the latest of each topic and name."""
        with node.reading():
            standing = node.notices.standing(caller_of(request).space)
        return [
            {
                "topic": one.topic,
                "name": one.name,
                "number": one.number,
                "version": one.content.hex(),
                "at": one.at,
            }
            for one in standing
        ]

    @router.get("/stock", operation_id="list_stock")
    def list_stock(request: Request, space: SpaceId) -> list[dict[str, object]]:
        """What was added for all teams and may be given to this one."""
        with node.reading():
            return [
                {"topic": one.topic, "name": one.name, "version": one.version.hex(), "at": one.at}
                for one in node.notices.stocked()
            ]

    @router.put("/notices/{name}", operation_id="give_notice", status_code=204)
    def give_notice(request: Request, space: SpaceId, name: NoticeName, body: StageBody) -> None:
        """Gives the team a playbook or list that was added."""
        caller = caller_of(request)
        node.write(
            lambda _: node.notices.stage(caller.space, name, body.version, by=caller.account)
        )

    @router.delete("/notices/{name}", operation_id="withdraw_notice", status_code=204)
    def withdraw_notice(request: Request, space: SpaceId, name: NoticeName) -> None:
        caller = caller_of(request)
        topic = wares.WORDS if name in wares.FILES else wares.PLAYBOOK
        node.write(lambda _: node.notices.withdraw(caller.space, topic, name, by=caller.account))

    @router.get("/policy", operation_id="get_policy")
    def get_policy(request: Request, space: SpaceId) -> dict[str, object]:
        with node.reading():
            found = policy_of(node, caller_of(request).space)
        return {
            "lock_minutes": found.lock_minutes,
            "cover": found.cover,
            "exports": found.exports,
            "retention": dict(found.retention),
            "read_marks": found.read_marks,
            "playbooks": found.playbooks,
        }

    @router.put("/policy", operation_id="set_policy", status_code=204)
    def put_policy(request: Request, space: SpaceId, body: PolicyBody) -> None:
        """What is not said is not set any more."""
        caller = caller_of(request)
        made = Policy(**body.model_dump())
        node.write(lambda _: set_policy(node, caller.space, made, by=caller.account))

    return router
