"""The lock's mark: a workspace that a person has locked is not opened by the keyring alone, even
after the program was ended and started again. It lies on this laptop, outside the workspace.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from fieldapp.base import paths


def put(workspace: Path) -> None:
    """The workspace is locked. Where the mark cannot be put, nothing else is harmed."""
    place = _place(workspace)
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()


def is_there(workspace: Path) -> bool:
    """Whether the workspace was locked and not opened since."""
    return _place(workspace).exists()


def remove(workspace: Path) -> None:
    """Somebody has opened it who may."""
    with suppress(OSError):
        _place(workspace).unlink(missing_ok=True)


def _place(workspace: Path) -> Path:
    name = hashlib.sha256(str(workspace.resolve()).encode()).hexdigest()[:16]
    return paths.state_dir() / f"{name}.locked"
