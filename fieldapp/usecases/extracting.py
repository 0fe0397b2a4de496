"""Extracting: the case that a report's PDF carries, as a case file with its photos."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldapp.case import casefile
from fieldapp.usecases import casefiles, crafts, workshop
from fieldapp.usecases.outputs import write_all

if TYPE_CHECKING:
    from fieldapp.report.carrier import Extracted

MAX_PDF_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Written:
    manifest: Mapping[str, Any]
    files: tuple[str, ...]
    """Photos and files written beside the case file, relative to it."""


def carried_by(report: Path) -> Extracted:
    """What a PDF carries, unchanged since it was made.

    Raises:
        UnreadableFileError, CarrierError: not readable, no report of ours, or damaged.
    """
    from fieldapp.report.errors import CarrierError

    try:
        return workshop.ours.do(crafts.extract, casefiles.read_bytes(report, MAX_PDF_BYTES))
    except CarrierError as error:
        error.finding = replace(error.finding, where=report.name)
        raise


def extract_to(report: Path, output: Path) -> Written:
    """Writes the case a PDF carries, and its photos beside it, or nothing. Nothing is overwritten.

    Raises:
        UnreadableFileError, CarrierError: not readable, no report of ours, or damaged.
        CaseFileError: it carries what is no case file.
        NotWrittenError: the target cannot be written, or another file is there.
    """
    found = carried_by(report)
    casefile.read(found.case_json, "case.json")
    beside = {
        name: data
        for name, data in sorted(found.files.items())
        if casefile.is_inside(name) and name != output.name
    }
    write_all(output.parent, {**beside, output.name: found.case_json})
    return Written(found.manifest, tuple(beside))
