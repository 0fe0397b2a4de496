"""What the company tells its laptops, and its key: commands on a hub and on two laptops."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hub_kit import PASSWORD, Served
from sqlalchemy import select

from fieldapp.base import paths
from fieldapp.base.policy import TEAM, Policy
from fieldapp.cli.main import main
from fieldapp.hub import schema
from fieldapp.hub.company import policy_of, set_policy
from fieldapp.playbook import wares
from fieldapp.store.slots import Kdf
from fieldapp.sync import notices
from fieldapp.sync.certificates import ADMINISTRATOR
from fieldapp.sync.release import ReleaseCode
from fieldapp.usecases import people, playbooks, settings, workspaces
from fieldapp.usecases.syncing import contacts


def sha256(passcode: str, salt: bytes) -> bytes:
    return hashlib.sha256(salt + passcode.encode()).digest()


Run = Callable[..., tuple[int, str]]
OWN = paths.forms("playbooks", "pacts.yaml").read_text(encoding="utf-8")
GLOSSARY = """format: fieldapp-glossary/1
terms:
  - {term: {en: ZRB}, plain: {zh: 备件周转箱, en: spare parts box}}
"""


@pytest.fixture
def run(
    hub: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Runs a command as somebody on a laptop of their own, or `hub` on the hub's machine."""
    monkeypatch.setenv("FIELDAPP_LANG", "en")
    monkeypatch.setenv("FIELDAPP_PASSCODE", PASSWORD)
    # What a passcode costs is tested elsewhere.
    monkeypatch.setattr(Kdf, "derive", lambda _, passcode, salt: sha256(passcode, salt))

    def work(who: str, *args: str | Path, typed: str = "") -> tuple[int, str]:
        monkeypatch.setenv("FIELDAPP_CONFIG", str(tmp_path / who / "config"))
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        own = ["--data", str(tmp_path / "hub")] if who == "hub" else []
        if who not in ("hub", "boss"):
            own = ["--workspace", str(tmp_path / who / "workspace")]
        code = main([*map(str, args), *own])
        said = capsys.readouterr()
        return code, said.out + said.err

    return work


def joined(hub: Served, run: Run, *names: str) -> None:
    for name in names:
        assert run(name, "join", hub.url, hub.code(hub.add(name)))[0] == 0
        assert run(name, "sync")[0] == 0


def opened(home: Path) -> workspaces.Workspace:
    return workspaces.unlock(home / "workspace", playbooks.library(), passcode=PASSWORD)


def test_playbooks_and_lists_reach_the_teams_they_are_given_to(
    hub: Served, run: Run, tmp_path: Path
) -> None:
    joined(hub, run, "Ann", "Bo")
    own = tmp_path / "visits.yaml"
    own.write_text(OWN.replace("id: pacts", "id: visits", 1), encoding="utf-8")
    words = tmp_path / "words.yaml"
    words.write_text(GLOSSARY, encoding="utf-8")
    for path in (own, words):
        assert run("hub", "hub", "playbook", "add", path)[0] == 0
    taken = tmp_path / "pacts.yaml"
    taken.write_text(OWN, encoding="utf-8")
    assert run("hub", "hub", "playbook", "add", taken)[0] == 1
    for name in ("visits", "glossary"):
        staged = run("hub", "hub", "playbook", "stage", name, "--space", "North")
        assert staged[0] == 0, staged[1]
    (listed,) = [
        one
        for one in json.loads(run("hub", "hub", "playbook", "list", "--json")[1])
        if one["name"] == "visits"
    ]
    assert listed["spaces"] == ["North"]
    assert run("Ann", "sync")[0] == 0
    library = playbooks.library()
    assert library.get("visits") is not None
    assert not library.is_built_in("visits")
    assert "ZRB" in paths.company("words", "jargon.yaml").read_text(encoding="utf-8")
    # A version that this laptop cannot use: what it has goes on, and it is told.
    node = hub.node
    with node.writing():
        node.notices.give(hub.space, wares.PLAYBOOK, "visits", b'{"format": "other/9"}')
    code, said = run("Ann", "sync")
    assert (code, "visits" in said) == (0, True)
    assert playbooks.library().get("visits") is not None
    # By bundle to somebody whose laptop has not been on the network since.
    assert run("Ann", "import", paths.forms("samples", "telecom", "case.json"))[0] == 0
    assert run("Ann", "sync")[0] == 0
    assert run("Ann", "bundle", "export", tmp_path / "b.fieldcase", "--to", "North")[0] == 0
    code, said = run("Bo", "bundle", "import", tmp_path / "b.fieldcase")
    assert (code, "visits" in said) == (1, True), said
    assert playbooks.library().get("visits") is not None
    assert run("hub", "hub", "playbook", "withdraw", "visits", "--space", "North")[0] == 0
    assert run("Ann", "sync")[0] == 0
    assert playbooks.library().get("visits") is None


