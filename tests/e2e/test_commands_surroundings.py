"""When the laptop is the problem: disk, folder, keyring, passcode, clock, version, others."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Self

import pytest
from command_kit import (
    LANGS,
    PASSCODE,
    ROOT,
    SAMPLES,
    at_terminal,
    case,
    command,
    environment,
    process,
    refused,
    run,
    sample,
    tree,
    using,
    write_case,
)
from keyring.backends.fail import Keyring as NoKeyring

from fieldapp.base import clock
from fieldapp.playbook.library import Library
from fieldapp.store import database, keys
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import workspaces

MEDICAL = sample("medical")["id"]


# --- where it is to be written -------------------------------------------------------------------


def unwritable(folder: Path) -> list[tuple[Path, str]]:
    """Places nobody can write to, not even an administrator, and what the line must name."""
    (folder / "a file").write_text("x", encoding="utf-8")
    (folder / "a folder").mkdir()
    (folder / "loop").symlink_to("loop")
    return [
        (folder / "none" / "out", "none"),
        (folder / "a file" / "out", "a file"),
        (folder / "a folder", "a folder"),
        (Path("/proc/out"), "/proc/out"),
        (folder / ("n" * 300), "nnn"),
        (Path("/"), "/"),
        (Path(), "."),
    ]


@pytest.mark.parametrize("lang", LANGS)
def test_an_output_that_cannot_be_written_is_named(
    workspace: Path, tmp_path: Path, lang: str
) -> None:
    case_file, playbook = write_case(tmp_path / "c.json"), ROOT / "forms/playbooks/pacts.yaml"
    places = unwritable(tmp_path)
    # A copy of a workspace that others have copied writes under a name of its own once opened.
    state = run("list", "--json", "--workspace", workspace).json
    before = tree(tmp_path)
    for place, named in places:
        refused(run("report", case_file, "-o", place, lang=lang), lang, named)
        done = run("check", playbook, "--preview", place, lang=lang)
        assert (done.code, len(done.faults)) == (1, 1)
        issue = ("issue", MEDICAL, "-o", place, "--workspace", workspace)
        refused(run(*issue, lang=lang), lang, named)
    for place, _ in places[1:2]:
        refused(run("journey", "-o", place, lang=lang), lang)
        export = ("export", MEDICAL, "-o", place, "--workspace", workspace)
        refused(run(*export, lang=lang), lang)
    assert tree(tmp_path) == before
    assert run("list", "--json", "--workspace", workspace).json == state


def test_an_output_may_be_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(
        command("report", write_case(tmp_path / "c.json"), "-o", pipe), env=environment()
    ) as child:
        assert pipe.read_bytes().startswith(b"%PDF")
    assert child.returncode == 0
    assert pipe.is_fifo()


def test_an_output_that_is_a_link_is_written_where_it_leads(tmp_path: Path) -> None:
    (tmp_path / "real.pdf").write_bytes(b"old")
    (tmp_path / "link.pdf").symlink_to("real.pdf")
    done = run("report", write_case(tmp_path / "c.json"), "-o", tmp_path / "link.pdf")
    assert done.code == 0
    assert (tmp_path / "link.pdf").is_symlink()
    assert (tmp_path / "real.pdf").read_bytes().startswith(b"%PDF")


def no_file_beyond(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    lang = "zh"
    case_file, out = write_case(tmp_path / "c.json"), tmp_path / "x.pdf"
    out.write_bytes(b"yesterday's")
    before = tree(tmp_path)
    full = no_file_beyond(4096)
    refused(process("report", case_file, "-o", out, lang=lang, preexec_fn=full), lang, "x.pdf")
    new = ("--workspace", tmp_path / "workspace")
    refused(process("import", case_file, *new, lang=lang, preexec_fn=full), lang)
    journey = process("journey", "-o", tmp_path / "out", lang=lang, preexec_fn=full)
    assert (journey.code, len(journey.faults)) == (1, 1)
    assert not list(tmp_path.glob("out/*"))
    shutil.rmtree(tmp_path / "out")
    assert tree(tmp_path) == before


def test_a_full_disk_leaves_the_workspace_whole(workspace: Path, tmp_path: Path) -> None:
    lang = "en"
    state = run("list", "--json", "--workspace", workspace).json
    where = ("--workspace", workspace)
    photos = tmp_path / "photos"
    shutil.copytree(SAMPLES["telecom"].parent, photos)
    write_case(photos / "case.json", {**sample("telecom"), "id": "another"})
    attempts = (
        ("import", photos / "case.json", *where),
        ("issue", MEDICAL, *where),
        ("export", MEDICAL, "-o", tmp_path / "out", *where),
        ("backup", *where),
    )
    for args in attempts:
        done = process(*args, lang=lang, preexec_fn=no_file_beyond(20_000))
        refused(done, lang)
    assert run("list", "--json", "--workspace", workspace).json == state
    assert run("doctor", *where).code == 0
    assert run("import", photos / "case.json", *where).code == 0


# --- what is read --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("command", ["list", "issue", "export", "erase", "backup", "report"])
def test_without_a_workspace_there_is_one_line(tmp_path: Path, command: str, lang: str) -> None:
    more = {
        "issue": ("x",),
        "export": ("x", "-o", tmp_path / "out"),
        "erase": ("x", "--reason", "y", "--yes"),
        "report": ("x", "-o", tmp_path / "x.pdf"),
    }.get(command, ())
    (tmp_path / "a file").write_text("", encoding="utf-8")
    (tmp_path / "somebody's").mkdir()
    (tmp_path / "somebody's" / "thesis.txt").write_text("", encoding="utf-8")
    before = tree(tmp_path)
    for name in ("none", "a file", "somebody's"):
        place = tmp_path / name
        refused(run(command, *more, "--workspace", place, lang=lang), lang, str(place))
    assert tree(tmp_path) == before


@pytest.mark.parametrize("lang", LANGS)
def test_a_workspace_is_never_made_over_something_else(tmp_path: Path, lang: str) -> None:
    path = write_case(tmp_path / "c.json")
    (tmp_path / "a file").write_text("", encoding="utf-8")
    (tmp_path / "somebody's").mkdir()
    (tmp_path / "somebody's" / "thesis.txt").write_text("", encoding="utf-8")
    before = tree(tmp_path)
    for name in ("a file", "a file/below", "somebody's"):
        done = run("import", path, "--workspace", tmp_path / name, lang=lang)
        refused(done, lang, "a file" if "file" in name else name)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("lang", LANGS)
def test_a_workspace_of_a_newer_version_is_left_alone(
    samples_workspace: Path, tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = Path(shutil.copytree(samples_workspace, tmp_path / "keys"))
    with monkeypatch.context() as later:
        later.setattr(keys, "MAJOR", 99)
        keys.KeyFile.read(samples_workspace)[0].write(newer)
    tables = Path(shutil.copytree(samples_workspace, tmp_path / "tables"))
    with Workspace.unlock(tables) as opened:
        opened.parts.database.write("PRAGMA user_version = 99")
    before = tree(tmp_path)
    for folder in (newer, tables):
        for args in (("list",), ("import", write_case(tmp_path / "c.json")), ("issue", MEDICAL)):
            refused(run(*args, "--workspace", folder, lang=lang), lang, "99")
        assert run("doctor", "--workspace", folder, lang=lang).code == 1
    (tmp_path / "c.json").unlink()
    assert tree(tmp_path) == before


@pytest.mark.parametrize("lang", LANGS)
def test_a_damaged_workspace_is_told_in_plain_words(workspace: Path, lang: str) -> None:
    path = workspace / database.NAME
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = bytes(4096)
    path.write_bytes(data)
    for args in (("list",), ("issue", MEDICAL)):
        done = run(*args, "--workspace", workspace, lang=lang)
        refused(done, lang, str(workspace))
    assert path.read_bytes() == data
    assert run("doctor", "--workspace", workspace, lang=lang).code == 1


# --- keyring and passcode ------------------------------------------------------------------------


@pytest.fixture
def no_keyring(with_keyring: None) -> Iterator[None]:
    with using(NoKeyring()):
        yield


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize("lang", LANGS)
def test_without_a_keyring_the_passcode_opens_and_nothing_else_does(
    fresh: Path, tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_case(tmp_path / "c.json")
    where = ("--workspace", fresh)
    refused(run("import", path, *where, lang=lang, FIELDAPP_PASSCODE="short"), lang, "8")
    assert not fresh.exists()
    assert run("import", path, *where, lang=lang).code == 0
    before = tree(fresh)
    for wrong in ("correct horsf", "Correct horse", "correct horse ", "x" * 10_000, "密码\udcff"):
        refused(run("list", *where, lang=lang, FIELDAPP_PASSCODE=wrong), lang)
    full_width = PASSCODE.replace("c", "ｃ")
    assert run("list", *where, lang=lang, FIELDAPP_PASSCODE=full_width).code == 0
    monkeypatch.delenv("FIELDAPP_PASSCODE")
    refused(run("list", *where, lang=lang), lang, "FIELDAPP_PASSCODE")
    told = run("doctor", *where, lang=lang)
    assert told.err == ""
    assert tree(fresh) == before


@pytest.mark.usefixtures("no_keyring")
@pytest.mark.parametrize("lang", LANGS)
def test_nobody_to_ask_makes_no_workspace(
    fresh: Path, tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FIELDAPP_PASSCODE")
    path = write_case(tmp_path / "c.json")
    refused(run("import", path, "--workspace", fresh, lang=lang), lang, "FIELDAPP_PASSCODE")
    assert not fresh.exists()


def test_at_a_terminal_the_passcode_is_asked_for_and_not_shown(fresh: Path, tmp_path: Path) -> None:
    path = write_case(tmp_path / "c.json")
    typed = f"{PASSCODE}\nsomething else\n{PASSCODE}\n{PASSCODE}\n"
    code, shown = at_terminal(typed, "import", path, "--workspace", fresh)
    assert code == 0, shown
    assert PASSCODE not in shown
    assert shown.count("Recovery code") == 1
    code, shown = at_terminal(f"{PASSCODE}\n", "list", "--workspace", fresh)
    assert code == 0
    assert "Pump stands still" in shown
    code, shown = at_terminal("\x04", "list", "--workspace", fresh)
    assert code == 1
    assert "Traceback" not in shown


# --- time and others -----------------------------------------------------------------------------


class TenYearsAgo(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        then = datetime.now(UTC) - timedelta(days=3652)
        return cls.fromtimestamp(then.timestamp(), tz)


def test_a_clock_set_back_ten_years_loses_nothing(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {**sample("medical"), "severity": 5, "evidence": []}
    where = ("--workspace", workspace)
    monkeypatch.setattr(clock, "datetime", TenYearsAgo)
    (done,) = run("import", write_case(tmp_path / "c.json", told), *where, "--json").json
    assert done["changed"] is True
    rows = {row["id"]: row for row in run("list", "--json", *where).json}
    assert rows[MEDICAL]["severity"] == 5
    assert run("issue", MEDICAL, "-o", tmp_path / "x.pdf", *where).code == 0
    assert run("report", MEDICAL, "-o", tmp_path / "y.pdf", *where, "--json").json["final"] is True
    assert run("doctor", *where).code == 0
    monkeypatch.undo()
    told["severity"] = 2
    write_case(tmp_path / "c.json", told)
    monkeypatch.setenv("FIELDAPP_PASSCODE", PASSCODE)
    assert run("import", tmp_path / "c.json", *where).code == 0
    rows = {row["id"]: row for row in run("list", "--json", *where).json}
    assert (rows[MEDICAL]["severity"], rows[MEDICAL]["conflicts"]) == (2, 0)


def start(*args: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command(*args), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_two_imports_at_once_both_arrive(fresh: Path, tmp_path: Path) -> None:
    where = ("--workspace", fresh)
    assert process("import", write_case(tmp_path / "first.json", title="first"), *where).code == 0
    paths = [write_case(tmp_path / f"{n}.json", case(title=f"case {n}")) for n in range(3)]
    children = [start("import", path, *where) for path in paths]
    for child in children:
        _, err = child.communicate()
        assert child.returncode == 0, err.decode()
    titles = {row["title"]["en"] for row in json.loads(process("list", "--json", *where).out)}
    assert titles == {"first", "case 0", "case 1", "case 2"}


def test_two_first_uses_at_once_make_one_workspace(fresh: Path, tmp_path: Path) -> None:
    paths = [write_case(tmp_path / f"{n}.json", case(title=f"case {n}")) for n in range(2)]
    children = [start("import", path, "--workspace", fresh) for path in paths]
    codes, shown = [], ""
    for child in children:
        _, err = child.communicate()
        shown += err.decode()
        codes.append(child.returncode)
        assert b"Traceback" not in err
    assert codes == [0, 0], shown
    assert shown.count("Recovery code") == 1
    done = process("list", "--json", "--workspace", fresh)
    assert len(json.loads(done.out)) == 2


@pytest.mark.parametrize("lang", LANGS)
def test_a_workspace_that_somebody_writes_to_all_the_time_is_busy(
    workspace: Path, tmp_path: Path, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with workspaces.unlock(workspace, Library()) as other, other.parts.database.writing():
        monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
        path = write_case(tmp_path / "c.json")
        refused(run("import", path, "--workspace", workspace, lang=lang), lang, str(workspace))
        assert run("list", "--workspace", workspace, lang=lang).code == 0
    assert run("import", path, "--workspace", workspace).code == 0


# --- the terminal --------------------------------------------------------------------------------


def test_a_reader_that_stops_reading_is_no_fault(workspace: Path) -> None:
    line = command("list", "--json", "--workspace", workspace)
    with subprocess.Popen(
        line, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.close()
        assert child.stderr is not None
        assert child.stderr.read() == b""
    assert child.returncode in (0, 1)


@pytest.mark.parametrize("lang", LANGS)
def test_an_answer_that_does_not_fit_on_the_disk_is_told(workspace: Path, lang: str) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("list", "--workspace", workspace),
            env=environment(lang),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == 1
    assert len(done.stderr.decode().splitlines()) == 1


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252", "utf-8"])
def test_a_terminal_that_cannot_show_a_character_gets_an_escape(
    workspace: Path, tmp_path: Path, encoding: str
) -> None:
    env = environment("zh", PYTHONIOENCODING=encoding)
    for args in (
        ("list", "--json", "--workspace", workspace),
        ("journey", "--help"),
        ("report", SAMPLES["medical"], "-o", tmp_path / "x\udcff👍.pdf"),
    ):
        done = subprocess.run(command(*args), env=env, capture_output=True, check=False)
        assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode(encoding)
        text = done.stdout.decode(encoding)
        if "--json" in args:
            assert {row["title"]["zh"] for row in json.loads(text)} == {
                sample(name)["title"]["zh"] for name in SAMPLES
            }
