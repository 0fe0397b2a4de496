"""What commands on the workspace share: where it is, how it is unlocked."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base import paths
from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console

if TYPE_CHECKING:
    from fieldapp.store.workspace import Workspace
    from fieldapp.usecases.workspaces import AskPasscode


class NoPasscodeError(FieldAppError):
    """A passcode is needed and nobody is there to type it."""


def add_workspace(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument(
        "--workspace", metavar="DIR", type=Path, help=tr("cli.workspace_help", lang)
    )


def folder(args: argparse.Namespace) -> Path:
    named: Path | None = args.workspace
    return named or paths.default_workspace()


def asker(console: Console) -> AskPasscode:
    """Takes the passcode from `FIELDAPP_PASSCODE`, else asks for it; for a new workspace twice."""

    def ask(is_new: bool) -> str:
        if named := os.environ.get("FIELDAPP_PASSCODE"):
            return named
        if not sys.stdin.isatty():
            raise NoPasscodeError("cli.no_new_passcode" if is_new else "cli.no_passcode")
        if not is_new:
            return getpass.getpass(tr("cli.passcode", console.lang))
        console.warn("cli.passcode_new_why")
        while True:
            first = getpass.getpass(tr("cli.passcode_new", console.lang))
            if first == getpass.getpass(tr("cli.passcode_again", console.lang)):
                return first
            console.warn("cli.passcode_differs")

    return ask


def show_recovery_code(console: Console, code: str) -> None:
    """Prints the recovery code: this once, to the terminal only."""
    console.warn("cli.recovery_code", code=code)


@contextmanager
def unlocked(
    args: argparse.Namespace,
    console: Console,
    *,
    create: bool = False,
    ask: AskPasscode | None = None,
) -> Iterator[Workspace]:
    """The workspace, unlocked while the block runs; made at first use where `create`."""
    from fieldapp.usecases import playbooks, workspaces

    library = playbooks.library()
    ask = ask or asker(console)
    if create:
        workspace = workspaces.open_or_create(
            folder(args),
            library,
            ask=ask,
            show=lambda code: show_recovery_code(console, code),
        )
    else:
        workspace = workspaces.open_workspace(folder(args), library, ask=ask)
    with workspace:
        console.findings(workspace.findings, errors=True)
        yield workspace