def test_what_the_company_sets_holds_on_laptops_and_ends_with_it(
    hub: Served, run: Run, tmp_path: Path
) -> None:
    hub.add("Cy", ADMINISTRATOR)
    joined(hub, run, "Ann")
    settings.write(settings.Settings(lock_minutes=0))
    with opened(tmp_path / "Ann") as workspace:
        case = b"c" * 16
        workspace.commit(case, lambda edit: edit.private.write("emotions/m1/word", "furious"))
        workspace.commit(case, lambda edit: edit.shared.write("title", "Pump leaks"))
    boss = hub.session("Cy")
    path = f"spaces/{hub.space.hex()}/policy"
    wish = {"lock_minutes": 5, "cover": True, "exports": TEAM, "retention": {"emotions": 0}}
    wish |= {"read_marks": True, "playbooks": "company"}
    assert boss.call("PUT", path, wish) == (204, None)
    assert boss.call("GET", path) == (200, wish)
    for unfit in (
        {"exports": "nowhere"},
        {"retention": {"/x": 3}},
        {"lock_minutes": -1},
        {"playbooks": "x"},
    ):
        assert boss.call("PUT", path, unfit)[0] == 400
    assert run("Ann", "sync")[0] == 0
    held, _ = settings.read()
    assert (held.lock_minutes, held.screen_seen) == (5, True)
    settings.write(held)
    code, said = run("Ann", "export", case.hex()[:8], "-o", tmp_path / "out")
    assert (code, "Your company" in said) == (1, True)
    assert not (tmp_path / "out").exists()
    with opened(tmp_path / "Ann") as workspace:
        assert not workspace.load(case).private.values
        assert workspace.load(case).shared.values
    with hub.node.writing():
        set_policy(hub.node, hub.space, Policy())
        assert policy_of(hub.node, hub.space) == Policy()
    assert run("Ann", "sync")[0] == 0
    held, _ = settings.read()
    assert (held.lock_minutes, held.screen_seen) == (0, False)


def test_people_are_called_by_their_names_within_the_team_alone(
    hub: Served, run: Run, tmp_path: Path
) -> None:
    joined(hub, run, "Ann Li", "Bo")
    with opened(tmp_path / "Ann Li") as workspace:
        author = workspace.identity.author
    run("Bo", "sync")
    with opened(tmp_path / "Bo") as workspace:
        assert people.people(workspace).names[author] == "Ann Li"
        assert [one.name for one in contacts.known(workspace)] == ["Ann Li"]
        raws = workspace.parts.spaces.certificates(hub.space)
        assert not any(b"Ann Li" in raw for raw in raws)
    with hub.node.reading():
        files = hub.node.shelf.files(hub.space, notices.CASE)
        # Of the lists of people only the last one is kept.
        assert len(files) == 1
    # Nobody writes over it in what stands for a case there.
    mallory = hub.laptop("Mallory")
    mallory.write("title", "mine", notices.CASE)
    assert mallory.sync() == {}
    assert {one.code for one in mallory.local.refused.values()} == {"sync.case_reserved"}
    with hub.node.reading():
        (told,) = hub.node.shelf.files(hub.space, notices.CASE)
        size = hub.node.shelf.blob(hub.space, told)
        assert size
        assert b"Mallory" in hub.node.shelf.read_blob(hub.space, told, 0, size)


