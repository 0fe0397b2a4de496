"""`fieldapp`: finds the command and loads nothing else."""

from __future__ import annotations

import errno
import gc
import logging
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from fieldapp import __version__
from fieldapp.base import paths
from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, WrongUseError, language, prepare_streams

COMMANDS = {
    "report": "report",
    "extract": "extract",
    "verify": "verify",
    "check": "check",
    "list": "listing",
    "lessons": "lessons",
    "import": "importing",
    "export": "exporting",
    "issue": "issue",
    "review": "review",
    "withdraw": "withdraw",
    "case": "handing",
    "erase": "erase",
    "join": "joining",
    "sync": "syncing",
    "bundle": "bundle",
    "contact": "contact",
    "backup": "backup",
    "restore": "restore",
    "recovery-code": "recovery",
    "recover": "recover",
    "release": "release",
    "doctor": "doctor",
    "journey": "journey",
    "hub": "hub",
}
"""Command -> its module in this package."""
OPENED = (".fieldcase", ".fieldcontact", ".pdf", ".json")
"""How files end that the window looks at when it is started with them."""
_FEW_COLLECTIONS = 10_000
"""A command ends soon, and what its imports make is no garbage: looking for some every 700 objects,
as Python does, takes a twentieth of its time."""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command.

    Returns:
        The exit code.
    """
    prepare_streams()
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries mutter is for nobody
    console = Console(language())
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv), console)
        sys.stdout.flush()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 2
    except FieldAppError as error:
        console.error(error)
        return 2 if isinstance(error, WrongUseError) else 1
    except (KeyboardInterrupt, EOFError):
        console.warn("cli.interrupted")
        return 1
    except BrokenPipeError:
        _forget_output()
        return 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        _forget_output()
        console.warn("cli.output_full")
        return 1
    return code


def _run(arguments: list[str], console: Console) -> int:
    lang = console.lang
    if not arguments or arguments[0] in ("--workspace", "--try") or _is_file(arguments[0]):
        return _open_window(arguments, console)
    if arguments[0] not in COMMANDS:
        return _without_command(arguments, console)
    from fieldapp.cli.parser import Parser

    gc.set_threshold(_FEW_COLLECTIONS)
    gc.enable()
    name, *rest = arguments
    module = import_module(f"fieldapp.cli.{COMMANDS[name]}")
    parser = Parser(f"fieldapp {name}", _help(name, lang), lang)
    module.configure(parser, lang)
    code: int = module.run(parser.parse_args(rest), console)
    return code


def _is_file(argument: str) -> bool:
    """Whether it is a file for the window, as when somebody has double-clicked it."""
    return argument.lower().endswith(OPENED) and Path(argument).is_file()


def _forget_output() -> None:
    """Nobody reads on: Python must not try once more to write what is left when it ends."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _without_command(arguments: list[str], console: Console) -> int:
    if arguments[:1] == ["--version"]:
        console.print(f"fieldapp {__version__}")
        return 0
    if arguments[:1] in (["-h"], ["--help"]):
        console.print(_usage(console))
        return 0
    from difflib import get_close_matches

    near = get_close_matches(arguments[0], COMMANDS, 1)
    key = "cli.unknown_command_near" if near else "cli.unknown_command"
    console.warn(key, command=arguments[0], near=near[0] if near else "")
    return 2


def _open_window(arguments: list[str], console: Console) -> int:
    folder, is_trial, files = _wanted_window(arguments, console.lang)
    if not _has_screen():
        console.warn("cli.no_screen")
        print(_usage(console), file=sys.stderr)
        return 2
    try:
        from fieldapp import app
    except ImportError as error:
        # Qt's own libraries are there, but not what they need of the system.
        console.warn("cli.no_window", reason=str(error))
        return 1
    start = folder, console.lang, os.environ.get("FIELDAPP_PASSCODE")
    if not is_trial:
        return app.main(*start, files)
    shown = app.try_out(*start)
    if shown is None:
        console.warn("cli.tried_nothing")
        return 1
    console.say("cli.tried_cases" if shown.is_open else "cli.tried_front", cases=shown.cases)
    return 0


def _wanted_window(arguments: list[str], lang: Lang) -> tuple[Path, bool, list[Path]]:
    """The workspace to be opened, whether only to see if it works, and files to look at. What reads
    arguments is not loaded where there are none.
    """
    if not arguments:
        return paths.default_workspace(), False, []
    from fieldapp.cli import workspace
    from fieldapp.cli.parser import Parser

    parser = Parser("fieldapp", tr("cli.window_help", lang), lang)
    workspace.add_workspace(parser, lang)
    parser.add_argument("--try", action="store_true", help=tr("cli.try_help", lang))
    parser.add_argument(
        "files", metavar="FILE", nargs="*", type=Path, help=tr("cli.window_files", lang)
    )
    args = parser.parse_args(arguments)
    if command := next((str(file) for file in args.files if str(file) in COMMANDS), ""):
        raise WrongUseError("cli.command_first", command=command)
    return workspace.folder(args), bool(getattr(args, "try")), args.files


def _has_screen() -> bool:
    if os.name == "nt" or sys.platform == "darwin":
        return True
    return any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")))


def _help(command: str, lang: Lang) -> str:
    return tr(f"cli.{command.replace('-', '_')}_help", lang)


def _usage(console: Console) -> str:
    width = max(map(len, COMMANDS))
    commands = (f"  {name:<{width}} {_help(name, console.lang)}" for name in COMMANDS)
    return "\n".join((tr("cli.usage", console.lang), *commands))
