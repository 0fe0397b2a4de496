"""What is committed is there: now, after locking, for another program, and in every projection."""

from __future__ import annotations

import errno
import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2
from store_kit import PASSCODE, START, laptop, new_workspace, reopen, ticking, write

from fieldapp.base.language import LANGS, Text, message
from fieldapp.case import ids
from fieldapp.case.change import Identity, Tip, Value, encode
from fieldapp.case.edit import Edit
from fieldapp.case.fold import Fold
from fieldapp.case.log import CaseLog, Frame
from fieldapp.store.errors import (
    BusyError,
    DamagedError,
    DiskFailureError,
    DiskFullError,
    NotWritableError,
    StoreError,
    plain_errors,
)
from fieldapp.store.mark import HighWater
from fieldapp.store.workspace import Workspace, Writing

CASE, OTHER = b"c" * 16, b"d" * 16


def titles(workspace: Workspace) -> list[str]:
    return [row.summary.title.original for row in workspace.listing().page()]


def test_a_commit_survives_locking(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="信号差", customer__company="Acme")
    workspace = reopen(workspace)
    assert workspace.load(CASE).shared.latest("title") == "信号差"
    row = workspace.listing().row(CASE)
    assert row is not None
    assert row.summary.company == Text.of("Acme")
    assert workspace.unsent() == 1
    assert workspace.listing().count() == 1
    assert workspace.listing().starting_with(CASE.hex()[:3]) == [CASE]
    workspace.lock()


def test_a_commit_that_changes_nothing_makes_no_change(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="same")
    assert not workspace.commit(CASE, lambda writing: writing.shared.write("title", "same"))
    assert len(workspace.changes(CASE)) == 1
    workspace.lock()


def test_both_logs_are_written_together_and_kept_apart(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)

    def fill(writing: Writing) -> None:
        writing.shared.write("title", "shared")
        writing.private.write("answers/mood", "secret")

    committed = workspace.commit(CASE, fill)
    assert committed.shared is not None
    assert committed.private is not None
    assert committed.private.case == ids.private_id(CASE)
    assert [frame.raw for frame in workspace.frames(CASE)] == [committed.shared.raw]
    assert workspace.unsent() == 1
    workspace = reopen(workspace)
    assert workspace.load(CASE).private.latest("answers/mood") == "secret"
    assert workspace.load(CASE).shared.latest("answers/mood") is None
    assert workspace.search("secret") == []
    workspace.lock()


def test_an_error_while_writing_keeps_nothing(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="before")

    def fail(writing: Writing) -> None:
        writing.shared.write("title", "after")
        raise KeyError

    with pytest.raises(KeyError):
        workspace.commit(CASE, fail)
    assert workspace.load(CASE).shared.latest("title") == "before"
    write(workspace, CASE, title="later")
    assert [change.seq for change in workspace.changes(CASE)] == [1, 2]
    workspace.lock()


def test_an_error_after_the_change_was_kept_takes_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="before")

    def fail(case: bytes) -> None:
        raise KeyError

    with monkeypatch.context() as patch, pytest.raises(KeyError):
        patch.setattr(workspace.parts.projections, "owe", fail)
        write(workspace, CASE, title="after")
    assert workspace.load(CASE).shared.latest("title") == "before"
    assert titles(workspace) == ["before"]
    workspace = reopen(workspace)
    assert workspace.findings == ()
    assert workspace.load(CASE).shared.latest("title") == "before"
    workspace.lock()


