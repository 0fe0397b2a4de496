"""Damage is noticed, told, and survived: nothing readable is thrown away."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from store_kit import PASSCODE, Keyring, laptop, new_workspace, reopen, write

from fieldapp.base.findings import Finding
from fieldapp.base.language import Text
from fieldapp.store import journal
from fieldapp.store.database import NAME, Database
from fieldapp.store.erase import Wish
from fieldapp.store.errors import BlobError, DamagedError
from fieldapp.store.pages import PAGE
from fieldapp.store.remains import Remains
from fieldapp.store.salvage import Salvaged, salvage
from fieldapp.store.workspace import Workspace, Writing

CASES = [bytes([number]) * 16 for number in range(12)]
BENEFIT = Text.of("half a sentence, written out")


def filled(home: Path) -> Workspace:
    """Twelve cases with texts short and long, private notes, drafts, photos and a playbook."""
    workspace, _ = new_workspace(home, laptop(home, Keyring()))
    for number, case in enumerate(CASES):

        def fill(writing: Writing, number: int = number) -> None:
            writing.shared.write("title", f"案例 {number}")
            writing.shared.write("report/impact", f"{number} " * (10 + 400 * number))
            writing.private.write("answers/mood", f"mood {number}")

        workspace.commit(case, fill)
        photo = workspace.put_blob(case, f"photo {number}".encode() * 100)
        write(workspace, case, evidence__e1__blob=photo)
    workspace.put_playbook(b"compiled playbook" * 600)
    return workspace


def content(workspace: Workspace) -> dict[str, object]:
    found: dict[str, object] = {}
    for case in CASES:
        folded = workspace.load(case)
        for path in sorted(folded.shared.paths()):
            found[f"{case.hex()} {path}"] = folded.shared.latest(path)
        for path in sorted(folded.private.paths()):
            found[f"{case.hex()} private {path}"] = folded.private.latest(path)
    return found


def rescue(workspace: Workspace, home: Path) -> Salvaged:
    return salvage(
        workspace.folder, home / "salvaged", passcode=PASSCODE, machine=workspace.machine
    )


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


def damage(path: Path, start: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


def flip(path: Path, place: int) -> None:
    damage(path, place, bytes([path.read_bytes()[place] ^ 0x10]))


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


def test_without_any_damage_salvage_takes_everything(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    workspace.save_draft(CASES[3], "report/benefit", "half a sen")
    before = content(workspace)
    workspace.parts.database.close()
    salvaged = rescue(workspace, tmp_path)
    assert salvaged.findings == ()
    saved = salvaged.workspace
    assert content(saved) == before
    assert [draft.text for draft in saved.drafts(CASES[3])] == ["half a sen"]
    assert [row.case for row in saved.page()] == CASES[::-1]
    assert len(saved.search("案例")) == len(CASES)
    assert saved.parts.playbooks.versions() == workspace_versions(b"compiled playbook" * 600)
    assert saved.identity.device == workspace.identity.device
    assert saved.identity.incarnation != workspace.identity.incarnation
    assert saved.verify() == ()
    for number, case in enumerate(CASES):
        (name,) = saved.parts.blobs.of(case)
        assert saved.get_blob(name) == f"photo {number}".encode() * 100
    saved.lock()


def workspace_versions(*playbooks: bytes) -> list[str]:
    import hashlib

    return sorted(hashlib.sha256(data).hexdigest() for data in playbooks)


@pytest.mark.parametrize("start", range(0, 40, 5))
def test_salvage_loses_at_most_what_lay_in_the_damaged_page_and_names_it(
    tmp_path: Path, start: int
) -> None:
    workspace = filled(tmp_path)
    before = content(workspace)
    workspace.lock()
    damage(workspace.folder / NAME, start * PAGE, os.urandom(PAGE))
    untouched = {path: path.read_bytes() for path in workspace.folder.glob("*") if path.is_file()}
    salvaged = rescue(workspace, tmp_path)
    after = content(salvaged.workspace)
    assert all(after[key] in {before[key], None} for key in after)
    lost = {key for key in before if after.get(key) != before[key]}
    assert len(lost) <= 12
    assert "store.page_damaged" in codes(salvaged.findings)
    if lost:
        assert codes(salvaged.findings) & {"store.changes_lost", "store.value_damaged"}
    salvaged.workspace.lock()
    assert untouched == {path: path.read_bytes() for path in untouched}


def test_a_single_flipped_bit_costs_next_to_nothing(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    before = content(workspace)
    workspace.lock()
    whole = (workspace.folder / NAME).read_bytes()
    for place in range(2000, len(whole), len(whole) // 8):
        flip(workspace.folder / NAME, place)
        salvaged = rescue(workspace, tmp_path)
        after = content(salvaged.workspace)
        assert sum(after.get(key) != before[key] for key in before) <= 2
        salvaged.workspace.lock()
        shutil.rmtree(tmp_path / "salvaged")
        (workspace.folder / NAME).write_bytes(whole)


def test_what_a_backup_has_is_not_lost(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    workspace.backups.make()
    write(workspace, CASES[0], title="after the backup")
    before = content(workspace)
    photos = list((workspace.folder / "blobs").glob("??/*"))
    workspace.lock()
    with (workspace.folder / NAME).open("r+b") as file:
        file.truncate(20 * PAGE)
    photos[0].write_bytes(b"damaged")
    salvaged = rescue(workspace, tmp_path)
    after = content(salvaged.workspace)
    lost = {key for key in before if after.get(key) != before[key]}
    assert lost <= {f"{CASES[0].hex()} title"}
    assert len(list((salvaged.workspace.folder / "blobs").glob("??/*"))) == len(photos)
    salvaged.workspace.lock()


@pytest.mark.parametrize("pages", [None, 0, 1, 11, 30])
def test_what_is_cut_off_is_named_even_if_a_backup_has_all_changes(
    tmp_path: Path, pages: int | None
) -> None:
    workspace = filled(tmp_path)
    workspace.backups.make()
    workspace.save_draft(CASES[0], "report/benefit", "half a sen")
    before = content(workspace)
    workspace.parts.database.close()
    path = workspace.folder / NAME
    if pages is None:
        path.unlink()
    else:
        os.truncate(path, pages * PAGE)
    salvaged = rescue(workspace, tmp_path)
    assert content(salvaged.workspace) == before
    named = "store.database_cut" if pages else "store.database_missing"
    assert named in codes(salvaged.findings)
    salvaged.workspace.lock()


def test_drafts_and_playbooks_whose_pages_are_lost_come_from_the_backup(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    workspace.save_draft(CASES[0], "report/benefit", "half a sen")
    workspace.save_draft(CASES[0], "answers/mood", "tir", private=True)
    workspace.backups.make()
    workspace.parts.database.close()
    os.truncate(workspace.folder / NAME, PAGE)
    saved = rescue(workspace, tmp_path).workspace
    assert {draft.text for draft in saved.drafts(CASES[0])} == {"half a sen", "tir"}
    assert saved.parts.playbooks.versions() == workspace_versions(b"compiled playbook" * 600)
    saved.lock()


def test_a_backup_gives_no_draft_that_was_written_out_or_erased_since(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    for case in CASES[:5]:
        workspace.save_draft(case, "report/benefit", "half a sen")
    backup, key = tmp_path / "backup.sqlite", workspace.key.database
    workspace.parts.database.copy_to(backup, key)
    workspace.commit(CASES[1], lambda writing: writing.shared.set_text("report/benefit", BENEFIT))
    write(workspace, CASES[2], title="something else")
    workspace.erase(CASES[3], Wish("item", "asked", ("report",)))
    workspace.save_draft(CASES[4], "report/benefit", "half a sentence")
    # As if the page they lay in were lost:
    workspace.clear_draft(CASES[0], "report/benefit")
    workspace.clear_draft(CASES[2], "report/benefit")
    workspace.parts.database.close()
    remains = Remains()
    remains.carve(workspace.folder / NAME, key)
    with Database(backup, key) as database:
        remains.add(database)
    assert {(case, draft.text) for (case, _, _), draft in remains.drafts.items()} == {
        (CASES[0], "half a sen"),
        (CASES[2], "half a sen"),
        (CASES[4], "half a sentence"),
    }


def test_salvage_does_not_bring_back_what_was_erased(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    workspace.backups.make()
    workspace.erase(CASES[5], Wish("case", "asked"))
    workspace.lock()
    flip(workspace.folder / NAME, 5 * PAGE + 77)
    salvaged = rescue(workspace, tmp_path)
    assert salvaged.workspace.load(CASES[5]).shared.latest("title") is None
    assert salvaged.workspace.search("5") == []
    salvaged.workspace.lock()


def test_lost_key_files_are_taken_from_a_backup(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    before = content(workspace)
    backup, _ = workspace.backups.make()
    workspace.lock()
    for name in ("keys.json", "keys.copy.json"):
        (workspace.folder / name).write_bytes(b"rubbish")
    salvaged = salvage(
        workspace.folder,
        tmp_path / "salvaged",
        passcode=PASSCODE,
        machine=workspace.machine,
        keys_from=backup.folder,
    )
    assert content(salvaged.workspace) == before
    salvaged.workspace.lock()


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
