"""Real workspaces and a hub: what one laptop writes is on the others, and nothing is lost by it."""

from __future__ import annotations

import shutil
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest
from store_kit import PASSCODE, laptop, reopen, write
from sync_kit import Team
from syncing_kit import CASE, join, sync, workspace_at

from fieldapp.base.findings import Finding
from fieldapp.case.log import Frame
from fieldapp.store import schema
from fieldapp.store.database import Database
from fieldapp.store.erase import Wish
from fieldapp.store.salvage import salvage
from fieldapp.store.workspace import Workspace
from fieldapp.sync import comparison, exchange
from fieldapp.sync.door import Turned
from fieldapp.sync.errors import BlobUnreadableError
from fieldapp.sync.exchange import Exchange
from fieldapp.sync.hub_state import Speaker
from fieldapp.sync.local import BlobName, Intake
from fieldapp.sync.wire import Message
from fieldapp.usecases.syncing import teams
from fieldapp.usecases.syncing.local import StoreLocal

PLAYBOOK = b"a compiled playbook"


def photo(workspace: Workspace, data: bytes) -> str:
    name = workspace.put_blob(CASE, data)
    write(workspace, CASE, evidence__e1__blob=name)
    return name


def text(workspace: Workspace, path: str = "title") -> list[object]:
    fold = workspace.load(CASE).shared
    return [fold.content(head) for head in fold.heads(path)]


def test_what_is_written_on_one_laptop_is_on_the_other(tmp_path: Path) -> None:
    team = Team()
    ann, bo = workspace_at(tmp_path / "ann"), workspace_at(tmp_path / "bo")
    join(team, ann)
    join(team, bo)
    write(ann, CASE, title="Line 3 stops", playbook_version=ann.put_playbook(PLAYBOOK))
    name = photo(ann, b"a photo" * 90_000)
    assert ann.unsent() == 2
    sync(team, ann, bo)
    assert ann.unsent() == 0
    assert bo.unsent() == 0
    assert text(bo) == ["Line 3 stops"]
    assert bo.get_blob(name) == b"a photo" * 90_000
    assert bo.parts.playbooks.versions() == ann.parts.playbooks.versions()
    assert bo.listing().page()[0].summary.title.original == "Line 3 stops"
    assert bo.verify() == ()


def test_what_both_write_meanwhile_stands_side_by_side_on_both(tmp_path: Path) -> None:
    team = Team()
    ann, bo = workspace_at(tmp_path / "ann"), workspace_at(tmp_path / "bo")
    join(team, ann)
    join(team, bo)
    write(ann, CASE, title="Line 3 stops")
    sync(team, ann, bo)
    write(ann, CASE, title="Line 3 stops twice a week")
    write(bo, CASE, title="Filler 3 stops")
    sync(team, ann, bo)
    assert sorted(map(str, text(ann))) == ["Filler 3 stops", "Line 3 stops twice a week"]
    assert text(ann) == text(bo)
    assert ann.listing().conflicts() == bo.listing().conflicts() != []


def test_who_wants_less_and_then_all_again_while_comparing_misses_nothing(tmp_path: Path) -> None:
    team = Team()
    ann, bo = team.laptop("ann"), workspace_at(tmp_path)
    join(team, bo)
    sync(team, bo)
    local = StoreLocal(bo)
    speaker = Speaker(local.writer.device, local.writer.key.public)
    ask = partial(team.hub.answer, team.space, speaker)

    def finish(running: Exchange, answer: Message) -> None:
        with suppress(StopIteration):
            while True:
                answer = ask(running.send(answer))

    local.compare_soon(team.space)
    comparing = comparison.compare(local, team.space)
    compared = ask(next(comparing))
    # Then a case comes to the hub, and is read past while it is not wanted.
    ann.write("title", "Line 3 stops", CASE)
    ann.local.place(CASE, team.space)
    team.sync(ann)
    teams.set_scope(bo, team.space, own=True, since=0)
    reading = exchange.pull(local, team.space)
    finish(reading, ask(next(reading)))
    assert local.cursor(team.space).is_at(team.shelf.tip(team.space))
    teams.set_scope(bo, team.space, own=False, since=0)
    finish(comparing, compared)
    assert not local.holds(CASE)
    assert local.is_due(team.space)
    sync(team, bo)
    assert text(bo) == ["Line 3 stops"]
    assert not local.is_due(team.space)


def test_what_is_private_never_leaves(tmp_path: Path) -> None:
    team = Team()
    ann = workspace_at(tmp_path)
    join(team, ann)
    ann.commit(CASE, lambda writing: writing.private.write("answers/own_feeling", "canary"))
    write(ann, CASE, title="Line 3")
    sync(team, ann)
    assert len(team.on_hub(CASE)) == 1
    assert b"canary" not in team.texts(CASE)


def test_an_erasure_reaches_the_other_laptop_and_its_half_fetched_photo(tmp_path: Path) -> None:
    team = Team()
    ann, bo = workspace_at(tmp_path / "ann"), workspace_at(tmp_path / "bo")
    join(team, ann)
    join(team, bo)
    write(ann, CASE, statements__s1__text="canary")
    name = photo(ann, b"a face")
    sync(team, ann, bo)
    with bo.parts.database.writing():
        bo.parts.shipping.add_part(name, 0, b"a f")
    ann.erase(CASE, Wish("case", "asked for"))
    sync(team, ann, bo)
    assert text(bo, "statements/s1/text") == [None]
    assert bo.blobs(CASE) == frozenset()
    assert bo.parts.shipping.received(name) == 0


