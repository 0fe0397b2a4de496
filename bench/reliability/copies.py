"""The copies in backups: whole, and without what has been erased."""

from __future__ import annotations

from pathlib import Path

from fieldapp.store import backups
from fieldapp.store.database import NAME, Database
from fieldapp.store.workspace import Workspace


def check_copies(workspace: Workspace) -> None:
    """What is erased from the workspace must be in no backup within reach, and each must verify."""
    parts = workspace.parts
    erased = [
        (log.name, op.value)
        for log in (parts.shared, parts.private)
        for case in log.cases()
        for kept in log.changes(case)
        for op in kept.change.ops
        if op.value is not None and op.value not in log.values(case)
    ]
    photos = {path.name for path in parts.blobs.files.paths()}
    for backup in workspace.backups.find():
        backups.verify(backup, workspace.key)
        assert {Path(blob).name for blob in backup.blobs} <= photos, (
            "an erased photo is in a backup"
        )
        with Database(backup.folder / NAME, workspace.key.database) as copy:
            for log, value in erased:
                found = copy.row(f"SELECT 1 FROM {log}value WHERE hash = ?", (value,))
                assert not found, "an erased value is in a backup"
