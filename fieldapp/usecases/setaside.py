"""Set aside: changes that arrived and could not be taken in. They are kept whole, nothing else
waits for them, and after an update or a repair they are tried again.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, tzinfo
from pathlib import Path

import fieldapp
from fieldapp.base.findings import Finding
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import ids
from fieldapp.case.change import MalformedChange, decode
from fieldapp.case.disputes import Hand
from fieldapp.store.quarantine import Held
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.outputs import write_file

FORMAT = "fieldapp-set-aside/1"
_NOTE = "set_aside_tried"


@frozen
class Aside:
    """Something that was set aside.

    `finding`: what it is and why it could not come in. `case_id`, `title`, `hand`: of what its
    bytes say, which may be nothing; a case may be none of ours.
    """

    id: bytes
    finding: Finding
    at: datetime
    size: int
    """Bytes of the change, without its content."""
    case_id: bytes = b""
    title: Text = Text()
    hand: Hand | None = None

    @property
    def reference(self) -> str:
        return ids.reference(self.case_id) if self.case_id else ""


@frozen
class Tried:
    """What became of another try."""

    admitted: int
    left: int


def count(workspace: Workspace) -> int:
    """How many changes are set aside."""
    return workspace.parts.quarantine.count()


def listed(workspace: Workspace) -> tuple[Aside, ...]:
    """All that is set aside, the latest first."""
    zone = workspace.machine.clock().tzinfo
    found = workspace.parts.quarantine.all()
    return tuple(_aside(workspace, held, zone) for held in reversed(found))


def try_again(workspace: Workspace) -> Tried:
    """Tries all of it once more."""
    admission = workspace.admit_again()
    return Tried(admission.admitted + admission.known, count(workspace))


def try_if_new(workspace: Workspace) -> Tried | None:
    """Tries again where this version has not, or the workspace was put together anew.

    Returns:
        What became of it; None if there was nothing to try.
    """
    if workspace.note(_NOTE) == fieldapp.__version__.encode():
        return None
    tried = try_again(workspace) if count(workspace) else None
    workspace.put_note(_NOTE, fieldapp.__version__.encode())
    return tried


def export(workspace: Workspace, chosen: Sequence[Aside], path: Path) -> None:
    """Writes what was set aside as one JSON file, to be sent to its sender or to whoever looks
    after FieldApp. It holds what the changes say and leaves the encrypted store.

    Raises:
        NotWrittenError: with the reason.
    """
    wanted = {one.id for one in chosen}
    held = [one for one in workspace.parts.quarantine.all() if one.id in wanted]
    document = {"format": FORMAT, "changes": [_document(one) for one in held]}
    write_file(path, (json.dumps(document, indent=2) + "\n").encode())


def file_name(now: datetime) -> str:
    """What the file is called: it says nothing of the customer."""
    return f"set-aside-{now:%Y%m%d-%H%M}.json"


def _aside(workspace: Workspace, held: Held, zone: tzinfo | None) -> Aside:
    at = datetime.fromtimestamp(held.at / 1000, zone)
    size = len(held.frame.raw)
    try:
        change = decode(held.frame.raw)
    except MalformedChange:
        return Aside(held.id, held.finding, at, size)
    row = workspace.listing().row(change.case)
    title = row.summary.title if row is not None else Text()
    hand = Hand(change.author, change.device, change.hlc)
    return Aside(held.id, held.finding, at, size, change.case, title, hand)


def _document(held: Held) -> dict[str, object]:
    return {
        "code": held.finding.code,
        "params": dict(held.finding.params),
        "at": held.at,
        "change": b64encode(held.frame.raw).decode(),
        "values": [
            [b64encode(value.salt).decode(), b64encode(value.data).decode()]
            for _, value in sorted(held.frame.values.items())
        ],
    }