def test_a_photo_that_was_erased_on_its_way_is_not_kept(tmp_path: Path) -> None:
    workspace = workspace_at(tmp_path)
    name = photo(workspace, b"a face")
    blob = BlobName(CASE, bytes.fromhex(name))
    local = StoreLocal(workspace)
    with workspace.parts.database.writing():
        workspace.parts.shipping.add_part(name, 0, b"a ")
    workspace.erase(CASE, Wish("case", "asked for"))
    with pytest.raises(BlobUnreadableError):
        local.keep(blob, 2, b"fa", 6)
    assert local.received(blob) == 0
    with pytest.raises(BlobUnreadableError):
        local.keep(blob, 0, b"a face", 6)
    assert workspace.blobs(CASE) == frozenset()


def test_what_is_set_aside_of_a_case_with_erasures_keeps_no_values(tmp_path: Path) -> None:
    workspace = workspace_at(tmp_path / "a")
    other = workspace_at(tmp_path / "b")
    write(workspace, CASE, title="Line 3")
    workspace.erase(CASE, Wish("case", "asked for"))
    write(other, CASE, title="canary")
    (frame,) = other.frames(CASE)
    finding = Finding("sync.seal_missing", {"change": "x"})
    turned = Turned(frame, finding, b"")
    local = StoreLocal(workspace)
    local.take(b"", Intake(turned=(turned,)))
    (held,) = workspace.parts.quarantine.all()
    assert (held.finding, held.frame) == (finding, Frame(frame.raw))
    # Once it comes in, it is set aside no more.
    workspace.admit([frame])
    local.take(b"", Intake(turned=(turned,)))
    assert workspace.parts.quarantine.count() == 1


def test_a_value_that_comes_late_is_in_the_list(tmp_path: Path) -> None:
    giver, taker = workspace_at(tmp_path / "a"), workspace_at(tmp_path / "b")
    write(giver, CASE, title="Line 3 stops")
    (frame,) = giver.frames(CASE)
    taker.admit([Frame(frame.raw)])
    assert taker.listing().page()[0].summary.title.original == ""
    taker.admit([frame])
    assert taker.listing().page()[0].summary.title.original == "Line 3 stops"
    assert [row.case for row in taker.search("stops")] == [CASE]


def test_a_cloned_laptop_goes_on_under_an_incarnation_of_its_own(tmp_path: Path) -> None:
    team = Team()
    ann = workspace_at(tmp_path / "ann")
    join(team, ann)
    write(ann, CASE, title="Line 3")
    sync(team, ann)
    before = ann.identity
    ann.lock()
    shutil.copytree(tmp_path / "ann", tmp_path / "twin")
    ann = reopen(ann)
    machine = laptop(tmp_path / "twin")
    twin = Workspace.unlock(tmp_path / "twin" / "workspace", passcode=PASSCODE, machine=machine)
    assert twin.identity == ann.identity == before
    write(twin, CASE, title="Line 3, by the twin")
    sync(team, twin, ann)
    assert ann.identity.incarnation != before.incarnation
    assert reopen(ann).identity.incarnation == ann.identity.incarnation


def test_an_older_workspace_keeps_what_waits_to_be_sent(tmp_path: Path) -> None:
    path, key = tmp_path / "db.sqlite", b"k" * 32
    workspace = workspace_at(tmp_path / "a")
    write(workspace, CASE, title="Line 3")
    order = workspace.erase(CASE, Wish("case", "asked for"))
    with Database(path, key) as database:
        with database.writing():
            schema.first_tables(database.tables)
        with database.writing():
            for n, change in enumerate(workspace.changes(CASE), 1):
                row = (
                    CASE,
                    n,
                    change.id,
                    change.device,
                    change.incarnation,
                    change.seq,
                    change.raw,
                )
                database.write("INSERT INTO change VALUES (?, ?, ?, ?, ?, ?, ?)", row)
                database.write("INSERT INTO outbox VALUES (?, ?)", (n, CASE))
            database.write("INSERT INTO erasure VALUES (2, NULL, ?)", (order.raw,))
            schema.tables_for_syncing(database.tables)
        rows = database.rows("SELECT n, id, is_order FROM outbox ORDER BY n")
    first, second = workspace.changes(CASE)
    assert rows == [(1, first.id, 0), (2, second.id, 1)]


def test_salvage_knows_teams_and_whose_cases_are(tmp_path: Path) -> None:
    team = Team()
    ann = workspace_at(tmp_path / "ann")
    join(team, ann)
    write(ann, CASE, title="Line 3")
    sync(team, ann)
    ann.lock()
    saved = salvage(ann.folder, tmp_path / "new", passcode=PASSCODE, machine=ann.machine).workspace
    spaces = saved.parts.spaces
    assert [one.team for one in spaces.memberships()] == ["North"]
    assert spaces.home(CASE) == (team.space, b"")
    sync(team, saved)
    assert saved.unsent() == 0
    assert len(team.on_hub(CASE)) == 1
