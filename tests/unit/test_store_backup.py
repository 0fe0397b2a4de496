"""Backups that can be trusted, and restores on a laptop that never saw the workspace."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from store_kit import PASSCODE, START, Keyring, laptop, new_workspace, reopen, ticking, write

from fieldapp.store import backups
from fieldapp.store.backups import Backup
from fieldapp.store.erase import Wish
from fieldapp.store.errors import (
    BackupError,
    BlobError,
    StoreError,
    WorkspaceExistsError,
    WrongPasscodeError,
)
from fieldapp.store.restore import restore

CASE, OTHER = b"c" * 16, b"d" * 16


def test_a_backup_restores_on_a_new_laptop_with_the_recovery_code(tmp_path: Path) -> None:
    workspace, code = new_workspace(tmp_path, laptop(tmp_path, Keyring()))
    photo = workspace.put_blob(CASE, b"photo" * 1000)
    write(workspace, CASE, title="kept 信号", evidence__e1__blob=photo)
    workspace.save_draft(CASE, "report/impact", "half a sen")
    backup, findings = workspace.backups.make()
    assert findings == ()
    assert (backup.n, len(backup.blobs)) == (1, 1)
    write(workspace, CASE, title="after")
    workspace.lock()

    stick = tmp_path / "stick"
    shutil.copytree(backup.folder, stick)
    elsewhere = laptop(tmp_path / "elsewhere", Keyring())
    restored = restore(stick, tmp_path / "new", recovery_code=str(code), machine=elsewhere)
    assert restored.findings == ()
    assert restored.load(CASE).shared.latest("title") == "kept 信号"
    assert [row.case for row in restored.search("信号")] == [CASE]
    assert restored.get_blob(photo) == b"photo" * 1000
    assert [draft.text for draft in restored.drafts(CASE)] == ["half a sen"]
    assert restored.identity.device == workspace.identity.device
    assert restored.identity.incarnation != workspace.identity.incarnation
    write(restored, CASE, title="goes on")
    assert restored.verify() == ()
    restored.lock()


def test_a_restore_beside_the_living_workspace_is_another_incarnation(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="one")
    backup, _ = workspace.backups.make()
    first = workspace.identity.incarnation
    restored = restore(
        backup.folder, tmp_path / "again", passcode=PASSCODE, machine=workspace.machine
    )
    second = restored.identity.incarnation
    restored.lock()
    workspace = reopen(workspace)
    assert len({first, second, workspace.identity.incarnation}) == 3
    workspace.lock()


def test_what_is_no_backup_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    photo = workspace.put_blob(CASE, b"photo")
    write(workspace, CASE, title="one", evidence__e1__blob=photo)
    backup, _ = workspace.backups.make()
    workspace.lock()
    new = tmp_path / "new"
    for damage in ("db.sqlite", "manifest.json", *backup.blobs):
        copy = tmp_path / "copy"
        shutil.copytree(backup.folder, copy)
        (copy / damage).unlink()
        with pytest.raises(StoreError):
            restore(copy, new, passcode=PASSCODE, machine=workspace.machine)
        shutil.rmtree(copy)
    for name in ("db.sqlite", "manifest.json"):
        copy = tmp_path / "copy"
        shutil.copytree(backup.folder, copy)
        data = bytearray((copy / name).read_bytes())
        data[len(data) // 2] ^= 4
        (copy / name).write_bytes(data)
        with pytest.raises(BackupError):
            restore(copy, new, passcode=PASSCODE, machine=workspace.machine)
        shutil.rmtree(copy)
    with pytest.raises(WrongPasscodeError):
        restore(backup.folder, new, passcode="wrong horse", machine=workspace.machine)
    with pytest.raises(WorkspaceExistsError):
        restore(backup.folder, workspace.folder, passcode=PASSCODE, machine=workspace.machine)
    assert not new.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"workspace", "state"}


def test_a_photo_an_earlier_backup_has_is_not_written_again(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    name = workspace.put_blob(CASE, os.urandom(50_000))
    living = workspace.parts.blobs.files.path(name).stat().st_ino
    first, _ = workspace.backups.make()
    (place,) = first.blobs
    copied = (first.folder / place).stat().st_ino
    write(workspace, CASE, title="more")
    second, _ = workspace.backups.make()
    assert (second.folder / place).stat().st_ino == copied != living
    workspace.lock()


def test_a_damaged_photo_does_not_stop_the_backup(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    good, bad = workspace.put_blob(CASE, b"good"), workspace.put_blob(CASE, b"bad")
    workspace.parts.blobs.files.path(bad).write_bytes(b"x" * 60)
    backup, findings = workspace.backups.make()
    assert [finding.code for finding in findings] == ["store.blob_damaged"]
    workspace.lock()
    with restore(
        backup.folder, tmp_path / "new", passcode=PASSCODE, machine=workspace.machine
    ) as restored:
        assert restored.get_blob(good) == b"good"
        with pytest.raises(BlobError):
            restored.get_blob(bad)


def test_rotation_keeps_a_week_of_days_and_a_month_of_weeks() -> None:
    start = datetime(2026, 1, 5, 18, tzinfo=UTC)
    made = [
        Backup(Path(str(n)), "w", start + timedelta(hours=12 * n), n, "", "", ())
        for n in range(120)
    ]
    kept = {backup.n for backup in backups.kept(made)}
    days = {backup.made.date() for backup in made if backup.n in kept}
    assert max(kept) == 119
    assert len(days) == 9  # seven days reach back into a second week; two more weeks' last days
    assert len({day.isocalendar()[:2] for day in days}) == 4


def test_old_backups_go_when_new_ones_are_made(tmp_path: Path) -> None:
    clock_at = [START]
    machine = laptop(tmp_path, clock=lambda: clock_at[0])
    workspace, _ = new_workspace(tmp_path, machine)
    for _ in range(40):
        clock_at[0] += timedelta(days=1)
        workspace.backups.make()
    found = workspace.backups.find()
    assert 7 <= len(found) <= backups.DAYS + backups.WEEKS
    assert found[-1].made == clock_at[0]
    clock_at[0] = START - timedelta(days=3650)
    latest, _ = workspace.backups.make()
    assert latest.folder in {backup.folder for backup in workspace.backups.find()}
    workspace.lock()


def test_the_second_folder_gets_the_same_and_may_be_away(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="one")
    second = tmp_path / "disk" / "backups"
    workspace.backups.set_second_folder(second)
    workspace.backups.make()
    assert len(backups.find(second)) == 1
    shutil.rmtree(second.parent)
    second.parent.write_text("not a folder any more")
    _, findings = workspace.backups.make()
    assert len(findings) == 1
    assert len(backups.find(workspace.backups.roots[0])) == 1
    workspace.lock()


def test_backups_made_before_an_erasure_are_replaced(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="canary")
    write(workspace, OTHER, title="stays")
    old, _ = workspace.backups.make()
    workspace.erase(CASE, Wish("case", "asked for"))
    (new,) = workspace.backups.find()
    assert new.folder != old.folder
    assert workspace.findings == ()
    workspace.lock()
    with restore(
        new.folder, tmp_path / "new", passcode=PASSCODE, machine=workspace.machine
    ) as restored:
        assert restored.load(CASE).shared.latest("title") is None
        assert restored.load(OTHER).shared.latest("title") == "stays"


def test_a_restore_from_a_copy_that_was_out_of_reach_erases_again(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    photo = workspace.put_blob(CASE, b"face")
    workspace.commit(
        CASE,
        lambda writing: (
            writing.shared.write("title", "canary"),
            writing.shared.write("evidence/e1/blob", photo),
            writing.private.write("answers/mood", "canary"),
        ),
    )
    backup, _ = workspace.backups.make()
    stick = tmp_path / "stick" / "one"
    shutil.copytree(backup.folder, stick)
    workspace.erase(CASE, Wish("case", "asked for"))
    root = workspace.backups.roots[0]
    workspace.lock()
    with restore(
        stick, tmp_path / "new", passcode=PASSCODE, machine=workspace.machine, lists=(root,)
    ) as restored:
        folded = restored.load(CASE)
        assert folded.shared.latest("title") is None
        assert folded.private.latest("answers/mood") is None
        assert restored.search("canary") == []
        with pytest.raises(BlobError):
            restored.get_blob(photo)
        assert restored.listing().row(CASE).summary.state == "erased"  # type: ignore[union-attr]


def test_an_unfinished_backup_is_no_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, _ = new_workspace(tmp_path, laptop(tmp_path, clock=ticking()))
    with monkeypatch.context() as patch, pytest.raises(BackupError):
        patch.setattr(
            backups, "verify", lambda *_: (_ for _ in ()).throw(BackupError("store.backup_damaged"))
        )
        workspace.backups.make()
    assert workspace.backups.find() == []
    assert list(workspace.backups.roots[0].iterdir()) == []
    workspace.lock()


def test_what_a_crash_left_half_made_is_removed(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="canary")
    workspace.backups.set_second_folder(tmp_path / "stick")
    own = workspace.id.hex()[:8]
    for root in workspace.backups.roots:
        for name in (f"{own}-young", "other-young", "old"):
            (root / f".fieldapp-new-{name}").mkdir(parents=True)
            (root / f".fieldapp-new-{name}" / "db.sqlite").write_bytes(b"half")
        os.utime(root / ".fieldapp-new-old", (0, 0))
    workspace.backups.make()
    for root in workspace.backups.roots:
        left = {path.name.removeprefix(".fieldapp-new-") for path in root.glob(".*")}
        assert left == {f"{own}-young", "other-young"}
    workspace.erase(CASE, Wish("case", "asked"))
    for root in workspace.backups.roots:
        assert [path.name for path in root.glob(".*")] == [".fieldapp-new-other-young"]
    assert len(workspace.backups.find()) == 2
    workspace.lock()


def test_a_removal_that_a_crash_interrupted_is_finished_at_the_next_opening(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="canary")
    older, _ = workspace.backups.make()
    shutil.copytree(older.folder, kept := tmp_path / "as it was")
    workspace.erase(CASE, Wish("case", "asked"))
    half_removed = older.folder.with_name(f".fieldapp-old-{older.folder.name}")
    shutil.copytree(kept, half_removed)
    (half_removed / backups.MANIFEST).unlink()
    workspace = reopen(workspace)
    assert not half_removed.exists()
    assert len(workspace.backups.find()) == 1
    workspace.lock()
