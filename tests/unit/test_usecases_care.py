"""Care: backups in two places, a workspace from one of them, and the ways in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pdf_reading import text_of
from store_kit import PASSCODE, START, laptop, ticking, write
from usecase_kit import library, sample_in, workspace_in

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import LANGS, message
from fieldapp.base.progress import Cancelled
from fieldapp.report.pdf import Rendered
from fieldapp.store.errors import BackupError, StoreError, WrongPasscodeError
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import access, care, preview

CASE = b"c" * 16


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_in(tmp_path) as found:
        write(found, CASE, title="信号弱")
        yield found


def test_before_the_first_backup_one_is_due(workspace: Workspace) -> None:
    state = care.backup_state(workspace, 1)
    assert (state.last, state.is_due, state.second) == (None, True, None)
    assert not care.backup_state(workspace, 0).is_due


def test_a_backup_is_due_again_when_it_is_old(workspace: Workspace) -> None:
    made = care.back_up(workspace).made
    state = care.backup_state(workspace, 1)
    assert (state.last, state.is_due) == (made.made, False)
    assert state.own.backups == (made,)
    workspace.machine = replace(workspace.machine, clock=lambda: START + timedelta(days=2))
    assert care.backup_state(workspace, 1).is_due
    assert not care.backup_state(workspace, 7).is_due


def test_the_second_folder_has_its_own_and_is_missed_when_it_is_away(
    workspace: Workspace, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (warning,) = care.use_second_folder(workspace, stick)
    assert warning.code == "care.second_same_disk"
    assert care.back_up(workspace).findings == ()
    state = care.backup_state(workspace, 1)
    assert state.second is not None
    assert state.is_same_disk
    assert (state.second.is_reachable, len(state.second.backups)) == (True, 1)
    stick.rename(tmp_path / "unplugged")
    stick.write_text("in the way")
    assert len(care.back_up(workspace).findings) == 1
    state = care.backup_state(workspace, 1)
    assert state.second is not None
    assert (state.second.is_reachable, state.second.backups) == (False, ())
    assert care.use_second_folder(workspace, None) == ()
    assert care.backup_state(workspace, 1).second is None


def test_a_folder_that_will_not_do_is_refused_by_name(workspace: Workspace, tmp_path: Path) -> None:
    for folder, code in (
        (tmp_path / "none", "care.second_missing"),
        (workspace.folder / "backups", "care.second_inside"),
        (workspace.folder, "care.second_inside"),
    ):
        if code == "care.second_inside":
            folder.mkdir(exist_ok=True)
        with pytest.raises(FieldAppError) as caught:
            care.use_second_folder(workspace, folder)
        assert caught.value.finding.code == code
        assert all(message(caught.value.finding, lang) for lang in LANGS)
    assert care.backup_state(workspace, 1).second is None


def test_a_backup_tells_how_far_it_is_and_may_be_stopped(
    workspace: Workspace, tmp_path: Path
) -> None:
    sample_in(workspace)
    stick = tmp_path / "stick"
    stick.mkdir()
    care.use_second_folder(workspace, stick)
    told: list[float] = []
    care.back_up(workspace, lambda done, total: told.append(done / total if total else 0.0))
    steps = [share for share in told if share]
    assert steps == sorted(steps)
    assert len(set(steps)) > 4
    assert max(steps) < 1

    def check(done: int, total: int) -> None:
        if done:
            raise Cancelled

    before = care.backup_state(workspace, 1).own
    with pytest.raises(Cancelled):
        care.back_up(workspace, check)
    assert care.backup_state(workspace, 1).own == before
    assert not list((workspace.folder / "backups").glob(".*"))


def test_a_workspace_comes_back_on_another_laptop(workspace: Workspace, tmp_path: Path) -> None:
    sample_in(workspace)
    kept = care.back_up(workspace).made
    now = START
    for pointed_at in (kept.folder, kept.folder.parent, workspace.folder):
        assert [one.folder for one in care.restorable(pointed_at, now)] == [kept.folder]
    with pytest.raises(BackupError):
        care.restorable(tmp_path, now)
    other = laptop(tmp_path / "other", clock=ticking())
    new = tmp_path / "other" / "workspace"
    with pytest.raises(WrongPasscodeError):
        care.restore_into(kept.folder, new, library(), passcode="not this one", machine=other)
    assert not new.exists()
    done = care.restore_into(kept.folder, new, library(), passcode=PASSCODE, machine=other)
    assert (done.cases, done.findings) == (2, ())
    with pytest.raises(StoreError):
        care.restore_into(kept.folder, new, library(), passcode=PASSCODE, machine=other)
    with Workspace.unlock(new, passcode=PASSCODE, machine=other) as again:
        row = again.listing().row(CASE)
        assert row is not None
        assert row.summary.title.zh == "信号弱"


def test_the_passcode_is_changed_by_somebody_who_knows_it(workspace: Workspace) -> None:
    with pytest.raises(WrongPasscodeError):
        access.change_passcode(workspace, "guessed wrong", "another passcode")
    with pytest.raises(WrongPasscodeError):
        access.change_passcode(workspace, PASSCODE, "short")
    access.change_passcode(workspace, PASSCODE, "another passcode")
    workspace.lock()
    with pytest.raises(WrongPasscodeError):
        Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)
    Workspace.unlock(
        workspace.folder, passcode="another passcode", machine=workspace.machine
    ).lock()


def test_a_new_recovery_code_opens_and_the_former_does_not(workspace: Workspace) -> None:
    with pytest.raises(WrongPasscodeError):
        access.new_recovery_code(workspace, "guessed wrong")
    first = access.new_recovery_code(workspace, PASSCODE)
    second = access.new_recovery_code(workspace, PASSCODE)
    workspace.lock()
    machine = workspace.machine
    with pytest.raises(StoreError):
        Workspace.unlock(workspace.folder, recovery_code=first, machine=machine)
    Workspace.unlock(workspace.folder, recovery_code=second, machine=machine).lock()


@pytest.mark.parametrize("lang", LANGS)
def test_the_recovery_sheet_is_one_page_with_every_group(workspace: Workspace, lang: str) -> None:
    code = access.new_recovery_code(workspace, PASSCODE)
    pdf = access.recovery_sheet(code, workspace.id, "zh" if lang == "zh" else "en", START)
    assert len(preview.page_sizes(pdf)) == 1
    text = text_of(Rendered(pdf, 1, plain=False))
    assert all(group in text for group in code.split("-"))
    assert workspace.id.hex()[:8] in text
