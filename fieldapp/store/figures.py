"""Figures about a workspace: how much of everything, and nothing of what it says."""

from __future__ import annotations

from collections.abc import Mapping

from fieldapp.store.workspace import Workspace

_COUNTED = {
    "changes": "change",
    "private_changes": "private_change",
    "values": "value",
    "drafts": "draft",
    "quarantine": "quarantine",
    "erasures": "erasure",
    "doomed_files": "doomed_blob",
    "playbook_versions": "playbook",
    "conflicts": "conflict",
    "unsent": "outbox",
    "search_rows": "search_case",
}


def figures(workspace: Workspace) -> Mapping[str, int]:
    """Counts, and sizes in bytes."""
    database = workspace.parts.database
    found = {"cases": workspace.listing().count()}
    for name, table in _COUNTED.items():
        ((count,),) = database.rows(f"SELECT count(*) FROM {table}")  # noqa: S608 - our tables
        found[name] = count
    ((files, size),) = database.rows(
        "SELECT count(*), coalesce(sum(size), 0) FROM (SELECT DISTINCT sha256, size FROM blob)"
    )
    found |= {"files": files, "files_bytes": size}
    found["database_bytes"] = database.path.stat().st_size
    return found
