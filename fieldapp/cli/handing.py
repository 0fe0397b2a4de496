"""`fieldapp case`: a case goes to a colleague or another team, at the next contact with the hub."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from fieldapp.base.language import Lang, tr
from fieldapp.case import ids
from fieldapp.cli.commands import below
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.workspace import add_workspace, unlocked

if TYPE_CHECKING:
    from fieldapp.usecases.handing import Wished


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add = below(parser, lang, "case")
    giving, moving, undoing = add("give", _give), add("move", _move), add("take-back", _take_back)
    for made in (giving, moving, undoing):
        made.add_argument("case", metavar="CASE", help=tr("cli.case_id", lang))
    giving.add_argument("--to", metavar="NAME", required=True, help=tr("handing.option_to", lang))
    moving.add_argument("--to", metavar="TEAM", required=True, help=tr("handing.option_team", lang))
    for made in (giving, moving, undoing, listing := add("wishes", _list)):
        add_workspace(made, lang)
    for made in (giving, moving, listing):
        add_json(made, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    code: int = args.run(args, console)
    return code


def _give(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import cases, handing

    with unlocked(args, console) as workspace:
        case_id = cases.find(workspace, args.case)
        colleague = handing.named_colleague(handing.hands(workspace, case_id), args.to)
        return _told(handing.give(workspace, case_id, colleague), args, console)


def _move(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import cases, handing

    with unlocked(args, console) as workspace:
        case_id = cases.find(workspace, args.case)
        team = handing.named_team(handing.hands(workspace, case_id), args.to)
        return _told(handing.move(workspace, case_id, team), args, console)


def _take_back(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import cases, handing

    with unlocked(args, console) as workspace:
        case_id = cases.find(workspace, args.case)
        wished = handing.hands(workspace, case_id).wished
        if wished is None or not wished.by_me:
            raise handing.HandingError("handing.nothing_wished")
        handing.take_back(workspace, wished)
    console.say("handing.taken_back", reference=ids.reference(case_id))
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import handing

    with unlocked(args, console) as workspace:
        found = handing.pending(workspace)
        if not args.json:
            for one in found:
                if one.state in ("done", "refused"):
                    handing.seen(workspace, one)
    if args.json:
        console.json([_as_json(one) for one in found])
        return 0
    for one in found:
        console.print(_line(one, console.lang))
    if not found:
        console.say("handing.none")
    return 0


def _told(wished: Wished, args: argparse.Namespace, console: Console) -> int:
    if args.json:
        console.json(_as_json(wished))
    else:
        reference, name = ids.reference(wished.case_id), wished.wish.name
        console.say(f"handing.wished_{wished.wish.kind}", reference=reference, name=name)
    return 0


def _line(wished: Wished, lang: Lang) -> str:
    wish = wished.wish
    about = tr(f"handing.about_{wish.kind}", lang, name=wish.name)
    state = tr(
        f"handing.why_{wish.answer}" if wished.state == "refused" else f"handing.{wished.state}",
        lang,
    )
    return "  ".join((ids.reference(wished.case_id), about, state))


def _as_json(wished: Wished) -> dict[str, object]:
    wish = wished.wish
    return {
        "case": wished.case_id.hex(),
        "reference": ids.reference(wished.case_id),
        "kind": wish.kind,
        "name": wish.name,
        "state": wished.state,
        "answer": wish.answer,
    }
