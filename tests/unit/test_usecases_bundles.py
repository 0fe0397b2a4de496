"""Bundles: cases go from hand to hand, sealed and encrypted, and come in by the same door."""

from __future__ import annotations

import errno
import io
from pathlib import Path

import pytest
from http_hub import HttpHub
from store_kit import write
from sync_kit import Team
from syncing_kit import CASE, join, sync, workspace_at

from bench.bundle_fuzz import attack
from fieldapp.base.language import LANGS, tr
from fieldapp.base.progress import Cancelled
from fieldapp.store.erase import Wish
from fieldapp.store.workspace import Workspace
from fieldapp.sync.bundle import BundleError
from fieldapp.usecases.outputs import NotWrittenError
from fieldapp.usecases.syncing import bundles, contacts, envelope
from fieldapp.usecases.syncing.bundles import Found, Taken
from fieldapp.usecases.syncing.contacts import Contact, ContactError

PLAYBOOK = b"a compiled playbook"


def pair(home: Path) -> tuple[Workspace, Workspace]:
    """Two people who know each other, without a hub."""
    ann, bo = workspace_at(home / "ann"), workspace_at(home / "bo")
    for here, there, name in ((ann, bo, "Ann"), (bo, ann, "Bo")):
        path = home / f"{name}.contact"
        contacts.export(here, name, path)
        contacts.keep(there, contacts.read(path))
    return ann, bo


def give(giver: Workspace, path: Path, *names: str, cases: tuple[bytes, ...] = ()) -> None:
    bundles.export(giver, contacts.recipients(giver, names), path, cases=cases, name="Ann")


def take(taker: Workspace, path: Path) -> tuple[Found, Taken]:
    found = bundles.look(taker, path)
    return found, bundles.take(taker, found)


def text(workspace: Workspace, path: str = "title") -> list[object]:
    fold = workspace.load(CASE).shared
    return [fold.content(head) for head in fold.heads(path)]


def test_a_case_goes_from_hand_to_hand_and_back(tmp_path: Path) -> None:
    ann, bo = pair(tmp_path)
    write(ann, CASE, title="Line 3 stops", playbook_version=ann.put_playbook(PLAYBOOK))
    name = ann.put_blob(CASE, b"a photo" * 9_000)
    write(ann, CASE, evidence__e1__blob=name)
    give(ann, tmp_path / "out.fieldcase", "bo", cases=(CASE,))
    found, taken = take(bo, tmp_path / "out.fieldcase")
    assert found.sender == Contact("Ann", ann.device_key.public)
    assert (found.cases, found.changes, found.files) == ((CASE,), 2, 2)
    assert (taken.changes, taken.files, taken.findings) == (2, 2, ())
    assert text(bo) == ["Line 3 stops"]
    assert bo.get_blob(name) == b"a photo" * 9_000
    assert bo.parts.playbooks.versions() == ann.parts.playbooks.versions()
    write(bo, CASE, title="Line 3 stops twice a week")
    give(bo, tmp_path / "back.fieldcase", "Ann")
    assert take(ann, tmp_path / "back.fieldcase")[1].changes == 1
    assert text(ann) == ["Line 3 stops twice a week"]
    assert take(ann, tmp_path / "back.fieldcase")[1].changes == 0


def test_without_cases_only_what_is_new_goes(tmp_path: Path) -> None:
    ann, bo = pair(tmp_path)
    write(ann, CASE, title="Line 3")
    give(ann, tmp_path / "1.fieldcase", "Bo")
    with pytest.raises(BundleError) as caught:
        give(ann, tmp_path / "2.fieldcase", "Bo")
    assert caught.value.finding.code == "sync.bundle_empty"
    write(ann, CASE, title="Line 3 stops")
    give(ann, tmp_path / "2.fieldcase", "Bo")
    assert bundles.look(bo, tmp_path / "2.fieldcase").changes == 1
    take(bo, tmp_path / "2.fieldcase")
    take(bo, tmp_path / "1.fieldcase")
    assert text(bo) == ["Line 3 stops"]
    assert bo.verify() == ()


