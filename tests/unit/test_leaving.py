"""A laptop that belongs to its team no more: what locks it, what does not, and who opens it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from http_hub import HttpHub
from store_kit import PASSCODE
from sync_kit import Team
from syncing_kit import join, sync, workspace_at

from fieldapp.base.clock import system_entropy
from fieldapp.case.seal import SigningKey
from fieldapp.playbook.library import Library
from fieldapp.store.errors import HeldError, WrongPasscodeError, WrongReleaseError
from fieldapp.store.restore import restore
from fieldapp.store.workspace import Workspace
from fieldapp.sync import companykey, notices
from fieldapp.sync.batch import Batch
from fieldapp.sync.certificates import AccountCertificate, DeviceCertificate, Revocation, Root, read
from fieldapp.sync.exchange import take_in
from fieldapp.sync.messages import Problem
from fieldapp.sync.release import ReleaseError
from fieldapp.usecases import care, workspaces
from fieldapp.usecases.company import escrow, leaving
from fieldapp.usecases.company.applying import apply
from fieldapp.usecases.syncing.joining import Joining
from fieldapp.usecases.syncing.local import StoreLocal
from fieldapp.usecases.syncing.rounds import sync as round_of
from fieldapp.usecases.syncing.session import Errand

CASE = b"c" * 16
OTHER = "another passcode"


def certified(team: Team, workspace: Workspace, kind: type[object]) -> list[bytes]:
    """The ids of a laptop's certificates of one kind."""
    roster = team.shelf.roster(team.space)
    assert roster is not None
    bound = [
        one
        for one in roster.certificates.values()
        if isinstance(one, DeviceCertificate) and one.device == workspace.identity.device
    ]
    return [
        one.id
        for one in roster.certificates.values()
        if isinstance(one, AccountCertificate | DeviceCertificate)
        and isinstance(one, kind)
        and one.account == bound[0].account
    ]


def tell(team: Team, workspace: Workspace, *raws: bytes) -> HeldError | None:
    """What certificates do that somebody has brought."""
    local = StoreLocal(workspace)
    take_in(local, team.space, Batch(certificates=raws), is_on_hub=True)
    return leaving.obey(workspace)


def test_only_the_teams_root_locks_a_laptop_and_only_out_of_its_last_team(tmp_path: Path) -> None:
    north, south = Team(), Team(1)
    ann = workspace_at(tmp_path / "ann")
    bo = workspace_at(tmp_path / "bo")
    for team, name in ((north, "North"), (south, "South")):
        join(team, ann, team_name=name)
    join(north, bo)
    root = north.roots[north.space]
    devices, roles = (certified(north, ann, of) for of in (DeviceCertificate, AccountCertificate))
    # Another root's word, another laptop's order, a role that was changed: nothing of it counts.
    forged = Root(SigningKey.new(system_entropy))
    for raw in (
        forged.revoke(tuple(devices), 5),
        root.revoke(tuple(devices), 5)[:-1] + b"\0",
        root.revoke(tuple(certified(north, bo, DeviceCertificate)), 5),
        root.revoke(tuple(roles), 5),
    ):
        assert tell(north, ann, raw) is None
    # Out of one team, and still in the other.
    assert tell(north, ann, root.revoke(tuple(devices), 6)) is None
    last = south.roots[south.space]
    order = last.revoke(tuple(certified(south, ann, DeviceCertificate)), 7)
    # What an earlier version made could not be lifted, so it locks nothing.
    early = {"revokes": certified(south, ann, DeviceCertificate)}
    ann.commit(CASE, lambda writing: writing.shared.write("causes/c1/text", "A seal is worn"))
    backup, _ = ann.backups.make()
    ann.save_draft(CASE, "title", "half typed")
    assert ann.unsent() == 1
    told = tell(south, ann, order)
    assert told is not None
    assert told.finding.params == {"team": "South", "count": 2}
    assert leaving.obey(ann) is not None
    ann.lock()
    # Neither the workspace nor its backup opens to whoever knows the passcode.
    for open_it in (
        lambda: Workspace.unlock(ann.folder, passcode=PASSCODE, machine=ann.machine),
        lambda: restore(backup.folder, tmp_path / "a", passcode=PASSCODE, machine=ann.machine),
    ):
        with pytest.raises(HeldError):
            open_it()
    made = read(order, south.space)
    assert isinstance(made, Revocation)
    told_code = str(last.release(made))
    with pytest.raises(ReleaseError):
        leaving.release(ann.folder, told_code[:-1])
    leaving.release(ann.folder, told_code)
    with restore(backup.folder, tmp_path / "b", passcode=PASSCODE, machine=ann.machine) as back:
        assert back.listing().count() == 1
    with Workspace.unlock(ann.folder, passcode=PASSCODE, machine=ann.machine) as again:
        assert leaving.obey(again) is None
        assert again.load(CASE).shared.heads("title")
        # Another order locks it again, and by the former code it stays so.
        second = last.revoke(tuple(certified(south, again, DeviceCertificate)), 8)
        assert tell(south, again, second) is not None
    with pytest.raises(WrongReleaseError):
        leaving.release(ann.folder, told_code)
    raw = south.roots[south.space].issue(Revocation.KIND, 9, **early)
    assert tell(south, bo, raw) is None
    bo.lock()


