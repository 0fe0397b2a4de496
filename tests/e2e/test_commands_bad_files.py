"""Bad case files, photos and playbooks: one clear line, exit 1, nothing written."""

from __future__ import annotations

import io
import json
import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from command_kit import LANGS, ROOT, case, process, refused, run, tree, write_case
from PIL import Image

CHINESE = json.dumps(case(title="泵停了"), ensure_ascii=False)
DEEP = 10_000


def with_evidence(file: str) -> bytes:
    return json.dumps(case(evidence=[{"id": "e1", "kind": "photo", "file": file}])).encode()


BAD_CASES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "unknown key": (json.dumps(case(titel="?")).encode(), ("titel", "title")),
    "unknown key inside": (
        json.dumps(case(statements=[{"kind": "fact", "txet": "?"}])).encode(),
        ("statements/1/txet", "“text”"),
    ),
    "text for a number": (json.dumps(case(severity="high")).encode(), ("severity", "high")),
    "number for a text": (json.dumps(case(title=5)).encode(), ("title", "5")),
    "text for a list": (json.dumps(case(statements="?")).encode(), ("statements",)),
    "beyond the scale": (json.dumps(case(severity=9)).encode(), ("severity", "9", "5")),
    "unknown choice": (json.dumps(case(situation="complain")).encode(), ("complaint",)),
    "duplicate key": (b'{"title": "a", "title": "b"}', ("title",)),
    "UTF-16": (CHINESE.encode("utf-16"), ("UTF-8",)),
    "UTF-16 without a mark": (CHINESE.encode("utf-16-le"), ("UTF-8",)),
    "GBK": (CHINESE.encode("gbk"), ("UTF-8",)),
    "no text at all": (bytes(range(256)) * 8, ("UTF-8",)),
    "empty": (b"", ("1",)),
    "cut off": (CHINESE.encode()[:-12], ("1",)),
    "not JSON": (b"{'title': 'x'}", ("JSON",)),
    "a list": (b"[]", ("{",)),
    "NaN": (b'{"severity": NaN}', ("NaN",)),
    "endless number": (b'{"severity": 1e999999}', ("1e999999",)),
    "many digits": (b'{"severity": ' + b"1" * 5000 + b"}", ("1111",)),
    "50 MB": (b'{"title": "' + b"x" * 50_000_000 + b'"}', ("20 MB",)),
    "deep list": (b"[" * DEEP + b"]" * DEEP, ("32",)),
    "deep object": (b'{"a":' * DEEP + b"1" + b"}" * DEEP, ("32",)),
    "deep answer": (
        json.dumps(case(answers={"a": 0})).encode().replace(b": 0", b":" + b"[" * 99 + b"]" * 99),
        ("32",),
    ),
    "later format": (json.dumps(case(format="fieldapp-case/2")).encode(), ("fieldapp-case/2",)),
    "way up": (with_evidence("../../etc/passwd"), ("../../etc/passwd",)),
    "absolute path": (with_evidence("/etc/passwd"), ("/etc/passwd",)),
    "path of another system": (with_evidence("C:\\Windows\\win.ini"), ("win.ini",)),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", BAD_CASES)
def test_a_bad_case_file_gets_one_line_from_every_command(
    tmp_path: Path, name: str, lang: str
) -> None:
    data, named = BAD_CASES[name]
    path = write_case(tmp_path / "case.json", data)
    before = tree(tmp_path)
    workspace = ("--workspace", tmp_path / "workspace")
    refused(run("check", path, lang=lang), lang, "case.json", *named)
    refused(run("report", path, "-o", tmp_path / "x.pdf", lang=lang), lang, "case.json", *named)
    refused(run("import", path, *workspace, lang=lang), lang, "case.json", *named)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_that_is_no_file_gets_one_line(tmp_path: Path, lang: str) -> None:
    (tmp_path / "folder.json").mkdir()
    (tmp_path / "loop.json").symlink_to("loop.json")
    paths = ["none.json", "folder.json", "loop.json", "folder.json/x.json", "n" * 300 + ".json"]
    before = tree(tmp_path)
    for name in paths:
        path = tmp_path / name
        for args in (
            ("check", path),
            ("report", path, "-o", tmp_path / "x.pdf"),
            ("import", path, "--workspace", tmp_path / "workspace"),
        ):
            refused(run(*args, lang=lang), lang, name)
    assert tree(tmp_path) == before


def test_every_fault_is_named_on_a_line_of_its_own(tmp_path: Path) -> None:
    path = write_case(tmp_path / "case.json", {"format": "fieldapp-case/1", "severity": "x"})
    done = run("check", path)
    assert (done.code, len(done.faults)) == (1, 3)
    for name in ("title", "playbook", "severity"):
        assert any(name in line for line in done.faults)


def test_one_bad_file_keeps_all_others_out(tmp_path: Path, fresh: Path) -> None:
    good = write_case(tmp_path / "good.json", case())
    bad = write_case(tmp_path / "bad.json", b"{")
    worse = write_case(tmp_path / "worse.json", case(severity=9))
    done = run("import", good, bad, worse, "--workspace", fresh)
    assert (done.code, done.out) == (1, "")
    assert ["bad.json" in done.faults[0], "worse.json" in done.faults[1]] == [True, True]
    assert not fresh.exists()


