"""Commands below a command, such as `fieldapp bundle export`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console
from fieldapp.cli.parser import Parser

Run = Callable[[argparse.Namespace, Console], int]
Add = Callable[[str, Run], argparse.ArgumentParser]


def below(parser: argparse.ArgumentParser, lang: Lang, name: str) -> Add:
    """A function that adds a command below `name`; what is run lies in the arguments' `run`."""
    several: Any = parser.add_subparsers(metavar="COMMAND", required=True, parser_class=Parser)

    def add(command: str, run: Run) -> argparse.ArgumentParser:
        text = tr(f"cli.{name}_{command.replace('-', '_')}_help", lang)
        made: argparse.ArgumentParser = several.add_parser(
            command, help=text, prog=f"fieldapp {name} {command}", description=text, lang=lang
        )
        made.set_defaults(run=run)
        return made

    return add
