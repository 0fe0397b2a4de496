"""`fieldapp erase`: takes a case, an item or a person out for good."""

from __future__ import annotations

import argparse
import sys

from fieldapp.base.language import Lang, tr
from fieldapp.case import ids
from fieldapp.cli.console import Console, NotConfirmedError, add_json
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("case", metavar="CASE", help=tr("cli.case_id", lang))
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--item", metavar="ITEM", help=tr("cli.erase_item", lang))
    what.add_argument("--person", metavar="NAME", nargs="+", help=tr("cli.erase_person", lang))
    parser.add_argument("--reason", required=True, help=tr("cli.erase_reason", lang))
    parser.add_argument("--yes", action="store_true", help=tr("cli.erase_yes", lang))
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import cases, erasing

    with unlocked(args, console) as workspace:
        case_id = cases.find(workspace, args.case)
        if args.item:
            wish = erasing.one_item(workspace, case_id, args.item, args.reason)
        elif args.person:
            wish = erasing.one_person(workspace, case_id, args.person, args.reason)
        else:
            wish = erasing.whole_case(args.reason)
        if not args.yes:
            _confirm(ids.reference(case_id), console)
        change = erasing.erase(workspace, case_id, wish)
    if args.json:
        console.json({"case": case_id.hex(), "scope": wish.scope, "change": change.id.hex()})
    else:
        console.say(f"cli.erase_done_{wish.scope}", reference=ids.reference(case_id))
    return 0


def _confirm(reference: str, console: Console) -> None:
    """Raises: NotConfirmedError: the person did not type the case's number."""
    if not sys.stdin.isatty():
        raise NotConfirmedError("cli.erase_nobody", reference=reference)
    typed = input(tr("cli.erase_ask", console.lang, reference=reference))
    if typed.strip().upper() != reference:
        raise NotConfirmedError("cli.erase_not_confirmed")
