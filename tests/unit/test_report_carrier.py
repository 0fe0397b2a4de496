"""The case inside its PDF: what goes in comes out, and what was altered is refused."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from report_kit import (
    SAMPLES,
    case_of,
    content_of,
    document,
    photos_of,
    playbook,
    report_of,
    sample,
    sample_file,
)

from fieldapp.base.language import LANGS, message
from fieldapp.case import outflow
from fieldapp.playbook.model import Playbook
from fieldapp.report import carrier, pdf
from fieldapp.report.blocks import Attachment
from fieldapp.report.carrier import extract
from fieldapp.report.errors import CarrierError
from fieldapp.report.layout.document import lay_out
from fieldapp.report.pdf import Rendered


def shared_part(name: str) -> dict[str, Any]:
    """A sample as it was written, without what is private."""
    case = case_of(sample_file(name).read_bytes())
    found = outflow.document(case)
    fields = playbook(case.playbook).fields
    assert not any(fields[name].visibility == 1 for name in found["answers"] if name in fields)
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_a_supervisors_report_gives_the_case_back_but_for_what_is_private(name: str) -> None:
    found = extract(report_of(sample(name), photos_of(name), lang="both").pdf)
    assert json.loads(found.case_json) == shared_part(name)
    again = case_of(found.case_json)
    assert outflow.document(again) == shared_part(name)


@pytest.mark.parametrize("name", SAMPLES)
def test_its_photos_come_out_as_they_went_in(name: str) -> None:
    found = extract(report_of(sample(name), photos_of(name)).pdf)
    folder = sample_file(name).parent
    named = [e["file"] for e in json.loads(found.case_json)["evidence"] if "file" in e]
    assert sorted(found.files) == sorted(named)
    assert all((folder / path).read_bytes() == data for path, data in found.files.items())


def test_the_playbook_travels_along() -> None:
    content = sample("telecom")
    found = extract(report_of(content).pdf)
    assert found.playbook is not None
    assert Playbook.from_compiled(found.playbook).version == content.playbook_version


def test_the_manifest_tells_what_it_is() -> None:
    content = sample("medical", 3)
    manifest = extract(report_of(content, lang="en", edition="phone").pdf).manifest
    assert manifest["reference"] == content.reference
    assert manifest["content"] == content.hash
    assert [manifest[key] for key in ("issue", "lang", "edition", "audience")] == [
        *(3, "en", "phone", "supervisor")
    ]


def test_evidence_beyond_what_mail_takes_is_named() -> None:
    evidence = [{"id": f"e{n}", "kind": "file", "file": f"f{n}.bin"} for n in range(4)]
    content = content_of(document(evidence=evidence))
    size = carrier.MOST_CARRIED // 3
    found = extract(report_of(content, lambda _: b"%PDF" + bytes(size)).pdf)
    assert sorted(found.files) == ["f0.bin", "f1.bin"]
    assert found.manifest["left_out"] == ["f2.bin", "f3.bin"]


def test_a_report_with_many_photos_can_be_mailed() -> None:
    evidence = [{"id": f"e{n}", "file": f"photos/{n}.jpg", "caption": "图"} for n in range(120)]
    content = content_of(document(evidence=evidence))
    photo = photos_of("telecom")(sample("telecom").case.evidence[0])
    done = report_of(content, lambda _: photo)
    assert not done.plain
    assert len(done.pdf) < 10_000_000


# What is refused


def refusal(data: bytes) -> str:
    with pytest.raises(CarrierError) as caught:
        extract(data)
    for lang in LANGS:
        told = message(caught.value.finding, lang)
        assert not told.startswith("report.")
    return caught.value.finding.code


def small() -> Rendered:
    return report_of(content_of(document()))


def with_attachments(*files: Attachment) -> bytes:
    content = content_of(document())
    made = lay_out(content, playbook(), lambda _: None)
    return pdf.render(replace(made, attachments=files), "a4").pdf


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xd8\xff\xe0 JFIF", b"PK\x03\x04" * 400])
def test_what_is_no_pdf(data: bytes) -> None:
    assert refusal(data) == "report.pdf_not"


def test_a_password() -> None:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(small().pdf)))
    writer.encrypt("secret", algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    assert refusal(out.getvalue()) == "report.pdf_encrypted"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.7, 0.95])
def test_a_part_of_a_file(share: float) -> None:
    whole = small().pdf
    assert refusal(whole[: int(len(whole) * share)]) in {
        "report.pdf_damaged",
        "report.pdf_no_case",
        "report.pdf_changed",
    }


def test_a_pdf_without_a_case() -> None:
    assert refusal(with_attachments()) == "report.pdf_no_case"
    assert (
        refusal(with_attachments(Attachment("a.txt", "text/plain", b"a"))) == "report.pdf_no_case"
    )


def replaced(name: str, change: Any) -> bytes:
    """A report in which somebody changed one attachment."""
    reader = PdfReader(BytesIO(small().pdf))
    files = carrier._unpacked(reader)
    files[name] = change(files[name])
    return with_attachments(*(Attachment(n, "application/json", d) for n, d in files.items()))


def test_a_case_that_was_altered() -> None:
    assert refusal(replaced("case.json", lambda data: data + b" ")) == "report.pdf_changed"
    assert refusal(replaced("playbook.json", lambda data: data + b" ")) == "report.pdf_changed"


@pytest.mark.parametrize(
    "manifest", [b"", b"[]", b"{}", b"\xff", b'{"format": 1}', b"[" * 100_000, b"null"]
)
def test_a_manifest_that_was_altered(manifest: bytes) -> None:
    assert refusal(replaced("manifest.json", lambda _: manifest)) == "report.pdf_changed"


def test_a_newer_version() -> None:
    def newer(data: bytes) -> bytes:
        return data.replace(b"fieldapp-edition/1", b"fieldapp-edition/2")

    assert refusal(replaced("manifest.json", newer)) == "report.pdf_newer"


@pytest.mark.parametrize("path", ["../case.json", "/etc/passwd", "C:\\x", "a/../../b", ""])
def test_a_file_that_would_leave_the_folder(path: str) -> None:
    def moved(data: bytes) -> bytes:
        manifest = json.loads(data)
        manifest["files"] = [{"name": "case.json", "path": path, "sha256": ""}]
        return json.dumps(manifest).encode()

    assert refusal(replaced("manifest.json", moved)) == "report.pdf_changed"


def test_a_bomb_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "MOST_READ", 4 * 2**20)
    bomb = with_attachments(Attachment("case.json", "application/json", bytes(8 * 2**20)))
    assert len(bomb) < 2**20
    assert refusal(bomb) == "report.pdf_too_large"


def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "MOST_READ", 1000)
    assert refusal(small().pdf) == "report.pdf_too_large"


@given(st.binary(max_size=400), st.floats(0, 1))
def test_any_damage_is_one_clear_error(noise: bytes, place: float) -> None:
    """Bytes overwritten anywhere: the whole case, or a refusal; nothing else."""
    whole = _SMALL
    at = int(place * (len(whole) - len(noise)))
    damaged = whole[:at] + noise + whole[at + len(noise) :]
    try:
        found = extract(damaged)
    except CarrierError:
        return
    assert found.case_json == extract(whole).case_json


_SMALL = small().pdf


def test_a_packed_stream_cut_short_is_damage() -> None:
    packed = zlib.compress(b"x" * 100)[:-6]

    class Stream(dict[str, Any]):
        _data = packed

    with pytest.raises(CarrierError):
        carrier._bounded("case.json", Stream({"/Filter": "/FlateDecode"}), 1000)
