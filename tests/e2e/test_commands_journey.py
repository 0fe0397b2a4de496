"""The whole journey through the commands: in, found, checked, issued, out, and in again."""

from __future__ import annotations

import json
import shutil
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from command_kit import LANGS, SAMPLES, case, process, run, sample, tree, write_case
from pypdf import PdfReader

from fieldapp.usecases import crafts
from fieldapp.usecases.workshop import WorkshopError

TELECOM, MEDICAL = (sample(name)["id"] for name in ("telecom", "medical"))
CODE_MARK = {"zh": "恢复码", "en": "Recovery code"}


def reference_of(case_id: str) -> str:
    from fieldapp.case import ids

    return ids.reference(ids.case_id_for(case_id))


def text_of(pdf: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.read_bytes())).pages)


@pytest.mark.parametrize("lang", LANGS)
def test_first_use_prints_the_recovery_code_once_and_never_again(
    fresh: Path, tmp_path: Path, lang: str
) -> None:
    path = write_case(tmp_path / "case.json")
    first = process("import", path, "--workspace", fresh, lang=lang)
    assert first.code == 0
    assert first.err.count(CODE_MARK[lang]) == 1
    again = process("import", path, "--workspace", fresh, lang=lang)
    assert again.code == 0
    for command in (("list",), ("doctor",)):
        done = run(*command, "--workspace", fresh, lang=lang)
        assert CODE_MARK[lang] not in done.out + done.err
    assert CODE_MARK[lang] not in again.out + again.err


def test_a_second_import_changes_nothing(workspace: Path) -> None:
    before = run("list", "--json", "--workspace", workspace).json
    done = run("import", *SAMPLES.values(), "--workspace", workspace, "--json")
    assert [(one["new"], one["changed"]) for one in done.json] == [(False, False)] * 2
    assert run("list", "--json", "--workspace", workspace).json == before


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["信"], {TELECOM}),
        (["信号"], {TELECOM}),
        (["超声"], {MEDICAL}),
        (["信", "号"], {TELECOM}),
        (["ultras"], {MEDICAL}),
        (["ULTRAS"], {MEDICAL}),
        (["Lanchuan", "log"], {TELECOM}),
        (["鑫淼"], set()),
        (["zzz"], set()),
        (['"'], set()),
        (["*", "NEAR("], set()),
    ],
)
def test_search_finds_chinese_characters_and_english_beginnings(
    samples_workspace: Path, words: list[str], found: set[str]
) -> None:
    done = run("list", *words, "--json", "--workspace", samples_workspace)
    assert {row["id"] for row in done.json} >= found
    if found:
        assert {row["id"] for row in done.json} == found


@pytest.mark.parametrize("lang", LANGS)
def test_the_list_shows_each_case_on_a_line_and_says_when_none_is_found(
    samples_workspace: Path, lang: str
) -> None:
    done = run("list", "--workspace", samples_workspace, lang=lang)
    assert [line.split()[0] for line in done.out.splitlines()] == [
        row["reference"] for row in run("list", "--json", "--workspace", samples_workspace).json
    ]
    none = run("list", "zzzz", "--workspace", samples_workspace, lang=lang)
    assert (none.code, len(none.out.splitlines())) == (0, 1)


def test_a_limit_says_how_many_there_are(samples_workspace: Path) -> None:
    done = run("list", "--limit", 1, "--workspace", samples_workspace)
    assert len(done.out.splitlines()) == 2
    assert "1 of 2" in done.out


@pytest.mark.parametrize("typed", ["reference", "lower", "id", "beginning", "short reference"])
def test_a_case_goes_by_its_id_its_reference_and_their_beginnings(
    samples_workspace: Path, tmp_path: Path, typed: str
) -> None:
    named = {
        "reference": reference_of(TELECOM),
        "lower": reference_of(TELECOM).lower(),
        "id": TELECOM,
        "beginning": TELECOM[:5],
        "short reference": reference_of(TELECOM)[:4],
    }[typed]
    done = run("export", named, "-o", tmp_path / "out", "--workspace", samples_workspace)
    assert done.code == 0, done
    assert (tmp_path / "out" / reference_of(TELECOM) / "case.json").is_file()


@pytest.mark.parametrize("lang", LANGS)
def test_what_a_customer_system_gets_is_shown_before_it_is_written(
    samples_workspace: Path, tmp_path: Path, lang: str
) -> None:
    where = ("--workspace", samples_workspace)
    wish = ("export", TELECOM, MEDICAL, "--crm", "zoho")
    shown = run(*wish, "--preview", *where, lang=lang)
    assert shown.code == 0, shown
    told = run(*wish, "-o", tmp_path, *where, "--json", lang=lang).json
    for row in told["rows"]:
        assert row["key"] in shown.out
        for value in row["fields"].values():
            assert value.split("\n")[0] in shown.out
    assert {row["module"] for row in told["rows"]} >= {"Accounts", "Cases"}
    assert {Path(name).name for name in told["files"]} >= {"1-Accounts.csv", "2-Cases.csv"}
    assert sorted(told["files"]) == sorted(map(str, (tmp_path / "zoho").iterdir()))
    # Handed over again it is the same rows.
    assert run(*wish, "-o", tmp_path, *where, "--json", lang=lang).json == told
    for options in (("--private", "-o", tmp_path), ()):
        assert run(*wish, *options, *where, lang=lang).code == 2
    assert run("export", TELECOM, "--preview", *where, lang=lang).code == 2


