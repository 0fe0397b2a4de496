"""The program on two laptops and a hub, as people use them."""

from __future__ import annotations

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
