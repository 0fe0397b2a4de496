"""What the commands of `fieldapp hub` share: where the hub's data lies, and spaces and people by
name."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fieldapp.base import paths
from fieldapp.base.language import Lang, tr
from fieldapp.cli.parser import Parser

if TYPE_CHECKING:
    from fieldapp.hub.node import Node, Place

Add = Callable[..., argparse.ArgumentParser]


def commands(parser: argparse.ArgumentParser, lang: Lang, name: str, prefix: str = "hub") -> Add:
    """Returns a function that adds a command below this one."""
    several: Any = parser.add_subparsers(
        dest=f"{name}_command", metavar="COMMAND", required=True, parser_class=Parser
    )

    def add(command: str, run: object = None) -> argparse.ArgumentParser:
        text = tr(f"hub.{name}_{command}_help", lang)
        made: argparse.ArgumentParser = several.add_parser(
            command, help=text, prog=f"fieldapp {prefix} {command}", description=text, lang=lang
        )
        if run is not None:
            _add_place(made, lang)
            made.set_defaults(run=run)
        return made

    return add


def _add_place(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--data", metavar="DIR", type=Path, help=option("data", lang))
    parser.add_argument("--database", metavar="URL", default="", help=option("database", lang))
    parser.add_argument("--blobs", metavar="URL", default="", help=option("blobs", lang))


def add_person(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("name", metavar="NAME", help=option("name", lang))
    add_space(parser, lang)


def add_space(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--space", metavar="S", required=True, help=option("space", lang))


def option(name: str, lang: Lang) -> str:
    """The help of an option."""
    return tr(f"hub.option_{name}", lang)


def place(args: argparse.Namespace) -> Place:
    from fieldapp.hub.node import Place
    from fieldapp.hub.variables import variable

    folder: Path = args.data or paths.default_hub()
    database: str = args.database or variable("FIELDAPP_HUB_DATABASE")
    blobs: str = args.blobs or variable("FIELDAPP_HUB_BLOBS")
    return Place(folder.resolve(), database, blobs)


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Node]:
    from fieldapp.hub.node import open_node

    node = open_node(place(args))
    try:
        yield node
    finally:
        node.close()
