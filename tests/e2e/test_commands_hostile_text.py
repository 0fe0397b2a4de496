"""Texts that mean harm, in every field: a report comes out, and no line of ours breaks."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from command_kit import case, run, sample, write_case
from pypdf import PdfReader

HOSTILE: dict[str, Callable[[str], str]] = {
    "NUL and escapes": lambda text: f"{text}\0\x01\x1b[2J\x1b]0;x\x07\x7f\x9b31m",
    "bidi controls": lambda text: f"\u202e{text}\u2066\u2069\u200f",
    "zero width": lambda text: "\u200b".join(text) + "\ufeff\u2060",
    "lone surrogates": lambda text: f"\ud800{text}\udfff",
    "markup": lambda text: f"<b>&{text}&amp;&#0;</b><img src='file:///etc/passwd'><para>",
    "formats": lambda text: f"{{0}} {{x.__class__}} %s %(x)s {text}",
    "line ends": lambda text: f"{text}\r\n\n\u2028\u2029\x0b\x0c\x85",
    "emoji and rare names": lambda text: f"👩‍👩‍👧🇨🇳 𠮷㛃 {text}",
    "no space": lambda text: text.replace(" ", "") * 6,
    "spaces only": lambda text: "   ",
}
STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
NAME = re.compile(r"[A-Za-z0-9_:+.-]*|fieldapp-case/1(\.1)?|photos/.*")


def poisoned(told: Any, change: Callable[[str], str]) -> Any:
    """A case file with every text changed; ids, dates, choices and paths are left as they are."""
    if isinstance(told, dict):
        return {key: poisoned(part, change) for key, part in told.items()}
    if isinstance(told, list):
        return [part if isinstance(part, str) else poisoned(part, change) for part in told]
    if isinstance(told, str) and not NAME.fullmatch(told):
        return change(told)
    return told


@pytest.mark.parametrize("name", HOSTILE)
def test_a_report_comes_out_whatever_the_texts_are(tmp_path: Path, name: str) -> None:
    told = poisoned(sample("telecom"), HOSTILE[name])
    path = write_case(tmp_path / "case.json", told)
    for wish in (
        ("--lang", "zh", "--edition", "phone", "--audience", "customer"),
        ("--lang", "both"),
    ):
        done = run("report", path, "-o", tmp_path / "x.pdf", *wish)
        assert (done.code, done.err) == (0, ""), done
        reader = PdfReader(BytesIO((tmp_path / "x.pdf").read_bytes()))
        text = "".join(page.extract_text() for page in reader.pages)
        assert not STEERING.search(text.replace("\f", "").replace("\r", ""))
    taken = tmp_path / "taken" / "case.json"
    assert run("extract", tmp_path / "x.pdf", "-o", taken).code == 0
    done = run("check", taken)
    assert done.code in (0, 1)
    assert not STEERING.search(done.out + done.err)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_breaks_a_line_of_the_list(tmp_path: Path, fresh: Path, name: str) -> None:
    change = HOSTILE[name]
    told = case(
        id=change("pump"), title=change("泵停了 pump"), customer={"company": change("厂 Works")}
    )
    path = write_case(tmp_path / "case.json", told)
    assert run("import", path, "--workspace", fresh).code == 0
    done = run("list", "--workspace", fresh)
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert not STEERING.search(done.out.rstrip("\n"))
    (row,) = run("list", "--json", "--workspace", fresh).json
    if "泵" in change("泵停了 pump"):
        assert run("list", "泵", "--json", "--workspace", fresh).json == [row]
    issued = run("issue", row["id"], "--preliminary", "--workspace", fresh)
    assert (issued.code, issued.err) == (0, "")
    assert run("export", row["id"], "-o", tmp_path / "out", "--workspace", fresh).code == 0
    assert run("import", path, "--workspace", fresh).code == 0


@pytest.mark.parametrize("char", ["x", "长", "\u200b", "&", "👍"])
def test_a_text_of_200_000_characters_without_a_space(
    tmp_path: Path, fresh: Path, char: str
) -> None:
    long = char * 200_000
    path = write_case(tmp_path / "case.json", id="long", title="T", report={"background": long})
    done = run("report", path, "-o", tmp_path / "x.pdf")
    assert done.code == 0
    assert run("check", path).code in (0, 1)
    assert run("import", path, "--workspace", fresh).code == 0
    assert run("issue", "long", "--preliminary", "--workspace", fresh).code == 0


def test_what_was_typed_is_shown_without_steering_the_terminal(samples_workspace: Path) -> None:
    for typed in ("\x1b[2J", "\u202egnp", "\udcff", "n\nx", "長" * 9000):
        done = run("export", typed, "-o", "out", "--workspace", samples_workspace)
        assert (done.code, len(done.faults)) == (1, 1)
        assert not STEERING.search(done.err.rstrip("\n"))
        assert len(done.err) < 1000
    done = run("\x1b[2J")
    assert (done.code, len(done.faults)) == (2, 1)
    assert "\x1b" not in done.err
