"""Arriving: a file that holds a case, dropped or opened: what it is, and what would come in.

What a file is taken for is decided here and nowhere else. Reading needs no workspace and writes
nothing; what it would change is worked out against a copy of the case, by the same code that takes
it in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.language import Text
from fieldapp.base.progress import Check, unwatched
from fieldapp.base.values import frozen
from fieldapp.case import casefile, ids, intake
from fieldapp.case.casefile import CaseFile, CaseFileError
from fieldapp.case.change import Change, Tip, encode
from fieldapp.case.edit import Edit
from fieldapp.case.fold import Fold, fold
from fieldapp.case.typed import moment
from fieldapp.playbook.errors import PlaybookError
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.store.workspace import Committed, Workspace
from fieldapp.usecases import (
    casefiles,
    extracting,
    histories,
    importing,
    playbooks,
    signatures,
)
from fieldapp.usecases.histories import Happening, Past
from fieldapp.usecases.importing import Candidate
from fieldapp.usecases.workspaces import project

if TYPE_CHECKING:
    from fieldapp.report.signing.telling import Checked

Kind = Literal["report", "case", "evidence"]
KINDS: Mapping[str, Kind] = {".pdf": "report", ".json": "case"}
"""Ending of a file -> what it may be; anything else can only be evidence."""
FOREIGN = {"report.pdf_no_case", "report.pdf_not"}
"""What is said of a PDF that is simply none of ours."""


class NothingToTakeInError(FieldAppError):
    """The case was erased here: nothing of it comes back."""


@frozen
class Edition:
    """Which report a case came in, as its PDF says; it is unchanged since it was made."""

    reference: str
    number: int
    final: bool
    issued: datetime | None
    audience: str
    left_out: int
    """Photos and files that did not fit into it."""


@frozen
class Arrival:
    """A file that holds a case, checked and ready to be taken in."""

    path: Path
    candidate: Candidate
    edition: Edition | None = None

    @property
    def case_id(self) -> bytes:
        return self.candidate.file.case_id

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return self.candidate.warnings


@frozen
class Plan:
    """What would come in. `past`: the case as it would be then, and what would happen to it;
    `title`: what the case is called here now, empty where it is not known; `signatures`: what those
    in the PDF show; None where it came in none."""

    arrival: Arrival
    is_known: bool
    title: Text
    past: Past
    photos: int
    """Photos and files that are not here yet."""
    signatures: Checked | None = None

    @property
    def changes(self) -> tuple[Happening, ...]:
        return self.past.happenings


def kind_of(path: Path) -> Kind:
    """What a file is taken for, by its name alone."""
    return KINDS.get(path.suffix.lower(), "evidence")


def read(path: Path, library: Library, check: Check = unwatched) -> Arrival:
    """Reads and checks a file that may hold a case.

    Raises:
        FieldAppError: it cannot be read, holds no case, or one with errors; see `findings_of`.
    """
    return _READERS[kind_of(path)](path, library, check)


def findings_of(error: FieldAppError) -> tuple[Finding, ...]:
    """All that is wrong with a file, the errors first."""
    found = error.findings if isinstance(error, CaseFileError) else (error.finding,)
    return tuple(sorted(found, key=lambda finding: -finding.severity))


def is_foreign(error: FieldAppError) -> bool:
    """Whether a file is simply no report of ours, and may well be evidence."""
    return error.finding.code in FOREIGN


def apart(arrival: Arrival, workspace: Workspace) -> Arrival:
    """The same as a case of its own, whatever is known of the one it names."""
    document = dict(arrival.candidate.file.document)
    document["id"] = workspace.machine.entropy(ids.CASE_ID_BYTES).hex()
    file = CaseFile(document, arrival.candidate.file.warnings)
    return replace(arrival, candidate=replace(arrival.candidate, file=file))


def plan(workspace: Workspace, arrival: Arrival, library: Library) -> Plan:
    """What would come in.

    Raises:
        NothingToTakeInError: the whole case was erased here.
        UnknownPlaybookError: its playbook is neither here nor in the file.
        UnreadableFileError: it is no longer where it was.
    """
    case_id, file = arrival.case_id, arrival.candidate.file
    row = workspace.listing().row(case_id)
    if row is not None and row.summary.state == "erased":
        raise NothingToTakeInError("arriving.erased", where=arrival.path.name)
    playbook = _playbook(arrival.candidate, library)
    folded = workspace.load(case_id)
    shared = _Copy(folded.shared, workspace.changes(case_id), case_id)
    private = _Copy(folded.private, workspace.changes(case_id, private=True), case_id)
    is_private = playbooks.is_private(library)
    entropy = workspace.machine.entropy
    ours, own = Edit(shared.fold, entropy), Edit(private.fold, entropy)
    intake.take_in(file, ours, own, is_private)
    now = workspace.machine.clock()
    happenings = tuple(
        Happening(b"", place, event, now, False, True, is_own, "", parts)
        for is_own, copy, edit in ((False, shared, ours), (True, private, own))
        for place, event, parts in copy.told(workspace, edit)
    )
    case = project(library, case_id, shared.fold, private.fold)
    held = workspace.blobs(case_id)
    came = (arrival.candidate.originals.get(name) for name in arrival.candidate.files)
    return Plan(
        arrival,
        row is not None,
        row.summary.title if row is not None else Text(),
        Past(case, playbook, happenings),
        sum(name not in held for name in came),
        signatures.check_file(arrival.path, workspace, library) if arrival.edition else None,
    )


def take_in(workspace: Workspace, arrival: Arrival, library: Library) -> Committed:
    """Takes it in: a known case merges, nothing in it is deleted or overwritten unseen.

    Raises:
        StoreError: nothing was changed.
    """
    return importing.keep(workspace, arrival.candidate, library).committed


class _Copy:
    """A copy of a log's fold, to see what an edit would do to it."""

    def __init__(self, held: Fold, changes: list[Change], case_id: bytes) -> None:
        self.fold = fold(changes, held.values)
        self._changes, self._case_id = changes, case_id

    def told(self, workspace: Workspace, edit: Edit) -> tuple[histories.Told, ...]:
        """What the edit does, once it is applied."""
        if not edit:
            return ()
        last = self.fold.last_hlc + 1
        body = {"ops": edit.ops}
        change = encode(self._case_id, workspace.identity, Tip(), last, body)
        self.fold.apply(change, edit.values)
        return histories.told(change, [*self._changes, change], self.fold)


