"""`fieldapp bundle`: cases by stick or mail."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.language import Lang, tr
from fieldapp.case import ids
from fieldapp.cli.commands import below
from fieldapp.cli.console import Console
from fieldapp.cli.workspace import add_workspace, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add = below(parser, lang, "bundle")
    giving, taking = add("export", _export), add("import", _import)
    for made in (giving, taking):
        made.add_argument("file", metavar="FILE", type=Path, help=tr("cli.bundle_file", lang))
        add_workspace(made, lang)
    giving.add_argument("cases", metavar="CASE", nargs="*", help=tr("cli.bundle_cases", lang))
    giving.add_argument(
        "--to", metavar="NAME", action="append", required=True, help=tr("cli.bundle_to", lang)
    )
    giving.add_argument("--of", metavar="TEAM", default="", help=tr("cli.bundle_of", lang))
    giving.add_argument("--name", default="", help=tr("cli.bundle_name", lang))
    taking.add_argument(
        "--from-stranger", action="store_true", help=tr("cli.bundle_stranger", lang)
    )


def run(args: argparse.Namespace, console: Console) -> int:
    code: int = args.run(args, console)
    return code


def _export(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import cases, settings
    from fieldapp.usecases.syncing import bundles, contacts

    name = args.name or settings.read()[0].name
    with unlocked(args, console) as workspace:
        chosen = [cases.find(workspace, typed) for typed in args.cases]
        recipients = contacts.recipients(workspace, args.to)
        given = bundles.export(
            workspace, recipients, args.file, cases=chosen, of=args.of, name=name
        )
    console.say(
        "cli.bundle_given",
        path=args.file,
        names=", ".join(sorted({one.name for one in recipients})),
        cases=given.cases,
        changes=given.changes,
        files=given.files,
    )
    return 0


def _import(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases.syncing import bundles, contacts
    from fieldapp.usecases.syncing.words import understood

    with unlocked(args, console) as workspace:
        found = bundles.look(workspace, args.file)
        if found.sender is None and not args.from_stranger:
            words = contacts.fingerprint(found.key, console.lang)
            raise bundles.StrangerError("sync.bundle_stranger", name=found.name, words=words)
        taken = bundles.take(workspace, found)
        rows = [row for case in taken.cases if (row := workspace.listing().row(case))]
    name = found.sender.name if found.sender else found.name
    console.say("cli.bundle_taken", name=name, changes=taken.changes, files=taken.files)
    for row in rows:
        title = row.summary.title.get(console.lang)
        console.say("cli.bundle_case", reference=ids.reference(row.case), title=title)
    console.findings([understood(finding) for finding in taken.findings], errors=True)
    return 1 if taken.findings else 0
