"""Wrong use, answers for programs, and that nothing leaves the laptop."""

from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import pytest
from command_kit import LANGS, ROOT, SAMPLES, process, refused, run, sample, tree, write_case

from fieldapp import __version__
from fieldapp.cli.main import COMMANDS

MEDICAL = sample("medical")["id"]

WRONG: list[tuple[tuple[str, ...], str]] = [
    (("reprot",), "report"),
    (("--json",), "--json"),
    (("-v",), "-v"),
    (("帮助",), "帮助"),
    (("report",), "CASE"),
    (("report", "x"), "--output"),
    (("report", "x", "-o"), "--output"),
    (("report", "x", "-o", "y", "--lang", "fr"), "fr"),
    (("report", "x", "-o", "y", "--edition", "A4"), "a4"),
    (("report", "x", "-o", "y", "--audience", "boss"), "customer"),
    (("report", "x", "y", "-o", "z"), "y"),
    (("report", "x", "--out", "y"), "--out"),
    (("extract", "x"), "--output"),
    (("verify",), "REPORT.pdf"),
    (("check",), "FILE"),
    (("check", "x.json", "--preview", "y.pdf"), "--preview"),
    (("list", "--limit", "-5"), "-5"),
    (("list", "--limit", "0"), "0"),
    (("list", "--limit", "many"), "many"),
    (("list", "--limit", "1" * 30), "111"),
    (("list", "--limt", "3"), "--limt"),
    (("import",), "CASE.json"),
    (("export", "x"), "--output"),
    (("issue",), "CASE"),
    (("lessons", "--month", "2026-13"), "2026-13"),
    (("erase", "x"), "--reason"),
    (("restore",), "BACKUP"),
    (("journey", "--sample", "other"), "telecom"),
    (("doctor", "--fix"), "--fix"),
    (("backup", "here"), "here"),
    (("--workspace", "w", "list"), "list"),
]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(("args", "named"), WRONG, ids=[" ".join(args) for args, _ in WRONG])
def test_wrong_use_gets_one_line_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], named: str, lang: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FIELDAPP_WORKSPACE", str(tmp_path / "workspace"))
    done = run(*args, lang=lang)
    if named == "帮助":
        assert (done.code, len(done.faults), named in done.err) == (2, 1, True)
    else:
        refused(done, lang, named, code=2)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("lang", LANGS)
