"""Erasing, backing up, restoring, and the question whether the laptop may go offline."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_kit import (
    LANGS,
    PASSCODE,
    MemoryKeyring,
    at_terminal,
    refused,
    run,
    sample,
    tree,
    using,
    write_case,
)
from keyring.backends.fail import Keyring as NoKeyring

TELECOM, MEDICAL = (sample(name)["id"] for name in ("telecom", "medical"))
WHY = "Customer asked for it on 3 May"


@pytest.fixture
def new_machine() -> Iterator[None]:
    """A machine whose keyring knows nothing."""
    with using(MemoryKeyring()):
        yield


def rows(workspace: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = run("list", "--json", "--workspace", workspace).json
    return found


def backups_in(folder: Path) -> list[Path]:
    return [path.parent for path in folder.rglob("manifest.json")]


def everything(folder: Path) -> bytes:
    return b"".join(data for data in tree(folder).values() if data)


# --- erasing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_an_erased_case_is_gone_and_stays_gone(workspace: Path, tmp_path: Path, lang: str) -> None:
    where = ("--workspace", workspace)
    assert run("issue", TELECOM, *where).code == 0
    mail = tmp_path / "FieldApp" / "mail" / "C-ABCDEFGH-1.eml"
    mail.parent.mkdir(parents=True)
    mail.write_bytes(b"made and not sent")
    cache = {"XDG_CACHE_HOME": str(tmp_path)}
    done = run("erase", TELECOM, "--reason", WHY, "--yes", *where, lang=lang, **cache)
    assert (done.code, done.err, mail.exists()) == (0, "", False), done
    assert run("list", "信号", "--json", *where).json == []
    listed = {row["id"]: row for row in rows(workspace)}
    assert listed[MEDICAL]["title"]
    if TELECOM in listed:
        assert (listed[TELECOM]["state"], listed[TELECOM]["title"]) == (
            "erased",
            {"zh": "", "en": ""},
        )
    for args in (("report", TELECOM, "-o", tmp_path / "x.pdf"), ("issue", TELECOM)):
        refused(run(*args, *where, lang=lang), lang)
    assert not (tmp_path / "x.pdf").exists()
    assert run("doctor", *where, lang=lang).code == 0


def test_an_erased_statement_leaves_the_others(workspace: Path, tmp_path: Path) -> None:
    where = ("--workspace", workspace)
    gone = sample("telecom")["statements"][0]
    item = f"statements/{gone['id']}"
    assert run("erase", TELECOM, "--item", item, "--reason", WHY, "--yes", *where).code == 0
    assert run("export", TELECOM, "-o", tmp_path / "out", "--private", *where).code == 0
    (file,) = (tmp_path / "out").rglob("case.json")
    text = file.read_text(encoding="utf-8")
    assert gone["text"]["zh"] not in text
    assert sample("telecom")["statements"][1]["text"]["zh"] in text
    for args in (("report", TELECOM, "-o", tmp_path / "x.pdf"), ("issue", TELECOM)):
        assert run(*args, *where).code in (0, 1)


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_is_erased_without_a_reason_an_object_and_a_yes(workspace: Path, lang: str) -> None:
    where = ("--workspace", workspace)
    before = rows(workspace)
    yes = ("--reason", WHY, "--yes")
    for args, named in (
        ((TELECOM, "--reason", "  ", "--yes"), "--reason"),
        (("nobody", *yes), "nobody"),
        ((TELECOM, "--item", "statements/none", *yes), "statements/none"),
        ((TELECOM, "--item", "nonsense", *yes), "nonsense"),
        ((TELECOM, "--person", "Nobody Here", *yes), "Nobody Here"),
        ((TELECOM, "--reason", WHY), "--yes"),
    ):
        refused(run("erase", *args, *where, lang=lang), lang, named)
    refused(run("erase", TELECOM, *where, lang=lang), lang, "--reason", code=2)
    both = ("--item", "a/b", "--person", "x")
    refused(run("erase", TELECOM, *both, *yes, *where, lang=lang), lang, "--item", code=2)
    assert rows(workspace) == before


def test_at_a_terminal_erasing_asks_for_the_cases_number(fresh: Path, tmp_path: Path) -> None:
    where = ("--workspace", fresh)
    with using(NoKeyring()):
        path = write_case(tmp_path / "c.json", id="pump")
        (made,) = run("import", path, *where, "--json").json
        for typed, code, left in (
            ("\n", 1, "open"),
            ("yes\n", 1, "open"),
            (f"{made['reference'].lower()}\n", 0, "erased"),
        ):
            passcode = f"{PASSCODE}\n"
            args = ("erase", "pump", "--reason", WHY, *where)
            assert at_terminal(passcode + typed, *args)[0] == code
            assert {row["state"] for row in rows(fresh)} <= {left}


# --- backing up and restoring --------------------------------------------------------------------


@pytest.mark.usefixtures("new_machine")
def test_a_backup_opens_on_a_new_machine_with_the_recovery_code(
    fresh: Path, tmp_path: Path
) -> None:
    path = write_case(tmp_path / "c.json", title="Pump stands still 水泵停了")
    made = run("import", path, "--workspace", fresh)
    (code,) = [line.strip() for line in made.err.splitlines() if line.count("-") > 5]
    second = tmp_path / "stick"
    backup = run("backup", "--second", second, "--workspace", fresh, "--json")
    assert (backup.code, backup.json["cases"]) == (0, 1)
    assert "水泵".encode() not in everything(tmp_path)
    before, kept = rows(fresh), Path(backup.json["folder"])
    shutil.rmtree(fresh)
    (copied,) = backups_in(second)
    with using(NoKeyring()):
        for number, place in enumerate((kept if kept.exists() else copied, copied)):
            new = tmp_path / f"new {number}"
            restored = run(
                *("restore", place, "--recovery", "--workspace", new),
                FIELDAPP_RECOVERY_CODE=code.lower(),
            )
            assert (restored.code, restored.err) == (0, ""), restored
            assert rows(new) == before
            assert run("doctor", "--workspace", new).code == 0
        place = tmp_path / "with passcode"
        assert run("restore", copied, "--workspace", place).code == 0
        assert rows(place) == before


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_no_backup_is_not_restored(workspace: Path, tmp_path: Path, lang: str) -> None:
    second = tmp_path / "stick"
    done = run("backup", "--second", second, "--workspace", workspace, "--json")
    assert done.code == 0
    (good,) = backups_in(second)
    damaged = Path(shutil.copytree(good, tmp_path / "damaged"))
    database = max(damaged.iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(database.read_bytes())
    data[len(data) // 2] ^= 1
    database.write_bytes(data)
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"x")
    before = tree(tmp_path)
    to = ("--workspace", tmp_path / "new")
    for backup in (tmp_path / "none", tmp_path / "photos", damaged, tmp_path / "photos" / "a.jpg"):
        refused(run("restore", backup, *to, lang=lang), lang)
    refused(run("restore", good, "--workspace", workspace, lang=lang), lang, str(workspace))
    with using(NoKeyring()):
        wrong = run("restore", good, *to, lang=lang, FIELDAPP_PASSCODE="wrong horse")
        refused(wrong, lang)
        for code in ("", "AAAA", "00000-" * 7 + "00000", "码" * 40):
            args = ("restore", good, "--recovery", *to)
            refused(run(*args, lang=lang, FIELDAPP_RECOVERY_CODE=code), lang)
    assert tree(tmp_path) == before


def test_restoring_does_not_bring_back_what_was_erased(workspace: Path, tmp_path: Path) -> None:
    where = ("--workspace", workspace)
    second = tmp_path / "stick"
    backup = run("backup", "--second", second, *where, "--json").json
    assert run("erase", TELECOM, "--reason", WHY, "--yes", *where).code == 0
    after = run("backup", *where, "--json").json
    for one in (backup, after):
        if not Path(one["folder"]).exists():
            continue
        new = tmp_path / Path(one["folder"]).name
        assert run("restore", one["folder"], "--workspace", new).code == 0
        assert run("list", "信号", "--json", "--workspace", new).json == []
        assert run("list", "超声", "--json", "--workspace", new).json != []


@pytest.mark.parametrize("lang", LANGS)
def test_a_second_folder_that_cannot_be_written_is_told(
    workspace: Path, tmp_path: Path, lang: str
) -> None:
    (tmp_path / "a file").write_text("", encoding="utf-8")
    place = tmp_path / "a file" / "stick"
    done = run("backup", "--second", place, "--workspace", workspace, lang=lang)
    assert done.code == 1
    assert len(done.faults) == 1


# --- doctor --------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGS)
def test_doctor_says_what_there_is_to_do(workspace: Path, tmp_path: Path, lang: str) -> None:
    none = run("doctor", "--workspace", tmp_path / "none", lang=lang)
    assert (none.code, none.err) == (0, "")
    assert str(tmp_path / "none") in none.out
    before = run("doctor", "--workspace", workspace, lang=lang)
    assert "fieldapp backup" in before.out
    assert run("backup", "--workspace", workspace).code == 0
    after = run("doctor", "--workspace", workspace, lang=lang)
    assert (after.code, "fieldapp backup" in after.out) == (0, False)
    answer = run("doctor", "--workspace", workspace, "--json", lang=lang).json
    assert answer["ready"] is True
    assert {"code", "severity", "where", "params", "message"} == set(answer["findings"][0])


def test_doctor_finds_a_photo_that_was_damaged(workspace: Path) -> None:
    photo = max((workspace / "blobs").rglob("*"), key=lambda p: p.is_file() and p.stat().st_size)
    data = bytearray(photo.read_bytes())
    data[100] ^= 1
    photo.write_bytes(data)
    done = run("doctor", "--workspace", workspace)
    assert done.code == 1
    assert run("report", MEDICAL, "-o", workspace / "x.pdf", "--workspace", workspace).code == 0
    assert run("list", "--workspace", workspace).code == 0


# --- the recovery code ---------------------------------------------------------------------------


@pytest.mark.usefixtures("new_machine")
def test_a_new_recovery_code_takes_the_place_of_the_former(fresh: Path, tmp_path: Path) -> None:
    where = ("--workspace", fresh)
    former = printed_code(run("import", write_case(tmp_path / "c.json"), *where).err)
    older = tmp_path / "older"
    shutil.copytree(run("backup", *where, "--json").json["folder"], older)
    done = run("recovery-code", "--yes", *where)
    new = printed_code(done.err)
    assert (done.code, new == former) == (0, False)
    assert new not in done.out
    later = run("backup", *where, "--json").json["folder"]
    with using(NoKeyring()):
        for number, (backup, code, ends) in enumerate(
            ((older, former, 0), (older, new, 1), (later, new, 0), (later, former, 1))
        ):
            place = ("--workspace", tmp_path / f"restored {number}")
            args = ("restore", backup, "--recovery", *place)
            assert run(*args, FIELDAPP_RECOVERY_CODE=code).code == ends


@pytest.mark.parametrize("lang", LANGS)
def test_no_recovery_code_is_made_unasked_or_by_somebody_else(workspace: Path, lang: str) -> None:
    where = ("--workspace", workspace)
    before = keys_of(workspace)
    refused(run("recovery-code", *where, lang=lang), lang, "--yes")
    wrong = run("recovery-code", "--yes", *where, lang=lang, FIELDAPP_PASSCODE="wrong horse")
    refused(wrong, lang)
    assert keys_of(workspace) == before


def test_at_a_terminal_a_new_recovery_code_is_asked_for(fresh: Path, tmp_path: Path) -> None:
    with using(NoKeyring()):
        run("import", write_case(tmp_path / "c.json"), "--workspace", fresh)
        for typed, code in (("\n", 1), ("no\n", 1), ("Yes\n", 0)):
            before = keys_of(fresh)
            args = ("recovery-code", "--workspace", fresh)
            ended, shown = at_terminal(f"{PASSCODE}\n{typed}", *args)
            assert (ended, keys_of(fresh) == before) == (code, code == 1), shown


def printed_code(text: str) -> str:
    (code,) = [line.strip() for line in text.splitlines() if line.count("-") == 7]
    return code


def keys_of(workspace: Path) -> bytes:
    return (workspace / "keys.json").read_bytes()
