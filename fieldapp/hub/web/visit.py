"""A visit: who looks at a page, in which language, for whom they decide."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy import select

from fieldapp.base.language import Lang
from fieldapp.base.values import frozen
from fieldapp.hub import preferences, schema
from fieldapp.hub.gate import caller_of
from fieldapp.hub.node import Node
from fieldapp.hub.people import Person, person_of
from fieldapp.hub.preferences import Preference
from fieldapp.hub.tokens import Caller
from fieldapp.hub.web.language import language
from fieldapp.hub.web.manner import COOKIE, form_token
from fieldapp.hub.web.zone import zone_of


@frozen
class Visit:
    """`form_token`: what each of its forms carries. `decides_for`: accounts, their own too."""

    caller: Caller
    person: Person
    team: str
    lang: Lang
    form_token: str
    chosen: Preference
    decides_for: frozenset[bytes]
    zone: ZoneInfo | None
    """Of their clock, if their browser has told it."""

    @property
    def base(self) -> str:
        """Where the team's pages are."""
        return f"/teams/{self.caller.space.hex()}"


def visit_of(node: Node, request: Request) -> Visit:
    """Within a transaction of the node's."""
    caller = caller_of(request)
    who, team = schema.account, schema.space
    about = preferences.concerns(who.c.space_id, who.c.account)
    query = (
        select(who, team.c.name.label("team"), *preferences.COLUMNS)
        .join_from(who, team, team.c.space_id == who.c.space_id)
        .outerjoin(schema.preference, about)
        .where(who.c.space_id == caller.space, who.c.account == caller.account)
    )
    rows = node.shelf.work.rows(query)
    chosen, others = preferences.told(rows, caller.account, node.now())
    return Visit(
        caller,
        person_of(rows[0]),  # they have just been let in
        rows[0].team,
        language(request, chosen.lang),
        form_token(request.cookies.get(COOKIE, "")),
        chosen,
        others | {caller.account},
        zone_of(request),
    )
