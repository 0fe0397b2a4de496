"""`fieldapp verify`: is a report as it was signed, by whose key and when?"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, add_json, as_json
from fieldapp.cli.workspace import NoPasscodeError, add_workspace, unlocked

if TYPE_CHECKING:
    from fieldapp.report.signing.telling import Checked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("report", metavar="REPORT.pdf", type=Path, help=tr("cli.extract_in", lang))
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    checked = _checked(args, console)
    if args.json:
        console.json(_as_json(checked))
    else:
        console.findings(checked.findings)
    return 0 if checked.is_vouched else 1


def _checked(args: argparse.Namespace, console: Console) -> Checked:
    from fieldapp.store.errors import PasscodeNeededError, WorkspaceMissingError
    from fieldapp.usecases import playbooks, signatures

    library = playbooks.library()
    try:
        with unlocked(args, console) as workspace:
            return signatures.check_file(args.report, workspace, library)
    except (WorkspaceMissingError, PasscodeNeededError, NoPasscodeError):
        return signatures.check_file(args.report, None, library)


def _as_json(checked: Checked) -> dict[str, Any]:
    verdict = checked.verdict
    return {
        "signed": verdict.is_signed,
        "unchanged": verdict.is_unchanged,
        "vouched": checked.is_vouched,
        "issued_sha256": verdict.issued,
        "signatures": [
            {
                "field": one.field,
                "purpose": one.purpose,
                "name": one.name,
                "at": one.at.isoformat() if one.at else None,
                "device_key": one.device.hex(),
                "certificate_sha256": one.certificate.hex(),
            }
            for one in verdict.signatures
        ],
        "findings": [as_json(finding) for finding in checked.findings],
    }
