"""`fieldapp import`: case files into the workspace."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.case import ids
from fieldapp.cli.console import Console, add_json, as_json
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument(
        "files", nargs="+", metavar="CASE.json", type=Path, help=tr("cli.import_files", lang)
    )
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import importing, playbooks

    library = playbooks.library()
    candidates = importing.check_files(args.files, library)
    with unlocked(args, console, create=True) as workspace:
        imported = importing.keep_all(workspace, candidates, library)
    if args.json:
        console.json(
            [
                {
                    "file": str(one.path),
                    "id": one.case_id.hex(),
                    "reference": ids.reference(one.case_id),
                    "new": one.is_new,
                    "changed": one.changed,
                    "warnings": [as_json(finding) for finding in one.warnings],
                }
                for one in imported
            ]
        )
        return 0
    for one in imported:
        key = "new" if one.is_new else "merged" if one.changed else "unchanged"
        console.say(f"cli.import_{key}", path=one.path, reference=ids.reference(one.case_id))
        console.findings(one.warnings, errors=True)
    return 0
