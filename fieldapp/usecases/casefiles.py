"""Case files on disk: read, checked, and taken as a case without any workspace."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from fieldapp.base.clock import Clock, Entropy, system_clock, system_entropy
from fieldapp.base.errors import FieldAppError
from fieldapp.case import casefile, ids, intake, view
from fieldapp.case.casefile import CaseFile
from fieldapp.case.change import Identity
from fieldapp.case.edit import Edit
from fieldapp.case.intake import IsPrivate
from fieldapp.case.log import CaseLog
from fieldapp.case.records import Case, Evidence

MAX_EVIDENCE_BYTES = 64 * 1024 * 1024


class UnreadableFileError(FieldAppError):
    """A file is not there, not a file, or may not be read."""


@dataclass(frozen=True, slots=True)
class FileCase:
    """A case that came straight from its file."""

    file: CaseFile
    case: Case
    folder: Path
    ops_digest: str

    def evidence_path(self, evidence: Evidence) -> Path | None:
        return inside(self.folder, evidence.file)


def read_bytes(path: Path, limit: int) -> bytes:
    """A file's bytes, at most one more than `limit` so that the reader can tell it is too large.

    Raises:
        UnreadableFileError: with the reason.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError as error:
        raise UnreadableFileError("usecases.file_missing", path=str(path)) from error
    except IsADirectoryError as error:
        raise UnreadableFileError("usecases.file_is_folder", path=str(path)) from error
    except OSError as error:
        reason = error.strerror or ""
        raise UnreadableFileError(
            "usecases.file_unreadable", path=str(path), reason=reason
        ) from error


def read(path: Path) -> CaseFile:
    """Reads and checks a case file.

    Raises:
        UnreadableFileError: it cannot be read.
        CaseFileError: it is no case file, or one with errors.
    """
    return casefile.read(read_bytes(path, casefile.MAX_BYTES), path.name)


def take(
    file: CaseFile,
    folder: Path,
    is_private: IsPrivate,
    clock: Clock = system_clock,
    entropy: Entropy = system_entropy,
) -> FileCase:
    """A case from its file, through logs in memory: the same door as everywhere.

    Args:
        folder: where the files lie that the case file names.
    """
    case_id = file.case_id
    identity = Identity.new(entropy)
    shared = CaseLog(case_id, identity, clock, entropy)
    private = CaseLog(ids.private_id(case_id), identity, clock, entropy)

    def write(edit: Edit) -> None:
        own = Edit(private.fold, entropy)
        intake.take_in(file, edit, own, is_private)
        private.commit_edit(own)

    shared.commit(write)
    case = view.project(case_id, shared.fold, private.fold)
    return FileCase(file, case, folder, shared.digest())


def inside(folder: Path, relative: str) -> Path | None:
    """A file a case file names, if it lies in the case file's folder, links followed."""
    if not relative or not casefile.is_inside(relative):
        return None
    base = folder.resolve()
    found = (base / relative).resolve()
    return found if found.is_relative_to(base) and found.is_file() else None
