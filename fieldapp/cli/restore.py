"""`fieldapp restore`: a workspace from a backup, on this laptop or a new one."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.workspace import NoPasscodeError, add_workspace, asker, folder


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("backup", metavar="BACKUP", type=Path, help=tr("cli.restore_from", lang))
    parser.add_argument("--recovery", action="store_true", help=tr("cli.restore_code", lang))
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.store.restore import restore
    from fieldapp.usecases import playbooks, workspaces

    project = workspaces.projector(playbooks.library())
    target = folder(args)
    code = _recovery_code(console) if args.recovery else None
    passcode = None if args.recovery else asker(console)(False)
    with restore(
        args.backup, target, passcode=passcode, recovery_code=code, project=project
    ) as workspace:
        cases = workspace.listing().count()
    if args.json:
        console.json({"folder": str(target), "cases": cases})
    else:
        console.say("cli.restore_done", path=target, cases=cases)
    return 0


def _recovery_code(console: Console) -> str:
    """From `FIELDAPP_RECOVERY_CODE`, else as typed."""
    if named := os.environ.get("FIELDAPP_RECOVERY_CODE"):
        return named
    if not sys.stdin.isatty():
        raise NoPasscodeError("cli.no_recovery_code")
    return input(tr("cli.restore_ask_code", console.lang))
