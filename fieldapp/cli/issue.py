"""`fieldapp issue`: freezes a report and keeps it."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.report import add_wish, list_missing, tell, wish
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("case", metavar="CASE", help=tr("cli.case_id", lang))
    parser.add_argument("--preliminary", action="store_true", help=tr("cli.issue_early", lang))
    parser.add_argument("--reason", default="", help=tr("cli.issue_reason", lang))
    parser.add_argument(
        "-o", "--output", metavar="OUT.pdf", type=Path, help=tr("cli.report_output", lang)
    )
    add_wish(parser, lang)
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import cases, issuing, outputs, playbooks

    if args.output is not None:
        outputs.check_writable(args.output)
    library = playbooks.library()
    with unlocked(args, console) as workspace:
        try:
            issued = issuing.issue(
                workspace,
                cases.find(workspace, args.case),
                library,
                final=not args.preliminary,
                reason=args.reason,
                wish=wish(args),
            )
        except issuing.NotReadyError as error:
            if args.json:
                console.json({"missing": [finding.where for finding in error.missing]})
            else:
                list_missing(error.missing, console)
            raise
    if not args.json:
        console.say("cli.issued", number=issued.number, content=issued.made.content.hash[:16])
    if issued.warning is not None:
        console.findings([issued.warning], errors=True)
    if args.output is not None:
        outputs.write_file(args.output, issued.made.pdf)
    if args.output is not None or args.json:
        tell(issued.made, args.output, console, as_json=args.json)
    return 0
