"""Beginning a case: a name and a line are enough."""

from __future__ import annotations

from dataclasses import dataclass

from fieldapp.case import ids
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.usecases import playbooks
from fieldapp.usecases.editing import Put, PutText, Scribe


@dataclass(frozen=True, slots=True)
class NewCase:
    """What is known at the door. `line` says what it is about; `customer` is a company or name."""

    customer: str
    line: str
    playbook: str
    situation: str = ""
    engineer: str = ""


def begin(workspace: Workspace, new: NewCase, library: Library) -> bytes:
    """Makes a case and returns its id.

    Raises:
        UnknownPlaybookError: the playbook is not here.
        StoreError: nothing was made.
    """
    playbook = playbooks.named(new.playbook, library)
    case_id = workspace.machine.entropy(ids.CASE_ID_BYTES)
    version = workspace.put_playbook(playbook.compiled)
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
