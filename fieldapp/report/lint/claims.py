"""Whether what is claimed stands on something: evidence, figures, a why, somebody who said it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Text, detect
from fieldapp.case.records import Case, Cause
from fieldapp.report.content import Content
from fieldapp.report.grounds import Grounds, figures
from fieldapp.report.lint import words
from fieldapp.report.lint.passages import Passage
from fieldapp.report.people import People

_MUCH_ALIKE = 0.75
_FEWEST = 4
_MOST_LETTERS = 400
_WORD = re.compile("[a-z0-9]{3,}")


def check(case: Case, content: Content, passages: list[Passage]) -> Iterator[Finding]:
    yield from _statements(case)
    yield from _sentences(case, content)
    yield from _causes(case, passages)


def _finding(code: str, where: str, severity: Severity, **params: str | int) -> Finding:
    return Finding(f"report.lint_{code}", params, where, severity)


def _statements(case: Case) -> Iterator[Finding]:
    people = People(case)
    known = {item.id for item in case.evidence}
    for statement in case.statements:
        where = f"statements/{statement.id}"
        if not statement.speaker:
            yield _finding("nobody_said", f"{where}/speaker", Severity.WARNING)
        elif (
            statement.kind == "fact"
            and not statement.verbatim
            and not people.is_customers(statement.speaker)
            and not known & set(statement.evidence)
        ):
            yield _finding("fact_no_evidence", f"{where}/evidence", Severity.WARNING)


def _sentences(case: Case, content: Content) -> Iterator[Finding]:
    """Authored sentences with figures that the case knows nothing of; a benefit without any."""
    grounds = Grounds(case)
    for name in ("background", "impact", "solution", "benefit"):
        element = content.element("supervisor", name)
        for sentence in element.sentences:
            if sentence.origin == "authored" and not grounds.of(sentence.text):
                numbers = [n for n in figures(sentence.text.original) if n >= 10]
                if numbers:
                    where = f"report/{name}"
                    figure = format(numbers[0].normalize(), "f")
                    yield _finding("figure_no_source", where, Severity.WARNING, figure=figure)
        said = [s for s in element.sentences if s.origin != "gap"]
        if name == "benefit" and said and not any(_has_figure(s.text) for s in said):
            where = "report/benefit" if element.is_authored else "answers/benefit_summary"
            yield _finding("benefit_no_number", where, Severity.WARNING)


def _has_figure(text: Text) -> bool:
    return any(True for lang in LANGS for _ in figures(text.get(lang)))


def _causes(case: Case, passages: list[Passage]) -> Iterator[Finding]:
    known = {item.id for item in case.evidence}
    parents = {cause.parent for cause in case.causes if cause.parent}
    effects = [p.text for p in passages if p.where in ("title", "answers/problem")]
    for cause in case.causes:
        where = f"causes/{cause.id}"
        proved = bool(known & set(cause.evidence))
        if cause.root and cause.basis != "fact":
            yield _finding("root_not_verified", f"{where}/basis", Severity.WARNING)
        elif cause.basis == "fact" and not proved:
            code = "root_no_evidence" if cause.root else "cause_no_evidence"
            severity = Severity.WARNING if cause.root else Severity.INFO
            yield _finding(code, f"{where}/evidence", severity)
        if cause.root:
            yield from _symptomatic(cause, where, effects, asked=bool(cause.parent), on=parents)
    if case.causes and not any(cause.root for cause in case.causes):
        yield _finding("no_root", "causes", Severity.WARNING)


def _symptomatic(
    cause: Cause, where: str, effects: list[Text], *, asked: bool, on: set[str]
) -> Iterator[Finding]:
    for lang in LANGS:
        text = cause.text.get(lang) if cause.text.has(lang) else ""
        if cause.id not in on and text and (hit := words.symptom(text, lang)):
            yield _finding("symptom", f"{where}/text", Severity.WARNING, found=hit)
            return
        if text and any(e.has(lang) and _alike(text, e.get(lang)) for e in effects):
            yield _finding("restates_effect", f"{where}/text", Severity.WARNING)
            return
    if not asked and cause.id not in on:
        yield _finding("one_why", f"{where}/text", Severity.INFO)


def _alike(cause: str, effect: str) -> bool:
    """Whether most of what the cause says stands in the effect already."""
    said = _parts(cause)
    return len(said) >= _FEWEST and len(said & _parts(effect)) / len(said) >= _MUCH_ALIKE


def _parts(text: str) -> set[str]:
    """English words; Chinese characters in pairs."""
    text = text[:_MOST_LETTERS].lower()
    han = [char for char in text if detect(char) == "zh"]
    return {a + b for a, b in pairwise(han)} | set(_WORD.findall(text))
