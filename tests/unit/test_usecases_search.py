"""What the store's search knows besides a case's own texts."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest
from store_kit import PASSCODE, laptop, new_workspace, write
from usecase_kit import library, workspace_in

from fieldapp.case.records import SITUATIONS, Case
from fieldapp.usecases import caselist, workspaces

LABELS = ("situations 1", "21da5733")
"""The edition of the labels, and what it stands for."""
CASE, OTHER = b"c" * 16, b"d" * 16


@pytest.mark.parametrize("asked", ["投诉", "诉", "complaint", "Compl", "投诉 router"])
def test_a_case_is_found_by_its_situation_in_either_language(tmp_path: Path, asked: str) -> None:
    with workspace_in(tmp_path) as workspace:
        write(workspace, CASE, playbook="pacts", situation="complaint", title="router")
        write(workspace, OTHER, playbook="pacts", situation="emergency", title="router")
        found = caselist.look(workspace, caselist.Wanted(asked)).rows
        assert [row.case for row in found] == [CASE]
        write(workspace, CASE, situation="emergency")
        assert not caselist.look(workspace, caselist.Wanted(asked)).rows


def test_other_names_of_situations_are_another_edition_of_labels() -> None:
    named = [workspaces.labels(Case(situation=situation)) for situation in SITUATIONS]
    assert (workspaces.LABELS, sha256(repr(named).encode()).hexdigest()[:8]) == LABELS


def test_an_index_without_situations_is_made_again(tmp_path: Path) -> None:
    machine = laptop(tmp_path)
    with new_workspace(tmp_path, machine)[0] as workspace:
        write(workspace, CASE, playbook="pacts", situation="complaint")
        assert workspace.search("投诉") == []
    with workspaces.unlock(
        workspace.folder, library(), passcode=PASSCODE, machine=machine
    ) as again:
        assert [row.case for row in again.search("投诉")] == [CASE]
