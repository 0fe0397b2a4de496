"""The store when the machine misbehaves: full or failing disk, wrong clock, two writers at once."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bench.reliability.fleet import Job, run
from bench.reliability.laptop import CHEAP
from fieldapp.base.clock import system_entropy
from fieldapp.store.keychain import NoSecrets
from fieldapp.store.machine import Machine
from fieldapp.store.workspace import Workspace

PASSCODE = "correct horse"
CASE, OTHER = bytes(16), bytes([1]) * 16
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DECADE = timedelta(days=3653)

needs_compiler = pytest.mark.skipif(
    sys.platform != "linux", reason="the library that counts calls is for Linux"
)


@needs_compiler
def test_a_full_or_failing_disk_loses_nothing_and_the_work_goes_on() -> None:
    outcome = run([Job("fault", 7, 50)], quiet=True)
    assert outcome.points == 50
    assert not outcome.failures, outcome.failures[0]
    assert {"store.disk_full", "store.disk_failure"} <= outcome.tally.keys()


@needs_compiler
def test_writers_at_the_same_time_lose_no_edit() -> None:
    outcome = run([Job("rivals", 1, 400)], quiet=True)
    assert outcome.points == 400
    assert not outcome.failures, outcome.failures[0]


@needs_compiler
def test_backups_beside_a_writer_verify() -> None:
    outcome = run([Job("race", 1, 20)], quiet=True)
    assert not outcome.failures, outcome.failures[0]
    assert outcome.tally["commits meanwhile"] > 20


class WrongClock:
    """A laptop's clock, which somebody sets."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> WrongClock:
    return WrongClock()


@pytest.fixture
def laptop(tmp_path: Path, clock: WrongClock) -> Machine:
    return Machine(NoSecrets(), tmp_path / "state", clock, system_entropy, CHEAP)


@pytest.fixture
def folder(tmp_path: Path, laptop: Machine) -> Path:
    """A workspace with one case."""
    folder = tmp_path / "workspace"
    workspace, _ = Workspace.create(folder, passcode=PASSCODE, machine=laptop)
    with workspace:
        write(workspace, CASE, "first")
    return folder


def opened(folder: Path, laptop: Machine) -> Workspace:
    return Workspace.unlock(folder, passcode=PASSCODE, machine=laptop)


def write(workspace: Workspace, case: bytes, title: str) -> None:
    assert workspace.commit(case, lambda writing: writing.shared.write("title", title))


def title(workspace: Workspace, case: bytes) -> object:
    fold = workspace.load(case).shared
    (head,) = fold.distinct("title")
    return fold.content(head)


@pytest.mark.parametrize("shift", [-DECADE, DECADE], ids=["back", "forward"])
def test_a_wrong_clock_changes_no_order_and_loses_nothing(
    folder: Path, laptop: Machine, clock: WrongClock, shift: timedelta
) -> None:
    clock.now += shift
    with opened(folder, laptop) as workspace:
        assert workspace.findings == ()
        write(workspace, OTHER, "another case")
        write(workspace, CASE, "second")
    clock.now = NOW + timedelta(hours=1)
    with opened(folder, laptop) as workspace:
        assert title(workspace, CASE) == "second"
        write(workspace, CASE, "third")
        readings = [change.hlc for change in workspace.changes(CASE)]
        assert readings == sorted(set(readings))
        assert title(workspace, CASE) == "third"
        assert [row.case for row in workspace.listing().page()] == [CASE, OTHER]
        assert workspace.verify() == ()


@pytest.mark.parametrize("shift", [-DECADE, DECADE], ids=["back", "forward"])
def test_a_backup_made_with_a_wrong_clock_is_not_thrown_away_for_it(
    folder: Path, laptop: Machine, clock: WrongClock, shift: timedelta
) -> None:
    with opened(folder, laptop) as workspace:
        workspace.backups.make()
        clock.now += shift
        write(workspace, CASE, "second")
        made, findings = workspace.backups.make()
        assert findings == ()
        assert made.folder in [backup.folder for backup in workspace.backups.find()]
        assert workspace.backups.verify() == ()


def test_two_open_workspaces_see_each_others_edits(folder: Path, laptop: Machine) -> None:
    with opened(folder, laptop) as one, opened(folder, laptop) as other:
        write(one, CASE, "from one")
        assert title(other, CASE) == "from one"
        write(other, CASE, "from other")
        write(one, OTHER, "new")
        assert title(one, CASE) == "from other"
        assert [row.case for row in other.listing().page()] == [OTHER, CASE]
        assert one.listing().conflicts() == []
