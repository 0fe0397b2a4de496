"""`fieldapp check`: what a supervisor would send back, or what is wrong in an author's files."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Lang, other, tr
from fieldapp.cli.console import Console, WrongUseError, add_json, as_json, of_error, worst

PLAYBOOK_SUFFIXES = {".yaml", ".yml"}
CASE_SUFFIX = ".json"


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=tr("cli.check_file", lang))
    parser.add_argument(
        "--preview", metavar="OUT.pdf", type=Path, help=tr("cli.check_preview", lang)
    )
    parser.add_argument("--lang", choices=LANGS, help=tr("cli.report_lang", lang))
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    is_folder = _is_folder(args.file)
    is_playbook = is_folder or args.file.suffix.lower() in PLAYBOOK_SUFFIXES
    if args.preview is not None and (is_folder or not is_playbook):
        raise WrongUseError("cli.check_preview_of_case", path=str(args.file))
    findings = _of_playbook(args) if is_playbook else _of_case(args)
    if args.json:
        answer = {"file": str(args.file), "findings": [as_json(finding) for finding in findings]}
        pages = _preview(args, console)
        console.json(answer if pages is None else {**answer, "preview_pages": pages})
    else:
        _tell(findings, console, both=is_playbook)
        pages = _preview(args, console)
        if pages is not None:
            console.say("cli.check_previewed", path=args.preview, pages=pages)
    return 1 if worst(findings) is Severity.ERROR else 0


def _is_folder(path: Path) -> bool:
    """Whether it is a folder of an author's files; one called like a case is taken for one."""
    try:
        return path.suffix.lower() != CASE_SUFFIX and path.is_dir()
    except OSError:
        return False  # Nothing can be called so; whoever reads it says that.


def _of_playbook(args: argparse.Namespace) -> tuple[Finding, ...]:
    from fieldapp.usecases import checking

    if _is_folder(args.file):
        return checking.check_folder(args.file)
    return checking.check_playbook_file(args.file)


def _of_case(args: argparse.Namespace) -> tuple[Finding, ...]:
    """Findings; to a program also those of a file that cannot be taken as a case at all."""
    from fieldapp.usecases import checking

    try:
        return checking.check_case_file(args.file)
    except FieldAppError as error:
        if not args.json:
            raise
        return of_error(error)


def _preview(args: argparse.Namespace, console: Console) -> int | None:
    """Writes the preview if one is wanted and possible; returns its pages."""
    from fieldapp.usecases import checking

    if args.preview is None:
        return None
    pages = checking.preview(args.file, args.preview, args.lang or console.lang)
    if pages is None:
        console.warn("cli.check_no_preview")
    return pages


def _tell(findings: tuple[Finding, ...], console: Console, *, both: bool) -> None:
    """One line a finding; a playbook's in both languages, for its authors share one file."""
    for finding in findings:
        console.print(console.line(finding))
        if both:
            console.print(f"    {console.sentence(finding, other(console.lang))}")
    console.say("cli.check_counts" if findings else "cli.check_clean", **_counts(findings))


def _counts(findings: tuple[Finding, ...]) -> dict[str, int]:
    return {
        severity.name.lower(): sum(finding.severity is severity for finding in findings)
        for severity in Severity
    }
