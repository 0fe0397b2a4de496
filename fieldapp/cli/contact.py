"""`fieldapp contact`: whom bundles go to, and from whom they come."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.cli.commands import below
from fieldapp.cli.console import Console
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add = below(parser, lang, "contact")
    for made in (exporting := add("export", _export), importing := add("import", _import)):
        made.add_argument("file", metavar="FILE", type=Path, help=tr("cli.contact_file", lang))
    exporting.add_argument("--name", required=True, help=tr("cli.bundle_name", lang))
    for made in (exporting, importing, add("list", _list)):
        add_workspace(made, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    code: int = args.run(args, console)
    return code


def _export(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases.syncing import contacts

    with unlocked(args, console) as workspace:
        contact = contacts.export(workspace, args.name, args.file)
    console.say("cli.contact_exported", path=args.file, words=contact.words(console.lang))
    return 0


def _import(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases.syncing import contacts

    contact = contacts.read(args.file)
    with unlocked(args, console) as workspace:
        contacts.keep(workspace, contact)
    words = contact.words(console.lang)
    console.say("cli.contact_imported", name=contact.name, words=words)
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases.syncing import contacts

    with unlocked(args, console) as workspace:
        known = contacts.known(workspace)
    for one in known:
        words = one.words(console.lang)
        console.say("cli.contact_line", name=one.name, team=one.team, words=words)
    if not known:
        console.say("cli.contact_none")
    return 0
