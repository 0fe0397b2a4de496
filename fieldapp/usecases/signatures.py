"""Signatures: an issued PDF is signed with this laptop's key, and a signed one is checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base.findings import Finding, Severity
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import casefiles, cases, crafts, workshop
from fieldapp.usecases.people import people
from fieldapp.usecases.supervisors import confirmed

if TYPE_CHECKING:
    from fieldapp.report.layout.voice import ReportLang
    from fieldapp.report.signing.purpose import Decision
    from fieldapp.report.signing.telling import Checked, Known, Knows
    from fieldapp.report.signing.verifying import Verdict


def certified(
    workspace: Workspace, pdf: bytes, at: datetime, lang: ReportLang, name: str = ""
) -> bytes:
    """A PDF made for signing, signed as issued with this laptop's key. `name`: the engineer's."""
    return workshop.ours.do(crafts.certify, pdf, workspace.device_key.seed, name, at, lang)


def countersign(
    workspace: Workspace, case_id: bytes, pdf: str, name: str, decision: Decision = "approved"
) -> str:
    """Signs an issued PDF as approved with this laptop's key and keeps it beside the one issued.

    Args:
        pdf: name of the issued PDF's blob, as the approval pins it.
        name: of who approves, as they give it.

    Returns:
        The name of the new blob.

    Raises:
        BlobError: the PDF is not here, or damaged.
        SigningError: it is not as it was issued, or was issued without a place to sign.
    """
    issued, at = workspace.get_blob(pdf), workspace.machine.clock()
    seed = workspace.device_key.seed
    signed = workshop.ours.do(crafts.countersign, issued, seed, name, at, decision)
    return workspace.put_blob(case_id, signed)


def check(pdf: bytes, workspace: Workspace | None, library: Library) -> Checked:
    """What the signatures in a PDF show.

    Args:
        workspace: what it knows of keys and of the case is used; None: nothing is known.

    Raises:
        CarrierError: no PDF, a password, damage or too large.
    """
    from fieldapp.report.signing import telling

    verdict = workshop.ours.do(crafts.verify, pdf)
    knows = keys(workspace) if workspace is not None else telling.nobody
    found = telling.checked(verdict, knows)
    further: list[Finding] = []
    if workspace is not None:
        further = _beside_ours(pdf, verdict, workspace, library)
    elif verdict.signatures:
        further = [Finding("signing.no_keys", severity=Severity.WARNING)]
    return replace(found, findings=(*found.findings, *further))


def check_file(report: Path, workspace: Workspace | None, library: Library) -> Checked:
    """The same of a file.

    Raises:
        UnreadableFileError, CarrierError: not readable, or see `check`.
    """
    from fieldapp.report.carrier import MOST_READ

    return check(casefiles.read_bytes(report, MOST_READ), workspace, library)


def keys(workspace: Workspace) -> Knows:
    """Whose keys this laptop knows: its own, those of its teams, and its contacts'."""
    from fieldapp.report.signing.telling import Known

    decide = confirmed(workspace)
    found = {
        key: Known("contact", name, approves=key in decide)
        for key, name in workspace.parts.spaces.contacts()
    }

    def knows(key: bytes) -> Known | None:
        in_team = _in_a_team(workspace, key)
        if key == workspace.device_key.public:
            return Known("own", approves=in_team is None or in_team.approves)
        return in_team or found.get(key)

    return knows


def _in_a_team(workspace: Workspace, key: bytes) -> Known | None:
    from fieldapp.report.signing.telling import Known
    from fieldapp.sync.roster import Roster

    spaces = workspace.parts.spaces
    for member in spaces.memberships():
        roster = Roster(member.space)
        roster.add(spaces.certificates(member.space))
        holder = roster.holder(key)
        if holder is not None:
            return Known(
                "hub" if holder.is_hub else "device",
                people(workspace).names.get(holder.author, ""),
                member.team,
                approves=holder.approves,
                is_former=not holder.stands,
            )
    return None


def _beside_ours(
    pdf: bytes, verdict: Verdict, workspace: Workspace, library: Library
) -> list[Finding]:
    """Whether it is the file that is kept here of the same issue."""
    from fieldapp.report.errors import CarrierError

    try:
        manifest, _ = workshop.ours.do(crafts.edition_of, pdf)
        case_id, number = bytes.fromhex(str(manifest.get("case"))), manifest.get("issue")
    except (CarrierError, ValueError):
        return []
    if workspace.listing().row(case_id) is None or not verdict.is_signed:
        return []
    issues = cases.load(workspace, case_id, library).issues
    kept = [issue for issue in issues if issue.number == number]
    if not kept or not isinstance(number, int):
        return []
    if verdict.faults:
        return [Finding("signing.kept_original", {"number": number}, "", Severity.INFO)]
    if any(issue.pdf == verdict.issued for issue in kept):
        return [Finding("signing.kept", {"number": number}, "", Severity.INFO)]
    return [Finding("signing.differs", {"number": number}, "", Severity.WARNING)]
