"""`fieldapp lessons`: a month looked back on, as a PDF, from the cases in the workspace."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument(
        "--month", metavar="YYYY-MM", type=_month, help=tr("cli.lessons_month", lang)
    )
    parser.add_argument("--lang", choices=("zh", "en", "both"), help=tr("cli.report_lang", lang))
    parser.add_argument(
        "-o", "--output", metavar="FILE", type=Path, help=tr("cli.lessons_output", lang)
    )
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.overview.lessons import month_after, summary
    from fieldapp.usecases import playbooks, team, teamrows

    library = playbooks.library()
    with unlocked(args, console) as workspace:
        now = workspace.machine.clock()
        month = args.month or month_after(now.date(), -1)
        rows = teamrows.all_rows(workspace, library)
    made = summary(rows, month, now.date())
    path = args.output or Path(f"lessons-{month:%Y-%m}.pdf")
    lang, source = args.lang or console.lang, console.lang
    pages = team.save_lessons(made, path, lang=lang, source=source, at=now)
    if args.json:
        learned = len(made.learned.lessons)
        console.json(
            {"file": str(path), "pages": pages, "cases": made.month.cases, "lessons": learned}
        )
    else:
        key = "cli.lessons_written" if made.month.cases else "cli.lessons_empty"
        console.say(key, path=path, pages=pages, month=f"{month:%Y-%m}", cases=made.month.cases)
    return 0


def _month(typed: str) -> date:
    """Raises: ValueError: no month."""
    from fieldapp.overview.lessons import read_month

    return read_month(typed)