def test_two_people_open_a_workspace_with_the_companys_key(
    hub: Served, run: Run, tmp_path: Path
) -> None:
    for name in ("Cy", "Di", "Ed"):
        hub.add(name, ADMINISTRATOR)
    joined(hub, run, "Ann")
    assert run("Ann", "import", paths.forms("samples", "telecom", "case.json"))[0] == 0
    holders = [part for name in ("Cy", "Di", "Ed") for part in ("--holder", name)]
    few = run("hub", "hub", "key", "make", "--space", "North", "--holder", "Cy")
    assert few[0] == 1
    wrong = run(
        "hub", "hub", "key", "make", "--space", "North", "--holder", "Cy", "--holder", "Ann"
    )
    assert (wrong[0], "Ann" in wrong[1]) == (1, True)
    code, said = run("hub", "hub", "key", "make", "--space", "North", *holders)
    assert code == 0
    shares = [line for line in said.splitlines() if line.count("-") == 7]
    assert len(shares) == 3
    assert run("Ann", "sync")[0] == 0
    assert "two administrators" in run("Ann", "doctor")[1]
    assert run("Ann", "backup")[0] == 0
    home = tmp_path / "Ann"
    log = tmp_path / "record.json"
    how = ("--reason", "left without handing over", "--log", log)
    new = "a passcode of the company"
    opening = ("boss", "recover", home / "workspace", *how)
    assert run(*opening, typed=f"{shares[0]}\n{shares[0]}\n{new}\n")[0] == 1
    assert run(*opening, typed=f"{shares[0][:-1]}!\n")[0] == 1
    (backup,) = (home / "workspace" / "backups").iterdir()
    assert run("boss", "recover", backup, *how)[0] == 2
    typed = f"{shares[2]}\n{shares[0]}\n{new}\n"
    code, said = run("boss", "recover", backup, *how, "--into", tmp_path / "put back", typed=typed)
    assert code == 0, said
    assert not log.read_bytes().count(b"share-")
    log.unlink()
    code, said = run(*opening, typed=typed)
    assert (code, "1 case" in said) == (0, True)
    noted = ("hub", "recovered", log, "--space", "North")
    assert run("hub", *noted)[0] == 0
    with workspaces.unlock(home / "workspace", playbooks.library(), passcode=new) as workspace:
        assert workspace.listing().count() == 1
        workspace.access.change_passcode(PASSWORD)
    # The laptop reports it too, and it stands in the log once.
    assert run("Ann", "sync")[0] == 0
    assert "opened with the company" in run("Ann", "doctor")[1]
    boss = hub.session("Cy")
    got = boss.request("GET", f"/v1/spaces/{hub.space.hex()}/audit")
    lines = [json.loads(line) for line in got.body.splitlines()]
    (line,) = [one for one in lines if one["action"] == "workspace_recovered"]
    assert line["shares"] == "1, 3"
    assert len([one for one in lines if one["action"] == "key_made"]) == 3
    assert run("hub", "hub", "key", "withdraw", "--space", "North")[0] == 0
    assert run("Ann", "sync")[0] == 0
    refused = run(*opening, typed=typed)
    assert (refused[0], "does not open" in refused[1]) == (1, True)
    log.write_text('{"record": "bm9uZQ=="}', encoding="utf-8")
    assert run("hub", *noted)[0] == 1


def test_a_laptop_that_left_is_locked_and_given_back_to_its_person_alone(
    hub: Served, run: Run, tmp_path: Path
) -> None:
    joined(hub, run, "Ann", "Bo")
    case = b"c" * 16
    with opened(tmp_path / "Ann") as workspace:
        workspace.commit(case, lambda edit: edit.shared.write("title", "Pump leaks"))
    assert run("hub", "hub", "user", "end", "Ann", "--space", "North")[0] == 0
    code, said = run("Ann", "sync")
    assert (code, "no longer part of the team North" in said) == (1, True)
    code, said = run("Ann", "list")
    assert (code, "administrator of North" in said) == (1, True)
    said = run("hub", "hub", "release", "Ann", "--space", "North")[1]
    (told,) = [line for line in said.splitlines() if line.count("-") == 7]
    assert run("Ann", "release", str(ReleaseCode(b"x" * 20)))[0] == 1
    assert run("Ann", "release", told.lower())[0] == 0
    # It opens as before, and the order that was lifted does not lock it again.
    code, said = run("Ann", "sync")
    assert (code, "may no longer exchange anything" in said) == (1, True)
    with opened(tmp_path / "Ann") as workspace:
        assert (workspace.listing().count(), workspace.unsent()) == (1, 1)
    # Back in the team: the same person, and what had waited goes out.
    assert run("hub", "hub", "user", "restore", "Ann", "--space", "North")[0] == 0
    hub.time.pass_by(minutes=1)
    enrolled = run("hub", "hub", "enrol", "Ann", "--space", "North")[1].split()[-1]
    assert run("Ann", "join", hub.url, enrolled)[0] == 0
    assert run("Ann", "sync")[0] == 0
    with hub.node.reading() as connection:
        assert hub.node.shelf.names(hub.space, case)[0]
        noted = [row.action for row in connection.execute(select(schema.audit.c.action))]
    assert {"release_told", "account_restored", "account_ended"} <= set(noted)
