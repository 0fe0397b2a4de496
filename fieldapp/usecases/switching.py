"""Another playbook for a case, in the middle of it: fields are shared, so nothing is lost.

The crisis form is a playbook too. A case is switched to it by one action, and back to the one it
came from, which the case's own log knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fieldapp.case.history import history
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import CRISIS, Playbook
from fieldapp.store.workspace import Committed, Workspace, Writing
from fieldapp.usecases import cases, issuing, playbooks
from fieldapp.usecases.beginning import FIRST, Choice, offered
from fieldapp.usecases.editing import Put, Scribe
from fieldapp.usecases.issuing import Issued
from fieldapp.usecases.reporting import Wish

SINCE = "crisis_since"
"""The shared field with the moment a case was switched to it."""
LEAST_SEVERITY = 4
"""What a crisis is at least; nobody has the time to choose it."""


@dataclass(frozen=True, slots=True)
class Methods:
    """What a case can be guided by. `former`: the playbook it had before the crisis form, empty
    where it was not in a crisis."""

    playbooks: tuple[Choice, ...]
    former: str = ""


def methods(workspace: Workspace, case_id: bytes, library: Library) -> Methods:
    """The playbooks a case can be switched to."""
    return Methods(offered(library), former(workspace, case_id, library))


def switch(workspace: Workspace, case_id: bytes, playbook_id: str, library: Library) -> Committed:
    """Lets another playbook guide a case from now on. Nothing else in it changes.

    Raises:
        UnknownPlaybookError: the playbook is not here.
        StoreError: nothing was changed.
    """
    playbook = playbooks.named(playbook_id, library)
    version = workspace.put_playbook(playbook.compiled)
    return workspace.commit(case_id, lambda writing: _write(writing, playbook, version))


def to_crisis(workspace: Workspace, case_id: bytes, library: Library) -> Committed:
    """Switches a case to the crisis form, in one change: its clocks run from now on.

    Raises:
        UnknownPlaybookError: there is no such form.
        StoreError: nothing was changed.
    """
    playbook = crisis_form(library)
    case = cases.load(workspace, case_id, library)
    version = workspace.put_playbook(playbook.compiled)
    now: datetime = workspace.machine.clock().replace(microsecond=0)

    def write(writing: Writing) -> None:
        _write(writing, playbook, version)
        scribe = Scribe(writing, playbook.is_private)
        scribe.fulfil(Put(f"answers/{SINCE}", now))
        if (case.severity or 0) < LEAST_SEVERITY:
            scribe.fulfil(Put("severity", LEAST_SEVERITY))

    return workspace.commit(case_id, write)


def from_crisis(workspace: Workspace, case_id: bytes, library: Library) -> Committed:
    """Switches a case back to the playbook it had before; to the first one where it began so.

    Raises:
        StoreError: nothing was changed.
    """
    back = former(workspace, case_id, library) or FIRST
    return switch(workspace, case_id, back, library)


def package(workspace: Workspace, case_id: bytes, library: Library, wish: Wish) -> Issued:
    """What a supervisor needs at once: the case as it stands, issued as a preliminary report.

    Raises:
        StoreError: nothing was issued.
    """
    return issuing.issue(workspace, case_id, library, final=False, wish=wish)


def crisis_form(library: Library) -> Playbook:
    """The playbook that is the short form: a company's own one before the built-in.

    Raises:
        UnknownPlaybookError: there is none.
    """
    forms = [known for known in library.playbooks if known.role == CRISIS]
    forms.sort(key=lambda known: library.is_built_in(known.id))
    return forms[0] if forms else playbooks.named(CRISIS, library)


def former(workspace: Workspace, case_id: bytes, library: Library) -> str:
    """The playbook a case had last that is no crisis form; empty if it has one now, or had none."""
    short = {known.id for known in library.playbooks if known.role == CRISIS}
    if cases.load(workspace, case_id, library).playbook not in short:
        return ""
    changes, fold = workspace.changes(case_id), workspace.load(case_id).shared
    named = [str(value) for one in history(changes, fold, "playbook") for value in one.newer]
    return next((name for name in reversed(named) if name in library.ids and name not in short), "")


def _write(writing: Writing, playbook: Playbook, version: str) -> None:
    writing.shared.write("playbook", playbook.id)
    writing.shared.write("playbook_version", version)
