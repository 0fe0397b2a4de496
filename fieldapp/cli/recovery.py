"""`fieldapp recovery-code`: a new recovery code in place of the one printed so far."""

from __future__ import annotations

import argparse
import sys
from functools import cache

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, NotConfirmedError
from fieldapp.cli.workspace import add_workspace, asker, show_recovery_code, unlocked

_YES = {"yes", "y", "是", "是的", "好"}


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--yes", action="store_true", help=tr("cli.erase_yes", lang))
    add_workspace(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import access

    ask = cache(asker(console))
    with unlocked(args, console, ask=ask) as workspace:
        if not args.yes:
            _confirm(console)
        # The keyring may have opened it for anybody at the laptop; the passcode tells who it is.
        code = access.new_recovery_code(workspace, ask(False))
        show_recovery_code(console, code)
    console.say("cli.recovery_done")
    return 0


def _confirm(console: Console) -> None:
    """Raises: NotConfirmedError: the person did not say yes."""
    if not sys.stdin.isatty():
        raise NotConfirmedError("cli.recovery_nobody")
    if input(tr("cli.recovery_ask", console.lang)).strip().casefold() not in _YES:
        raise NotConfirmedError("cli.recovery_not_confirmed")
