"""`fieldapp hub ...` as an administrator types it."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hub_kit import Time

from bench.syncing.carrier import enrol
from bench.syncing.local import MemoryLocal
from fieldapp.base.language import LANGS, message
from fieldapp.cli.main import main
from fieldapp.hub import crossings
from fieldapp.hub.node import Place
from fieldapp.hub.server import address
from fieldapp.sync.enrolment import Code


@dataclass
class Done:
    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(
    own_loggers: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Done]:
    """Runs a command of the hub in this process, in English."""
    monkeypatch.setenv("FIELDAPP_LANG", "en")

    def work(*args: str | Path, typed: str = "") -> Done:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        code = main(["hub", *map(str, args)])
        return Done(code, *capsys.readouterr())

    return work


def test_one_command_serves_and_a_laptop_comes_in_with_its_code(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "hub")
    added = run("user", "add", "Ann", "--role", "engineer", "--space", "North", *data, typed="\n")
    assert added.returncode == 0, added.stderr
    made = run("enrol", "Ann", "--space", "North", "--url", "https://hub.example", *data)
    code = made.stdout.splitlines()[-1]
    assert str(Code.parse(code)) == code
    assert "fieldapp:join?hub=https%3A%2F%2Fhub.example&code=" in made.stdout
    command = [sys.executable, "-m", "fieldapp", "hub", "serve", "--listen", "127.0.0.1:0"]
    with subprocess.Popen(
        [*command, *map(str, data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "FIELDAPP_LANG": "en"},
    ) as served:
        assert served.stdout is not None
        assert served.stderr is not None
        url = served.stdout.readline().split()[-1].rstrip(".")
        local = MemoryLocal(Time(), os.urandom)
        carrier = enrol(url, local, code, os.urandom)
        assert local.rosters.keys() == {carrier.space}
        carrier.close()
        served.send_signal(signal.SIGTERM)
        assert served.wait(timeout=30) == 0
        log = served.stderr.read()
    # A line says what was asked and what came of it, and nobody's name.
    assert " enrol 200 " in log
    assert "Ann" not in log
    assert code not in log


def test_backup_check_restore_and_the_end_of_somebodys_part(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "hub")
    for name, role in (("Ann", "engineer"), ("Bo", "admin")):
        password = "correct horse battery\n"
        made = run("user", "add", name, "--role", role, "--space", "North", *data, typed=password)
        assert made.returncode == 0, made.stderr
    given = run("user", "password", "Bo", "--space", "North", *data)
    assert len(given.stdout.splitlines()[-1]) == 23 and "24 hours" in given.stdout
    for command in ("signout", "unpair"):
        assert "Bo" in run("user", command, "Bo", "--space", "North", *data).stdout
    assert run("backup", tmp_path / "backup", *data).returncode == 0
    assert json.loads(run("check", "--json", *data).stdout)["faults"] == {}
    again = tmp_path / "again"
    again.mkdir()
    (again / "hub.key").write_bytes((tmp_path / "hub" / "hub.key").read_bytes())
    put_back = run("restore", tmp_path / "backup", "--data", again)
    assert put_back.returncode == 0, put_back.stderr
    no_case = ("00ff", "--space", "North", "--data", again)
    for command in (("move", "--to", "North"), ("give", "--successor", "Bo")):
        lost = run("case", command[0], *command[1:], *no_case)
        assert (lost.returncode, "00ff" in lost.stderr) == (1, True)
    ended = run("user", "end", "Ann", "--space", "North", "--successor", "Bo", "--data", again)
    assert "Cases handed on: 0" in ended.stdout
    refused = run("enrol", "Ann", "--space", "North", "--data", again)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Ann" in refused.stderr


def test_what_is_mistyped_is_said_and_nothing_is_done(
    run: Callable[..., Done], tmp_path: Path
) -> None:
    data = ("--data", tmp_path / "hub")
    for args, code in (
        (("enrol", "Ann", "--space", "Nowhere", *data), 1),
        (("user", "add", "Ann", "--role", "king", "--space", "North", *data), 2),
        (("user",), 2),
        ((), 2),
        (("serve", "--listen", "nonsense:x", *data), 1),
        (("serve", "--database", "mysql://x/y", *data), 1),
        (("restore", tmp_path / "nothing", *data), 1),
    ):
        failed = run(*args)
        assert failed.returncode == code, args
        assert failed.stderr
        assert "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    ("listen", "wanted"),
    [
        ("0.0.0.0:80", ("0.0.0.0", 80)),
        ("[::1]:8470", ("::1", 8470)),
        ("hub.local", ("hub.local", 8470)),
    ],
)
def test_where_to_listen(listen: str, wanted: tuple[str, int]) -> None:
    assert address(listen) == wanted


def test_secrets_come_from_files_and_what_is_not_encrypted_is_told(
    run: Callable[..., Done], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As container platforms and vaults hand them out.
    data, secret = tmp_path / "hub", tmp_path / "secret"
    north = ("--role", "engineer", "--space", "North")
    secret.write_text("0f" * 32 + "\n", encoding="utf-8")
    monkeypatch.setenv("FIELDAPP_HUB_KEY_FILE", str(secret))
    assert run("user", "add", "Ann", *north, "--data", data).returncode == 0
    assert not (data / "hub.key").exists()
    monkeypatch.setenv("FIELDAPP_HUB_KEY", "0f" * 32)
    assert "Both FIELDAPP_HUB_KEY and" in run("check", "--data", data).stderr
    monkeypatch.delenv("FIELDAPP_HUB_KEY")
    monkeypatch.setenv("FIELDAPP_HUB_KEY_FILE", str(tmp_path / "none"))
    assert "FIELDAPP_HUB_KEY_FILE names cannot be read" in run("check", "--data", data).stderr
    # What stands behind the hub, by its address.
    here, there = "postgresql://u:p@127.0.0.1/x", "postgresql://u:p@db.example.com/x"
    mail = "mailto://u:p@mail.example.com?from=f@example.com"
    for database, variables, listen, wanted in (
        ("", {}, "127.0.0.1:1", []),
        (here, {"FIELDAPP_HUB_MAIL": mail.replace("mailto", "mailtos")}, "[::1]:1", []),
        ("postgresql:///x?host=/run/postgresql", {}, "localhost:1", []),
        (there, {}, "0.0.0.0:1", ["plain_database", "plain_listen"]),
        (f"{there}?sslmode=require", {}, "[::1]:1", ["unverified_database"]),
        (f"{there}?sslmode=verify-full", {"FIELDAPP_HUB_MAIL": mail}, "[::1]:1", ["plain_mail"]),
        ("", {"AWS_ENDPOINT_URL": "http://s3.example.com"}, "[::1]:1", ["plain_bucket"]),
        ("", {"AWS_ENDPOINT_URL": "https://s3.example.com"}, "[::1]:1", []),
    ):
        with monkeypatch.context() as set_so:
            for name, value in variables.items():
                set_so.setenv(name, value)
            place = Place(data, database, "s3://photos" if "AWS_ENDPOINT_URL" in variables else "")
            found = crossings.open_ones(place, listen)
        assert [one.code.removeprefix("hub.") for one in found] == wanted
        assert all("{" not in message(one, lang) for one in found for lang in LANGS)
    monkeypatch.setenv(crossings.VARIABLE, "required")
    refused = run("serve", "--database", there, "--data", data)
    assert refused.returncode == 1
    assert "did not start" in refused.stderr and "db.example.com" in refused.stderr
    assert "u:p" not in refused.stderr
