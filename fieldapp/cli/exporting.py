"""`fieldapp export`: cases as case files with their photos, or as rows for a customer system."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.cli import crm
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("cases", nargs="+", metavar="CASE", help=tr("cli.case_id", lang))
    parser.add_argument("-o", "--output", metavar="DIR", type=Path, help=tr("cli.export_out", lang))
    parser.add_argument("--private", action="store_true", help=tr("cli.export_private", lang))
    crm.configure(parser, lang)
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import cases, exporting, playbooks

    crm.check(args)
    if args.crm:
        return crm.run(args, console)
    library = playbooks.library()
    with unlocked(args, console) as workspace:
        wanted = [cases.find(workspace, typed) for typed in args.cases]
        exported = [
            exporting.export_case(workspace, case, args.output, library, private=args.private)
            for case in wanted
        ]
    if args.json:
        console.json(
            [
                {"id": one.case_id.hex(), "folder": str(one.folder), "files": one.files}
                for one in exported
            ]
        )
        return 0
    for one in exported:
        console.say("cli.export_done", folder=one.folder, files=one.files)
        console.findings(one.warnings, errors=True)
    console.warn("cli.export_unprotected")
    return 0