@pytest.mark.parametrize("lang", ["zh", "en", "both"])
@pytest.mark.parametrize("edition", ["a4", "phone"])
@pytest.mark.parametrize("audience", ["supervisor", "customer"])
def test_a_case_in_the_workspace_comes_out_as_every_edition(
    samples_workspace: Path, tmp_path: Path, lang: str, edition: str, audience: str
) -> None:
    out = tmp_path / "out.pdf"
    wish = ("--lang", lang, "--edition", edition, "--audience", audience)
    done = run("report", MEDICAL, "-o", out, *wish, "--json", "--workspace", samples_workspace)
    assert done.code == 0, done
    answer = done.json
    reader = PdfReader(BytesIO(out.read_bytes()))
    assert answer["pages"] == len(reader.pages)
    if (lang, edition) == ("zh", "phone"):
        assert len(reader.pages) <= 6
    assert (answer["final"], answer["plain"], answer["missing"]) == (False, False, [])
    text = text_of(out).replace("\n", "")
    company = sample("medical")["customer"]["company"]
    for word in ("zh", "en"):
        if lang in (word, "both") and audience == "supervisor":
            assert company[word].split()[0] in text


def test_issuing_freezes_what_the_report_says(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run("issue", MEDICAL, "-o", tmp_path / "1.pdf", "--json", "--workspace", workspace)
    assert first.code == 0, first
    assert (first.json["final"], first.json["number"], first.json["missing"]) == (True, 1, [])
    again = run("report", MEDICAL, "-o", tmp_path / "2.pdf", "--json", "--workspace", workspace)
    assert (again.json["final"], again.json["content"]) == (True, first.json["content"])
    (row,) = [
        row for row in run("list", "--json", "--workspace", workspace).json if row["id"] == MEDICAL
    ]
    assert row["state"] == "final"

    def ends(*_: object) -> bytes:
        raise WorkshopError("workshop.ended")

    # What cannot be signed is issued all the same, and everybody is told.
    monkeypatch.setattr(crafts, "certify", ends)
    out = ("-o", tmp_path / "3.pdf")
    second = run("issue", MEDICAL, "--preliminary", "--json", *out, "--workspace", workspace)
    assert (second.json["final"], second.json["number"]) == (False, 2)
    assert "issued and kept, but not signed: the program that signs ended" in second.err
    shown = run("review", "show", MEDICAL, "--workspace", workspace)
    assert "Not signed:" in shown.out
    checked = run("verify", tmp_path / "3.pdf", "--workspace", workspace)
    assert checked.code == 1
    assert "This PDF carries no signature" in checked.out
    verified = run("verify", tmp_path / "1.pdf", "--workspace", workspace)
    assert verified.code == 0


@pytest.mark.parametrize("lang", LANGS)
def test_a_final_report_names_what_is_missing_and_a_reason_lets_it_pass(
    fresh: Path, tmp_path: Path, lang: str
) -> None:
    path = write_case(tmp_path / "case.json", id="pump")
    assert run("import", path, "--workspace", fresh).code == 0
    out = tmp_path / "out.pdf"
    done = run("issue", "pump", "-o", out, "--workspace", fresh, lang=lang)
    assert (done.code, len(done.faults), out.exists()) == (1, 1, False)
    for name in {"zh": ("问题描述", "约定事项"), "en": ("Problem", "Commitments")}[lang]:
        assert f"· {name}" in done.out
    told = run("issue", "pump", "--json", "--workspace", fresh, lang=lang)
    assert (told.code, {"answers/problem", "commitments"} <= set(told.json["missing"])) == (1, True)
    assert run("list", "--json", "--workspace", fresh).json[0]["state"] == "open"
    why = "Customer decides tonight"
    passed = run("issue", "pump", "--reason", why, "-o", out, "--workspace", fresh, lang=lang)
    assert passed.code == 0, passed
    assert why in text_of(out).replace("\n", " ")
    blank = run("issue", "pump", "--reason", "  ", "--workspace", fresh, lang=lang)
    assert blank.code == 1
    early = run("issue", "pump", "--preliminary", "--workspace", fresh, lang=lang)
    assert (early.code, early.err) == (0, "")


def without_private(document: dict[str, Any]) -> dict[str, Any]:
    """What a case file says, apart from the engineer's own readings."""
    kept = [
        reading
        for reading in document.get("emotions", [])
        if reading["who"] != "engineer" or reading.get("share")
    ]
    return {**document, "emotions": kept}


def exported(workspace: Path, into: Path, *options: str) -> dict[str, Any]:
    done = run("export", TELECOM, "-o", into, *options, "--workspace", workspace)
    assert done.code == 0, done
    path = into / reference_of(TELECOM) / "case.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_a_case_goes_out_in_a_report_and_comes_in_elsewhere_whole(
    workspace: Path, fresh: Path, tmp_path: Path
) -> None:
    pdf = tmp_path / "telecom.pdf"
    assert run("issue", TELECOM, "-o", pdf, "--workspace", workspace).code == 0
    taken = tmp_path / "taken" / "case.json"
    done = run("extract", pdf, "-o", taken, "--json")
    assert done.code == 0, done
    assert done.json["edition"]["case"] == TELECOM
    for name in done.json["files"]:
        assert (taken.parent / name).read_bytes().startswith(b"\xff\xd8")
    assert run("import", taken, "--workspace", fresh).code == 0
    here, there = exported(workspace, tmp_path / "here"), exported(fresh, tmp_path / "there")
    assert there == without_private(here)
    photos = [path for path in tree(tmp_path / "here") if path.endswith(".jpg")]
    assert len(photos) == 3
    assert set(photos) == {path for path in tree(tmp_path / "there") if path.endswith(".jpg")}


