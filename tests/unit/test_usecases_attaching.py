"""Photos and files become evidence: kept, linked, found again, and covered where they must be."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image
from store_kit import START
from usecase_kit import case_in, library, photo, sample_in, workspace_in

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Text
from fieldapp.case.records import Evidence
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import attaching, casefiles, exporting, importing
from fieldapp.usecases.attaching import Attachment, Box, Document, Rendition


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with workspace_in(tmp_path) as found:
        yield found


def evidence_of(workspace: Workspace, case_id: bytes, evidence: str) -> Evidence:
    return next(one for one in case_in(workspace, case_id).evidence if one.id == evidence)


def test_a_photo_is_kept_with_its_words_in_one_change(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    statement = case_in(workspace, case_id).statements[0].id
    before = len(workspace.changes(case_id))
    shot = attaching.prepare_photo(photo(), "IMG_0001.jpg")
    place = f"statements/{statement}"
    made = attaching.attach(
        workspace, case_id, Attachment(shot, Text.of("机柜铭牌"), links=(place,))
    )
    assert len(workspace.changes(case_id)) == before + 1
    kept = evidence_of(workspace, case_id, made.evidence)
    assert (kept.kind, kept.caption.zh, kept.file) == ("photo", "机柜铭牌", "")
    assert attaching.picture(workspace, kept.blob) == shot.jpeg
    assert attaching.links(case_in(workspace, case_id), made.evidence) == (place,)
    with Image.open(io.BytesIO(attaching.thumbnail(workspace, kept.blob, 90))) as small:
        assert small.size == (90, 60)


NOON = datetime(2026, 11, 20, 12, 0, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("taken", "said", "kept"),
    [
        (NOON, None, NOON),
        (NOON.replace(tzinfo=None), None, NOON.replace(tzinfo=START.tzinfo)),
        (None, None, START),
        (datetime(1980, 1, 1), None, START),
        (START + timedelta(days=400), None, START),
        (NOON, NOON - timedelta(hours=1), NOON - timedelta(hours=1)),
    ],
)
def test_evidence_is_dated_by_the_person_the_camera_or_the_clock(
    workspace: Workspace, taken: datetime | None, said: datetime | None, kept: datetime
) -> None:
    workspace.machine = replace(workspace.machine, clock=lambda: START)
    case_id = sample_in(workspace)
    made = attaching.attach(workspace, case_id, Attachment(Rendition(b"j", 1, 1, taken), at=said))
    assert evidence_of(workspace, case_id, made.evidence).at == kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("合同 附件2.pdf", "合同 附件2.pdf"),
        ("../../etc/passwd", "_._etc_passwd"),
        ("C:\\evil\\plan.xlsx", "C_evil_plan.xlsx"),
        ("con.txt", "file.txt"),
        ("a" * 300 + ".pdf", "a" * 76 + ".pdf"),
        ("...", "file"),
        ("\u202egpj.exe", "_gpj.exe"),
    ],
)
def test_a_file_keeps_a_name_that_any_system_can_hold(
    workspace: Workspace, tmp_path: Path, name: str, kept: str
) -> None:
    case_id = sample_in(workspace)
    for data in (b"one", b"two"):
        attaching.attach(workspace, case_id, Attachment(Document(name, data)))
    files = [one for one in case_in(workspace, case_id).evidence if one.file.startswith("files/")]
    assert [Path(one.file).name for one in files] == [kept, kept]
    exported = exporting.export_case(workspace, case_id, tmp_path / "out", library())
    assert exported.warnings == ()
    written = [path for one in files for path in (exported.folder / one.file).parent.iterdir()]
    assert {path.read_bytes() for path in written} == {b"one", b"two"}
    assert all(path.name.removesuffix(".bin") == kept for path in written)


def test_links_follow_what_the_person_ticks(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    made = attaching.attach(workspace, case_id, Attachment(Document("plan.pdf", b"p")))
    case = case_in(workspace, case_id)
    first, second = (f"statements/{one.id}" for one in case.statements[:2])
    cause = next(one for one in case.causes if one.evidence)
    wanted = {first, f"causes/{cause.id}"}
    sets = attaching.linked(case, made.evidence, wanted)
    assert sets[f"causes/{cause.id}/evidence"] == (*cause.evidence, made.evidence)
    workspace.commit(
        case_id, lambda w: [w.shared.set_members(path, members) for path, members in sets.items()]
    )
    case = case_in(workspace, case_id)
    assert set(attaching.links(case, made.evidence)) == wanted
    assert attaching.linked(case, made.evidence, wanted) == {}
    sets = attaching.linked(case, made.evidence, {second})
    assert sets[f"causes/{cause.id}/evidence"] == tuple(sorted(cause.evidence))
    assert set(sets) == {f"{first}/evidence", f"{second}/evidence", f"causes/{cause.id}/evidence"}


def test_what_was_covered_afterwards_is_seen_nowhere_again(workspace: Workspace) -> None:
    case_id = sample_in(workspace)
    made = attaching.attach(workspace, case_id, Attachment(attaching.prepare_photo(photo("red"))))
    before = evidence_of(workspace, case_id, made.evidence)
    jpeg = attaching.picture(workspace, before.blob)
    covered = attaching.burn_in(jpeg, None, [Box(0, 0, 1, 1)])
    with pytest.raises(FieldAppError) as caught:
        attaching.redact_kept(workspace, case_id, made.evidence, covered, "  ")
    assert caught.value.finding.code == "evidence.no_reason"
    assert attaching.redact_kept(workspace, case_id, made.evidence, covered, "a badge")
    after = evidence_of(workspace, case_id, made.evidence)
    shown = Image.open(io.BytesIO(attaching.picture(workspace, after.blob)))
    assert max(high for _, high in shown.getextrema()) < 60  # type: ignore[misc]
    with pytest.raises(FieldAppError):
        attaching.picture(workspace, before.blob)
    assert (after.at, after.kind) == (before.at, "photo")


def test_a_photo_is_packed_anew_even_if_nothing_is_covered() -> None:
    jpeg = attaching.prepare_photo(photo()).jpeg
    assert attaching.burn_in(jpeg, None, ()).jpeg != jpeg


def test_a_file_is_read_whole_or_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(b"12345")
    assert attaching.read_file(path) == Document("log.txt", b"12345")
    monkeypatch.setattr(casefiles, "MAX_EVIDENCE_BYTES", 4)
    for place, code in (
        (path, "evidence.file_too_large"),
        (tmp_path / "none", "usecases.file_missing"),
        (tmp_path, "usecases.file_is_folder"),
    ):
        with pytest.raises(FieldAppError) as caught:
            attaching.read_file(place)
        assert caught.value.finding.code == code


def test_a_file_that_is_not_what_it_is_called_comes_neither_in_nor_out(
    workspace: Workspace, tmp_path: Path
) -> None:
    program = b"MZ" + bytes(80)
    for name, data, code in (
        ("offer.pdf", b"<html>", "evidence.not_as_named"),
        ("offer.pdf", program, "evidence.program"),
        ("update.exe", program, "evidence.program"),
    ):
        path = tmp_path / name
        path.write_bytes(data)
        with pytest.raises(FieldAppError) as caught:
            attaching.read_file(path)
        assert caught.value.finding.code == code
    # As another laptop may have named it.
    case_id = sample_in(workspace)
    made = attaching.attach(workspace, case_id, Attachment(Document("bill.pdf.exe", program)))
    blob = evidence_of(workspace, case_id, made.evidence).blob
    for name in ("bill.pdf.exe", "bill.pdf", "bill"):
        with pytest.raises(FieldAppError) as caught:
            attaching.save_copy(workspace, blob, tmp_path / "out" / name)
        assert caught.value.finding.code == "evidence.copy_not_as_named"
    attaching.save_copy(workspace, blob, tmp_path / "bill.pdf.exe.bin")
    assert (tmp_path / "bill.pdf.exe.bin").read_bytes() == program
    folder = exporting.export_case(workspace, case_id, tmp_path / "out", library()).folder
    (kept,) = folder.glob("files/*/*")
    assert (kept.name, kept.read_bytes()) == ("bill.pdf.exe.bin", program)
    # A case file brings none in either; one that is honest about it is kept as it is.
    told = folder / "case.json"
    (candidate,) = importing.check_files([told], library())
    assert candidate.files[made.evidence] == program
    kept.rename(kept.with_name("bill.pdf"))
    text = told.read_text(encoding="utf-8")
    told.write_text(text.replace("bill.pdf.exe.bin", "bill.pdf"), encoding="utf-8")
    (candidate,) = importing.check_files([told], library())
    assert made.evidence not in candidate.files
    assert [one.code for one in candidate.warnings] == ["usecases.evidence_not_as_named"]


def test_a_photo_is_told_by_its_name() -> None:
    assert all(map(attaching.is_photo, ("a.JPG", "b.heic", "c.d.png")))
    assert not any(map(attaching.is_photo, ("a.pdf", "jpg", "b.jpg.zip")))
