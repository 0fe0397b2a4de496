"""Erased is erased: in every register, table, index, file and backup; and the chains still hold."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from store_kit import laptop, new_workspace, reopen, ticking, write

from fieldapp.case.change import Identity, Value
from fieldapp.case.log import CaseLog, Frame
from fieldapp.store import backups
from fieldapp.store.database import NAME
from fieldapp.store.erase import Wish
from fieldapp.store.errors import BlobError
from fieldapp.store.keys import DataKey
from fieldapp.store.pages import PageFile
from fieldapp.store.workspace import Workspace, Writing

CASE, OTHER = b"c" * 16, b"d" * 16
CANARY, CANARY_ZH = "zqxcanary", "鸑鷟"


def decrypted(folder: Path, key: DataKey) -> bytes:
    """Everything in a locked workspace's database file, free space too."""
    file = PageFile((folder / NAME).read_bytes(), key.database)
    found = [page.content for page in file.pages()]
    assert len(found) == file.count
    return b"".join(found)


def holds_canary(folder: Path, key: DataKey) -> bool:
    content = decrypted(folder, key)
    return any(word.encode() in content for word in (CANARY, *CANARY_ZH))


def fill(workspace: Workspace) -> dict[str, str]:
    """A case with the canary in every place that keeps text; returns its blobs."""
    names = ("photo", "edition", "frozen", "shown", "other")
    blobs = {name: workspace.put_blob(CASE, f"{CANARY} {name}".encode()) for name in names}

    def edits(writing: Writing) -> None:
        shared = writing.shared
        shared.write("title", f"{CANARY} {CANARY_ZH}")
        shared.write("customer/contact", f"{CANARY} phone")
        shared.write(f"{shared.add('statements', 's1')}/text", f"{CANARY} said {CANARY_ZH}")
        shared.write(f"{shared.add('evidence', 'e1')}/blob", blobs["photo"])
        shared.write("evidence/e1/caption", f"{CANARY} face")
        shared.write(f"{shared.add('issues', 'i1')}/pdf", blobs["edition"])
        shared.write("issues/i1/content", blobs["frozen"])
        shared.write(f"{shared.add('acknowledgements', 'a1')}/blob", blobs["shown"])
        writing.private.write("answers/mood", f"{CANARY} mood {CANARY_ZH}")

    workspace.commit(CASE, edits)
    for text in (f"{CANARY} former", f"{CANARY} {CANARY_ZH}"):
        write(workspace, CASE, title=text)
    workspace.save_draft(CASE, "report/impact", f"{CANARY} draft {CANARY_ZH}")
    workspace.save_draft(CASE, "answers/mood", f"{CANARY} draft", private=True)
    somebody = CaseLog(CASE, Identity.new(os.urandom), ticking(), os.urandom)
    somebody.commit(lambda edit: edit.write("title", CANARY))
    (frame,) = somebody.frames()
    wrong = {name: Value(b"s" * 16, value.data) for name, value in frame.values.items()}
    workspace.admit([Frame(frame.raw, wrong)])
    return blobs


