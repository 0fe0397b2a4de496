"""Importing case files: all checked first, then each kept with its photos, or nothing is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from fieldapp.base import kinds
from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.progress import Check, counted, unwatched
from fieldapp.case import intake
from fieldapp.case.casefile import CaseFile, CaseFileError
from fieldapp.case.records import Evidence
from fieldapp.playbook.library import Library
from fieldapp.store.photos import prepare
from fieldapp.store.workspace import Committed, Workspace, Writing
from fieldapp.usecases import casefiles, playbooks
from fieldapp.usecases.casefiles import FileCase
from fieldapp.usecases.workspaces import project


class ImportRefusedError(FieldAppError):
    """At least one file was refused, so none was taken in; `findings` says why, file by file."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = findings[0]
        super().__init__(first.code, where=first.where, **first.params)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file."""

    path: Path
    case_id: bytes
    is_new: bool
    committed: Committed
    warnings: tuple[Finding, ...]

    @property
    def changed(self) -> bool:
        return bool(self.committed)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A checked file, ready to be kept."""

    path: Path
    file: CaseFile
    files: dict[str, bytes]
    """Evidence id -> what is to be kept of its file."""
    warnings: tuple[Finding, ...]
    originals: dict[str, str] = field(default_factory=dict)
    """Evidence id -> SHA-256 (hex) of its file as it came. What is kept already under that name is
    not made again."""
    playbook: bytes = b""
    """The compiled playbook that came along; empty: the one of that name here."""


def check_files(paths: Sequence[Path], library: Library) -> tuple[Candidate, ...]:
    """Reads and checks case files and prepares their photos; writes nothing.

    Raises:
        ImportRefusedError: a file or one of its photos cannot be taken.
    """
    candidates: list[Candidate] = []
    refused: list[Finding] = []
    for path in paths:
        try:
            candidates.append(_candidate(path, library))
        except CaseFileError as error:
            refused += error.findings
        except FieldAppError as error:
            refused.append(error.finding)
    if refused:
        raise ImportRefusedError(tuple(refused))
    return tuple(candidates)


def keep_all(
    workspace: Workspace, candidates: Sequence[Candidate], library: Library
) -> tuple[Imported, ...]:
    """Takes checked files in, each in one transaction. A known id merges; the same file again
    changes nothing.
    """
    return tuple(keep(workspace, candidate, library) for candidate in candidates)


def _candidate(path: Path, library: Library) -> Candidate:
    file = casefiles.read(path)
    found = casefiles.take(file, path.parent, playbooks.is_private(library))

    def data(evidence: Evidence) -> bytes | None:
        place = found.evidence_path(evidence)
        return None if place is None else _read(place)

    return candidate(path, found, data, library)


def candidate(
    path: Path,
    found: FileCase,
    data: Callable[[Evidence], bytes | None],
    library: Library,
    check: Check = unwatched,
    *,
    playbook: bytes = b"",
) -> Candidate:
    """A case from its file, ready to be kept.

    Args:
        path: what the file is called in findings.
        data: an evidence's file as it came; None if it is not there.
        playbook: the compiled playbook that came along, if it is the case's.

    Raises:
        FieldAppError: one of its photos cannot be taken.
    """
    file = found.file
    warnings = list(file.warnings)
    if not playbook and library.get(file.document["playbook"]) is None:
        named = str(file.document["playbook"])[:80]
        params = {"id": named, "folder": str(playbooks.own_folder())}
        warnings.append(Finding("usecases.playbook_absent", params, path.name, Severity.WARNING))
    files: dict[str, bytes] = {}
    originals: dict[str, str] = {}
    with_files = [evidence for evidence in found.case.evidence if evidence.file]
    for evidence in counted(with_files, len(with_files), check):
        content = data(evidence)
        is_false = content is not None and not _is_as_named(evidence, content)
        if content is None or is_false:
            params = {"path": evidence.file}
            where = f"{path.name}: evidence/{evidence.id}"
            code = "usecases.evidence_not_as_named" if is_false else "usecases.evidence_missing"
            warnings.append(Finding(code, params, where, Severity.WARNING))
        else:
            files[evidence.id] = _prepared(evidence, content)
            originals[evidence.id] = hashlib.sha256(content).hexdigest()
    return Candidate(path, file, files, tuple(warnings), originals, playbook)


def _is_as_named(evidence: Evidence, content: bytes) -> bool:
    """Whether a file holds what its name says; of a photo that shows when it is read."""
    return evidence.kind == "photo" or kinds.fits(evidence.file, content)


def _prepared(evidence: Evidence, content: bytes) -> bytes:
    """A photo as its rendition, without place and maker; another file as it is."""
    if evidence.kind == "photo":
        return prepare(content, PurePosixPath(evidence.file).name).jpeg
    return content


def _read(place: Path) -> bytes:
    data = casefiles.read_bytes(place, casefiles.MAX_EVIDENCE_BYTES)
    if len(data) > casefiles.MAX_EVIDENCE_BYTES:
        limit = casefiles.MAX_EVIDENCE_BYTES // 2**20
        raise casefiles.UnreadableFileError(
            "usecases.evidence_too_large", path=str(place), limit=limit
        )
    return data


def keep(workspace: Workspace, candidate: Candidate, library: Library) -> Imported:
    """Takes one checked file in, see `keep_all`."""
    case_id = candidate.file.case_id
    is_new = workspace.listing().row(case_id) is None
    held = workspace.blobs(case_id)
    blobs = {}
    for evidence, data in candidate.files.items():
        original = candidate.originals.get(evidence, "")
        blobs[evidence] = original if original in held else workspace.put_blob(case_id, data)
    playbook_id = candidate.file.document["playbook"]
    known = library.get(playbook_id)
    compiled = candidate.playbook or (known.compiled if known else b"")
    version = workspace.put_playbook(compiled) if compiled else None

    def write(writing: Writing) -> None:
        before = project(library, case_id, writing.shared.fold, writing.private.fold)
        intake.take_in(
            candidate.file, writing.shared, writing.private, playbooks.is_private(library)
        )
        for evidence, name in blobs.items():
            writing.shared.write(f"evidence/{evidence}/blob", name)
        if version and before.playbook != playbook_id:
            writing.shared.write("playbook_version", version)

    committed = workspace.commit(case_id, write)
    return Imported(candidate.path, case_id, is_new, committed, candidate.warnings)
