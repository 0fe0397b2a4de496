"""The argument parser, in the person's language: help, and what is wrong with what was typed."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from functools import partial
from typing import Any, NoReturn

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import visible

_HEADINGS = {"positional arguments": "cli.heading_arguments", "options": "cli.heading_options"}

_FAULTS = (
    (r"the following arguments are required: (?P<names>.+)", "missing"),
    (r"one of the arguments (?P<names>.+) is required", "missing"),
    (r"unrecognized arguments: (?P<names>.+)", "unknown"),
    (r"argument (?P<name>.+?): expected .*", "no_value"),
    (
        r"argument (?P<name>.+?): invalid choice: (?P<found>.+) \(choose from (?P<all>.+)\)",
        "choice",
    ),
    (r"argument (?P<name>.+?): invalid \w+ value: (?P<found>.+)", "value"),
    (r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)", "together"),
)
"""What argparse says, in English only, and our message for it."""


class Parser(argparse.ArgumentParser):
    """Parses one command's arguments; wrong ones end it with one line and exit code 2."""

    def __init__(self, prog: str, description: str, lang: Lang) -> None:
        self._lang = lang
        super().__init__(
            prog=prog,
            description=description,
            add_help=False,
            allow_abbrev=False,
            formatter_class=partial(_Formatter, lang),
        )
        self.add_argument("-h", "--help", action="help", help=tr("cli.help_help", lang))

    def error(self, message: str) -> NoReturn:
        detail = tr("cli.wrong_use", self._lang, fault=_fault(message, self._lang), prog=self.prog)
        print(visible(detail), file=sys.stderr)
        self.exit(2)


def _fault(message: str, lang: Lang) -> str:
    for pattern, name in _FAULTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return tr(f"cli.fault_{name}", lang, **found.groupdict())
    return message


class _Formatter(argparse.HelpFormatter):
    def __init__(self, lang: Lang, prog: str) -> None:
        super().__init__(prog)
        self._lang = lang

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, prefix or tr("cli.usage_prefix", self._lang))

    def start_section(self, heading: str | None) -> None:
        key = _HEADINGS.get(heading or "")
        super().start_section(tr(key, self._lang) if key else heading)
