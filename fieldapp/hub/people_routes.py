"""The API of people: laptops, and what administrators do with accounts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from fieldapp.hub import enrolments, passwords
from fieldapp.hub.gate import Gate, caller_of, guarded
from fieldapp.hub.people import Laptop, Person
from fieldapp.hub.sync_routes import PROBLEMS, AccountId, SpaceId

Line = Annotated[str, Field(max_length=200)]
DeviceId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AccountBody(Body):
    name: Line
    role: Line
    password: Line = ""


def people_routes(gate: Gate) -> APIRouter:
    """Everything but syncing."""
    router = APIRouter(route_class=guarded(gate), prefix="/v1", tags=["people"], responses=PROBLEMS)
    node, people = gate.node, gate.node.people

    @router.get(
        "/health",
        operation_id="health",
    )
    def health() -> dict[str, str]:
        """Whether the node and its database answer."""
        with node.reading():
            epoch = node.shelf.epoch
        return {"status": "ok", "epoch": epoch.hex()}

    @router.get(
        "/spaces/{space}/devices",
        operation_id="list_devices",
    )
    def list_devices(request: Request, space: SpaceId) -> list[dict[str, object]]:
        """One's own laptops."""
        caller = caller_of(request)
        with node.reading():
            return [_laptop(one) for one in people.laptops(caller.space, caller.account)]

    @router.delete(
        "/spaces/{space}/devices/{device}",
        operation_id="revoke_device",
        status_code=204,
    )
    def revoke_device(request: Request, space: SpaceId, device: DeviceId) -> None:
        """A laptop of one's own, or for an administrator anybody's, is lost."""
        caller, name = caller_of(request), bytes.fromhex(device)
        node.write(lambda _: people.revoke(caller.space, name, by=caller.account))

    @router.get(
        "/spaces/{space}/accounts",
        operation_id="list_accounts",
    )
    def list_accounts(request: Request, space: SpaceId) -> list[dict[str, object]]:
        of = caller_of(request).space
        with node.reading():
            laptops = people.laptops(of)
            return [
                _person(one)
                | {"devices": [_laptop(a) for a in laptops if a.account == one.account]}
                for one in people.all(of)
            ]

    @router.post(
        "/spaces/{space}/accounts",
        operation_id="add_account",
        status_code=201,
    )
    def add_account(request: Request, space: SpaceId, body: AccountBody) -> dict[str, str]:
        """Somebody new. Their password, if they get one, is for once."""
        caller = caller_of(request)
        with node.reading():
            about = body.name, node.spaces.name(caller.space)
        password = node.passwords.hash(body.password, about) if body.password else ""
        ends = node.now() + passwords.HOURS * 3_600_000 if body.password else None
        account = node.write(
            lambda _: people.add(
                caller.space, body.name, body.role, password, by=caller.account, ends=ends
            )
        )
        return {"account": account.hex()}

    @router.post(
        "/spaces/{space}/accounts/{account}/codes",
        operation_id="make_code",
        status_code=201,
    )
    def make_code(request: Request, space: SpaceId, account: AccountId) -> dict[str, object]:
        """A single-use code for one laptop of somebody."""
        caller, who = caller_of(request), bytes.fromhex(account)
        code = node.write(lambda _: node.enrolments.make_code(caller.space, who, by=caller.account))
        return {"code": code, "hours": enrolments.HOURS}

    return router


def _person(person: Person) -> dict[str, object]:
    return {
        "account": person.account.hex(),
        "name": person.name,
        "role": person.role,
        "made": person.made,
        "ended": person.ended,
    }


def _laptop(laptop: Laptop) -> dict[str, object]:
    return {
        "device": laptop.device.hex(),
        "label": laptop.label,
        "made": laptop.made,
        "seen": laptop.seen,
        "revoked": laptop.revoked,
    }
