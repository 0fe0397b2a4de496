"""The API of signing in: sessions, and passwords."""

from __future__ import annotations

from fastapi import APIRouter, Request

from fieldapp.hub import passwords, sessions
from fieldapp.hub.errors import RefusalError
from fieldapp.hub.gate import Gate, Machines, address, caller_of, guarded
from fieldapp.hub.people_routes import Body, Line
from fieldapp.hub.sync_routes import PROBLEMS, AccountId, SpaceId


class SessionBody(Body):
    name: Line
    password: Line
    code: Line = ""
    """Of the second factor, where there is one."""


class PasswordBody(SessionBody):
    new: Line


def session_routes(gate: Gate) -> APIRouter:
    router = APIRouter(route_class=guarded(gate), prefix="/v1", tags=["people"], responses=PROBLEMS)
    node, people = gate.node, gate.node.people

    @router.post(
        "/spaces/{space}/session",
        operation_id="begin_session",
        status_code=201,
    )
    def begin_session(request: Request, space: SpaceId, body: SessionBody) -> dict[str, str]:
        """A session of a person, by name and password; it lasts for half a day."""
        of = bytes.fromhex(space)
        person = sessions.known(node, of, body.name, body.password, address(request))
        if person.password_ends is not None:
            raise RefusalError("hub.password_replace")
        sessions.check_second(node, of, person, body.code)
        shown = Machines().token(request)
        token = sessions.begin(node, of, person.account, instead=shown)
        return {"token": token, "account": person.account.hex(), "role": person.role}

    @router.delete(
        "/spaces/{space}/session",
        operation_id="end_session",
        status_code=204,
    )
    def end_session(request: Request, space: SpaceId) -> None:
        sessions.end(node, caller_of(request))

    @router.put(
        "/spaces/{space}/password",
        operation_id="set_password",
        status_code=204,
    )
    def set_password(request: Request, space: SpaceId, body: PasswordBody) -> None:
        """A person chooses a new password; it ends their sessions."""
        of = bytes.fromhex(space)
        person = sessions.known(node, of, body.name, body.password, address(request))
        if person.password_ends is None:
            sessions.check_second(node, of, person, body.code)
        sessions.choose(node, of, person, body.new)

    @router.post(
        "/spaces/{space}/accounts/{account}/password",
        operation_id="give_password",
        status_code=201,
    )
    def give_password(request: Request, space: SpaceId, account: AccountId) -> dict[str, object]:
        """A password for once, for somebody who has none or has forgotten theirs."""
        caller, who = caller_of(request), bytes.fromhex(account)
        with node.reading():
            person = people.get(caller.space, who)
        if person is None or person.ended is not None:
            raise RefusalError("hub.not_found")
        given = sessions.give(node, caller.space, who, by=caller.account)
        return {"password": given, "hours": passwords.HOURS}

    @router.delete(
        "/spaces/{space}/accounts/{account}/sessions",
        operation_id="end_sessions",
        status_code=204,
    )
    def end_sessions(request: Request, space: SpaceId, account: AccountId) -> None:
        """Signs somebody out everywhere; their laptops go on."""
        caller = caller_of(request)
        sessions.end_all(node, caller.space, bytes.fromhex(account), by=caller.account)

    @router.delete(
        "/spaces/{space}/accounts/{account}/second",
        operation_id="remove_second",
        status_code=204,
    )
    def remove_second(request: Request, space: SpaceId, account: AccountId) -> None:
        """Somebody has lost their second factor."""
        caller, who = caller_of(request), bytes.fromhex(account)
        node.write(lambda _: node.seconds.remove(caller.space, who, by=caller.account))

    return router
