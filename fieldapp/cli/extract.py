"""`fieldapp extract`: the case an edition carries."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, add_json


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("report", metavar="REPORT.pdf", type=Path, help=tr("cli.extract_in", lang))
    parser.add_argument(
        "-o",
        "--output",
        metavar="CASE.json",
        type=Path,
        required=True,
        help=tr("cli.extract_out", lang),
    )
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import extracting

    found = extracting.extract_to(args.report, args.output)
    if args.json:
        console.json({"file": str(args.output), "files": found.files, "edition": found.manifest})
    else:
        console.say("cli.extract_done", path=args.output, files=len(found.files))
    return 0
