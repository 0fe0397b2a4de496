"""`fieldapp withdraw`: takes a wrong report out of the supervisor's hands."""

from __future__ import annotations

import argparse

from fieldapp.base.language import Lang, Text, tr
from fieldapp.case import ids
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("case", metavar="CASE", help=tr("cli.case_id", lang))
    parser.add_argument("--reason", required=True, help=tr("reviewcli.withdraw_reason", lang))
    parser.add_argument("--number", metavar="N", type=int, help=tr("reviewcli.number", lang))
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import cases, playbooks, reviewed

    with unlocked(args, console) as workspace:
        case_id = cases.find(workspace, args.case)
        known = reviewed.answer(workspace, case_id, playbooks.library())
        wanted = known.report
        if args.number is not None:
            numbered = (one for one in known.versions if one.issue.number == args.number)
            wanted = next(numbered, None)
        issue = wanted.issue if wanted else None
        reviewed.withdraw(workspace, case_id, issue.id if issue else "", Text.of(args.reason))
    number = issue.number if issue else None
    if args.json:
        console.json({"case": case_id.hex(), "number": number, "state": "withdrawn"})
    else:
        console.say("reviewcli.withdrawn", reference=f"{ids.reference(case_id)}-{number}")
    return 0
