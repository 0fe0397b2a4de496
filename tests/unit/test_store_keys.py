"""Ways into a workspace, and ways that must stay shut."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from store_kit import PASSCODE, Keyring, laptop, new_workspace, write

from fieldapp.store.errors import (
    DamagedError,
    LockedError,
    NewerWorkspaceError,
    PasscodeNeededError,
    WorkspaceExistsError,
    WorkspaceMissingError,
    WrongPasscodeError,
    WrongRecoveryCodeError,
)
from fieldapp.store.keys import NAMES, KeyFile
from fieldapp.store.recovery import RecoveryCode
from fieldapp.store.workspace import Workspace

CASE = b"c" * 16


def test_passcode_recovery_code_and_keyring_all_open(tmp_path: Path) -> None:
    machine = laptop(tmp_path, Keyring())
    workspace, code = new_workspace(tmp_path, machine)
    write(workspace, CASE, title="hello")
    workspace.lock()
    ways: list[dict[str, str]] = [{}, {"passcode": PASSCODE}, {"recovery_code": str(code)}]
    for way in ways:
        with Workspace.unlock(workspace.folder, machine=machine, **way) as opened:
            assert opened.load(CASE).shared.latest("title") == "hello"
            assert opened.findings == ()


def test_a_wrong_passcode_or_code_is_named(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    workspace.lock()
    with pytest.raises(WrongPasscodeError):
        Workspace.unlock(workspace.folder, passcode="wrong horse", machine=workspace.machine)
    other = str(RecoveryCode.new(os.urandom))
    with pytest.raises(WrongRecoveryCodeError) as caught:
        Workspace.unlock(workspace.folder, recovery_code=other, machine=workspace.machine)
    assert caught.value.finding.code == "store.wrong_recovery_code"


def test_without_a_keyring_the_passcode_is_asked(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    workspace.lock()
    with pytest.raises(PasscodeNeededError):
        Workspace.unlock(workspace.folder, machine=workspace.machine)
    with pytest.raises(PasscodeNeededError):
        Workspace.create(tmp_path / "other", passcode=None, machine=workspace.machine)
    assert not (tmp_path / "other").exists()


def test_a_keyring_that_forgot_is_taught_again_by_the_passcode(tmp_path: Path) -> None:
    keyring = Keyring()
    machine = laptop(tmp_path, keyring)
    workspace, _ = new_workspace(tmp_path, machine)
    workspace.lock()
    keyring.kept.clear()
    with pytest.raises(PasscodeNeededError):
        Workspace.unlock(workspace.folder, machine=machine)
    Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=machine).lock()
    Workspace.unlock(workspace.folder, machine=machine).lock()


def test_a_keyring_with_rubbish_in_it_counts_as_none(tmp_path: Path) -> None:
    keyring = Keyring()
    machine = laptop(tmp_path, keyring)
    workspace, _ = new_workspace(tmp_path, machine)
    workspace.lock()
    for rubbish in ("", "zz", "00", "00" * 32):
        keyring.kept = dict.fromkeys(keyring.kept, rubbish)
        with pytest.raises(PasscodeNeededError):
            Workspace.unlock(workspace.folder, machine=machine)
    Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=machine).lock()
    Workspace.unlock(workspace.folder, machine=machine).lock()


def test_the_system_keyring_refusing_counts_as_none(tmp_path: Path) -> None:
    from fieldapp.store.system_keyring import SystemSecrets

    workspace, _ = new_workspace(tmp_path, laptop(tmp_path, SystemSecrets()))
    workspace.lock()
    with pytest.raises(PasscodeNeededError):
        Workspace.unlock(workspace.folder, machine=workspace.machine)


def test_a_changed_passcode_replaces_the_old_one(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="kept")
    workspace.access.change_passcode("another horse")
    workspace.lock()
    with pytest.raises(WrongPasscodeError):
        Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)
    with Workspace.unlock(
        workspace.folder, passcode="another horse", machine=workspace.machine
    ) as opened:
        assert opened.load(CASE).shared.latest("title") == "kept"
        with pytest.raises(WrongPasscodeError) as caught:
            opened.access.change_passcode("short")
        assert caught.value.finding.code == "store.passcode_short"


def test_a_new_recovery_code_replaces_the_old_one(tmp_path: Path) -> None:
    workspace, old = new_workspace(tmp_path)
    new = workspace.access.new_recovery_code()
    workspace.lock()
    with pytest.raises(WrongRecoveryCodeError):
        Workspace.unlock(workspace.folder, recovery_code=str(old), machine=workspace.machine)
    Workspace.unlock(workspace.folder, recovery_code=str(new), machine=workspace.machine).lock()


def test_the_same_passcode_typed_in_another_form_opens(tmp_path: Path) -> None:
    machine = laptop(tmp_path)
    workspace, _ = Workspace.create(tmp_path / "w", passcode="Ｃａｆé口令１２", machine=machine)
    workspace.lock()
    Workspace.unlock(tmp_path / "w", passcode="Cafe\u0301口令12", machine=machine).lock()


def test_nothing_is_made_where_something_is(tmp_path: Path) -> None:
    (tmp_path / "workspace").mkdir()
    (tmp_path / "workspace" / "mine.txt").write_text("mine")
    with pytest.raises(WorkspaceExistsError):
        new_workspace(tmp_path)
    assert [path.name for path in (tmp_path / "workspace").iterdir()] == ["mine.txt"]
    with pytest.raises(WorkspaceMissingError):
        Workspace.unlock(tmp_path / "workspace", passcode=PASSCODE, machine=laptop(tmp_path))


def test_a_newer_workspace_is_left_alone(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    workspace.lock()
    from fieldapp.store import keys

    for name in NAMES:
        document = json.loads((workspace.folder / name).read_bytes())
        document.pop("check")
        document["format"] = f"{keys.FORMAT}/2.0"
        (workspace.folder / name).write_bytes(keys._dump(document))
    before = {path: path.read_bytes() for path in workspace.folder.iterdir() if path.is_file()}
    with pytest.raises(NewerWorkspaceError):
        Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)
    assert before == {path: path.read_bytes() for path in before}


def test_newer_tables_are_left_alone(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    workspace.parts.database.write("PRAGMA user_version = 99")
    workspace.lock()
    before = (workspace.folder / "db.sqlite").read_bytes()
    with pytest.raises(NewerWorkspaceError):
        Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)
    assert (workspace.folder / "db.sqlite").read_bytes() == before


@pytest.mark.parametrize("name", NAMES)
def test_any_flipped_bit_of_one_key_file_is_reported_and_healed(tmp_path: Path, name: str) -> None:
    workspace, _ = new_workspace(tmp_path)
    workspace.lock()
    path = workspace.folder / name
    whole = path.read_bytes()
    for place in range(0, len(whole), 7):
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << place % 8]) + whole[place + 1 :]
        )
        _, findings = KeyFile.read(workspace.folder)
        assert [finding.code for finding in findings] == ["store.keys_copy_damaged"]
    with Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine) as opened:
        assert [finding.where for finding in opened.findings] == [name]
    assert path.read_bytes() == whole


def test_both_key_files_damaged_is_said_and_nothing_is_written(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    workspace.lock()
    for name in NAMES:
        (workspace.folder / name).write_bytes(b"{}")
    with pytest.raises(DamagedError) as caught:
        Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)
    assert caught.value.finding.code == "store.keys_damaged"


def test_a_slot_of_another_kind_survives_a_change_of_passcode(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    keys, _ = KeyFile.read(workspace.folder)
    keys.slots.append({"kind": "company", "wrapped": "later"})
    keys.write(workspace.folder)
    workspace.lock()
    with Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine) as opened:
        opened.access.change_passcode("another horse")
    kinds = [slot["kind"] for slot in KeyFile.read(workspace.folder)[0].slots]
    assert sorted(kinds) == ["company", "passcode", "recovery"]


def test_a_slot_that_asks_for_absurd_work_is_refused(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    workspace.lock()
    keys, _ = KeyFile.read(workspace.folder)
    for slot in keys.slots:
        if slot["kind"] == "passcode":
            slot["memory_kib"] = 2**40
    keys.write(workspace.folder)
    with pytest.raises(DamagedError):
        Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)


def test_after_locking_nothing_can_be_read(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    workspace.lock()
    workspace.lock()
    for wish in (workspace.listing, workspace.unsent, lambda: workspace.key):
        with pytest.raises(LockedError):
            wish()


def test_a_clone_writes_as_another_incarnation(tmp_path: Path) -> None:
    import shutil

    machine = laptop(tmp_path, Keyring())
    workspace, _ = new_workspace(tmp_path, machine)
    write(workspace, CASE, title="first")
    first = workspace.identity
    workspace.lock()
    shutil.copytree(workspace.folder, tmp_path / "clone")
    elsewhere = laptop(tmp_path / "elsewhere", Keyring())
    with Workspace.unlock(tmp_path / "clone", passcode=PASSCODE, machine=elsewhere) as clone:
        assert (clone.identity.author, clone.identity.device) == (first.author, first.device)
        assert clone.identity.incarnation != first.incarnation
        write(clone, CASE, title="second")
        assert clone.changes(CASE)[-1].seq == 1
        reborn = clone.identity
    with Workspace.unlock(tmp_path / "clone", machine=elsewhere) as clone:
        assert clone.identity == reborn
    with Workspace.unlock(workspace.folder, machine=machine) as original:
        assert original.identity == first