@pytest.mark.parametrize("after", [0, 2, 5])
def test_who_stops_it_half_way_has_no_bundle_and_loses_nothing(tmp_path: Path, after: int) -> None:
    ann, bo = pair(tmp_path)
    for number in range(1, 4):
        write(ann, bytes([number]) * 16, title="x" * 90_000)
    path, told = tmp_path / "out.fieldcase", list[int]()

    def check(done: int, _: int) -> None:
        told.append(done)
        if len(told) > after:
            raise Cancelled

    with pytest.raises(Cancelled):
        bundles.export(ann, contacts.known(ann), path, check=check)
    assert not path.exists()
    give(ann, path, "Bo")
    assert take(bo, path)[1].changes == 3


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ann, _ = pair(tmp_path)
    write(ann, CASE, title="Line 3")

    monkeypatch.setattr(envelope, "_Sink", FullSink)
    with pytest.raises(NotWrittenError) as caught:
        give(ann, tmp_path / "out.fieldcase", "Bo")
    assert "full" in caught.value.finding.code
    assert [path.name for path in tmp_path.glob("*.fieldcase*")] == []


class FullSink(envelope._Sink):
    """A file on a full disk."""

    def __init__(self, _: object) -> None:
        super().__init__(FullDisk())


class FullDisk(io.BytesIO):
    def write(self, _: object) -> int:
        raise OSError(errno.ENOSPC, "full")


def test_nobody_else_can_open_it(tmp_path: Path) -> None:
    ann, _ = pair(tmp_path)
    stranger = workspace_at(tmp_path / "stranger")
    write(ann, CASE, title="canary")
    path = tmp_path / "out.fieldcase"
    give(ann, path, "Bo")
    assert b"canary" not in path.read_bytes()
    with pytest.raises(BundleError) as caught:
        bundles.look(stranger, path)
    assert caught.value.finding.code == "sync.bundle_not_for_us"


def test_a_laptop_of_several_teams_gives_what_is_lacking_of_one_at_a_time(tmp_path: Path) -> None:
    ann, bo = pair(tmp_path)
    teams = {"North": Team(), "South": Team(1)}
    for name, team in teams.items():
        join(team, ann, team_name=name)
    other = b"o" * 16
    for case, name in ((CASE, "North"), (other, "South")):
        write(ann, case, title=f"of {name}")
        with ann.parts.database.writing():
            ann.parts.spaces.set_home(case, teams[name].space)
    path, to_bo = tmp_path / "out.fieldcase", contacts.recipients(ann, ["Bo"])
    for of, code in (("", "sync.bundle_several"), ("West", "sync.bundle_team_unknown")):
        with pytest.raises(BundleError) as caught:
            bundles.export(ann, to_bo, path, of=of)
        assert caught.value.finding.code == code
    assert not path.exists()
    assert bundles.export(ann, to_bo, path, of="South").cases == 1
    assert take(bo, path)[1].cases == (other,)
    # What South has had does not count for North, be its cases older; then nothing is new.
    assert bundles.export(ann, to_bo, path).cases == 1
    assert take(bo, path)[1].cases == (CASE,)
    with pytest.raises(BundleError) as caught:
        bundles.export(ann, to_bo, path)
    assert caught.value.finding.code == "sync.bundle_empty"
    write(ann, other, title="more of South")
    assert bundles.export(ann, to_bo, path).changes == 1


def test_who_made_it_is_known_or_a_stranger(tmp_path: Path) -> None:
    ann, bo = workspace_at(tmp_path / "ann"), workspace_at(tmp_path / "bo")
    contacts.keep(ann, contacts.own(bo, "Bo"))
    write(ann, CASE, title="Line 3")
    give(ann, tmp_path / "out.fieldcase", "Bo")
    found = bundles.look(bo, tmp_path / "out.fieldcase")
    assert found.sender is None
    assert (found.name, found.key) == ("Ann", ann.device_key.public)


def test_a_bundle_that_was_cut_or_changed_is_refused_and_nothing_is_taken(tmp_path: Path) -> None:
    ann, bo = pair(tmp_path)
    write(ann, CASE, title="Line 3", report__background="b" * 90_000)
    path = tmp_path / "out.fieldcase"
    give(ann, path, "Bo")
    whole = path.read_bytes()
    for spoilt in (whole[:-40], whole[:600] + b"?" + whole[601:], whole + b"more", b"", b"PK"):
        path.write_bytes(spoilt)
        with pytest.raises(BundleError):
            bundles.look(bo, path)
    path.unlink()
    with pytest.raises(BundleError):
        bundles.look(bo, path)
    assert bo.changes(CASE) == []


def test_another_bundle_than_the_one_looked_at_is_not_taken(tmp_path: Path) -> None:
    ann, bo = pair(tmp_path)
    write(ann, CASE, title="Line 3")
    path = tmp_path / "out.fieldcase"
    give(ann, path, "Bo", cases=(CASE,))
    found = bundles.look(bo, path)
    write(ann, CASE, title="Line 4")
    give(ann, path, "Bo", cases=(CASE,))
    with pytest.raises(BundleError):
        bundles.take(bo, found)
    assert bo.changes(CASE) == []


