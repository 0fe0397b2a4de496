"""Case files on disk: read, checked, and taken as a case without any workspace."""

from __future__ import annotations

import os
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
        """Where an evidence's file lies; None if there is none."""
        path = self.folder / evidence.file
        return path if evidence.file and is_file(path) else None


def is_file(path: Path) -> bool:
    """Whether there is such a file; a name that none can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def read_bytes(path: Path, limit: int) -> bytes:
    """A file's bytes, at most one more than `limit` so that the reader can tell it is too large.

    Raises:
        UnreadableFileError: with the reason.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
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

    Raises:
        UnreadableFileError: a link leads a file it names out of the folder.
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
    for evidence in case.evidence:
        if evidence.file and not _stays_inside(folder, evidence.file):
            where = f"evidence/{evidence.id}"
            raise UnreadableFileError("usecases.evidence_outside", path=evidence.file, where=where)
    return FileCase(file, case, folder, shared.digest())


def _stays_inside(folder: Path, relative: str) -> bool:
    """Whether a path stays in its folder when links are followed."""
    base, found = os.path.realpath(folder), os.path.realpath(folder / relative)
    return Path(found).is_relative_to(base)