def test_a_full_disk_keeps_what_was_there_and_the_draft(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="before")
    database = workspace.parts.database
    ((pages,),) = database.rows("PRAGMA page_count")
    database.rows(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(DiskFullError):
        write(workspace, CASE, title="after " * 10_000)
    with pytest.raises(DiskFullError):
        workspace.save_draft(CASE, "title", "after " * 10_000)
    assert workspace.load(CASE).shared.latest("title") == "before"
    assert titles(workspace) == ["before"]
    database.rows(f"PRAGMA max_page_count = {pages + 1000}")
    write(workspace, CASE, title="after " * 10_000)
    workspace = reopen(workspace)
    assert titles(workspace)[0].startswith("after")
    assert workspace.verify() == ()
    workspace.lock()


def test_a_commit_that_fails_at_its_very_end_leaves_nothing_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="before")
    connection = workspace.parts.database._connection

    class Failing:
        in_transaction = property(lambda _: connection.in_transaction)

        def execute(self, sql: str, *rest: object) -> object:
            if sql == "COMMIT":
                raise dbapi2.OperationalError("disk I/O error")
            return connection.execute(sql, *rest)

        executemany = staticmethod(connection.executemany)

    with monkeypatch.context() as patch, pytest.raises(DiskFailureError):
        patch.setattr(workspace.parts.database, "_connection", Failing())
        write(workspace, CASE, title="after")
    assert workspace.load(CASE).shared.latest("title") == "before"
    write(workspace, CASE, title="later")
    assert [change.seq for change in workspace.changes(CASE)] == [1, 2]
    workspace.lock()


@pytest.mark.parametrize(
    ("raised", "named"),
    [
        (OSError(errno.ENOSPC, "full"), DiskFullError),
        (OSError(errno.EROFS, "read only"), NotWritableError),
        (OSError(errno.EACCES, "denied"), NotWritableError),
        (OSError(errno.EIO, "broken"), DiskFailureError),
        (dbapi2.OperationalError("database or disk is full"), DiskFullError),
        (dbapi2.OperationalError("disk I/O error"), DiskFailureError),
        (dbapi2.OperationalError("attempt to write a readonly database"), NotWritableError),
        (dbapi2.OperationalError("unable to open database file"), NotWritableError),
        (dbapi2.OperationalError("database is locked"), BusyError),
        (dbapi2.DatabaseError("database disk image is malformed"), DamagedError),
        (dbapi2.DatabaseError("file is not a database"), DamagedError),
    ],
)
def test_what_the_disk_reports_is_said_in_plain_words(
    tmp_path: Path, raised: Exception, named: type[StoreError]
) -> None:
    with pytest.raises(named) as caught, plain_errors(tmp_path):
        raise raised
    for lang in LANGS:
        assert message(caught.value.finding, lang)


def test_a_full_disk_that_sqlite_calls_an_io_error_is_named_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: _Usage)
    with pytest.raises(DiskFullError), plain_errors(tmp_path):
        raise dbapi2.OperationalError("disk I/O error")


class _Usage:
    free = 0


