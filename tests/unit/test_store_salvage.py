"""Salvage: all that can be read of a damaged workspace comes out, and the rest is named."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest
from damage_kit import CASES, PLAYBOOK, codes, content, damage, filled, flip
from store_kit import PASSCODE, write

from fieldapp.base.language import Text
from fieldapp.store import journal
from fieldapp.store.database import NAME, Database
from fieldapp.store.erase import Wish
from fieldapp.store.pages import PAGE
from fieldapp.store.remains import Remains
from fieldapp.store.salvage import Salvaged, salvage
from fieldapp.store.workspace import Workspace

VERSION = hashlib.sha256(PLAYBOOK).hexdigest()
BENEFIT = Text.of("half a sentence, written out")


def rescue(workspace: Workspace, home: Path) -> Salvaged:
    return salvage(
        workspace.folder, home / "salvaged", passcode=PASSCODE, machine=workspace.machine
    )


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
    assert [row.case for row in saved.listing().page()] == CASES[::-1]
    assert len(saved.search("案例")) == len(CASES)
    assert saved.parts.playbooks.versions() == [VERSION]
    assert saved.identity.device == workspace.identity.device
    assert saved.identity.incarnation != workspace.identity.incarnation
    assert saved.verify() == ()
    for number, case in enumerate(CASES):
        (name,) = saved.parts.blobs.of(case)
        assert saved.get_blob(name) == f"photo {number}".encode() * 100
    saved.lock()


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
    assert saved.parts.playbooks.versions() == [VERSION]
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


def test_a_draft_survives_the_first_page_and_with_it_the_salt(tmp_path: Path) -> None:
    workspace = filled(tmp_path)
    workspace.save_draft(CASES[3], "report/benefit", "half a sen")
    before = content(workspace)
    workspace.parts.database.close()
    damage(workspace.folder / NAME, 0, bytes(PAGE))
    salvaged = rescue(workspace, tmp_path)
    assert codes(salvaged.findings) == {"store.page_damaged"}
    assert content(salvaged.workspace) == before
    assert [draft.text for draft in salvaged.workspace.drafts(CASES[3])] == ["half a sen"]
    salvaged.workspace.lock()


@pytest.mark.parametrize("place", [0, 512 + 4 + 100, 512 + 3 * (PAGE + 8)])
def test_a_damaged_journal_gives_what_stood_before_the_interrupted_commit(
    tmp_path: Path, place: int
) -> None:
    workspace = filled(tmp_path)
    before = content(workspace)
    database, crashed = workspace.parts.database, tmp_path / "crashed"
    database.write("PRAGMA cache_size = 5")
    with pytest.raises(KeyError), database.writing():
        database.write("UPDATE value SET data = zeroblob(length(data))")
        shutil.copytree(workspace.folder, crashed)
        raise KeyError
    workspace.lock()
    damage(crashed / (NAME + journal.ENDING), place, bytes(8))
    salvaged = salvage(crashed, tmp_path / "salvaged", passcode=PASSCODE, machine=workspace.machine)
    after = content(salvaged.workspace)
    lost = {key for key in before if after[key] != before[key]}
    assert len(lost) <= 12
    if lost:
        assert "store.value_damaged" in codes(salvaged.findings)
    salvaged.workspace.lock()
