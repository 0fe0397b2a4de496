"""Conflicts: everything that is in dispute in any case, and a person's answer to one of them.

An answer is one change of the case like any other: it supersedes what stood there, the history
tells it, and undo takes it back. Nothing here decides anything by itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import disputes as sides
from fieldapp.case import layout
from fieldapp.case.disputes import Deletion, Dispute, Hand, IsText, Open, Version, Written
from fieldapp.case.edit import Edit
from fieldapp.case.hlc import is_skewed, shown
from fieldapp.case.records import COLLECTIONS
from fieldapp.playbook.fields import FieldType
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.store.workspace import Committed, Workspace, Writing
from fieldapp.usecases import cases
from fieldapp.usecases.histories import Past
from fieldapp.usecases.playbooks import UnknownPlaybookError

__all__ = [
    "Answer",
    "Deletion",
    "Dispute",
    "Hand",
    "Keep",
    "KeepBoth",
    "Open",
    "Overview",
    "Remove",
    "Say",
    "Take",
    "Torn",
    "Version",
    "Way",
    "Written",
    "count",
    "moment",
    "overview",
    "settle",
    "way_to_keep_both",
]

MOST_CASES = 100
"""Cases that are read at once; the rest is counted."""
Way = Literal["", "joined", "records"]
"""How several values of a place can all be kept: not at all, as one text, as a record each."""
_WHOLE_RECORDS = {
    "statements": "text",
    "causes": "text",
    "options": "title",
    "commitments": "what",
    "requirements": "text",
    "debriefs": "happened",
    "contacts": "text",
    "kickoffs": "needs",
}
"""Collection -> the text that a record of it is about."""
_SHORT = {"speaker", "who", "unit", "caption", "word"}
"""Texts of records that are names: two of them make no third."""


class MovedOnError(FieldAppError):
    """Something else stands there by now than what the answer was given for."""


@frozen
class Take:
    """This version stands."""

    version: Version


@frozen
class KeepBoth:
    """All versions stay, see `way_to_keep_both`."""


@frozen
class Say:
    """Neither: the text is to say this."""

    text: Text


@frozen
class Keep:
    """An item that was deleted stays."""


@frozen
class Remove:
    """An item that was deleted goes, with what was written in it since."""


Answer = Take | KeepBoth | Say | Keep | Remove


@frozen
class Torn:
    """What is in dispute in one case. `past` names its places; it holds no happenings."""

    case_id: bytes
    past: Past
    open: tuple[Open, ...]

    @property
    def title(self) -> Text:
        return self.past.case.title


@frozen
class Overview:
    """`further`: cases beyond those, or whose playbook is not here."""

    cases: tuple[Torn, ...]
    further: int = 0

    @property
    def count(self) -> int:
        return sum(len(torn.open) for torn in self.cases)


def count(workspace: Workspace) -> int:
    """In how many places of all cases a person is to decide."""
    return len(workspace.listing().conflicts())


def overview(workspace: Workspace, library: Library) -> Overview:
    """All that is in dispute, the cases changed last first."""
    listing = workspace.listing()
    known = listing.rows_of({case for case, _ in listing.conflicts()})
    found = []
    for row in known[:MOST_CASES]:
        try:
            torn = of_case(workspace, row.case, library)
        except UnknownPlaybookError:
            continue
        if torn.open:
            found.append(torn)
    return Overview(tuple(found), max(len(known) - len(found), 0))


def of_case(workspace: Workspace, case_id: bytes, library: Library) -> Torn:
    """What is in dispute in a case.

    Raises:
        UnknownPlaybookError: see `cases.playbook_of`.
    """
    case = cases.load(workspace, case_id, library)
    playbook = cases.playbook_of(workspace, case, library)
    folded = workspace.load(case_id)
    found: list[Open] = []
    for private, fold in ((False, folded.shared), (True, folded.private)):
        changes = workspace.changes(case_id, private=private)
        for one in sides.disputes(case, fold, changes, _is_text(playbook)):
            found.append(replace(one, is_private=private))
    found.sort(key=lambda one: one.place)
    return Torn(case_id, Past(case, playbook, ()), tuple(found))


def way_to_keep_both(dispute: Dispute, playbook: Playbook) -> Way:
    """How all the values of a place can be kept; not where it can hold but one."""
    if not dispute.is_text:
        return ""
    match dispute.place.split("/"):
        case [collection, _, name] if collection in COLLECTIONS:
            if _WHOLE_RECORDS.get(collection) == name and not dispute.is_private:
                return "records"
            return "" if name in _SHORT else "joined"
        case ["answers", name]:
            field = playbook.fields.get(name)
            is_long = field is None or field.type is FieldType.LONG_TEXT
            return "joined" if is_long else ""
        case ["report", _]:
            return "joined"
    return ""


def settle(
    workspace: Workspace, case_id: bytes, seen: Open, answer: Answer, playbook: Playbook
) -> Committed:
    """Makes one change of an answer.

    Args:
        seen: what the person answered.

    Raises:
        MovedOnError: something else stands there by now; nothing was changed.
        StoreError: nothing was changed.
    """

    def write(writing: Writing) -> None:
        edit = writing.private if seen.is_private else writing.shared
        if not sides.is_as_seen(edit.fold, seen):
            raise MovedOnError("incoming.moved_on")
        _write(edit, seen, answer, playbook)

    return workspace.commit(case_id, write)


def moment(hand: Hand, now: datetime) -> tuple[datetime, bool]:
    """When something was written, in the zone of now, and whether that clock cannot be right."""
    return shown(hand.hlc, now).astimezone(now.tzinfo), is_skewed(hand.hlc, now)


def _write(edit: Edit, seen: Open, answer: Answer, playbook: Playbook) -> None:
    match seen, answer:
        case Deletion(), Keep():
            sides.keep(edit, seen)
        case Deletion(), Remove():
            sides.remove(edit, seen)
        case Dispute(), Take(version):
            sides.take(edit, seen, version)
        case Dispute(), Say(text):
            edit.set_text(seen.place, text)
        case Dispute(), KeepBoth():
            match way_to_keep_both(seen, playbook):
                case "joined":
                    edit.set_text(seen.place, sides.joined(seen))
                case "records":
                    sides.split(edit, seen)


def _is_text(playbook: Playbook) -> IsText:
    """Whether a text stands at a place: of answers the playbook knows."""

    def is_text(place: str) -> bool:
        match place.split("/"):
            case ["answers", name]:
                field = playbook.fields.get(name)
                return field is None or field.type in (FieldType.TEXT, FieldType.LONG_TEXT)
            case path:
                return layout.is_text(path)

    return is_text
