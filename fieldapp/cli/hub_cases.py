"""`fieldapp hub case ...`: cases that go to another team, or to somebody else of the same one."""

from __future__ import annotations

import argparse

from fieldapp.base.language import Lang
from fieldapp.cli.console import Console
from fieldapp.cli.hubs import add_space, commands, opened, option


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add = commands(parser, lang, "case", prefix="hub case")
    moving, giving = add("move", run=_move), add("give", run=_give)
    for one in (moving, giving):
        one.add_argument("case", metavar="CASE", help=option("case", lang))
        add_space(one, lang)
    moving.add_argument("--to", metavar="S", required=True, help=option("case_to", lang))
    giving.add_argument(
        "--successor", metavar="NAME", required=True, help=option("case_successor", lang)
    )


def _move(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import keeping

    with opened(args) as node:
        with node.reading():
            space, target = node.spaces.find(args.space), node.spaces.find(args.to)
            case = node.keeping.find(space, args.case)
        if space != target:
            keeping.move(node.hub, node.shelf, space, case, target)
    console.say("hub.case_moved", case=case.hex()[:8], space=args.to)
    return 0


def _give(args: argparse.Namespace, console: Console) -> int:
    with opened(args) as node:
        with node.reading():
            space = node.spaces.find(args.space)
            case = node.keeping.find(space, args.case)
            successor = node.people.find(space, args.successor).account
        node.write(lambda _: node.keeping.hand_on(space, case, successor))
    console.say("hub.case_given", case=case.hex()[:8], name=args.successor)
    return 0