def test_a_long_log_opens_from_its_kept_state_as_from_its_beginning(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    elsewhere = CaseLog(CASE, Identity.new(os.urandom), ticking(), os.urandom)
    for number in range(450):

        def fill(edit: Edit, number: int = number) -> None:
            item = edit.add("statements", f"s{number % 20}")
            edit.write(f"{item}/text", f"text {number}")
            if number % 7 == 0:
                edit.delete(f"statements/s{(number + 5) % 20}")

        elsewhere.commit(fill)
    workspace.admit(elsewhere.frames()[:420])
    workspace.commit(CASE, lambda writing: writing.private.write("answers/mood", "tense"))
    assert workspace.parts.database.rows("SELECT count(*) FROM case_state") == [(2,)]
    workspace = reopen(workspace)
    workspace.admit(elsewhere.frames())
    kept = workspace.load(CASE)
    with workspace.parts.database.writing():
        workspace.parts.folds.discard_all()
    for fold in (workspace.load(CASE).shared, elsewhere.fold):
        assert kept.shared.snapshot() == fold.snapshot()
        assert kept.shared.items("statements") == fold.items("statements")
        assert kept.shared.applied == fold.applied
        assert kept.shared.last_hlc == fold.last_hlc
        assert sorted(kept.shared.named_values()) == sorted(fold.named_values())
    assert workspace.load(CASE).private.latest("answers/mood") == "tense"
    workspace.lock()


def test_values_that_another_program_takes_in_late_are_seen(tmp_path: Path) -> None:
    first, _ = new_workspace(tmp_path)
    elsewhere = CaseLog(CASE, Identity.new(os.urandom), ticking(), os.urandom)
    elsewhere.commit(lambda edit: edit.write("title", "late"))
    (frame,) = elsewhere.frames()
    first.admit([Frame(frame.raw)])
    assert first.load(CASE).shared.latest("title") is None
    second = Workspace.unlock(first.folder, passcode=PASSCODE, machine=first.machine)
    second.admit([frame])
    second.lock()
    assert first.load(CASE).shared.latest("title") == "late"
    first.lock()


def test_another_program_sees_and_continues_the_same_chain(tmp_path: Path) -> None:
    first, _ = new_workspace(tmp_path)
    write(first, CASE, title="one")
    second = Workspace.unlock(first.folder, passcode=PASSCODE, machine=first.machine)
    write(second, CASE, title="two")
    assert first.load(CASE).shared.latest("title") == "two"
    write(first, CASE, title="three")
    assert second.load(CASE).shared.latest("title") == "three"
    assert titles(second) == ["three"]
    assert [change.seq for change in second.changes(CASE)] == [1, 2, 3]
    second.lock()
    first.lock()


def test_a_writer_that_does_not_let_go_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fieldapp.store.database.BUSY_SECONDS", 0.01)
    first, _ = new_workspace(tmp_path)
    second = Workspace.unlock(first.folder, passcode=PASSCODE, machine=first.machine)
    with first.parts.database.writing(), pytest.raises(BusyError):
        write(second, CASE, title="too soon")
    write(second, CASE, title="now")
    assert titles(first) == ["now"]
    second.lock()
    first.lock()


def test_the_list_shows_the_last_changed_first_page_by_page(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    for number in range(7):
        write(workspace, bytes([number]) * 16, title=f"case {number}")
    write(workspace, bytes([2]) * 16, title="case 2 again")
    first = workspace.listing().page(limit=3)
    workspace.rest()
    second = workspace.listing().page(limit=30, before=first[-1].recency)
    assert [row.summary.title.en for row in (*first, *second)] == [
        *("case 2 again", "case 6", "case 5", "case 4", "case 3", "case 1", "case 0")
    ]
    assert workspace.listing().page(state="final") == []
    assert len(workspace.listing().page(state="open")) == 7
    workspace.lock()


def test_conflicts_are_listed_until_resolved(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="here")
    elsewhere = CaseLog(CASE, Identity.new(os.urandom), ticking(), os.urandom)
    elsewhere.commit(lambda edit: edit.write("title", "there"))
    admission = workspace.admit(elsewhere.frames())
    assert (admission.admitted, admission.known, admission.findings) == (1, 0, [])
    assert workspace.listing().conflicts() == [(CASE, "title")]
    write(workspace, CASE, title="both")
    assert workspace.listing().conflicts() == []
    workspace.lock()


def test_changes_from_elsewhere_come_in_once(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    elsewhere = CaseLog(CASE, Identity.new(os.urandom), ticking(), os.urandom)
    for text in ("one", "two", "three"):
        elsewhere.commit(lambda edit, text=text: edit.write("title", text))
    frames = elsewhere.frames()
    assert workspace.admit(frames[1:]).admitted == 2
    again = workspace.admit(frames)
    assert (again.admitted, again.known, again.cases) == (1, 2, {CASE})
    assert workspace.load(CASE).shared.snapshot() == elsewhere.fold.snapshot()
    assert {frame.raw for frame in workspace.frames(CASE)} == {frame.raw for frame in frames}
    workspace.lock()


def test_values_that_come_later_are_taken_in(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    elsewhere = CaseLog(CASE, Identity.new(os.urandom), ticking(), os.urandom)
    elsewhere.commit(lambda edit: edit.write("title", "late"))
    (frame,) = elsewhere.frames()
    workspace.admit([Frame(frame.raw)])
    assert workspace.load(CASE).shared.latest("title") is None
    workspace.admit([frame])
    assert workspace.load(CASE).shared.latest("title") == "late"
    workspace = reopen(workspace)
    assert workspace.load(CASE).shared.latest("title") == "late"
    workspace.lock()


def test_bad_frames_are_quarantined_and_nothing_waits_for_them(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    elsewhere = CaseLog(CASE, Identity.new(os.urandom), ticking(), os.urandom)
    elsewhere.commit(lambda edit: edit.write("title", "good"))
    elsewhere.commit(lambda edit: edit.write("severity", 3))
    good, second = elsewhere.frames()
    altered = Frame(second.raw, {name: Value(b"s" * 16, b"\xc0") for name in second.values})
    admission = workspace.admit([Frame(b"rubbish"), altered, good])
    assert admission.admitted == 1
    codes = ["case.change_malformed", "case.value_altered"]
    assert [finding.code for finding in admission.findings] == codes
    held = workspace.parts.quarantine.all()
    assert sorted(item.finding.code for item in held) == codes
    assert {item.frame.raw for item in held} == {b"rubbish", second.raw}
    assert workspace.admit([second]).admitted == 1
    workspace.lock()


def test_a_fork_is_kept_on_both_sides_and_named(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    twin = Identity.new(os.urandom)
    fork = []
    for text in ("left", "right"):
        edit = Edit(Fold(), os.urandom)
        edit.write("title", text)
        change = encode(CASE, twin, Tip(), 1 << 16, {"ops": edit.ops})
        fork.append(Frame(change.raw, edit.values))
    admission = workspace.admit(fork)
    assert admission.admitted == 2
    assert [finding.code for finding in admission.findings] == ["case.chain_fork"]
    assert workspace.listing().conflicts() == [(CASE, "title")]
    workspace.lock()


def test_of_a_fork_either_branch_may_come_first(tmp_path: Path) -> None:
    twin = Identity.new(os.urandom)
    first, other = (encode(CASE, twin, Tip(), hlc, {"ops": []}) for hlc in (1, 2))
    after = encode(CASE, twin, Tip(1, other.id), 3, {"ops": []})
    workspace, _ = new_workspace(tmp_path)
    admission = workspace.admit([Frame(first.raw), Frame(after.raw)])
    assert [finding.code for finding in admission.findings] == ["case.chain_broken"]
    workspace.admit([Frame(other.raw)])
    assert {change.id for change in workspace.changes(CASE)} == {first.id, other.id, after.id}
    assert workspace.parts.quarantine.all() == []
    workspace.lock()


def test_drafts_survive_and_become_changes_on_locking(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="a case")
    workspace.save_draft(CASE, "report/impact", "half a sen")
    workspace.save_draft(CASE, "report/impact", "half a sentence")
    workspace.save_draft(CASE, "title/@zh", "草稿")
    workspace.save_draft(CASE, "answers/mood", "tense", private=True)
    other = Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=workspace.machine)
    assert [draft.text for draft in other.drafts(CASE)] == ["half a sentence", "草稿", "tense"]
    other.parts.database.close()
    workspace = reopen(workspace)
    folded = workspace.load(CASE)
    assert workspace.drafts(CASE) == []
    assert folded.shared.latest("report/impact") == "half a sentence"
    assert folded.shared.latest("title/@zh") == "草稿"
    assert folded.private.latest("answers/mood") == "tense"
    workspace.lock()


def test_a_commit_clears_the_draft_of_what_it_writes(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    for path in ("report/impact", "report/solution", "report/benefit"):
        workspace.save_draft(CASE, path, "text")
    write(workspace, CASE, report__impact="text", **{"report/solution/@en": "text"})
    assert [draft.path for draft in workspace.drafts(CASE)] == ["report/benefit"]
    workspace.clear_draft(CASE, "report/benefit")
    assert workspace.drafts(CASE) == []
    workspace.lock()


def test_a_clock_set_back_ten_years_does_not_reorder(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="first")
    workspace.lock()
    back = laptop(tmp_path, clock=ticking(START - timedelta(days=3653)))
    with Workspace.unlock(workspace.folder, passcode=PASSCODE, machine=back) as workspace:
        write(workspace, CASE, title="second")
        first, second = workspace.changes(CASE)
        assert second.hlc > first.hlc


def test_blobs_and_playbooks_are_kept_by_their_hash(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    photo = os.urandom(100_000)
    name = workspace.put_blob(CASE, photo)
    assert workspace.put_blob(OTHER, photo) == name
    version = workspace.put_playbook(b"compiled")
    workspace = reopen(workspace)
    assert workspace.get_blob(name) == photo
    assert workspace.playbook(version) == b"compiled"
    assert workspace.playbook("0" * 64) is None
    assert len(list((workspace.folder / "blobs").glob("??/*"))) == 1
    workspace.lock()


def test_every_projection_can_be_thrown_away_and_made_again(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    for number in range(5):
        write(workspace, bytes([number]) * 16, title=f"投诉 {number}", severity=number)
    elsewhere = CaseLog(bytes(16), Identity.new(os.urandom), ticking(), os.urandom)
    elsewhere.commit(lambda edit: edit.write("title", "there 投诉"))
    workspace.admit(elsewhere.frames())

    def seen() -> object:
        found = [workspace.search(text) for text in ("投", "投诉", "3", "the")]
        return workspace.listing().page(), found, workspace.listing().conflicts()

    before = seen()
    database = workspace.parts.database
    with database.writing():
        workspace.parts.projections.clear()
    assert workspace.listing().page() == []
    workspace.rebuild()
    assert seen() == before
    workspace.lock()


def test_projections_of_another_version_are_made_again_on_opening(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="a case")
    with workspace.parts.database.writing():
        workspace.parts.meta.put("projections", b"another version")
        workspace.parts.database.write("UPDATE case_list SET summary = x'80'")
    workspace = reopen(workspace)
    assert titles(workspace) == ["a case"]
    workspace.lock()


def test_a_database_put_back_is_noticed_and_goes_on_as_another_incarnation(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="old")
    workspace.lock()
    old = (workspace.folder / "db.sqlite").read_bytes()
    workspace = reopen(workspace)
    write(workspace, CASE, title="new")
    before = workspace.identity
    workspace.lock()
    (workspace.folder / "db.sqlite").write_bytes(old)
    workspace = reopen(workspace)
    (finding,) = workspace.findings
    assert finding.code == "store.rolled_back"
    assert finding.params == {"saved": 2, "found": 1}
    assert workspace.identity.incarnation != before.incarnation
    write(workspace, CASE, title="newer")
    workspace = reopen(workspace)
    assert workspace.findings == ()
    workspace.lock()


def test_a_mark_behind_the_database_is_no_alarm(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="one")
    mark = (workspace.folder / "high-water").read_bytes()
    write(workspace, CASE, title="two")
    workspace.lock()
    (workspace.folder / "high-water").write_bytes(mark)
    workspace = reopen(workspace)
    assert workspace.findings == ()
    write(workspace, CASE, title="three")
    with HighWater(workspace.folder / "high-water") as marks:
        assert marks.read() == workspace.parts.counter.read()[0]
    workspace.lock()


def test_a_lost_mark_is_made_again_and_said(tmp_path: Path) -> None:
    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title="one")
    for damage in (b"", b"\xff" * 8192, None):
        workspace.lock()
        path = workspace.folder / "high-water"
        path.unlink() if damage is None else path.write_bytes(damage)
        workspace = reopen(workspace)
        assert [finding.code for finding in workspace.findings] == ["store.mark_missing"]
    workspace.lock()
