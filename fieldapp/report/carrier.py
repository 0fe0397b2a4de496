"""The case inside its PDF: what an edition carries, and how it is taken out again.

An edition carries its case as a case file and a manifest with check sums; a supervisor's also the
playbook and the evidence, so that what is taken out can be imported as it is.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from io import BytesIO
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from fieldapp.base.values import frozen
from fieldapp.case import outflow
from fieldapp.case.casefile import is_inside
from fieldapp.case.records import Case, Evidence
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience as audiences
from fieldapp.report.blocks import Attachment, Edition
from fieldapp.report.content import Audience, Content
from fieldapp.report.errors import CarrierError
from fieldapp.report.layout.exhibits import PRINTED_BYTES, PhotoSource
from fieldapp.report.layout.voice import ReportLang, Voice

if TYPE_CHECKING:
    from pypdf import PdfReader

FORMAT = "fieldapp-edition/1"
CASE, MANIFEST, PLAYBOOK = "case.json", "manifest.json", "playbook.json"

MOST_CARRIED = 10_000_000 - PRINTED_BYTES - 1_000_000
"""Bytes of evidence in one edition: with the pages it stays within what mail takes (10 MB)."""
MOST_READ = 64 * 2**20
"""Bytes of a PDF, and of all that is in it, unpacked."""
_MOST_FILES = 2_000
_INDENTED = 500_000
"""Bytes up to which a case file is set out for people."""

_KINDS = ((b"\xff\xd8\xff", ".jpg", "image/jpeg"), (b"\x89PNG", ".png", "image/png"),
          (b"%PDF", ".pdf", "application/pdf"))  # fmt: skip


@frozen
class Extracted:
    """What a PDF carried. `files`: path as the case file names it -> bytes."""

    case_json: bytes
    manifest: Mapping[str, Any]
    files: Mapping[str, bytes] = field(default_factory=dict)
    playbook: bytes | None = None


def attachments(
    content: Content,
    playbook: Playbook,
    files: PhotoSource,
    *,
    lang: ReportLang,
    edition: Edition,
    audience: Audience,
) -> tuple[Attachment, ...]:
    """What an edition carries: only what its audience may see.

    Evidence beyond `MOST_CARRIED` bytes is named in the manifest as `left_out`.
    """
    voice = Voice(lang, content.case.title.src)
    case = audiences.carried(content.case, playbook, audience)
    for_supervisor = audience == "supervisor"
    kept, left_out = _evidence(case.evidence, files) if for_supervisor else ([], [])
    paths = {evidence.id: path for evidence, path, _ in kept}
    case = replace(
        case,
        evidence=tuple(replace(e, file=paths.get(e.id, e.file)) for e in case.evidence),
    )
    case_json = _case_json(case)
    carried = [
        Attachment(
            f"evidence-{evidence.id}{PurePosixPath(path).suffix}",
            _mime(data),
            data,
            voice.line(evidence.caption)[:200],
            "Source",
        )
        for evidence, path, data in kept
    ]
    manifest = {
        "format": FORMAT,
        "case": content.case.id if for_supervisor else "",
        "reference": content.reference,
        "issue": content.issue.number,
        "final": content.issue.final,
        "issued": content.issue.at.isoformat(),
        "edition": edition,
        "audience": audience,
        "lang": lang,
        "content": content.hash,
        "case_sha256": _sha256(case_json),
        "playbook": content.case.playbook,
        "playbook_version": content.playbook_version,
        "files": [
            {"name": file.name, "path": path, "sha256": _sha256(file.data)}
            for file, (_, path, _) in zip(carried, kept, strict=True)
        ],
        "left_out": left_out,
    }
    found = [
        Attachment(CASE, "application/json", case_json, voice.term("attached_case"), "Source"),
        Attachment(
            MANIFEST, "application/json", outflow.encode(manifest), voice.term("attached_manifest")
        ),
    ]
    if for_supervisor and playbook.compiled:
        about = voice.term("attached_playbook")
        found.append(
            Attachment(PLAYBOOK, "application/json", playbook.compiled, about, "Supplement")
        )
    return (*found, *carried)


def _case_json(case: Case) -> bytes:
    """The case file; a large one without indentation, which takes many times as long."""
    document = outflow.document(case)
    bare = json.dumps(document, ensure_ascii=False).encode()
    return bare if len(bare) > _INDENTED else outflow.encode(document)


def _evidence(
    evidence: tuple[Evidence, ...], files: PhotoSource
) -> tuple[list[tuple[Evidence, str, bytes]], list[str]]:
    """(record, path, bytes) of the evidence that fits, and the paths of what does not."""
    kept: list[tuple[Evidence, str, bytes]] = []
    left_out: list[str] = []
    size = 0
    taken: set[str] = set()
    for item in evidence:
        data = files(item) if item.file or item.blob else None
        if data is None:
            continue
        path = item.file or f"photos/{item.id}{_suffix(data)}"
        if size + len(data) > MOST_CARRIED or path in taken:
            left_out.append(path)
            continue
        size += len(data)
        taken.add(path)
        kept.append((item, path, data))
    return kept, left_out


def _suffix(data: bytes) -> str:
    return next((suffix for start, suffix, _ in _KINDS if data.startswith(start)), ".bin")


def _mime(data: bytes) -> str:
    known = (mime for start, _, mime in _KINDS if data.startswith(start))
    return next(known, "application/octet-stream")


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def extract(pdf: bytes) -> Extracted:
    """Takes the case out of a PDF and checks that it is as it was made.

    Raises:
        CarrierError: no PDF, a password, damage, no case, altered, too large, or newer.
    """
    found = _attached(pdf)
    if CASE not in found or MANIFEST not in found:
        raise CarrierError("report.pdf_no_case")
    manifest = _manifest(found[MANIFEST])
    _check(CASE, found, manifest["case_sha256"])
    files: dict[str, bytes] = {}
    for entry in manifest["files"]:
        name, path = str(entry["name"]), str(entry["path"])
        if not path or not is_inside(path):
            raise CarrierError("report.pdf_changed", name=name[:80])
        _check(name, found, entry["sha256"])
        files[path] = found[name]
    if PLAYBOOK in found:
        _check(PLAYBOOK, found, manifest["playbook_version"])
    return Extracted(found[CASE], manifest, files, found.get(PLAYBOOK))


def _check(name: str, found: Mapping[str, bytes], digest: str) -> None:
    if name not in found or _sha256(found[name]) != digest:
        raise CarrierError("report.pdf_changed", name=name[:80])


def _manifest(data: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(data)
        known = manifest["format"].partition(".")[0] == FORMAT
        whole = all(isinstance(manifest[key], str) for key in ("case_sha256", "playbook_version"))
        whole = whole and all({"name", "path", "sha256"} <= set(e) for e in manifest["files"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CarrierError("report.pdf_changed", name=MANIFEST) from error
    if not known:
        raise CarrierError("report.pdf_newer", format=str(manifest["format"])[:60])
    if not whole:
        raise CarrierError("report.pdf_changed", name=MANIFEST)
    return dict(manifest)


def _attached(pdf: bytes) -> dict[str, bytes]:
    """Every attached file, unpacked within limits."""
    from pypdf import PdfReader

    if len(pdf) > MOST_READ:
        raise CarrierError("report.pdf_too_large", name="PDF", limit=MOST_READ // 2**20)
    if b"%PDF-" not in pdf[:1024]:
        raise CarrierError("report.pdf_not")
    try:
        reader = PdfReader(BytesIO(pdf))
        found = None if reader.is_encrypted else _unpacked(reader)
    except CarrierError:
        raise
    except Exception as error:  # a broken file fails in as many ways as there are
        raise CarrierError("report.pdf_damaged") from error
    if found is None:
        raise CarrierError("report.pdf_encrypted")
    return found


def _unpacked(reader: PdfReader) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    room = MOST_READ
    for name, stream in _streams(reader):
        data = _bounded(name, stream, room)
        room -= len(data)
        found.setdefault(name, data)
    return found


def _streams(reader: PdfReader) -> Iterator[tuple[str, Any]]:
    """(name, embedded file stream) of the document's name tree."""
    root: Any = reader.root_object
    names = root.get("/Names")
    tree = names.get_object().get("/EmbeddedFiles") if names else None
    waiting = [tree] if tree else []
    seen = 0
    while waiting:
        node = waiting.pop(0).get_object()
        waiting += node.get("/Kids", [])
        pairs = node.get("/Names", [])
        for name, spec in zip(pairs[::2], pairs[1::2], strict=False):
            seen += 1
            if seen > _MOST_FILES or len(waiting) > _MOST_FILES:
                raise CarrierError("report.pdf_damaged")
            yield str(name.get_object()), spec.get_object()["/EF"]["/F"].get_object()


def _bounded(name: str, stream: Any, room: int) -> bytes:
    """A stream's bytes; unpacking stops at the limit, so that a small file cannot fill memory."""
    filters = stream.get("/Filter")
    packed: bytes = stream._data
    if filters is None:
        data = packed
    elif filters in ("/FlateDecode", ["/FlateDecode"]) and "/DecodeParms" not in stream:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(packed, room + 1)
        if not unpacker.eof and len(data) <= room:
            raise CarrierError("report.pdf_damaged")
    else:
        data = stream.get_data()
    if len(data) > room:
        raise CarrierError("report.pdf_too_large", name=name[:80], limit=MOST_READ // 2**20)
    return data
