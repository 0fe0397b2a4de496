"""`fieldapp backup`: a verified copy of the workspace, here and in a second folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, add_json, as_json
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--second", metavar="DIR", type=Path, help=tr("cli.backup_second", lang))
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    with unlocked(args, console) as workspace:
        if args.second is not None:
            workspace.backups.set_second_folder(args.second.resolve())
        backup, findings = workspace.backups.make()
        cases = workspace.listing().count()
    if args.json:
        console.json(
            {
                "folder": str(backup.folder),
                "cases": cases,
                "findings": [as_json(finding) for finding in findings],
            }
        )
    else:
        console.say("cli.backup_done", path=backup.folder, cases=cases)
        console.findings(findings, errors=True)
    return 1 if findings else 0
