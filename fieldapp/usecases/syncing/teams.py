"""The teams that this laptop belongs to. Loads nothing of what syncing itself takes."""

from __future__ import annotations

from fieldapp.store.workspace import Workspace


def are_any(workspace: Workspace) -> bool:
    """Whether it belongs to one."""
    return bool(workspace.parts.spaces.memberships())
