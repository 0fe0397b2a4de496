"""Backups that rot, and erasures that a crash interrupts: found before the day they are needed."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_kit import PASSCODE, laptop, new_workspace, reopen, write

from fieldapp.store.backup_plan import BackupPlan
from fieldapp.store.blobs import FOLDER as BLOBS
from fieldapp.store.erase import Wish
from fieldapp.store.restore import restore
from fieldapp.store.workspace import Workspace

CASE = b"c" * 16


def with_photo(tmp_path: Path) -> Workspace:
    workspace, _ = new_workspace(tmp_path)
    photo = workspace.put_blob(CASE, b"photo" * 1000)
    write(workspace, CASE, title="信号", evidence__e1__blob=photo)
    return workspace


def rot(path: Path) -> None:
    """Changes a byte of a file, and only of this name of it."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    path.write_bytes(data)


def test_a_rotten_backup_is_named_before_it_is_needed(tmp_path: Path) -> None:
    workspace = with_photo(tmp_path)
    backup, _ = workspace.backups.make()
    assert workspace.backups.verify() == ()
    rot(backup.folder / backup.blobs[0])
    (finding,) = workspace.backups.verify()
    assert finding.code == "store.backup_damaged"
    assert finding.where == str(backup.folder)


def test_a_damaged_photo_of_an_earlier_backup_is_not_carried_on(tmp_path: Path) -> None:
    workspace = with_photo(tmp_path)
    earlier, _ = workspace.backups.make()
    rot(earlier.folder / earlier.blobs[0])
    later, findings = workspace.backups.make()
    assert findings == ()
    ours = workspace.folder / BLOBS
    (kept,) = (later.folder / BLOBS).glob("??/*")
    assert kept.read_bytes() == (ours / kept.parent.name / kept.name).read_bytes()


def test_an_erasure_interrupted_after_its_commit_is_finished_at_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = with_photo(tmp_path)
    before, _ = workspace.backups.make()
    with monkeypatch.context() as crash:
        crash.setattr(BackupPlan, "replace_older", _crash)
        with pytest.raises(KeyboardInterrupt):
            workspace.erase(CASE, Wish("case", "asked for"))
    assert before.folder.is_dir()
    workspace = reopen(workspace)
    assert not before.folder.exists()
    (after,) = workspace.backups.find()
    restored = restore(
        after.folder, tmp_path / "restored", passcode=PASSCODE, machine=laptop(tmp_path / "b")
    )
    assert restored.load(CASE).shared.latest("title") is None
    assert restored.findings == ()


def _crash(plan: BackupPlan) -> None:
    raise KeyboardInterrupt


def test_a_damaged_list_of_erasures_is_named_at_a_restore(tmp_path: Path) -> None:
    workspace = with_photo(tmp_path)
    workspace.erase(CASE, Wish("case", "asked for"))
    backup, _ = workspace.backups.make()
    (listed,) = backup.folder.parent.glob("erasures-*")
    rot(listed)
    restored = restore(
        backup.folder, tmp_path / "restored", passcode=PASSCODE, machine=laptop(tmp_path / "b")
    )
    assert [finding.code for finding in restored.findings] == ["store.erasures_damaged"]


def test_two_workspaces_keep_their_lists_in_one_folder(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    for name in ("one", "two"):
        home = tmp_path / name
        home.mkdir()
        workspace = with_photo(home)
        workspace.backups.set_second_folder(stick)
        workspace.erase(CASE, Wish("case", name))
        workspace.backups.make()
    assert len(list(stick.glob("erasures-*"))) == 2


def test_a_backup_whose_manifest_is_damaged_is_named(tmp_path: Path) -> None:
    workspace = with_photo(tmp_path)
    backup, _ = workspace.backups.make()
    (backup.folder / "manifest.json").write_bytes(b"{")
    assert [finding.where for finding in workspace.backups.verify()] == [str(backup.folder)]
