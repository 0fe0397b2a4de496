"""`fieldapp export --crm`: rows for a customer system, shown before they are written."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base.findings import Severity
from fieldapp.base.language import LANGS, Lang, tr
from fieldapp.cli.console import Console, WrongUseError, visible, worst
from fieldapp.cli.workspace import unlocked

if TYPE_CHECKING:
    from fieldapp.crm.rows import Rows

SYSTEMS = ("zoho", "fxiaoke")


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--crm", choices=SYSTEMS, help=tr("crm.option_crm", lang))
    parser.add_argument("--preview", action="store_true", help=tr("crm.option_preview", lang))
    parser.add_argument("--mapping", metavar="FILE", type=Path, help=tr("crm.option_mapping", lang))
    parser.add_argument("--lang", choices=LANGS, help=tr("crm.option_lang", lang))


def check(args: argparse.Namespace) -> None:
    """Raises: WrongUseError: options that do not go together."""
    if not args.crm and (args.preview or args.mapping or args.lang):
        raise WrongUseError("crm.only_with_crm")
    if args.crm and args.private:
        raise WrongUseError("crm.never_private")
    if not args.output and not args.preview:
        raise WrongUseError("crm.no_folder")


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.crm import mapping
    from fieldapp.usecases import cases, crmfiles, playbooks

    lang: Lang = args.lang or console.lang
    known = mapping.read(args.mapping, args.crm) if args.mapping else mapping.built_in(args.crm)
    library = playbooks.library()
    with unlocked(args, console) as workspace:
        wanted = [cases.find(workspace, typed) for typed in args.cases]
        made = crmfiles.prepare(workspace, wanted, known, library, lang)
    folder = None if args.preview else args.output / args.crm
    written = crmfiles.write(made, folder, lang) if folder else ()
    if args.json:
        console.json({"rows": [_told(made, at) for at in range(len(made.rows))],
                      "files": [str(path) for path in written]})  # fmt: skip
    else:
        show(made, console, lang)
        if folder:
            console.say("crm.written", files=len(written), folder=folder)
            console.warn("cli.export_unprotected")
    console.findings(made.findings, errors=True)
    return 1 if worst(made.findings) is Severity.ERROR else 0


def show(made: Rows, console: Console, lang: Lang) -> None:
    """What leaves, row by row and field by field."""
    for row in made.rows:
        title = made.mapping.module(row.module).title.get(lang)
        console.print(visible(f"{title}  {row.key}"))
        for cell in row.cells:
            console.print(visible(f"  {cell.target.label.get(lang)}: {cell.told}"))
    console.say("crm.leaves", rows=len(made.rows), system=made.mapping.title.get(lang))


def _told(made: Rows, at: int) -> Mapping[str, object]:
    row = made.rows[at]
    return {
        "module": row.module,
        "key": row.key,
        "fields": {cell.target.to: cell.told for cell in row.cells},
    }
