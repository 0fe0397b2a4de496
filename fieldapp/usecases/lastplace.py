"""Where a person was: kept in the workspace, so that after a crash the case opens there again."""

from __future__ import annotations

import json
from dataclasses import asdict

from fieldapp.base.values import frozen
from fieldapp.store.workspace import Workspace

_NOTE = "place"
END = -1
"""A cursor that stands where the text ends."""


@frozen
class LastPlace:
    """`case`: hexadecimal id, empty for none. `page` and `step` as the window names them; `where`:
    the place of the case that was being edited, and the cursor's position in its text, or `END`."""

    case: str = ""
    page: str = ""
    step: str = ""
    where: str = ""
    cursor: int = END


def remember(workspace: Workspace, place: LastPlace) -> None:
    """Keeps where the person is; it is nobody else's business and never leaves the laptop."""
    workspace.put_note(_NOTE, json.dumps(asdict(place)).encode())


def recall(workspace: Workspace) -> LastPlace:
    """Where the person was; nowhere if that is not known, or the case is gone."""
    try:
        known = json.loads(workspace.note(_NOTE) or b"{}")
        cursor = int(known.pop("cursor", END))
        place = LastPlace(**{name: str(value) for name, value in known.items()}, cursor=cursor)
        is_here = not place.case or workspace.listing().row(bytes.fromhex(place.case)) is not None
    except (ValueError, TypeError, AttributeError):
        return LastPlace()
    return place if is_here else LastPlace()
