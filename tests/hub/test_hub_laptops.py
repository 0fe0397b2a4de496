"""The program on two laptops and a hub, as people use them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hub_kit import Served

from fieldapp.base import paths
from fieldapp.cli.main import main

CASE = "Lanchuan"


@pytest.fixture(autouse=True)
def _person(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIELDAPP_LANG", "en")
    monkeypatch.setenv("FIELDAPP_PASSCODE", "correct horse battery")


def test_a_case_with_its_photos_reaches_the_other_laptop_until_somebody_leaves(
    hub: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(name: str, *args: str) -> tuple[int, str]:
        code = main([*args, "--workspace", str(tmp_path / name)])
        said = capsys.readouterr()
        return code, said.out + said.err

    accounts = {name: hub.add(name) for name in ("Ann", "Bo")}
    scopes: dict[str, list[str]] = {"Ann": [], "Bo": ["--scope", "own"]}
    for name, account in accounts.items():
        assert run(name, "join", hub.url, hub.code(account), *scopes[name])[0] == 0
    assert run("Ann", "import", str(paths.forms("samples", "telecom", "case.json")))[0] == 0
    code, said = run("Ann", "sync")
    assert (code, "Everything written on this laptop is on the hub" in said) == (0, True)
    assert run("Bo", "sync")[0] == 0
    assert CASE not in run("Bo", "list")[1]
    assert run("Bo", "sync", "--since", "yesterday")[0] == 2
    assert run("Bo", "sync", "--scope", "team")[0] == 0
    assert CASE in run("Bo", "list")[1]
    with hub.node.writing():
        hub.node.people.end(hub.space, accounts["Ann"])
    code, said = run("Ann", "sync")
    assert code == 1
    # Locked; what was written is still there.
    assert "Nothing is lost" in said
    assert run("Ann", "list")[0] == 1


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (("hub.example", "ABCDE-FGHJK"), "has 50 characters; 10 were typed"),
        (("http://hub.example", "A" * 50), "https"),
        (("hub.example", "A" * 50, "--since", "yesterday"), "yesterday"),
    ],
)
def test_what_was_mistyped_makes_no_workspace_and_shows_no_recovery_code(
    typed: tuple[str, ...], told: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["join", *typed, "--workspace", str(tmp_path / "new")]) in (1, 2)
    said = capsys.readouterr()
    assert told in said.err
    assert "Recovery code" not in said.out + said.err
    assert not (tmp_path / "new").exists()


def test_a_case_is_handed_on_offline_and_carried_out_at_the_next_contact(
    hub: Served, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(name: str, *args: str, code: int = 0) -> str:
        done = main([*args, "--workspace", str(tmp_path / name)])
        told = capsys.readouterr()
        assert done == code, told
        return told.out + told.err

    def wishes(name: str) -> list[tuple[str, str | None]]:
        found = json.loads(run(name, "case", "wishes", "--json"))
        return [(one["state"], one["answer"]) for one in found]

    south = hub.make_space("South")
    for name in ("Ann", "Bo"):
        run(name, "join", hub.url, hub.code(hub.add(name)))
    run("Ann", "join", hub.url, hub.code(hub.add("Ann", space=south), south))
    run("Ann", "import", str(paths.forms("samples", "telecom", "case.json")))
    case = json.loads(run("Ann", "list", "--json"))[0]["id"]
    run("Bo", "sync")
    run("Ann", "sync")

    # Without a network: kept as a wish, taken back, wished anew.
    assert "Known: Bo" in run("Ann", "case", "give", case, "--to", "Cy", code=1)
    assert "South" in run("Ann", "case", "move", case, "--to", "East", code=1)
    assert "next contact" in run("Ann", "case", "move", case, "--to", "South")
    run("Ann", "case", "take-back", case)
    assert wishes("Ann") == []
    run("Ann", "case", "take-back", case, code=1)
    run("Ann", "case", "give", case, "--to", "Bo")
    assert wishes("Ann") == [("waiting", None)]
    run("Ann", "sync")
    assert wishes("Ann") == [("done", "done")]
    assert "done" in run("Ann", "case", "wishes") and wishes("Ann") == []
    run("Bo", "sync")
    assert json.loads(run("Bo", "list", "--json"))[0]["id"] == case

    # A team of both goes on with it; Bo, who is of one alone, is told that it is not his to move.
    run("Ann", "case", "move", case, "--to", "South")
    run("Ann", "sync")
    assert wishes("Ann") == [("done", "done")]
    run("Bo", "sync")
    assert "no team" in run("Bo", "case", "give", case, "--to", "Ann", code=1)
    with hub.node.reading():
        assert hub.node.keeping.cases(south) == [bytes.fromhex(case)]
        assert hub.node.keeping.cases(hub.space) == []
