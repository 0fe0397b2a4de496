"""The inbox: photos are offered when they have arrived whole, and once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from store_kit import reopen
from usecase_kit import photo, workspace_in

from fieldapp.base.language import LANGS, message
from fieldapp.base.progress import Cancelled
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import inbox
from fieldapp.usecases.inbox import Glance


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_in(tmp_path) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "phone"
    place.mkdir()
    return place


def put(path: Path, data: bytes, at: int) -> None:
    path.write_bytes(data)
    os.utime(path, (at, at))


def names(glance: Glance) -> list[str]:
    return [one.path.name for one in glance.arrivals]


def test_a_photo_has_arrived_when_it_no_longer_changes(folder: Path) -> None:
    whole = photo()
    put(folder / "a.jpg", whole[:1000], 100)
    first = inbox.look(folder)
    assert names(first) == []
    put(folder / "a.jpg", whole, 100)
    second = inbox.look(folder, first)
    assert names(second) == []
    third = inbox.look(folder, second)
    assert names(third) == ["a.jpg"]
    assert third.arrivals[0].size == len(whole)


def test_the_latest_come_first_and_what_is_no_photo_is_left_alone(
    folder: Path, tmp_path: Path
) -> None:
    put(folder / "old.jpg", photo("red"), 100)
    put(folder / "new.HEIC", b"heic", 200)
    put(folder / "note.txt", b"text", 300)
    put(folder / ".hidden.jpg", photo("green"), 300)
    put(folder / "empty.jpg", b"", 300)
    (folder / "folder.jpg").mkdir()
    put(tmp_path / "elsewhere.jpg", photo("blue"), 300)
    (folder / "link.jpg").symlink_to(tmp_path / "elsewhere.jpg")
    assert names(inbox.look(folder, inbox.look(folder))) == ["new.HEIC", "old.jpg"]


def test_what_was_taken_or_put_aside_is_not_offered_again(
    workspace: Workspace, folder: Path
) -> None:
    for number, colour in enumerate(("red", "green", "blue")):
        put(folder / f"{colour}.jpg", photo(colour), 100 + number)
    glance = inbox.look(folder, inbox.look(folder))
    assert [one.path.name for one in inbox.new(workspace, glance)] == [
        "blue.jpg",
        "green.jpg",
        "red.jpg",
    ]
    inbox.dealt_with(workspace, [one for one in glance.arrivals if one.path.name != "green.jpg"])
    (folder / "red.jpg").rename(folder / "renamed.jpg")
    put(folder / "copy of green.jpg", photo("green"), 500)
    glance = inbox.look(folder, inbox.look(folder, glance))
    workspace = reopen(workspace)
    assert [one.path.name for one in inbox.new(workspace, glance)] == ["copy of green.jpg"]
    assert workspace.verify() == ()
    workspace.lock()


def test_a_known_photo_is_not_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(folder / "a.jpg", photo(), 100)
    glance = inbox.look(folder, inbox.look(folder))
    monkeypatch.setattr(inbox, "_read", lambda *_: pytest.fail("read again"))
    assert inbox.look(folder, glance).arrivals == glance.arrivals


def test_a_folder_out_of_reach_is_said_to_be_and_what_was_seen_stays(folder: Path) -> None:
    put(folder / "a.jpg", photo(), 100)
    glance = inbox.look(folder, inbox.look(folder))
    folder.rename(folder.with_name("unplugged"))
    away = inbox.look(folder, glance)
    assert names(away) == ["a.jpg"]
    assert away.trouble is not None
    assert all(str(folder) in message(away.trouble, lang) for lang in LANGS)


def test_another_folder_begins_anew(folder: Path, tmp_path: Path) -> None:
    put(folder / "a.jpg", photo(), 100)
    glance = inbox.look(folder, inbox.look(folder))
    other = tmp_path / "other"
    other.mkdir()
    assert inbox.look(other, glance) == Glance(other)


def test_looking_may_be_stopped(folder: Path) -> None:
    put(folder / "a.jpg", photo(), 100)

    def check(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        inbox.look(folder, check=check)
