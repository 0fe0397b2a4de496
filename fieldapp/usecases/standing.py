"""How a case stands: everything the window shows of it, worked out once after each change."""

from __future__ import annotations

from datetime import datetime

from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.case import ids
from fieldapp.case.records import Case
from fieldapp.playbook.clocks import Timed, timed
from fieldapp.playbook.guide import Guide, Move, StepState
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.store.drafts import Draft
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases
from fieldapp.usecases.elsewhere import noted_elsewhere


@frozen
class Standing:
    """A case as it stands at one moment; never changed afterwards, so any thread may read it."""

    case_id: bytes
    case: Case
    playbook: Playbook
    guide: Guide
    steps: tuple[StepState, ...]
    """Those of the playbook and, where something was noted under another, one more with that."""
    missing: tuple[Finding, ...]
    """What a final report still needs, see `Guide.missing`."""
    progress: tuple[int, int]
    """(done, needed) of the fields a final report needs."""
    move: Move | None
    """What to turn to next."""
    clocks: tuple[Timed, ...]
    """The playbook's clocks that were started, running or stopped."""
    drafts: tuple[Draft, ...]
    """Texts that were being typed when the program ended."""
    changed: datetime | None
    """When it was last changed."""

    @property
    def reference(self) -> str:
        return ids.reference(self.case_id)

    def is_private(self, field_id: str) -> bool:
        """Whether answers to a field belong in the log that never leaves the laptop."""
        return self.playbook.is_private(field_id) or field_id in self.case.private_answers

    def step(self, step_id: str) -> StepState | None:
        return next((state for state in self.steps if state.step.id == step_id), None)


def standing(workspace: Workspace, case_id: bytes, library: Library) -> Standing:
    """How a case stands now.

    Raises:
        UnknownPlaybookError: see `cases.playbook_of`.
        StoreError: from the disk.
    """
    case = cases.load(workspace, case_id, library)
    playbook = cases.playbook_of(workspace, case, library)
    now = workspace.machine.clock()
    guide = Guide(playbook, case, now.date())
    extra = noted_elsewhere(guide, library)
    row = workspace.listing().row(case_id)
    return Standing(
        case_id=case_id,
        case=case,
        playbook=playbook,
        guide=guide,
        steps=guide.steps if extra is None else (*guide.steps, extra),
        missing=guide.missing(),
        progress=guide.progress(),
        move=guide.next_move(),
        clocks=timed(case, playbook, library.calendar),
        drafts=tuple(draft for draft in workspace.drafts(case_id) if not draft.is_held),
        changed=None if row is None else datetime.fromtimestamp(row.changed / 1000, now.tzinfo),
    )
