"""The terminal: sentences in the person's language, findings with their place, JSON."""

from __future__ import annotations

import argparse
import json
import locale
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Lang, message, tr


def language() -> Lang:
    """The language to speak: `FIELDAPP_LANG`, else the locale's, else English."""
    named = os.environ.get("FIELDAPP_LANG", "")
    if named in LANGS:
        return "zh" if named == "zh" else "en"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if found := os.environ.get(variable):
            return "zh" if found.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


@dataclass(frozen=True, slots=True)
class Console:
    """Answers go to standard output; warnings, errors and progress to standard error."""

    lang: Lang

    def say(self, key: str, **params: object) -> None:
        print(tr(key, self.lang, **params))

    def warn(self, key: str, **params: object) -> None:
        print(tr(key, self.lang, **params), file=sys.stderr)

    def print(self, text: str) -> None:
        print(text)

    def json(self, answer: Any) -> None:
        print(json.dumps(answer, ensure_ascii=False, indent=2, default=str))

    def findings(self, findings: Iterable[Finding], *, errors: bool = False) -> None:
        """One line a finding: severity, place, sentence."""
        stream = sys.stderr if errors else sys.stdout
        for finding in findings:
            print(self.line(finding), file=stream)

    def sentence(self, finding: Finding) -> str:
        return message(finding, self.lang)

    def line(self, finding: Finding) -> str:
        mark = tr(f"cli.severity_{finding.severity.name.lower()}", self.lang)
        place = f"{finding.where}: " if finding.where else ""
        return f"{mark}: {place}{self.sentence(finding)}"

    def error(self, error: FieldAppError) -> None:
        """An error, with all its findings where it has several."""
        self.findings(getattr(error, "findings", (error.finding,)), errors=True)


def as_json(finding: Finding) -> Mapping[str, Any]:
    """A finding as a program reads it, with the sentence in both languages."""
    return {
        "code": finding.code,
        "severity": finding.severity.name.lower(),
        "where": finding.where,
        "params": dict(finding.params),
        "message": {lang: message(finding, lang) for lang in LANGS},
    }


def worst(findings: Iterable[Finding]) -> Severity | None:
    return max((finding.severity for finding in findings), default=None)


def add_json(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("--json", action="store_true", help=tr("cli.json_help", lang))
