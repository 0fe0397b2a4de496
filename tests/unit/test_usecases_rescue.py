"""Rescue: a damaged workspace is replaced by what could be saved, and nothing is thrown away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from damage_kit import CASES, codes, content, damage, filled
from store_kit import PASSCODE, Keyring, laptop
from usecase_kit import library

from fieldapp.base.progress import Cancelled
from fieldapp.store.database import NAME
from fieldapp.store.errors import DamagedError, WrongPasscodeError
from fieldapp.store.keys import NAMES
from fieldapp.store.machine import Machine
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import rescue
from fieldapp.usecases.rescue import Rescued

Files = dict[str, bytes]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return laptop(tmp_path, Keyring())


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A workspace's folder with a backup in it, and a page that is not as it was written."""
    workspace = filled(tmp_path)
    workspace.backups.make()
    workspace.commit(CASES[0], lambda writing: writing.shared.write("severity", 5))
    workspace.lock()
    size = (workspace.folder / NAME).stat().st_size
    damage(workspace.folder / NAME, size // 2, os.urandom(4096))
    return workspace.folder


def files(folder: Path) -> Files:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def opened(folder: Path, machine: Machine) -> Workspace:
    return Workspace.unlock(folder, passcode=PASSCODE, machine=machine)


def salvage(folder: Path, machine: Machine, **more: str) -> Rescued:
    how = more or {"passcode": PASSCODE}
    return rescue.rescue(folder, library(), machine=machine, **how)  # type: ignore[arg-type]


def test_salvage_takes_the_place_and_keeps_the_damaged_folder(
    damaged: Path, machine: Machine
) -> None:
    before = files(damaged)
    with pytest.raises(DamagedError):
        opened(damaged, machine)
    found = salvage(damaged, machine)
    assert found.cases == len(CASES)
    assert "store.page_damaged" in codes(found.findings)
    assert found.damaged.name == "workspace.damaged-001"
    assert files(found.damaged) == before
    with opened(damaged, machine) as workspace:
        assert workspace.load(CASES[0]).shared.latest("title") == "案例 0"
        assert workspace.load(CASES[0]).shared.latest("severity") == 5


def test_a_backup_takes_the_place(damaged: Path, machine: Machine) -> None:
    (backup,) = (damaged / "backups").glob("2*")
    found = rescue.rescue(damaged, library(), backup, passcode=PASSCODE, machine=machine)
    assert (found.cases, found.findings) == (len(CASES), ())
    with opened(damaged, machine) as workspace:
        assert workspace.load(CASES[0]).shared.latest("severity") is None
        assert len(content(workspace)) > len(CASES)


def test_a_damaged_key_file_is_taken_from_the_backup(damaged: Path, machine: Machine) -> None:
    for name in NAMES:
        (damaged / name).write_bytes(b"{}")
    assert salvage(damaged, machine).cases == len(CASES)
    opened(damaged, machine).lock()


def test_wrong_passcodes_and_whoever_stops_it_change_nothing(
    damaged: Path, machine: Machine
) -> None:
    before = files(damaged)
    with pytest.raises(WrongPasscodeError):
        salvage(damaged, machine, passcode="wrong wrong")
    steps = iter(range(8))

    def check(done: int, total: int) -> None:
        if next(steps) == 6:
            raise Cancelled

    with pytest.raises(Cancelled):
        rescue.rescue(damaged, library(), passcode=PASSCODE, machine=machine, check=check)
    assert files(damaged) == before
    assert [path.name for path in damaged.parent.glob("*workspace*")] == ["workspace"]


def test_a_crash_between_the_two_renamings_is_finished(damaged: Path, machine: Machine) -> None:
    salvage(damaged, machine)
    damaged.rename(damaged.with_name("workspace.rescued-002"))
    rescue.finish(damaged)
    opened(damaged, machine).lock()
    nowhere = damaged.with_name("another")
    rescue.finish(nowhere)
    assert not nowhere.exists()


def test_a_second_rescue_keeps_both_damaged_folders(damaged: Path, machine: Machine) -> None:
    salvage(damaged, machine)
    size = (damaged / NAME).stat().st_size
    damage(damaged / NAME, size // 2, os.urandom(4096))
    assert salvage(damaged, machine).damaged.name == "workspace.damaged-002"
