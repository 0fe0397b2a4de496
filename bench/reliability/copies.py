"""The copies in backups: whole, and without what has been erased."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from fieldapp.store import backups
from fieldapp.store.database import NAME, Database
from fieldapp.store.errors import StoreError
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
    for root in workspace.backups.roots:
        for folder in root.iterdir() if root.is_dir() else ():
            _check_copy(folder, workspace, erased)
    photos = {path.name for path in parts.blobs.files.paths()}
    for backup in workspace.backups.find():
        backups.verify(backup, workspace.key)
        assert {Path(blob).name for blob in backup.blobs} <= photos, (
            "an erased photo is in a backup"
        )


def _check_copy(folder: Path, workspace: Workspace, erased: list[tuple[str, bytes]]) -> None:
    """Looks at half-made and half-removed ones too."""
    if (folder / NAME).is_file():
        with suppress(StoreError), Database(folder / NAME, workspace.key.database) as copy:
            for log, value in erased:
                found = copy.row(f"SELECT 1 FROM {log}value WHERE hash = ?", (value,))
                assert not found, f"an erased value is in {folder.name}"
