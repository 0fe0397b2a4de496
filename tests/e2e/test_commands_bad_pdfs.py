"""PDFs that do not carry the case they were made with: one line, exit 1, nothing written."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from command_kit import LANGS, SAMPLES, refused, run, tree
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("report") / "report.pdf"
    assert run("report", SAMPLES["telecom"], "-o", path).code == 0
    return path.read_bytes()


def written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def copied(pdf: bytes) -> PdfWriter:
    return PdfWriter(clone_from=BytesIO(pdf))


def somebody_elses(_: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_attachment("case.json", b"{}")
    return written(writer)


def encrypted(pdf: bytes) -> bytes:
    writer = copied(pdf)
    writer.encrypt("secret")
    return written(writer)


def with_attachment(pdf: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    writer = copied(pdf)
    (found,) = [one for one in writer.attachment_list if one.name == name]
    changed = StreamObject()
    changed.set_data(change(found.content))
    changed[NameObject("/Type")] = NameObject("/EmbeddedFile")
    found.pdf_object["/EF"][NameObject("/F")] = writer._add_object(changed)
    return written(writer)


def case_edited(pdf: bytes) -> bytes:
    return with_attachment(pdf, "case.json", lambda data: data.replace(b"2026", b"2027", 1))


def photo_swapped(pdf: bytes) -> bytes:
    return with_attachment(pdf, "evidence-e1.jpg", lambda data: data[:-1] + b"\0")


def manifest_broken(pdf: bytes) -> bytes:
    return with_attachment(pdf, "manifest.json", lambda data: data[:-20])


def manifest_leads_out(pdf: bytes) -> bytes:
    return with_attachment(pdf, "manifest.json", lambda data: data.replace(b"photos/", b"../../"))


def unpacks_without_end(pdf: bytes) -> bytes:
    return with_attachment(pdf, "case.json", lambda data: bytes(200 * 2**20))


BAD: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no PDF": (lambda _: b"hello", ""),
    "empty": (lambda _: b"", ""),
    "a photo": (lambda _: b"\xff\xd8\xff\xe0" + bytes(100), ""),
    "only its beginning": (lambda pdf: pdf[: len(pdf) // 2], ""),
    "end missing": (lambda pdf: pdf[:-300], ""),
    "hole in it": (lambda pdf: pdf[:9000] + bytes(len(pdf) - 18000) + pdf[-9000:], ""),
    "encrypted": (encrypted, ""),
    "somebody else's": (somebody_elses, ""),
    "case edited": (case_edited, "case.json"),
    "photo swapped": (photo_swapped, "evidence-e1.jpg"),
    "manifest broken": (manifest_broken, "manifest.json"),
    "manifest leads out": (manifest_leads_out, ""),
    "too large inside": (unpacks_without_end, ""),
}


@pytest.mark.parametrize("name", BAD)
def test_a_pdf_without_its_case_is_refused(report: bytes, tmp_path: Path, name: str) -> None:
    make, named = BAD[name]
    path = tmp_path / "in.pdf"
    path.write_bytes(make(report))
    before = tree(tmp_path)
    for lang in LANGS:
        out = tmp_path / "out" / "case.json"
        refused(run("extract", path, "-o", out, lang=lang), lang, "in.pdf", named)
    assert tree(tmp_path) == before


@pytest.mark.parametrize("lang", LANGS)
def test_a_missing_pdf_is_named(tmp_path: Path, lang: str) -> None:
    for name in ("none.pdf", "."):
        done = run("extract", tmp_path / name, "-o", tmp_path / "case.json", lang=lang)
        refused(done, lang, str(tmp_path / name))
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("lang", LANGS)
def test_extracting_overwrites_nothing_and_is_whole_or_not_there(
    report: bytes, tmp_path: Path, lang: str
) -> None:
    (tmp_path / "in.pdf").write_bytes(report)
    mine = tmp_path / "out" / "photos" / "drop_rate_screen.jpg"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"my own")
    before = tree(tmp_path)
    out = tmp_path / "out" / "case.json"
    refused(run("extract", tmp_path / "in.pdf", "-o", out, lang=lang), lang, str(mine))
    assert tree(tmp_path) == before
    mine.unlink()
    for _ in range(2):
        assert run("extract", tmp_path / "in.pdf", "-o", out).code == 0
    out.write_text("{}", encoding="utf-8")
    refused(run("extract", tmp_path / "in.pdf", "-o", out, lang=lang), lang, str(out))
    assert out.read_text(encoding="utf-8") == "{}"


def test_a_report_saved_again_by_another_program_still_gives_its_case(
    report: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "again.pdf"
    path.write_bytes(written(copied(report)))
    assert run("extract", path, "-o", tmp_path / "case.json").code == 0
    assert run("check", tmp_path / "case.json").code == 0


def test_a_customers_report_carries_no_more_than_the_customer_may_see(tmp_path: Path) -> None:
    path = tmp_path / "customer.pdf"
    assert run("report", SAMPLES["telecom"], "-o", path, "--audience", "customer").code == 0
    names = [one.name for one in PdfReader(BytesIO(path.read_bytes())).attachment_list]
    assert set(names) <= {"case.json", "manifest.json"}
    done = run("extract", path, "-o", tmp_path / "out" / "case.json", "--json")
    assert done.code == 0
    assert done.json["edition"]["audience"] == "customer"
    text = (tmp_path / "out" / "case.json").read_text(encoding="utf-8")
    assert '"emotions"' not in text
