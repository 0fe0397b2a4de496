"""`fieldapp journey`: a sample case from its file to its PDF, without a window."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console

SAMPLES = ("telecom", "medical", "departments", "laundry", "outage", "contract")


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--sample", choices=SAMPLES, default="medical")
    parser.add_argument(
        "-o",
        "--out",
        metavar="DIR",
        type=Path,
        default=Path("fieldapp-journey"),
        help=tr("cli.journey_out", lang),
    )


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import journey

    for key, params in journey.walk(args.sample, args.out):
        if key == "unsigned":
            console.warn(f"signing.missing_{params['why']}", number=params["number"])
        else:
            console.say(f"cli.journey_{key}", **params)
    return 0
