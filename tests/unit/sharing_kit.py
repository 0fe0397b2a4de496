"""What the tests of sharing have in common: two laptops with a case each has changed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from store_kit import START, laptop, ticking
from usecase_kit import library, workspace_in

from fieldapp.base.language import Text
from fieldapp.playbook.model import Playbook
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import beginning, cases, editing
from fieldapp.usecases.beginning import NewCase
from fieldapp.usecases.editing import Add, Put, Wish


def two_laptops(home: Path) -> tuple[Workspace, Workspace, bytes]:
    """Two people's workspaces, the second half an hour later, with the same small case."""
    ann = workspace_in(home / "ann")
    later = ticking(START + timedelta(minutes=30))
    bo = workspace_in(home / "bo", laptop(home / "bo", clock=later))
    new = NewCase(playbook="pacts", customer="恒丰乳业", line="3 号灌装机反复停机")
    case_id = beginning.begin(ann, new, library())
    both = Text("三号机每周停两次", "Machine 3 stops twice a week", "zh")
    wish(
        ann,
        case_id,
        Add("statements", {"kind": "fact", "text": Text.of("上周停了两次")}, "s1"),
        Put("report/impact", both),
    )
    meet(ann, bo, case_id)
    return ann, bo, case_id


def meet(ann: Workspace, bo: Workspace, case_id: bytes) -> None:
    """Both get what the other has."""
    for here, there in ((ann, bo), (bo, ann)):
        admission = there.admit(here.frames(case_id))
        assert admission.findings == []
        for name in here.blobs(case_id) - there.blobs(case_id):
            there.put_blob(case_id, here.get_blob(name))


def wish(workspace: Workspace, case_id: bytes, *wishes: Wish) -> None:
    """Writes as the window does."""
    editing.apply(workspace, case_id, wishes, playbook_of(workspace, case_id).is_private)


def playbook_of(workspace: Workspace, case_id: bytes) -> Playbook:
    case = cases.load(workspace, case_id, library())
    return cases.playbook_of(workspace, case, library())