def says(held: Any, told: Any) -> bool:
    """Whether what an export holds says all that was told; records are found by their ids."""
    if isinstance(told, dict):
        return isinstance(held, dict) and all(says(held.get(key), told[key]) for key in told)
    if isinstance(told, list) and told and isinstance(told[0], dict):
        named = {record["id"]: record for record in held}
        known = [record for record in told if "id" in record]
        return len(held) == len(told) and all(says(named.get(one["id"]), one) for one in known)
    if isinstance(told, list) and isinstance(held, list):
        return sorted(held) == sorted(told)  # a set of choices has no order
    if isinstance(held, dict):
        return told in (held.get("zh"), held.get("en"))
    return bool(held == told) or told in ("", None, [], False)


def test_an_export_says_all_the_sample_said(workspace: Path, tmp_path: Path) -> None:
    told, out = sample("telecom"), exported(workspace, tmp_path, "--private")
    for evidence in told["evidence"]:
        evidence.pop("file", None)  # a kept photo is a JPEG, whatever it was
    for name, part in told.items():
        assert says(out.get(name), part), name


def test_an_export_leaves_out_what_is_private(workspace: Path, tmp_path: Path) -> None:
    told = sample("telecom")["emotions"]
    own = [reading for reading in told if reading["who"] == "engineer" and not reading.get("share")]
    assert own
    assert len(exported(workspace, tmp_path)["emotions"]) == len(told) - len(own)


def test_an_edited_file_merges_into_the_case(workspace: Path, tmp_path: Path) -> None:
    shutil.copytree(SAMPLES["telecom"].parent, tmp_path / "telecom")
    path = tmp_path / "telecom" / "case.json"
    told = sample("telecom")
    told["severity"] = 5
    told["statements"].append({"id": "s99", "kind": "fact", "text": "断路器今早又跳闸。"})
    del told["options"][0]
    write_case(path, told)
    (done,) = run("import", path, "--workspace", workspace, "--json").json
    assert (done["new"], done["changed"]) == (False, True)
    out = exported(workspace, tmp_path / "out")
    assert out["severity"] == 5
    assert "s99" in {item["id"] for item in out["statements"]}
    assert len(out["options"]) == len(sample("telecom")["options"])
    found = run("list", "断路器", "--json", "--workspace", workspace).json
    assert [row["id"] for row in found] == [TELECOM]


def test_a_case_without_an_id_is_the_same_case_as_long_as_it_says_the_same(
    fresh: Path, tmp_path: Path
) -> None:
    path = write_case(tmp_path / "case.json")
    for new in (True, False):
        (done,) = run("import", path, "--workspace", fresh, "--json").json
        assert done["new"] is new
    write_case(path, case(title="Another pump"))
    (other,) = run("import", path, "--workspace", fresh, "--json").json
    assert other["new"] is True


@pytest.mark.parametrize("lang", LANGS)
def test_the_journey_names_its_steps_and_its_files(tmp_path: Path, lang: str) -> None:
    done = process("journey", "--sample", "telecom", "-o", tmp_path / "out", lang=lang)
    assert (done.code, done.err) == (0, ""), done
    for name in ("telecom-a4.pdf", "telecom-phone.pdf", "telecom-customer.pdf"):
        assert name in done.out
        assert (tmp_path / "out" / name).read_bytes().startswith(b"%PDF")
    assert done.out.count("✓") + done.out.count("…") + done.out.count("·") >= 4
