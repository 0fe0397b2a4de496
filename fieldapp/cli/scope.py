"""Which of a team's cases come to this laptop, as it is typed: `--scope own --since 2026-01-01`."""

from __future__ import annotations

import argparse
from datetime import date, datetime
from typing import TYPE_CHECKING

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import WrongUseError

if TYPE_CHECKING:
    from fieldapp.sync.rows import Scope

OWN, TEAM = "own", "team"


def add_scope(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--scope", choices=(OWN, TEAM), help=tr("cli.scope_help", lang))
    parser.add_argument("--since", metavar="DAY", help=tr("cli.since_help", lang))


def scope_of(args: argparse.Namespace) -> Scope | None:
    """What was typed; None for nothing. A day begins where this laptop is.

    Raises:
        WrongUseError: no day.
    """
    from fieldapp.sync.rows import Scope

    if args.scope is None and args.since is None:
        return None
    since = 0
    if args.since:
        try:
            day = date.fromisoformat(args.since)
        except ValueError as error:
            raise WrongUseError("cli.since_unfit", typed=args.since[:40]) from error
        since = max(0, int(datetime(day.year, day.month, day.day).astimezone().timestamp() * 1000))
    return Scope(args.scope == OWN, since)