def test_the_canary_is_in_the_pages_until_the_case_is_erased(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    for number in range(3):
        write(workspace, bytes([number]) * 16, title=f"bystander {number}")
    blobs = fill(workspace)
    key = workspace.key
    workspace.backups.make()
    (backup,) = workspace.backups.find()
    assert holds_canary(backup.folder, key)

    workspace.erase(CASE, Wish("case", "the customer asked"))
    assert workspace.search(CANARY) == workspace.search(CANARY_ZH) == []
    assert workspace.drafts(CASE) == []
    assert workspace.parts.quarantine.all() == []
    for name in blobs.values():
        with pytest.raises(BlobError):
            workspace.get_blob(name)
    assert list((workspace.folder / "blobs").glob("??/*")) == []
    (backup,) = workspace.backups.find()
    assert not holds_canary(backup.folder, key)
    workspace.lock()
    assert not holds_canary(workspace.folder, key)

    workspace = reopen(workspace)
    row = workspace.listing().row(CASE)
    assert row is not None
    assert row.summary.state == "erased"
    (erasure,) = workspace.load(CASE).shared.erasures
    assert (erasure.reason, erasure.author) == ("the customer asked", workspace.identity.author)
    assert workspace.verify() == ()
    assert len(workspace.search("bystander")) == 3
    workspace.rebuild()
    assert workspace.search(CANARY) == []
    workspace.lock()


def test_an_erased_item_takes_its_photo_and_every_edition_but_leaves_the_rest(
    tmp_path: Path,
) -> None:
    workspace, _ = new_workspace(tmp_path)
    blobs = fill(workspace)
    write(workspace, CASE, title="harmless", customer__contact="nobody")
    workspace.erase(CASE, Wish("item", "not ours to keep", paths=("evidence/e1",)))
    shared = workspace.load(CASE).shared
    assert shared.latest("evidence/e1/caption") is None
    assert shared.latest("title") == "harmless"
    assert shared.latest("statements/s1/text") == f"{CANARY} said {CANARY_ZH}"
    for name in ("photo", "edition", "frozen", "shown"):
        with pytest.raises(BlobError):
            workspace.get_blob(blobs[name])
    assert workspace.get_blob(blobs["other"]) == f"{CANARY} other".encode()
    assert workspace.verify() == ()
    workspace.lock()


def test_a_person_is_erased_by_the_values_that_name_them(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="about 王某", customer__contact="王某")
    write(workspace, CASE, title="about somebody")
    shared = workspace.load(CASE).shared
    naming = frozenset(
        value.hash for _, value in shared.named_values() if "王某".encode() in value.data
    )
    assert len(naming) == 2
    workspace.erase(CASE, Wish("person", "asked", values=naming))
    key = workspace.key
    assert workspace.load(CASE).shared.latest("title") == "about somebody"
    workspace.lock()
    assert "王某".encode() not in decrypted(workspace.folder, key)


def test_a_photo_another_case_uses_stays_there(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    name = workspace.put_blob(CASE, b"plan")
    workspace.put_blob(OTHER, b"plan")
    write(workspace, CASE, title="one")
    workspace.erase(CASE, Wish("case", "asked"))
    assert workspace.get_blob(name) == b"plan"
    workspace.erase(OTHER, Wish("case", "asked"))
    with pytest.raises(BlobError):
        workspace.get_blob(name)
    workspace.lock()


def test_an_erasure_from_elsewhere_works_here_whichever_comes_first(tmp_path: Path) -> None:
    origin, _ = new_workspace(tmp_path / "one")
    blobs = fill(origin)
    before = origin.frames(CASE)
    origin.erase(CASE, Wish("case", "asked"))
    (order,) = [frame for frame in origin.frames(CASE) if frame not in before and not frame.values][
        -1:
    ]
    for place, arrivals in {"two": [*before, order], "three": [order, *before]}.items():
        other, _ = new_workspace(tmp_path / place, laptop(tmp_path / place))
        name = other.put_blob(CASE, f"{CANARY} photo".encode())
        assert name == blobs["photo"]
        admission = other.admit(arrivals)
        assert admission.findings == []
        assert other.load(CASE).shared.latest("title") is None
        other.admit(before)
        key = other.key
        other.lock()
        assert not holds_canary(other.folder, key)
        if place == "two":
            assert list((other.folder / "blobs").glob("??/*")) == []
    origin.lock()


def test_a_file_that_a_crash_left_is_removed_at_the_next_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, _ = new_workspace(tmp_path)
    name = workspace.put_blob(CASE, b"face")
    write(workspace, CASE, title="one")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(workspace.parts.blobs, "bury", _interrupt)
        workspace.erase(CASE, Wish("case", "asked"))
    assert workspace.parts.blobs.files.path(name).exists()
    workspace = reopen(workspace)
    assert not workspace.parts.blobs.files.path(name).exists()
    workspace.lock()


def _interrupt() -> None:
    raise KeyboardInterrupt


def test_backups_that_cannot_be_replaced_are_named_and_go_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title=CANARY)
    old, _ = workspace.backups.make()

    def refuse(*_: object) -> None:
        raise backups.BackupError("store.backup_damaged")

    with monkeypatch.context() as patch:
        patch.setattr(backups, "verify", refuse)
        workspace.erase(CASE, Wish("case", "asked"))
    assert [finding.code for finding in workspace.findings] == ["store.backup_damaged"]
    assert workspace.load(CASE).shared.latest("title") is None
    workspace.backups.make()
    assert not old.folder.exists()
    workspace.lock()