@pytest.mark.parametrize("lang", LANGS)
def test_an_unknown_playbook_is_named_with_the_nearest(
    tmp_path: Path, fresh: Path, lang: str
) -> None:
    path = write_case(tmp_path / "case.json", id="pump", playbook="pact")
    refused(run("check", path, lang=lang), lang, "“pact”", "“pacts”")
    refused(run("report", path, "-o", tmp_path / "x.pdf", lang=lang), lang, "“pacts”")
    kept = run("import", path, "--workspace", fresh, lang=lang)
    assert kept.code == 0
    assert "“pact”" in kept.err
    refused(run("issue", "pump", "--workspace", fresh, lang=lang), lang, "“pacts”")
    assert run("export", "pump", "-o", tmp_path, "--workspace", fresh, lang=lang).code == 0


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = write_case(tmp_path / "case.json", b"\xef\xbb\xbf" + CHINESE.encode())
    assert run("check", path).faults == []
    assert run("report", path, "-o", tmp_path / "x.pdf").code == 0


def test_keys_of_a_later_minor_version_are_kept(tmp_path: Path, fresh: Path) -> None:
    stated = {"format": "fieldapp-case/1.7", "id": "pump", "weather": "rain", "x-own": [1, 2]}
    path = write_case(tmp_path / "case.json", **stated)
    done = run("import", path, "--workspace", fresh)
    assert done.code == 0
    assert "weather" in done.err
    assert run("export", "pump", "-o", tmp_path / "out", "--workspace", fresh).code == 0
    (file,) = (tmp_path / "out").rglob("case.json")
    written = json.loads(file.read_text(encoding="utf-8"))
    assert {name: written[name] for name in ("weather", "x-own")} == {
        "weather": "rain",
        "x-own": [1, 2],
    }


# --- photos --------------------------------------------------------------------------------------


