"""What the tests of syncing real workspaces share: a hub in memory, and laptops on disk."""

from __future__ import annotations

import hashlib
from pathlib import Path

from store_kit import PASSCODE, laptop
from sync_kit import Team

from fieldapp.store.spaces import Membership
from fieldapp.store.workspace import Workspace
from fieldapp.sync.certificates import ENGINEER
from fieldapp.sync.engine import Ask, Engine
from fieldapp.sync.hub_state import Speaker
from fieldapp.usecases.syncing.local import StoreLocal

CASE = b"c" * 16


def workspace_at(home: Path) -> Workspace:
    workspace, _ = Workspace.create(home / "workspace", passcode=PASSCODE, machine=laptop(home))
    return workspace


def join(team: Team, workspace: Workspace, role: str = ENGINEER, team_name: str = "North") -> None:
    """Makes a laptop one of the team's, as enrolment does."""
    root, who = team.roots[team.space], workspace.identity
    account = hashlib.sha256(who.author).digest()[:16]
    certificates = (
        root.account(account, role, 0),
        root.device(account, who.device, who.author, workspace.device_key.public, 0),
    )
    for raw in certificates:
        team.hub.certify(team.space, raw)
    spaces = workspace.parts.spaces
    joined = len(spaces.memberships()) + 1
    one = Membership(
        team.space, "https://hub.example", team_name, "Li", account, b"", b"", 0, joined, 0, 0
    )
    with workspace.parts.database.writing():
        spaces.put_membership(one)
        spaces.put_certificates(
            team.space, ((hashlib.sha256(raw).digest(), raw) for raw in certificates)
        )


def sync(team: Team, *workspaces: Workspace, rounds: int = 2) -> None:
    """All errands of laptops, until there is nothing to ask."""
    for workspace in workspaces * rounds:
        local = StoreLocal(workspace)
        speaker = Speaker(local.writer.device, local.writer.key.public)
        engine = Engine(local, [team.space], lambda: 0.0, team.chance.random)
        while isinstance(ask := engine.next(), Ask):
            engine.answer(ask, team.hub.answer(ask.space, speaker, ask.message))
        assert engine.findings() == {}
