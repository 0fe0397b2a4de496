"""Beginning a case: a name and a line are enough."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.base.language import Text
from fieldapp.case import ids
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Fit
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.usecases import playbooks
from fieldapp.usecases.editing import Put, PutText, Scribe

FIRST = "pacts"
"""The playbook of whoever has chosen none yet."""
LOOKED_THROUGH = 500
"""Latest cases whose customers are offered."""
_NOTE = "playbook"


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known at the door. `line` says what it is about; `customer` is a company or name."""

    customer: str
    line: str
    playbook: str
    situation: str = ""
    engineer: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A playbook to choose. `situations`: what it is for, the usual one first."""

    id: str
    title: Text
    summary: Text
    situations: tuple[str, ...]
    suits: tuple[Fit, ...] = ()
    """What speaks for it, see `chooser.recommend`."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered to whoever begins a case. `playbook` is the one they chose last; `customers`
    are those of the latest cases, the latest first."""

    playbooks: tuple[Choice, ...]
    playbook: str
    customers: tuple[Text, ...]


def offer(workspace: Workspace, library: Library) -> Offer:
    """What can be chosen."""
    known = offered(library)
    last = (workspace.note(_NOTE) or b"").decode()
    ids_ = [one.id for one in known]
    chosen = next((name for name in (last, FIRST) if name in ids_), ids_[0] if ids_ else "")
    companies = (row.summary.company for row in workspace.listing().page(limit=LOOKED_THROUGH))
    return Offer(known, chosen, tuple(dict.fromkeys(filter(None, companies))))


def offered(library: Library) -> tuple[Choice, ...]:
    """Every playbook but the crisis form, which has a key of its own."""
    return tuple(
        Choice(one.id, one.title, one.summary, one.situations, one.suits)
        for one in library.playbooks
        if not one.role
    )


def begin(workspace: Workspace, new: NewCase, library: Library) -> bytes:
    """Makes a case and returns its id.

    Raises:
        UnknownPlaybookError: the playbook is not here.
        StoreError: nothing was made.
    """
    playbook = playbooks.named(new.playbook, library)
    case_id = workspace.machine.entropy(ids.CASE_ID_BYTES)
    version = workspace.put_playbook(playbook.compiled)
    if workspace.note(_NOTE) != playbook.id.encode():
        workspace.put_note(_NOTE, playbook.id.encode())
    texts = {"title": new.line, "customer/company": new.customer, "engineer": new.engineer}
    opened = workspace.machine.clock().replace(microsecond=0)

    def write(writing: Writing) -> None:
        edit = writing.shared
        edit.write("playbook", playbook.id)
        edit.write("playbook_version", version)
        scribe = Scribe(writing, playbook.is_private)
        for path, text in texts.items():
            if text.strip():
                scribe.fulfil(PutText(path, text.strip()))
        scribe.fulfil(Put("situation", new.situation or playbook.situations[0]))
        scribe.fulfil(Put("opened", opened))

    workspace.commit(case_id, write)
    return case_id
