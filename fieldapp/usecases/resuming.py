"""Resuming: where the person was, and how the case stands that was open then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fieldapp.base.errors import FieldAppError
from fieldapp.base.values import frozen
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import lastplace
from fieldapp.usecases.lastplace import LastPlace

if TYPE_CHECKING:
    from fieldapp.usecases.standing import Standing


@frozen
class Resumed:
    """`standing` is None where no case was open, or it cannot be read: opening it says why."""

    place: LastPlace
    standing: Standing | None = None


def resume(workspace: Workspace, library: Library) -> Resumed:
    """Where to go on. Everything that reads and guides a case is loaded here, off the window's
    thread, so that the list takes keys meanwhile.
    """
    place = lastplace.recall(workspace)
    if not place.case:
        return Resumed(place)
    from fieldapp.usecases.standing import standing

    try:
        return Resumed(place, standing(workspace, bytes.fromhex(place.case), library))
    except FieldAppError:
        return Resumed(place)