def test_what_was_erased_is_not_in_it_and_does_not_come_back_by_it(tmp_path: Path) -> None:
    ann, bo = pair(tmp_path)
    write(ann, CASE, statements__s1__text="canary")
    before, after = tmp_path / "1.fieldcase", tmp_path / "2.fieldcase"
    give(ann, before, "Bo", cases=(CASE,))
    ann.erase(CASE, Wish("case", "asked for"))
    give(ann, after, "Bo", cases=(CASE,))
    plain: list[bytes] = []
    envelope.open_(after, bo.device_key, plain.append)
    assert b"canary" not in b"".join(plain)
    take(bo, after)
    take(bo, before)
    assert text(bo, "statements/s1/text") == [None]


def test_in_a_team_laptops_know_each_other_and_the_hub_gets_what_came_by_stick(
    tmp_path: Path,
) -> None:
    team = HttpHub().team
    ann, bo = workspace_at(tmp_path / "ann"), workspace_at(tmp_path / "bo")
    join(team, ann)
    join(team, bo)
    sync(team, ann, bo)
    write(ann, CASE, title="Line 3")
    sync(team, ann)
    give(ann, tmp_path / "out.fieldcase", "North", cases=(CASE,))
    found, taken = take(bo, tmp_path / "out.fieldcase")
    assert found.sender is not None
    assert found.sender.team == "North"
    assert taken.findings == ()
    assert text(bo) == ["Line 3"]
    sync(team, bo)
    assert bo.unsent() == 0


def test_what_a_stranger_wrote_is_carried_to_the_team_by_whoever_takes_it_in(
    tmp_path: Path,
) -> None:
    team = HttpHub().team
    ann, bo = pair(tmp_path)
    join(team, bo)
    sync(team, bo)
    write(ann, CASE, title="Line 3")
    give(ann, tmp_path / "out.fieldcase", "Bo")
    assert take(bo, tmp_path / "out.fieldcase")[1].findings == ()
    sync(team, bo)
    assert bo.unsent() == 0
    assert len(team.on_hub(CASE)) == 1


def test_what_a_team_lacks_goes_without_a_network_and_nothing_of_another_team(
    tmp_path: Path,
) -> None:
    north, south = Team(), Team(seed=7)
    ann, bo = workspace_at(tmp_path / "ann"), workspace_at(tmp_path / "bo")
    for workspace in (ann, bo):
        join(north, workspace)
    sync(north, ann, bo)
    write(ann, b"n" * 16, title="Line 3")
    sync(north, ann)
    join(south, ann, team_name="South")
    with ann.parts.database.writing():
        ann.parts.spaces.set_home(b"s" * 16, south.space)
    write(ann, b"s" * 16, title="of the other team")
    write(ann, CASE, title="begun on the way")  # no hub has heard of it
    give(ann, tmp_path / "out.fieldcase", "North")
    found, taken = take(bo, tmp_path / "out.fieldcase")
    assert set(found.cases) == {b"n" * 16, CASE}
    assert taken.findings == ()
    assert text(bo) == ["begun on the way"]


def test_a_contact_is_what_its_owner_wrote(tmp_path: Path) -> None:
    ann = workspace_at(tmp_path)
    path = tmp_path / "ann.contact"
    made = contacts.export(ann, "  Ann  ", path)
    assert contacts.read(path) == made == Contact("Ann", ann.device_key.public)
    whole = path.read_text()
    for spoilt in (whole.replace("Ann", "Bob"), whole[:-9], "[]", '{"format": 3}', "[" * 9_000):
        path.write_text(spoilt)
        with pytest.raises(ContactError):
            contacts.read(path)
    with pytest.raises(ContactError):
        contacts.export(ann, " ", path)
    with pytest.raises(ContactError):
        contacts.recipients(ann, ["Nobody"])
    bo = Contact("Bo", b"k" * 32)
    contacts.keep(ann, bo)
    assert contacts.known(ann) == (bo,)
    contacts.forget(ann, bo)
    assert contacts.known(ann) == ()


def test_a_fingerprint_is_words_that_can_be_read_out() -> None:
    for lang in LANGS:
        words = contacts.fingerprint(b"k" * 32, lang).split()
        assert len(words) == contacts.WORDS
        assert contacts.fingerprint(b"l" * 32, lang).split() != words
        assert len(set(tr("fingerprint.words", lang).split())) == 256


@pytest.mark.parametrize("seed", range(900_000, 900_003))
def test_mutated_bundles_do_no_harm(seed: int) -> None:
    outcome = attack(seed, 40)
    assert outcome.fault == ""
    assert outcome.refused > 5
