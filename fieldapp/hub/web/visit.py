"""A visit: who looks at a page, in which language, for whom they decide."""

from __future__ import annotations

from fastapi import Request

from fieldapp.base.language import Lang
from fieldapp.base.values import frozen
from fieldapp.hub import preferences
from fieldapp.hub.gate import caller_of
from fieldapp.hub.node import Node
from fieldapp.hub.people import Person
from fieldapp.hub.preferences import Preference
from fieldapp.hub.tokens import Caller
from fieldapp.hub.web.language import language
from fieldapp.hub.web.manner import COOKIE, form_token


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

    @property
    def base(self) -> str:
        """Where the team's pages are."""
        return f"/teams/{self.caller.space.hex()}"


def visit_of(node: Node, request: Request) -> Visit:
    """Within a transaction of the node's."""
    caller = caller_of(request)
    person = node.people.get(caller.space, caller.account)
    assert person is not None  # they have just been let in
    chosen, others = preferences.known(node.shelf, caller.space, caller.account)
    return Visit(
        caller,
        person,
        node.spaces.name(caller.space),
        language(request, chosen.lang),
        form_token(request.cookies.get(COOKIE, "")),
        chosen,
        others | {caller.account},
    )
