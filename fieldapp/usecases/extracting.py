"""Extracting: the case that a report's PDF carries, as a case file with its photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fieldapp.case import casefile
from fieldapp.usecases import casefiles
from fieldapp.usecases.reporting import NotWrittenError, write_file

MAX_PDF_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    manifest: Mapping[str, Any]
    files: tuple[str, ...]
    """Photos and files written beside the case file, relative to it."""


def extract_to(report: Path, output: Path) -> Written:
    """Writes the case a PDF carries, and its photos beside it. Nothing is overwritten by a photo.

    Raises:
        UnreadableFileError, CarrierError: not readable, no report of ours, or damaged.
        CaseFileError: it carries what is no case file.
        NotWrittenError: the target cannot be written.
    """
    from fieldapp.report.carrier import extract

    found = extract(casefiles.read_bytes(report, MAX_PDF_BYTES))
    casefile.read(found.case_json, "case.json")
    written = []
    for name, data in sorted(found.files.items()):
        place = output.parent / name
        if not casefile.is_inside(name) or place.resolve() == output.resolve():
            continue
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or ""
            raise NotWrittenError(
                "usecases.cannot_write", path=str(place), reason=reason
            ) from error
        write_file(place, data)
        written.append(name)
    write_file(output, found.case_json)
    return Written(found.manifest, tuple(written))
