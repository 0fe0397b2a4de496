"""The terminal: sentences in the person's language, findings with their place, JSON."""

from __future__ import annotations

import io
import json
import locale
import os
import sys
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Lang, message, tr
from fieldapp.base.values import frozen

if TYPE_CHECKING:
    import argparse


def language() -> Lang:
    """The language to speak: `FIELDAPP_LANG`, else the locale's, else English."""
    named = os.environ.get("FIELDAPP_LANG", "")
    if named in LANGS:
        return "zh" if named == "zh" else "en"
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if found := os.environ.get(variable):
            return "zh" if found.lower().startswith("zh") else "en"
    return "zh" if (locale.getlocale()[0] or "").lower().startswith(("zh", "chinese")) else "en"


class WrongUseError(FieldAppError):
    """Arguments that do not go together; the command ends with exit code 2."""


class NotConfirmedError(FieldAppError):
    """Nobody said that it is meant."""


def prepare_streams() -> None:
    """Makes a character that the terminal cannot show come out escaped instead of raising."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def visible(text: str) -> str:
    """The text on one line, without anything that could steer the terminal or reorder the line."""
    return "".join(_escaped(char) if _is_hidden(char) else char for char in text)


def _is_hidden(char: str) -> bool:
    return unicodedata.category(char) in _HIDDEN or char in _REORDERING


def _escaped(char: str) -> str:
    return char.encode("unicode_escape", "surrogatepass").decode("ascii")


_HIDDEN = {"Cc", "Cs", "Zl", "Zp"}
_REORDERING = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _shown(params: Mapping[str, object]) -> dict[str, str | int]:
    return {
        name: value if isinstance(value, int) else visible(str(value))
        for name, value in params.items()
    }


@frozen
class Console:
    """Answers go to standard output; warnings, errors and progress to standard error."""

    lang: Lang

    def say(self, key: str, **params: object) -> None:
        print(tr(key, self.lang, **_shown(params)))

    def warn(self, key: str, **params: object) -> None:
        print(tr(key, self.lang, **_shown(params)), file=sys.stderr)

    def progress(self, key: str, **params: object) -> None:
        """One line that is written over again and again; for a person's eyes alone."""
        if sys.stderr.isatty():
            text = tr(key, self.lang, **_shown(params))
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    def end_progress(self) -> None:
        """Takes that line away."""
        if sys.stderr.isatty():
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def print(self, text: str) -> None:
        print(text)

    def json(self, answer: Any) -> None:
        readable = (sys.stdout.encoding or "").lower().startswith("utf")
        print(json.dumps(answer, ensure_ascii=not readable, indent=2, default=str))

    def findings(self, findings: Iterable[Finding], *, errors: bool = False) -> None:
        """One line a finding: severity, place, sentence."""
        stream = sys.stderr if errors else sys.stdout
        for finding in findings:
            print(self.line(finding), file=stream)

    def sentence(self, finding: Finding, lang: Lang | None = None) -> str:
        return message(replace(finding, params=_shown(finding.params)), lang or self.lang)

    def line(self, finding: Finding, marks: str = "severity") -> str:
        """Severity, place and sentence; `marks` chooses the words for the severity."""
        mark = tr(f"cli.{marks}_{finding.severity.name.lower()}", self.lang)
        where, sentence = visible(finding.where), self.sentence(finding)
        if where:
            return tr("cli.line_at", self.lang, mark=mark, where=where, sentence=sentence)
        return tr("cli.line", self.lang, mark=mark, sentence=sentence)

    def error(self, error: FieldAppError) -> None:
        """An error, with all its findings where it has several."""
        self.findings(of_error(error), errors=True)


def of_error(error: FieldAppError) -> tuple[Finding, ...]:
    """All findings of an error that has several, else its one."""
    found: tuple[Finding, ...] = getattr(error, "findings", (error.finding,))
    return found


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
