"""The teams that this laptop belongs to. Loads nothing of what syncing itself takes."""

from __future__ import annotations

from fieldapp.base.values import frozen
from fieldapp.store.workspace import Workspace


@frozen
class Team:
    """A team, what this laptop's person is called there, and its hub's address."""

    name: str
    person: str
    hub: str


def are_any(workspace: Workspace) -> bool:
    """Whether it belongs to one."""
    return bool(workspace.parts.spaces.memberships())


def listed(workspace: Workspace) -> tuple[Team, ...]:
    """All of them, the one that was joined first at the front."""
    joined = workspace.parts.spaces.memberships()
    return tuple(Team(one.team, one.person, one.hub) for one in joined)
