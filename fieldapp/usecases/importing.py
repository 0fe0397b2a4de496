"""Importing case files: all checked first, then each kept with its photos, or nothing is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.case import intake
from fieldapp.case.casefile import CaseFile, CaseFileError
from fieldapp.case.records import Evidence
from fieldapp.playbook.library import Library
from fieldapp.store.photos import prepare
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.usecases import casefiles, playbooks
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
    changed: bool
    warnings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A checked file, ready to be kept."""

    path: Path
    file: CaseFile
    files: dict[str, bytes]
    """Evidence id -> what is to be kept of its file."""
    warnings: tuple[Finding, ...]


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
    return tuple(_keep(workspace, candidate, library) for candidate in candidates)


def _candidate(path: Path, library: Library) -> Candidate:
    file = casefiles.read(path)
    found = casefiles.take(file, path.parent, playbooks.is_private(library))
    warnings = list(file.warnings)
    if library.get(file.document["playbook"]) is None:
        named = str(file.document["playbook"])[:80]
        params = {"id": named, "folder": str(playbooks.own_folder())}
        warnings.append(Finding("usecases.playbook_absent", params, path.name, Severity.WARNING))
    files = {}
    for evidence in found.case.evidence:
        if not evidence.file:
            continue
        place = found.evidence_path(evidence)
        if place is None:
            params = {"path": evidence.file}
            where = f"{path.name}: evidence/{evidence.id}"
            warnings.append(Finding("usecases.evidence_missing", params, where, Severity.WARNING))
        else:
            files[evidence.id] = _prepared(evidence, place)
    return Candidate(path, file, files, tuple(warnings))


def _prepared(evidence: Evidence, place: Path) -> bytes:
    """A photo as its rendition, without place and maker; another file as it is."""
    if evidence.kind == "photo":
        return prepare(place).jpeg
    data = casefiles.read_bytes(place, casefiles.MAX_EVIDENCE_BYTES)
    if len(data) > casefiles.MAX_EVIDENCE_BYTES:
        limit = casefiles.MAX_EVIDENCE_BYTES // 2**20
        raise casefiles.UnreadableFileError(
            "usecases.evidence_too_large", path=str(place), limit=limit
        )
    return data


def _keep(workspace: Workspace, candidate: Candidate, library: Library) -> Imported:
    case_id = candidate.file.case_id
    is_new = workspace.row(case_id) is None
    blobs = {
        evidence: workspace.put_blob(case_id, data) for evidence, data in candidate.files.items()
    }
    playbook = library.get(candidate.file.document["playbook"])
    version = workspace.put_playbook(playbook.compiled) if playbook else None

    def write(writing: Writing) -> None:
        before = project(library, case_id, writing.shared.fold, writing.private.fold)
        intake.take_in(
            candidate.file, writing.shared, writing.private, playbooks.is_private(library)
        )
        for evidence, name in blobs.items():
            writing.shared.write(f"evidence/{evidence}/blob", name)
        if version and playbook and before.playbook != playbook.id:
            writing.shared.write("playbook_version", version)

    committed = workspace.commit(case_id, write)
    return Imported(candidate.path, case_id, is_new, bool(committed), candidate.warnings)