def test_help_is_whole_in_both_languages(lang: str) -> None:
    usage = run("--help", lang=lang)
    assert (usage.code, usage.err) == (0, "")
    for name in COMMANDS:
        assert f"  {name} " in usage.out
        told = run(name, "--help", lang=lang)
        assert (told.code, told.err) == (0, "")
        if lang == "zh":
            for english in ("usage:", "options:", "positional arguments", "show this"):
                assert english not in told.out
    nothing = run(lang=lang, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert (nothing.code, nothing.out) == (2, "")
    assert run("--version").out.strip() == f"fieldapp {__version__}"


@pytest.mark.parametrize("locale", ["zh_CN.UTF-8", "zh_TW.Big5", "en_US.UTF-8", "de_DE.UTF-8", "C"])
def test_the_locale_chooses_the_language_where_nothing_else_does(
    monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    refused(run("reprot", lang=""), "zh" if locale.startswith("zh") else "en", code=2)
    refused(run("reprot", lang="fr"), "zh" if locale.startswith("zh") else "en", code=2)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("typed", ["", "C-", "C-99999999", "nobody", "6f1c0b7e9", "../x", "*", "%"])
def test_an_unknown_case_is_named(
    samples_workspace: Path, tmp_path: Path, typed: str, lang: str
) -> None:
    where = ("--workspace", samples_workspace)
    for args in (
        ("report", typed, "-o", tmp_path / "x.pdf"),
        ("issue", typed),
        ("export", typed, "-o", tmp_path / "out"),
        ("erase", typed, "--reason", "r", "--yes"),
    ):
        refused(run(*args, *where, lang=lang), lang, f"“{typed}”")
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("lang", LANGS)
def test_an_ambiguous_beginning_does_nothing(fresh: Path, tmp_path: Path, lang: str) -> None:
    where = ("--workspace", fresh)
    ids = [f"aaaa{n:028x}" for n in range(3)] + ["ab" + "0" * 30]
    paths = [write_case(tmp_path / f"{one}.json", id=one) for one in ids]
    assert run("import", *paths, *where).code == 0
    for typed in ("a", "aaaa", "AAAA", "C-VK", "c-vkv"):
        refused(run("issue", typed, *where, lang=lang), lang, f"“{typed}”")
    for typed in ("ab", "aaaa" + "0" * 27 + "1", "C-VMA"):
        assert run("issue", typed, "--preliminary", *where, lang=lang).code == 0


def test_a_short_reference_never_stands_for_another_case(fresh: Path, tmp_path: Path) -> None:
    """C-AD and C-AC begin with the same hexadecimal digits."""
    where = ("--workspace", fresh)
    assert run("import", write_case(tmp_path / "c.json", id="00c0" + "0" * 28), *where).code == 0
    (row,) = run("list", "--json", *where).json
    assert row["reference"].startswith("C-AD")
    assert run("erase", "C-AC", "--reason", "r", "--yes", *where).code == 1
    assert run("issue", "c-ad", "--preliminary", *where).code == 0


def test_a_case_file_goes_before_a_case_of_that_name(
    samples_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FIELDAPP_WORKSPACE", str(samples_workspace))
    write_case(tmp_path / MEDICAL, title="From the file")
    assert run("report", MEDICAL, "-o", "x.pdf", "--json").json["missing"]
    (tmp_path / MEDICAL).unlink()
    assert run("report", MEDICAL, "-o", "x.pdf", "--json").json["missing"] == []
    (tmp_path / MEDICAL).mkdir()
    assert run("report", MEDICAL, "-o", "x.pdf", "--json").json["missing"] == []


# --- for programs --------------------------------------------------------------------------------

ROW = {
    *(
        "id",
        "reference",
        "title",
        "company",
        "playbook",
        "report",
        "situation",
        "severity",
        "state",
    ),
    *("changed", "open_commitments", "conflicts"),
}
FINDING = {"code", "severity", "where", "params", "message"}
REPORT = {"file", "pages", "number", "final", "plain", "content", "missing"}


def keys(answer: Any) -> set[str]:
    """The keys of an answer, or of each record in it."""
    if isinstance(answer, dict):
        return set(answer)
    assert answer
    (found,) = {frozenset(record) for record in answer}
    return set(found)


@pytest.mark.parametrize("lang", LANGS)
def test_answers_for_programs_keep_their_keys(
    workspace: Path, tmp_path: Path, stop_clock: Callable[[datetime], None], lang: str
) -> None:
    now = datetime.now(UTC)
    stop_clock(now)  # so that what is issued and looked back on is of one month
    where = ("--workspace", workspace, "--json")

    def answer(*args: str | Path, code: int = 0) -> Any:
        done = run(*args, lang=lang)
        assert (done.code, done.err) == (code, ""), done
        return done.json

    pdf, bad = tmp_path / "x.pdf", write_case(tmp_path / "bad.json", b"{")
    assert keys(answer("list", *where)) == ROW
    imported = answer("import", write_case(tmp_path / "c.json"), *where)
    assert keys(imported) == {"file", "id", "reference", "new", "changed", "warnings"}
    assert keys(answer("report", MEDICAL, "-o", pdf, *where)) == REPORT
    assert keys(answer("report", SAMPLES["medical"], "-o", pdf, "--json")) == REPORT
    assert keys(answer("issue", MEDICAL, *where)) == REPORT
    assert keys(answer("extract", pdf, "-o", tmp_path / "out/c.json", "--json")) == {
        "file",
        "files",
        "edition",
    }
    assert keys(answer("issue", MEDICAL, "-o", pdf, *where)) == REPORT
    for args, vouched in ((where, True), (("--workspace", tmp_path / "none", "--json"), False)):
        told = answer("verify", pdf, *args, code=0 if vouched else 1)
        assert told["unchanged"] and told["vouched"] is vouched
        (one,) = told["signatures"]
        assert one["purpose"] == "issued" and one["device_key"]
        assert keys(told["findings"]) == FINDING
    assert keys(answer("export", MEDICAL, "-o", tmp_path, *where)) >= {"id", "folder", "files"}
    lessons = answer("lessons", "--month", f"{now.astimezone():%Y-%m}", "-o", pdf, *where)
    assert lessons == {"file": str(pdf), "pages": lessons["pages"], "cases": 1, "lessons": 1}
    for file, code in ((SAMPLES["medical"], 0), (bad, 1), (tmp_path / "none.json", 1)):
        checked = answer("check", file, "--json", code=code)
        assert set(checked) == {"file", "findings"}
        assert keys(checked["findings"]) == FINDING
        assert {tuple(sorted(found["message"])) for found in checked["findings"]} == {("en", "zh")}
    assert keys(answer("backup", *where)) == {"folder", "cases", "findings"}
    assert keys(answer("doctor", *where)) == {"ready", "findings"}
    erased = answer("erase", MEDICAL, "--reason", "r", "--yes", *where)
    assert keys(erased) == {"case", "scope", "change"}


def test_a_program_is_told_what_is_missing(tmp_path: Path) -> None:
    path = write_case(tmp_path / "c.json")
    missing = run("report", path, "-o", tmp_path / "x.pdf", "--json").json["missing"]
    assert {"answers/problem", "commitments"} <= set(missing)


# --- offline -------------------------------------------------------------------------------------


def test_no_command_asks_the_network(
    fresh: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def refuse(*address: object, **_: object) -> NoReturn:
        asked.append(address)
        raise OSError("no network here")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("getaddrinfo", "gethostbyname", "create_connection"):
        monkeypatch.setattr(socket, name, refuse)
    where, pdf, signed = ("--workspace", fresh), tmp_path / "x.pdf", tmp_path / "signed.pdf"
    for args in (
        ("import", SAMPLES["medical"], *where),
        ("list", "超声", *where),
        ("check", SAMPLES["medical"]),
        ("check", ROOT / "forms/playbooks/pacts.yaml", "--preview", tmp_path / "y.pdf"),
        ("issue", MEDICAL, "-o", signed, "--lang", "both", *where),
        ("report", MEDICAL, "-o", pdf, "--audience", "customer", "--edition", "phone", *where),
        ("verify", signed, *where),
        ("export", MEDICAL, "-o", tmp_path / "out", *where),
        ("lessons", "--lang", "both", "-o", pdf, *where),
        ("backup", *where),
        ("doctor", *where),
        ("erase", MEDICAL, "--reason", "r", "--yes", *where),
    ):
        done = run(*args)
        assert done.code == 0, done
    assert asked == []


def test_the_installed_command_answers(tmp_path: Path) -> None:
    done = process("--version")
    assert (done.code, done.out.strip()) == (0, f"fieldapp {__version__}")
    listed = process("list", "--workspace", tmp_path / "none", lang="zh")
    refused(listed, "zh", str(tmp_path / "none"))
