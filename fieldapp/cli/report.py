"""`fieldapp report`: a PDF from a case file or a case in the workspace."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.workspace import add_workspace, unlocked
from fieldapp.usecases import casefiles, outputs, playbooks, reporting


def add_wish(parser: argparse.ArgumentParser, lang: Lang) -> None:
    """The options that choose an edition."""
    parser.add_argument("--lang", choices=("zh", "en", "both"), help=tr("cli.report_lang", lang))
    parser.add_argument(
        "--edition", choices=("a4", "phone"), default="a4", help=tr("cli.report_edition", lang)
    )
    parser.add_argument(
        "--audience",
        choices=("supervisor", "customer"),
        default="supervisor",
        help=tr("cli.report_audience", lang),
    )


def wish(args: argparse.Namespace) -> reporting.Wish:
    return reporting.Wish(args.lang, args.edition, args.audience)


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("case", metavar="CASE", help=tr("cli.case_or_file", lang))
    parser.add_argument(
        "-o",
        "--output",
        metavar="OUT.pdf",
        type=Path,
        required=True,
        help=tr("cli.report_output", lang),
    )
    add_wish(parser, lang)
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    library = playbooks.library()
    path = Path(args.case)
    if path.suffix.lower() == ".json" or casefiles.is_file(path):
        made = reporting.report_file(path, wish(args), library)
    else:
        from fieldapp.usecases import cases

        with unlocked(args, console) as workspace:
            made = cases.report(workspace, cases.find(workspace, args.case), wish(args), library)
    outputs.write_file(args.output, made.pdf)
    tell(made, args.output, console, as_json=args.json)
    return 0


def tell(made: reporting.Made, output: Path | None, console: Console, *, as_json: bool) -> None:
    """Says what came out, and what is still missing."""
    if as_json:
        console.json(
            {
                "file": str(output) if output else None,
                "pages": made.pages,
                "number": made.content.issue.number,
                "final": made.content.issue.final,
                "plain": made.plain,
                "content": made.content.hash,
                "missing": [finding.where for finding in made.missing],
            }
        )
        return
    final = made.content.issue.final
    console.say(
        "cli.report_written_final" if final else "cli.report_written_preliminary",
        path=output,
        pages=made.pages,
    )
    if made.plain:
        console.warn("cli.report_plain")
    if not final:
        list_missing(made.missing, console)


def list_missing(missing: tuple[Finding, ...], console: Console) -> None:
    """What a final report still needs, a short line each."""
    if not missing:
        return
    console.say("cli.report_missing", count=len(missing))
    for finding in missing:
        needed = replace(finding, code=finding.code.replace("playbook.", "cli.needs_"))
        console.print(f"  · {console.sentence(needed)}")