# Reading


def _report(path: Path, library: Library, check: Check) -> Arrival:
    found = extracting.carried_by(path)
    check(0, 0)
    file = casefile.read(found.case_json, path.name)
    # No folder of the disk is looked into: what the case names lies in the PDF.
    taken = casefiles.take(file, path, playbooks.is_private(library))
    playbook = found.playbook if found.playbook and _is_of(found.playbook, file) else b""
    candidate = importing.candidate(
        path,
        taken,
        lambda evidence: found.files.get(evidence.file),
        library,
        check,
        playbook=playbook,
    )
    return Arrival(path, candidate, _edition(found.manifest))


def _case_file(path: Path, library: Library, check: Check) -> Arrival:
    (candidate,) = importing.check_files([path], library)
    check(0, 0)
    return Arrival(path, candidate)


def _evidence(path: Path, library: Library, check: Check) -> Arrival:
    raise casefiles.UnreadableFileError("arriving.no_case", where=path.name)


_READERS: Mapping[Kind, Callable[[Path, Library, Check], Arrival]] = {
    "report": _report,
    "case": _case_file,
    "evidence": _evidence,
}


def _edition(manifest: Mapping[str, Any]) -> Edition:
    """What a manifest says of its edition; nothing in it is trusted to be of the right type."""
    number, issued, left_out = (manifest.get(key) for key in ("issue", "issued", "left_out"))
    at = None
    if isinstance(issued, str):
        try:
            at = moment(issued)
        except ValueError:
            at = None
    return Edition(
        reference=str(manifest.get("reference", ""))[:40],
        number=number if isinstance(number, int) else 0,
        final=manifest.get("final") is True,
        issued=at,
        audience="customer" if manifest.get("audience") == "customer" else "supervisor",
        left_out=len(left_out) if isinstance(left_out, list) else 0,
    )


def _is_of(playbook: bytes, file: CaseFile) -> bool:
    """Whether a compiled playbook that came along can be read and is the case's."""
    try:
        return bool(Playbook.from_compiled(playbook).id == file.document["playbook"])
    except PlaybookError:
        return False


def _playbook(candidate: Candidate, library: Library) -> Playbook:
    if candidate.playbook:
        return Playbook.from_compiled(candidate.playbook)
    return playbooks.named(str(candidate.file.document["playbook"]), library)
