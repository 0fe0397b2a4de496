"""`fieldapp`: finds the command and loads nothing else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from fieldapp import __version__
from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, language

COMMANDS = {
    "report": "report",
    "extract": "extract",
    "check": "check",
    "list": "listing",
    "import": "importing",
    "export": "exporting",
    "issue": "issue",
    "erase": "erase",
    "backup": "backup",
    "restore": "restore",
    "doctor": "doctor",
    "journey": "journey",
}
"""Command -> its module in this package."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit code.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = language()
    console = Console(lang)
    if not arguments or arguments[0] not in COMMANDS:
        return _without_command(arguments, lang)
    name, *rest = arguments
    module = import_module(f"fieldapp.cli.{COMMANDS[name]}")
    parser = argparse.ArgumentParser(
        prog=f"fieldapp {name}", description=tr(f"cli.{name}_help", lang), allow_abbrev=False
    )
    module.configure(parser, lang)
    try:
        args = parser.parse_args(rest)
        code: int = module.run(args, console)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    except FieldAppError as error:
        console.error(error)
        return 1
    except KeyboardInterrupt:
        console.warn("cli.interrupted")
        return 1
    except BrokenPipeError:
        return 1
    return code


def _without_command(arguments: list[str], lang: Lang) -> int:
    if arguments[:1] == ["--version"]:
        print(f"fieldapp {__version__}")
        return 0
    wanted_help = arguments[:1] in (["-h"], ["--help"])
    stream = sys.stdout if wanted_help else sys.stderr
    if arguments and not wanted_help:
        print(tr("cli.unknown_command", lang, command=arguments[0]), file=stream)
    print(tr("cli.usage", lang), file=stream)
    for name in COMMANDS:
        print(f"  {name:<9} {tr(f'cli.{name}_help', lang)}", file=stream)
    return 0 if wanted_help else 2
