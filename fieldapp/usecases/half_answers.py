"""What a customer has begun to answer and not handed in: kept, and nowhere else to be seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from fieldapp.store.drafts import HELD
from fieldapp.store.workspace import Workspace

READBACK = "readback"
"""The screen that reads the notes back; the others are called as the tool they show."""


@dataclass(frozen=True, slots=True)
class HalfAnswer:
    """What stands in the lines of the read-back. A signature is not kept before it is given."""

    who: str = ""
    words: str = ""


def hold(workspace: Workspace, case_id: bytes, half: HalfAnswer) -> None:
    """Keeps it until the answer is given or nobody wants it any more; an empty one is dropped.

    Raises:
        StoreError: it is not on the disk.
    """
    hold_of(workspace, case_id, READBACK, [half.who, half.words] if half != HalfAnswer() else None)


def held(workspace: Workspace, case_id: bytes) -> HalfAnswer:
    """What was kept; an empty one where nothing was."""
    found = held_of(workspace, case_id, READBACK)
    return HalfAnswer(*found) if found else HalfAnswer()


def drop(workspace: Workspace, case_id: bytes) -> None:
    """Forgets it."""
    hold_of(workspace, case_id, READBACK, None)


def hold_of(workspace: Workspace, case_id: bytes, screen: str, half: Any) -> None:
    """Keeps what a screen holds, anything that JSON knows; None: forgets it.

    Raises:
        StoreError: it is not on the disk.
    """
    if half is None:
        workspace.clear_draft(case_id, f"{HELD}{screen}")
    else:
        workspace.save_draft(case_id, f"{HELD}{screen}", json.dumps(half, ensure_ascii=False))


def held_of(workspace: Workspace, case_id: bytes, screen: str) -> Any:
    """What was kept of a screen; None where nothing was."""
    path = f"{HELD}{screen}"
    found = [draft.text for draft in workspace.drafts(case_id) if draft.path == path]
    return json.loads(found[0]) if found else None
