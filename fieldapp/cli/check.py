"""`fieldapp check`: what a supervisor would send back, or what is wrong in a playbook."""

from __future__ import annotations

import argparse
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Lang, message, tr
from fieldapp.cli.console import Console, add_json, as_json, worst

PLAYBOOK_SUFFIXES = {".yaml", ".yml"}


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("file", metavar="FILE", type=Path, help=tr("cli.check_file", lang))
    parser.add_argument(
        "--preview", metavar="OUT.pdf", type=Path, help=tr("cli.check_preview", lang)
    )
    parser.add_argument("--lang", choices=LANGS, help=tr("cli.report_lang", lang))
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import checking

    if args.file.suffix.lower() in PLAYBOOK_SUFFIXES:
        findings = checking.check_playbook_file(args.file)
        _tell_author(findings, args, console)
        if args.preview is not None:
            pages = checking.preview(args.file, args.preview, args.lang or console.lang)
            if pages is None:
                console.warn("cli.check_no_preview")
            else:
                console.say("cli.check_previewed", path=args.preview, pages=pages)
    else:
        findings = checking.check_case_file(args.file)
        _tell_engineer(findings, args, console)
    return 1 if worst(findings) is Severity.ERROR else 0


def _tell_engineer(
    findings: tuple[Finding, ...], args: argparse.Namespace, console: Console
) -> None:
    if args.json:
        console.json({"file": str(args.file), "findings": [as_json(f) for f in findings]})
        return
    console.findings(findings)
    console.say("cli.check_counts" if findings else "cli.check_clean", **_counts(findings))


def _tell_author(findings: tuple[Finding, ...], args: argparse.Namespace, console: Console) -> None:
    """Both languages, for a company's authors share one file."""
    if args.json:
        console.json({"file": str(args.file), "findings": [as_json(f) for f in findings]})
        return
    for finding in findings:
        console.print(console.line(finding))
        other = next(lang for lang in LANGS if lang != console.lang)
        console.print(f"    {message(finding, other)}")
    console.say("cli.check_counts" if findings else "cli.check_clean", **_counts(findings))


def _counts(findings: tuple[Finding, ...]) -> dict[str, int]:
    return {
        severity.name.lower(): sum(finding.severity is severity for finding in findings)
        for severity in Severity
    }
