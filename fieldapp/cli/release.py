"""`fieldapp release`: gives a workspace back to its person that was locked as they left a team."""

from __future__ import annotations

import argparse

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console
from fieldapp.cli.workspace import add_workspace, folder


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("code", metavar="CODE", help=tr("leaving.arg_code", lang))
    add_workspace(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases.company import leaving

    leaving.release(folder(args), args.code)
    console.say("leaving.released")
    return 0
