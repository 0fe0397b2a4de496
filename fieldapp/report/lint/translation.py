"""Texts without a translation, where the case is kept in both languages."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Text, needs_translation, other
from fieldapp.report.lint.passages import Passage


def check(passages: list[Passage]) -> Iterator[Finding]:
    """In a case kept in one language alone, one finding says so; else each text is named."""
    lacking = [passage for passage in passages if _lacks(passage.text)]
    if not lacking:
        return
    if any(passage.text.zh and passage.text.en for passage in passages):
        for passage in lacking:
            yield Finding("report.lint_untranslated", {}, passage.where, Severity.WARNING)
    else:
        yield Finding("report.lint_one_language", {"count": len(lacking)}, "", Severity.INFO)


def _lacks(text: Text) -> bool:
    return any(
        not text.has(lang) and text.has(other(lang)) and needs_translation(text.get(lang), lang)
        for lang in LANGS
    )
