"""Telling what signatures show, to somebody who knows some keys and not others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.values import frozen
from fieldapp.report.signing.credentials import short
from fieldapp.report.signing.verifying import Signature, Verdict

Kind = Literal["own", "device", "hub", "contact"]


@frozen
class Known:
    """Whose a key is, as the reader knows it, beyond what the file itself says.

    `own`: the reader's own device; `device`, `hub`: certified by `team`; `contact`: somebody whose
    key was taken in. `name`: the person's; empty where only the team is known.
    """

    kind: Kind
    name: str = ""
    team: str = ""
    approves: bool = True
    """Whether a signature of theirs may count as an approval."""
    is_former: bool = False
    """The team has since taken the key out of use."""


Knows = Callable[[bytes], Known | None]
"""Whose a device's public key is; None: not known."""


@frozen
class Checked:
    """What the signatures in a PDF show to somebody. `findings`: in words, the whole first."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    is_vouched: bool
    """Unchanged, and everybody who signed it is known and may."""


def nobody(_: bytes) -> None:
    """Knows no key."""


def checked(verdict: Verdict, knows: Knows) -> Checked:
    """What a verdict says to somebody who knows some keys."""
    all_count = all(_counts(one, knows) for one in verdict.signatures)
    return Checked(verdict, tuple(_told(verdict, knows)), verdict.is_unchanged and all_count)


def _counts(one: Signature, knows: Knows) -> bool:
    known = knows(one.device) if one.device else None
    return known is not None and (known.approves or one.purpose == "issued")


def _told(verdict: Verdict, knows: Knows) -> Iterator[Finding]:
    if not verdict.is_signed:
        yield Finding("signing.verdict_unsigned", severity=Severity.WARNING)
    elif verdict.faults:
        yield Finding("signing.verdict_changed")
        yield from verdict.faults
    else:
        yield Finding("signing.verdict_unchanged", severity=Severity.INFO)
    for one in verdict.signatures:
        counts = not verdict.faults and _counts(one, knows)
        yield _made(one, Severity.INFO if counts else Severity.WARNING)
        yield from _key(one, knows)
    if verdict.signatures:
        yield Finding("signing.clock", severity=Severity.INFO)


def _made(one: Signature, severity: Severity) -> Finding:
    code = f"signing.made_{one.purpose or 'other'}"
    at = f"{one.at:%Y-%m-%d %H:%M %z}".strip() if one.at else "?"
    if one.name:
        return Finding(code, {"name": one.name, "at": at}, "", severity)
    return Finding(f"{code}_unnamed", {"at": at}, "", severity)


def _key(one: Signature, knows: Knows) -> Iterator[Finding]:
    known = knows(one.device) if one.device else None
    if known is None:
        code = "signing.key_unknown" if one.device else "signing.key_foreign"
        params = {"key": short(one.device)} if one.device else {}
        yield Finding(code, params, "", Severity.WARNING)
        return
    code = f"signing.key_{known.kind}"
    if known.kind == "device" and not known.name:
        code += "_unnamed"
    params = {"key": short(one.device), "name": known.name, "team": known.team}
    yield Finding(code, params, "", Severity.INFO)
    if known.is_former:
        yield Finding("signing.key_former", {}, "", Severity.WARNING)
    if not known.approves and one.purpose in ("approved", "conditions"):
        yield Finding("signing.not_supervisor", {}, "", Severity.WARNING)