def test_a_mere_word_of_the_hub_locks_nothing(tmp_path: Path) -> None:
    hub = HttpHub()
    ann = workspace_at(tmp_path / "ann")
    with hub.carrier() as carrier:
        joining = Joining.begin(ann, "hub.example", hub.code())
        joining.accept(ann, carrier.carry(joining.hub, b"", b"", joining.question))

        def lie(errand: Errand) -> Problem:
            return Problem(code="sync.revoked", params={}, certificates=(b"", b"x" * 99))

        def ask(errand: Errand) -> object:
            return carrier.carry(errand.hub, errand.token, errand.space, errand.question)

        done = round_of(ann, lie)
        assert (done.left, {finding.code for _, finding in done.troubles}) == (
            None,
            {"sync.revoked"},
        )
        assert round_of(ann, ask).troubles == ()  # type: ignore[arg-type]
        # By a renewal, which proves who asks, the hub says why; by any other question too.
        root = hub.team.roots[hub.team.space]
        devices = certified(hub.team, ann, DeviceCertificate)
        hub.team.hub.certify(root.space, root.revoke(tuple(devices), 5))
        done = round_of(ann, ask)  # type: ignore[arg-type]
        assert done.left is not None
    ann.lock()


def test_the_companys_key_opens_what_is_locked_and_then_nobody_elses_does(tmp_path: Path) -> None:
    team = Team()
    ann = workspace_at(tmp_path / "ann")
    join(team, ann)
    ann.commit(CASE, lambda writing: writing.shared.write("title", "Pump leaks"))
    away = tmp_path / "away"
    away.mkdir()
    ann.backups.set_second_folder(away)
    early, _ = ann.backups.make()
    away.rename(tmp_path / "unplugged")
    public, shares = companykey.make(2, system_entropy)
    content = notices.key(public)
    root = team.roots[team.space]
    team.hub.certify(team.space, root.notice(notices.KEY, "recovery", 1, content, 1))
    team.shelf.spaces[team.space].blobs[hashlib.sha256(content).digest()] = content
    sync(team, ann)
    apply(ann)
    library, machine = Library([]), ann.machine

    def recover(folder: Path, into: Path | None = None) -> escrow.Recovered:
        return escrow.recover(
            folder,
            library,
            shares,
            reason="left",
            passcode=OTHER,
            log=tmp_path / f"{folder.name}.json",
            into=into,
            machine=machine,
        )

    # The backup is older than the company's key, which opens it all the same.
    assert recover(early.folder, tmp_path / "back").cases == 1
    # The disk that was away follows when a backup is made there again.
    assert escrow.opened_backups(ann) == (1, 1)
    (tmp_path / "unplugged").rename(away)
    assert escrow.opened_backups(ann) == (1, 2)
    ann.backups.make()
    assert care.backup_state(ann, 1).opened == len(ann.backups.find()) == 2
    order = root.revoke(tuple(certified(team, ann, DeviceCertificate)), 5)
    assert tell(team, ann, order) is not None
    ann.lock()
    assert recover(ann.folder).cases == 1
    made = read(order, team.space)
    assert isinstance(made, Revocation)
    with pytest.raises(WrongPasscodeError):
        Workspace.unlock(ann.folder, passcode=PASSCODE, machine=machine)
    with pytest.raises(WrongReleaseError):
        leaving.release(ann.folder, str(root.release(made)))
    with workspaces.unlock(ann.folder, library, passcode=OTHER, machine=machine) as opened:
        assert opened.listing().count() == 1
        assert opened.unsent() == 0
