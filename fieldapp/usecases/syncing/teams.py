"""The teams that this laptop belongs to. Loads nothing of what syncing itself takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Literal

from fieldapp.base.values import frozen
from fieldapp.store.workspace import Workspace

Choice = Literal["team", "own", "recent"]
"""All cases of a team; a person's own; what was written in of late and from then on."""
RECENT = timedelta(days=90)


@frozen
class Team:
    """A team, what this laptop's person is called there, and its hub's address."""

    name: str
    person: str
    hub: str
    space: bytes = b""
    own: bool = False
    since: int = 0
    """Which of its cases come to this laptop: those alone that its person has written in or was
    given; those alone that were written in since a moment (milliseconds since 1970)."""


def are_any(workspace: Workspace) -> bool:
    """Whether it belongs to one."""
    return bool(workspace.parts.spaces.memberships())


def listed(workspace: Workspace) -> tuple[Team, ...]:
    """All of them, the one that was joined first at the front."""
    joined = workspace.parts.spaces.memberships()
    return tuple(
        Team(one.team, one.person, one.hub, one.space, one.own, one.since) for one in joined
    )


def choice(workspace: Workspace) -> Choice:
    """Which cases of its teams come to this laptop, as near as the choices are."""
    every = listed(workspace)
    if any(team.own for team in every):
        return "own"
    return "recent" if any(team.since for team in every) else "team"


def choose(workspace: Workspace, wanted: Choice) -> None:
    """Says it for all teams."""
    moment = workspace.machine.clock() - RECENT
    since = int(moment.timestamp() * 1000) if wanted == "recent" else 0
    for team in listed(workspace):
        set_scope(workspace, team.space, own=wanted == "own", since=since)


def set_scope(workspace: Workspace, space: bytes, *, own: bool, since: int) -> None:
    """Says which of a team's cases come to this laptop from now on. What is here stays; what is to
    come besides does so with the next comparison, which is due then."""
    spaces = workspace.parts.spaces
    member = spaces.membership(space)
    if member is None or (member.own, member.since) == (own, since):
        return
    with workspace.parts.database.writing():
        spaces.put_membership(replace(member, own=own, since=since))
        spaces.set_due(space)
