"""Damage is noticed and told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from damage_kit import CASES, codes, content, filled, flip
from store_kit import PASSCODE, reopen

from fieldapp.store import journal
from fieldapp.store.database import NAME
from fieldapp.store.errors import BlobError, DamagedError
from fieldapp.store.pages import PAGE
from fieldapp.store.workspace import Workspace


def test_a_whole_workspace_passes_the_full_check(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    assert workspace.verify() == ()
    workspace.lock()


def test_a_flipped_bit_anywhere_in_the_database_is_found_at_opening(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    workspace.lock()
    path = workspace.folder / NAME
    size = path.stat().st_size
    for place in range(5, size, size // 60):
        flip(path, place)
        with pytest.raises(DamagedError):
            Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)
        flip(path, place)
    reopen(workspace).lock()


def test_zeroed_pages_truncation_and_loss_are_found_at_opening(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    workspace.lock()
    path = workspace.folder / NAME
    whole = path.read_bytes()
    zeroed = [
        whole[:start] + bytes(PAGE) + whole[start + PAGE :]
        for start in range(0, len(whole), PAGE * 7)
    ]
    cut = [whole[:end] for end in (0, 100, PAGE, len(whole) // 2, len(whole) - PAGE)]
    for data in (*zeroed, *cut, whole[:-1], whole + b"more"):
        path.write_bytes(data)
        with pytest.raises(DamagedError):
            Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)
    path.unlink()
    with pytest.raises(DamagedError) as caught:
        Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)
    assert caught.value.finding.code == "store.database_missing"
    assert not path.exists()


def test_a_damaged_photo_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    name = workspace.put_blob(CASES[0], b"face" * 100)
    path = workspace.parts.blobs.files.path(name)
    whole = path.read_bytes()
    for place in range(0, len(whole), 11):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BlobError):
            workspace.get_blob(name)
    path.write_bytes(whole[:30])
    assert codes(workspace.verify()) == {"store.blob_damaged"}
    path.unlink()
    assert codes(workspace.verify()) == {"store.blob_missing"}
    assert workspace.put_blob(CASES[0], b"face" * 100) == name
    assert workspace.get_blob(name) == b"face" * 100
    workspace.lock()


def test_a_journal_of_a_crash_is_played_back_and_a_damaged_one_is_suspected(
    tmp_path: Path,
) -> None:
    workspace = filled(tmp_path)
    before = content(workspace)
    folder, database = workspace.folder, workspace.parts.database
    crashed = tmp_path / "crashed"
    database.write("PRAGMA cache_size = 5")
    with pytest.raises(KeyError), database.writing():
        database.write("UPDATE value SET data = zeroblob(length(data))")
        shutil.copytree(folder, crashed)
        raise KeyError
    workspace.lock()
    path = crashed / (NAME + journal.ENDING)
    whole = path.read_bytes()
    assert len(whole) > 10 * PAGE
    assert journal.state(crashed / NAME) is journal.State.WHOLE

    torn = tmp_path / "torn"
    shutil.copytree(crashed, torn)
    flip(torn / path.name, 512 + 4 + 4096 - 200)
    assert journal.state(torn / NAME) is journal.State.DAMAGED
    try:
        opened = Workspace.unlock(torn, passcode=PASSCODE, machine=workspace.machine)
        assert opened.findings != ()
        opened.lock()
    except DamagedError:
        pass

    with Workspace.unlock(crashed, passcode=PASSCODE, machine=workspace.machine) as opened:
        assert content(opened) == before
        assert opened.verify() == ()