def png_bomb() -> bytes:
    """A PNG of 30,000 by 30,000 pixels in a few hundred kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    side = 30_000
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(side // 8 + 1) * side, 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


BAD_PHOTOS: dict[str, Callable[[], bytes]] = {
    "bomb": png_bomb,
    "text": lambda: b"this is no photo",
    "empty": lambda: b"",
    "cut off": lambda: jpeg()[:400],
    "PDF": lambda: b"%PDF-1.7\n",
    "SVG": lambda: (
        b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    ),
}


@pytest.mark.parametrize("name", BAD_PHOTOS)
def test_a_photo_that_is_none_keeps_the_case_out_but_not_from_its_report(
    tmp_path: Path, fresh: Path, name: str
) -> None:
    path = write_case(tmp_path / "in" / "case.json", with_evidence("photos/e1.png"))
    photo = tmp_path / "in" / "photos" / "e1.png"
    photo.parent.mkdir()
    photo.write_bytes(BAD_PHOTOS[name]())
    for lang in LANGS:
        refused(run("import", path, "--workspace", fresh, lang=lang), lang, "e1.png")
    assert not fresh.exists()
    done = run("report", path, "-o", tmp_path / "x.pdf")
    assert done.code == 0
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("lang", LANGS)
def test_a_link_that_leads_out_of_the_folder_is_not_followed(
    tmp_path: Path, fresh: Path, lang: str
) -> None:
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(jpeg())
    path = write_case(tmp_path / "in" / "case.json", with_evidence("e1.jpg"))
    (tmp_path / "in" / "e1.jpg").symlink_to(secret)
    before = tree(tmp_path)
    for args in (
        ("import", path, "--workspace", fresh),
        ("report", path, "-o", tmp_path / "x.pdf"),
        ("check", path),
    ):
        refused(run(*args, lang=lang), lang, "e1.jpg")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe", "long name", "endless link"])
def test_a_photo_that_is_not_there_is_named_and_the_rest_taken(
    tmp_path: Path, fresh: Path, kind: str
) -> None:
    name = "n" * 300 + ".jpg" if kind == "long name" else "e1.jpg"
    path = write_case(tmp_path / "in" / "case.json", with_evidence(name))
    place = path.parent / name
    if kind == "folder":
        place.mkdir()
    elif kind == "pipe":
        os.mkfifo(place)
    elif kind == "endless link":
        place.symlink_to(place.name)
    done = run("import", path, "--workspace", fresh)
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert any(name in line for line in done.faults)
    assert run("report", path, "-o", tmp_path / "x.pdf").code == 0
    checked = run("check", path)
    assert checked.code == 1
    assert name in checked.out


def test_a_program_lying_beside_the_case_file_is_not_started(tmp_path: Path) -> None:
    write_case(tmp_path / "case.json", with_evidence("e1.jpg"))
    (tmp_path / "e1.jpg").write_bytes(jpeg())
    trap = f"open({str(tmp_path / 'sprung')!r}, 'w').close()"
    for name in ("PIL", "fieldapp", "json", "struct"):
        (tmp_path / f"{name}.py").write_text(trap, encoding="utf-8")
    done = process("import", "case.json", "--workspace", "workspace", cwd=tmp_path)
    assert done.code == 0
    assert not (tmp_path / "sprung").exists()


# --- playbooks -----------------------------------------------------------------------------------

PACTS = (ROOT / "forms/playbooks/pacts.yaml").read_text(encoding="utf-8")
ALIASES = b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"

BAD_PLAYBOOKS: dict[str, tuple[bytes, str]] = {
    "unknown key": (f"{PACTS}\nclocs: []\n".encode(), "clocks"),
    "wrong type": (PACTS.replace("\nsteps:", "\nclocks: 5\nsteps:", 1).encode(), "clocks"),
    "UTF-16": (PACTS.encode("utf-16"), "UTF-8"),
    "GBK": (PACTS.encode("gbk", "replace"), "UTF-8"),
    "no text at all": (bytes(range(256)) * 8, "UTF-8"),
    "empty": (b"", ":1"),
    "cut off": (PACTS[:2000].encode() + b"\n  x: 'abc", "YAML"),
    "key written twice": (f"{PACTS}\nid: pacts\n".encode(), "id"),
    "50 MB": (b'a: "' + b"x" * 50_000_000 + b'"', "1024 KB"),
    "deep": (b"[" * DEEP + b"]" * DEEP, "20"),
    "aliases": (ALIASES, ":1"),
    "program in it": (b'!!python/object/apply:os.system ["touch sprung"]', "os.system"),
    "NUL": (b'a: "\0"', ":1"),
}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", BAD_PLAYBOOKS)
def test_a_bad_playbook_is_told_with_file_and_line_in_both_languages(
    tmp_path: Path, name: str, lang: str
) -> None:
    data, named = BAD_PLAYBOOKS[name]
    path = tmp_path / "pacts.yaml"
    path.write_bytes(data)
    before = tree(tmp_path)
    done = run("check", path, "--preview", tmp_path / "x.pdf", lang=lang)
    assert (done.code, len(done.faults)) == (1, 1)
    first, second, *rest = done.out.splitlines()
    assert "pacts.yaml:" in first
    assert named in first
    assert [any("\u4e00" <= char <= "\u9fff" for char in line) for line in (first, second)] == (
        [True, False] if lang == "zh" else [False, True]
    )
    assert len(rest) <= 3
    assert tree(tmp_path) == before
    found = run("check", path, "--json").json["findings"]
    assert {"zh", "en"} == set(found[0]["message"])


@pytest.mark.parametrize("lang", LANGS)
def test_a_playbook_that_is_no_file_gets_one_line(tmp_path: Path, lang: str) -> None:
    (tmp_path / "folder.yaml").mkdir()
    for name in ("none.yaml", "folder.yaml", "n" * 300 + ".yml"):
        done = run("check", tmp_path / name, lang=lang)
        assert done.code == 1
        assert name in done.out.splitlines()[0]


@pytest.mark.parametrize("lang", LANGS)
def test_a_good_playbook_is_previewed(tmp_path: Path, lang: str) -> None:
    path = ROOT / "forms/playbooks/pacts.yaml"
    done = run("check", path, "--preview", tmp_path / "x.pdf", lang=lang)
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    answer = run("check", path, "--preview", tmp_path / "y.pdf", "--json", lang=lang).json
    assert (answer["findings"], answer["preview_pages"] > 3) == ([], True)


@pytest.mark.parametrize("lang", LANGS)
def test_a_case_whose_playbook_is_not_here_tells_where_to_put_it(
    tmp_path: Path, fresh: Path, lang: str
) -> None:
    own, out = tmp_path / "own", tmp_path / "out.pdf"
    env = {"lang": lang, "FIELDAPP_PLAYBOOKS": str(own)}
    path = write_case(tmp_path / "c.json", id="p1", playbook="our_method")
    where, report = ("--workspace", fresh), ("report", "p1", "-o", out)
    kept = run("import", path, *where, **env)
    assert (kept.code, str(own / "playbooks") in kept.err) == (0, True), kept
    for args in ((*report, *where), ("issue", "p1", *where), ("check", path)):
        refused(run(*args, **env), lang, str(own / "playbooks"))
    (own / "playbooks").mkdir(parents=True)
    ours = own / "playbooks" / "our_method.yaml"
    ours.write_text(PACTS.replace("id: pacts\n", "id: our_method\n", 1), encoding="utf-8")
    assert run(*report, *where, **env).code == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_a_broken_playbook_of_ones_own_is_left_out_and_named(tmp_path: Path, fresh: Path) -> None:
    (tmp_path / "playbooks").mkdir()
    (tmp_path / "playbooks" / "ours.yaml").write_text("id: [", encoding="utf-8")
    path = write_case(tmp_path / "case.json")
    own = {"FIELDAPP_PLAYBOOKS": str(tmp_path)}
    assert run("import", path, "--workspace", fresh, **own).code == 0
    done = run("doctor", "--workspace", fresh, **own)
    assert "ours.yaml" in done.out
