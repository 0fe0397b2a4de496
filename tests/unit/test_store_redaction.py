"""A photo covered after it was kept: the uncovered one is nowhere any more, and stays nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_kit import PASSCODE, laptop, new_workspace, reopen, write

from fieldapp.case.undo import history, undo
from fieldapp.store.blobs import BlobFiles
from fieldapp.store.errors import BlobError
from fieldapp.store.redaction import redact
from fieldapp.store.restore import restore
from fieldapp.store.workspace import Workspace, Writing

CASE, OTHER = b"c" * 16, b"d" * 16
FACE, COVERED = b"a face " * 50, b"a covered face " * 50


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    found, _ = new_workspace(tmp_path)
    return found


def keep(workspace: Workspace, item: str, data: bytes, case: bytes = CASE) -> str:
    name = workspace.put_blob(case, data)

    def fill(writing: Writing) -> None:
        writing.shared.add(*item.split("/"))
        writing.shared.write(f"{item}/blob", name)

    workspace.commit(case, fill)
    return name


def kept(workspace: Workspace, folder: Path) -> set[bytes]:
    """The content of every photo and file in a workspace or a backup, decrypted."""
    files = BlobFiles(folder / "blobs", workspace.key, workspace.machine.entropy)
    named = workspace.parts.blobs.all()
    known = {files.path(name): name for name in (*named, _name(FACE), _name(COVERED))}
    paths = set(files.paths())
    assert paths <= known.keys()
    return {files.get(known[path]) for path in paths}


def _name(data: bytes) -> str:
    from hashlib import sha256

    return sha256(data).hexdigest()


def test_the_uncovered_photo_is_gone_from_the_store_and_its_backups(
    workspace: Workspace, tmp_path: Path
) -> None:
    keep(workspace, "evidence/e1", FACE)
    write(workspace, CASE, evidence__e1__caption="the cabinet")
    workspace.backups.set_second_folder(tmp_path / "stick")
    workspace.backups.make()
    for backup in workspace.backups.find():
        assert FACE in kept(workspace, backup.folder)

    done = redact(workspace, CASE, "evidence/e1", COVERED, "a face")
    assert (bool(done), done.editions, done.findings) == (True, 0, ())
    assert kept(workspace, workspace.folder) == {COVERED}
    backups = workspace.backups.find()
    assert len(backups) == 2
    assert all(kept(workspace, backup.folder) == {COVERED} for backup in backups)
    with pytest.raises(BlobError):
        workspace.get_blob(_name(FACE))
    shared = workspace.load(CASE).shared
    assert shared.latest("evidence/e1/blob") == _name(COVERED)
    assert shared.latest("evidence/e1/caption") == "the cabinet"
    assert _name(FACE).encode() not in b"".join(value.data for value in shared.values.values())
    assert workspace.verify() == ()
    workspace.lock()

    with restore(
        backups[0].folder, tmp_path / "new", passcode=PASSCODE, machine=laptop(tmp_path)
    ) as again:
        assert again.load(CASE).shared.latest("evidence/e1/blob") == _name(COVERED)
        with pytest.raises(BlobError):
            again.get_blob(_name(FACE))


def test_it_stays_gone_after_a_restart_and_an_undo(workspace: Workspace) -> None:
    keep(workspace, "evidence/e1", FACE)
    redact(workspace, CASE, "evidence/e1", COVERED, "a face")
    workspace = reopen(workspace)
    changes = workspace.changes(CASE)
    covering = next(c for c in reversed(changes) if c.ops)

    def take_back(writing: Writing) -> None:
        (finding,) = undo(writing.shared, covering, history(changes))
        assert finding.code == "case.former_gone"

    assert not workspace.commit(CASE, take_back)
    assert workspace.get_blob(_name(COVERED)) == COVERED
    workspace.lock()


def test_editions_that_may_show_it_go_with_it(workspace: Workspace) -> None:
    keep(workspace, "evidence/e1", FACE)
    pdf, frozen = (workspace.put_blob(CASE, data) for data in (b"%PDF with a face", b"content"))
    write(workspace, CASE, issues__i1__pdf=pdf, issues__i1__content=frozen)
    done = redact(workspace, CASE, "evidence/e1", COVERED, "a face")
    assert done.editions == 1
    assert kept(workspace, workspace.folder) == {COVERED}
    assert redact(workspace, CASE, "evidence/e1", b"more covered", "a badge").editions == 0
    workspace.lock()


def test_the_same_photo_attached_twice_is_covered_twice_and_another_case_keeps_its_own(
    workspace: Workspace,
) -> None:
    for item in ("evidence/e1", "evidence/e2"):
        keep(workspace, item, FACE)
    keep(workspace, "evidence/e3", b"a plan")
    keep(workspace, "evidence/e1", FACE, case=OTHER)
    redact(workspace, CASE, "evidence/e1", COVERED, "a face")
    shared = workspace.load(CASE).shared
    names = [shared.latest(f"evidence/{item}/blob") for item in ("e1", "e2", "e3")]
    assert names == [_name(COVERED), _name(COVERED), _name(b"a plan")]
    other = workspace.load(OTHER).shared.latest("evidence/e1/blob")
    assert workspace.get_blob(other) == FACE
    assert workspace.verify() == ()
    workspace.lock()


def test_earlier_pictures_of_the_item_go_too(workspace: Workspace) -> None:
    keep(workspace, "evidence/e1", FACE)
    keep(workspace, "evidence/e1", b"another take")
    redact(workspace, CASE, "evidence/e1", COVERED, "a face")
    assert kept(workspace, workspace.folder) == {COVERED}
    workspace.lock()


def test_nothing_is_erased_where_there_is_nothing_to_cover(workspace: Workspace) -> None:
    keep(workspace, "evidence/e1", COVERED)
    write(workspace, CASE, evidence__e2__caption="a number")
    before = len(workspace.changes(CASE))
    for item in ("evidence/e1", "evidence/e2", "evidence/none"):
        assert not redact(workspace, CASE, item, COVERED, "nothing")
    assert len(workspace.changes(CASE)) == before
    workspace.lock()
