"""`fieldapp join`: makes this laptop one of a team's."""

from __future__ import annotations

import argparse

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console
from fieldapp.cli.scope import add_scope, scope_of
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("url", metavar="URL", help=tr("cli.join_url", lang))
    parser.add_argument("code", metavar="CODE", nargs="+", help=tr("cli.join_code", lang))
    add_scope(parser, lang)
    add_workspace(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases.syncing.carrier import Carrier
    from fieldapp.usecases.syncing.joining import Joining

    code, scope = " ".join(args.code), scope_of(args)
    Joining.read(args.url, code)  # no workspace is made for what was mistyped
    with unlocked(args, console, create=True) as workspace, Carrier() as carrier:
        joining = Joining.begin(workspace, args.url, code)
        answer = carrier.carry(joining.hub, b"", b"", joining.question)
        joined = joining.accept(workspace, answer, scope)
    one = joined.membership
    console.say("cli.joined", team=one.team, person=one.person, hub=one.hub)
    if joined.waiting:
        console.say("cli.joined_waiting", cases=joined.waiting, team=one.team)
    return 0
