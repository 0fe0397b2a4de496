"""Exporting: cases as case files with their photos, in a folder of their own each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from fieldapp.base import kinds
from fieldapp.base.findings import Finding, Severity
from fieldapp.case import ids, outflow
from fieldapp.case.records import Case, Evidence
from fieldapp.playbook.library import Library
from fieldapp.store.errors import BlobError
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases, copies
from fieldapp.usecases.company import allowed
from fieldapp.usecases.outputs import make_folder, write_file


@dataclass(frozen=True, slots=True)
class Exported:
    case_id: bytes
    folder: Path
    files: int
    """Photos and files written beside the case file."""
    warnings: tuple[Finding, ...]


def export_case(
    workspace: Workspace, case_id: bytes, into: Path, library: Library, *, private: bool = False
) -> Exported:
    """Writes `into/<reference>/case.json` and the photos it names. What lies outside the encrypted
    store is no longer protected by it.

    Args:
        private: with the person's own readings and notes.

    Raises:
        ForbiddenError: the company does not let cases leave the team.
        NotWrittenError: the folder cannot be written.
    """
    allowed.check_open_export()
    case = cases.load(workspace, case_id, library)
    folder = into / ids.reference(case_id)
    written, warnings = 0, []
    evidence = []
    for item in case.evidence:
        if not item.blob:
            evidence.append(item)
            continue
        named = replace(item, file=file_name(item))
        try:
            data = workspace.get_blob(item.blob)
        except BlobError as error:
            finding = replace(error.finding, where=f"evidence/{item.id}")
            warnings.append(replace(finding, severity=Severity.WARNING))
            evidence.append(replace(item, file=""))
            continue
        if named.kind != "photo" and not kinds.fits(named.file, data):
            # Whoever sent it may have named it so that it is opened as what it is not.
            named = replace(named, file=f"{named.file}.{kinds.UNKNOWN}")
        make_folder((folder / named.file).parent)
        write_file(folder / named.file, data)
        written += 1
        evidence.append(named)
    make_folder(folder)
    shown: Case = replace(case, evidence=tuple(evidence))
    write_file(folder / "case.json", outflow.dumps(shown, private=private))
    if not warnings:
        copies.note_file(workspace, case_id, folder)
    return Exported(case_id, folder, written, tuple(warnings))


def file_name(evidence: Evidence) -> str:
    """Where an evidence's file lies beside the case file: under its own name, if it had one.

    A kept photo is a JPEG, whatever it was when it came.
    """
    if not evidence.file:
        return f"photos/{evidence.id}{'.jpg' if evidence.kind == 'photo' else '.bin'}"
    own = PurePosixPath(evidence.file)
    return str(own.with_suffix(".jpg")) if evidence.kind == "photo" else str(own)
