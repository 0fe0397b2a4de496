"""Issuing: freezes what a report says and keeps one primary PDF of it."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Literal

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import Text
from fieldapp.base.progress import Check, unwatched
from fieldapp.case.files import AFTER, orders_known
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.library import Library
from fieldapp.report.content import Issue
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.usecases import cases, signatures, workshop
from fieldapp.usecases.reporting import Made, Wish, draft, make

_log = logging.getLogger(__name__)


class NotReadyError(FieldAppError):
    """A final report still needs what `missing` names."""

    def __init__(self, missing: tuple[Finding, ...]) -> None:
        super().__init__("usecases.not_ready", count=len(missing))
        self.missing = missing


Unsigned = Literal["", "file", "stopped", "program"]
"""Why a report carries no signature, see `records.Issue`; empty: it carries one."""


@dataclass(frozen=True, slots=True)
class Issued:
    number: int
    made: Made
    unsigned: Unsigned = ""

    @property
    def warning(self) -> Finding | None:
        """What to know of it though it is issued; None where all is well."""
        return unsigned_warning(self.number, self.unsigned)


def unsigned_warning(number: int, why: str) -> Finding | None:
    """That a report carries no signature, why, and what to do; None where it carries one."""
    if not why:
        return None
    return Finding(f"signing.missing_{why}", {"number": number}, severity=Severity.WARNING)


REASON = "gap_reason"
"""The shared field that says why a final report is issued although something is missing."""


def reason(workspace: Workspace, case_id: bytes, library: Library) -> str:
    """What the case itself says about why it is issued although something is missing."""
    case = cases.load(workspace, case_id, library)
    said = case.answers.get(REASON, "")
    return said.original if isinstance(said, Text) else str(said)


def issue(
    workspace: Workspace,
    case_id: bytes,
    library: Library,
    *,
    final: bool,
    reason: str = "",
    wish: Wish | None = None,
    check: Check = unwatched,
) -> Issued:
    """Issues a case's report.

    Args:
        final: four elements, evidence and action plan are there, or `reason` says why not.
            A preliminary report may be issued at any time.
        check: may stop it as long as the PDF is being made; then nothing was issued.

    Raises:
        NotReadyError: final, something is missing and there is no reason; nothing was issued.
        UnknownPlaybookError: see `cases.playbook_of`.
    """
    orders = orders_known(workspace.load(case_id).shared)
    case = cases.load(workspace, case_id, library)
    playbook = cases.playbook_of(workspace, case, library)
    now = workspace.machine.clock()
    missing = Guide(playbook, case, now.date()).missing()
    if final and missing and not reason.strip():
        raise NotReadyError(missing)
    last = cases.latest_issue(case)
    number = 1 + (last.number or 0 if last else 0)
    header = Issue(at=now, number=number, final=final, reason=Text.of(reason.strip()))
    digest = cases.ops_digest(workspace, case_id)
    content, missing = draft(case, playbook, now, digest, header)
    made = make(
        content,
        playbook,
        cases.photos(workspace),
        wish or Wish(),
        missing=missing,
        for_signing=True,
        check=check,
    )
    made, unsigned = _signed(workspace, made, wish or Wish())
    frozen = workspace.put_blob(case_id, content.to_bytes())
    pdf = workspace.put_blob(case_id, made.pdf)

    def write(writing: Writing) -> None:
        edit = writing.shared
        item = edit.add("issues")
        edit.write(f"{item}/number", number)
        edit.write(f"{item}/final", final)
        edit.write(f"{item}/at", now.isoformat())
        edit.set_text(f"{item}/reason", header.reason)
        edit.write(f"{item}/content", frozen)
        edit.write(f"{item}/pdf", pdf)
        if unsigned:
            edit.write(f"{item}/unsigned", unsigned)
        if orders:
            edit.write(f"{item}/{AFTER}", orders)

    workspace.commit(case_id, write)
    return Issued(number, made, unsigned)


def _signed(workspace: Workspace, made: Made, wish: Wish) -> tuple[Made, Unsigned]:
    """The report signed with this laptop's key; as it is, and why, where that fails, for it must
    come out."""
    from fieldapp.report.errors import SigningError

    content = made.content
    lang = wish.lang or content.case.title.src
    # A customer's edition names nobody of ours.
    name = content.case.engineer.original if wish.audience == "supervisor" else ""
    try:
        pdf = signatures.certified(workspace, made.pdf, content.issue.at, lang, name)
    except SigningError as error:
        _log.warning("the report is issued without a signature: %s", error.finding.code)
        return made, "file"
    except workshop.WorkshopError as error:
        _log.warning("the report is issued without a signature: %s", error.finding.code)
        return made, "stopped"
    except Exception:
        _log.exception("the report is issued without a signature")
        return made, "program"
    return replace(made, pdf=pdf), ""
