"""What a customer has begun to answer and not handed in: kept, and nowhere else to be seen."""

from __future__ import annotations

import json
from dataclasses import dataclass

from fieldapp.store.drafts import HELD
from fieldapp.store.workspace import Workspace

_PATH = f"{HELD}readback"


@dataclass(frozen=True, slots=True)
class HalfAnswer:
    """What stands in the lines of the screen. A signature is not kept before it is given."""

    who: str = ""
    words: str = ""


def hold(workspace: Workspace, case_id: bytes, half: HalfAnswer) -> None:
    """Keeps it until the answer is given or nobody wants it any more; an empty one is dropped.

    Raises:
        StoreError: it is not on the disk.
    """
    if half == HalfAnswer():
        drop(workspace, case_id)
    else:
        text = json.dumps([half.who, half.words], ensure_ascii=False)
        workspace.save_draft(case_id, _PATH, text)


def held(workspace: Workspace, case_id: bytes) -> HalfAnswer:
    """What was kept; an empty one where nothing was."""
    found = [draft.text for draft in workspace.drafts(case_id) if draft.path == _PATH]
    return HalfAnswer(*json.loads(found[0])) if found else HalfAnswer()


def drop(workspace: Workspace, case_id: bytes) -> None:
    """Forgets it."""
    workspace.clear_draft(case_id, _PATH)
