"""The API of what an office asks for: leaving, legal hold, retention, exports and the audit log.

Exports are lines of JSON, so that they may be of any length.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from fieldapp.hub import audit, audit_seals
from fieldapp.hub.case_routes import CaseId, hand_on
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, caller_of, guarded
from fieldapp.hub.keeping import LONGEST_PATH, LONGEST_REASON, MOST_DAYS
from fieldapp.hub.people_routes import Body, Line
from fieldapp.hub.sync_routes import PROBLEMS, AccountId, SpaceId
from fieldapp.sync.certificates import ADMINISTRATOR

LINES = "application/x-ndjson"


class EndBody(Body):
    """`successor`: the account that the cases begun by whoever leaves go to."""

    successor: Line = ""


class HoldBody(Body):
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = ""


class RetentionBody(Body):
    """`path`: such as `emotions` or `answers/phone`; empty for whole cases. 0 days: for ever."""

    path: Annotated[str, Field(max_length=LONGEST_PATH)]
    days: Annotated[int, Field(ge=0, le=MOST_DAYS)]


def office_routes(gate: Gate) -> APIRouter:
    """Below `/v1/spaces/{space}`."""
    router = APIRouter(
        route_class=guarded(gate),
        prefix="/v1/spaces/{space}",
        tags=["office"],
        responses=PROBLEMS,
    )
    node, keeping = gate.node, gate.node.keeping

    @router.post("/accounts/{account}/end", operation_id="end_account", status_code=204)
    def end_account(request: Request, space: SpaceId, account: AccountId, body: EndBody) -> None:
        """Off-boards somebody, and hands on the cases they have begun."""
        caller, who = caller_of(request), bytes.fromhex(account)
        with node.reading():
            people = node.people.all(caller.space)
            cases = keeping.cases_of(caller.space, who) if body.successor else []
        successors = [one.account for one in people if one.account.hex() == body.successor]
        if body.successor and not successors:
            raise RefusalError("hub.not_found")
        bosses = {p.account for p in people if p.role == ADMINISTRATOR and p.ended is None}
        if bosses == {who}:
            raise RefusalError("hub.last_administrator")
        node.write(lambda _: node.people.end(caller.space, who, by=caller.account))
        for case in cases:
            hand_on(node, caller, case, successors[0])

    @router.get("/accounts/{account}/export", operation_id="export_person")
    def export_person(request: Request, space: SpaceId, account: AccountId) -> Response:
        """Everything the hub has of somebody, for themselves or an administrator."""
        caller, who = caller_of(request), bytes.fromhex(account)
        return _lines(
            node.write(lambda _: list(keeping.person(caller.space, who, by=caller.account)))
        )

    @router.get("/holds", operation_id="list_holds")
    def list_holds(request: Request, space: SpaceId) -> list[dict[str, object]]:
        with node.reading():
            return keeping.holds(caller_of(request).space)

    @router.put("/holds/{case}", operation_id="set_hold", status_code=204)
    def set_hold(request: Request, space: SpaceId, case: CaseId, body: HoldBody) -> None:
        caller, name = caller_of(request), bytes.fromhex(case)
        node.write(lambda _: keeping.hold(caller.space, name, body.reason, by=caller.account))

    @router.delete("/holds/{case}", operation_id="end_hold", status_code=204)
    def end_hold(request: Request, space: SpaceId, case: CaseId) -> None:
        caller, name = caller_of(request), bytes.fromhex(case)
        node.write(lambda _: keeping.end_hold(caller.space, name, by=caller.account))

    @router.get("/retention", operation_id="list_retention")
    def list_retention(request: Request, space: SpaceId) -> dict[str, int]:
        with node.reading():
            return keeping.retention(caller_of(request).space)

    @router.put("/retention", operation_id="set_retention", status_code=204)
    def set_retention(request: Request, space: SpaceId, body: RetentionBody) -> None:
        caller = caller_of(request)
        node.write(
            lambda _: keeping.set_retention(caller.space, body.path, body.days, by=caller.account)
        )

    @router.get("/audit", operation_id="export_audit")
    def export_audit(
        request: Request, space: SpaceId, since: Annotated[int, Query(ge=0, le=2**53)] = 0
    ) -> Response:
        """The audit log since a moment, in milliseconds since 1970."""
        caller = caller_of(request)
        node.flush()

        def told(connection: Any) -> list[dict[str, Any]]:
            audit.note(
                connection, caller.space, node.now(), "audit_exported", account=caller.account
            )
            return [
                *audit.lines(connection, caller.space, since),
                *audit_seals.lines(connection, caller.space, since),
            ]

        return _lines(node.write(told))

    return router


def _lines(content: Iterable[dict[str, Any]]) -> Response:
    text = "".join(f"{json.dumps(line, ensure_ascii=False, default=_hex)}\n" for line in content)
    return Response(text, media_type=LINES)


def _hex(found: object) -> str:
    """What JSON cannot say: the bytes in a value."""
    return found.hex() if isinstance(found, bytes) else str(found)
