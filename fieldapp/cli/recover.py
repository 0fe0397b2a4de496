"""`fieldapp recover`: opens somebody's workspace with the company's key, by two people together."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, WrongUseError

if TYPE_CHECKING:
    from fieldapp.sync.companykey import Share


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("folder", metavar="FOLDER", type=Path, help=tr("company.arg_folder", lang))
    for name, meta, kind in (("reason", "TEXT", str), ("log", "FILE", Path)):
        parser.add_argument(
            f"--{name}",
            metavar=meta,
            type=kind,
            required=True,
            help=tr(f"company.arg_{name}", lang),
        )
    parser.add_argument("--into", metavar="DIR", type=Path, help=tr("company.arg_into", lang))


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import playbooks
    from fieldapp.usecases.company import escrow

    if escrow.is_backup(args.folder) is not (args.into is not None):
        code = "company.into_missing" if args.into is None else "company.into_needless"
        raise WrongUseError(code, path=str(args.folder))
    console.warn("company.recover_what")
    shares = [_share(console, number) for number in (1, 2)]
    done = escrow.recover(
        args.folder,
        playbooks.library(),
        shares,
        reason=args.reason,
        passcode=_passcode(console),
        log=args.log,
        into=args.into,
    )
    console.say("company.recovered", folder=done.folder, cases=done.cases)
    console.say("company.recovered_log", path=args.log)
    return 0


def _share(console: Console, number: int) -> Share:
    """Typed without being shown, again until it is one."""
    from fieldapp.sync.companykey import Share, ShareError

    while True:
        typed = _typed(tr("company.ask_share", console.lang, number=number))
        try:
            return Share.parse(typed)
        except ShareError as error:
            if not sys.stdin.isatty():
                raise
            console.warn(error.finding.code, **error.finding.params)


def _passcode(console: Console) -> str:
    while True:
        first = _typed(tr("company.ask_passcode", console.lang))
        if not sys.stdin.isatty() or first == _typed(tr("cli.passcode_again", console.lang)):
            return first
        console.warn("cli.passcode_differs")


def _typed(question: str) -> str:
    """From the terminal, or a line of standard input."""
    return getpass.getpass(question) if sys.stdin.isatty() else sys.stdin.readline().strip()
