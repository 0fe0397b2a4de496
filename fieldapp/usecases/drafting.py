"""Drafting: what a report would say if it were issued now, and what each sentence rests on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from fieldapp.base.findings import Finding
from fieldapp.base.language import LANGS, Lang, Text, tr
from fieldapp.case.declaring import NO_TEXT
from fieldapp.case.records import GROUPS, Case, specs
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.library import Library
from fieldapp.report.content import Content, Element, Origin, Paragraph, Sentence
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases
from fieldapp.usecases.issuing import unsigned_warning
from fieldapp.usecases.places import Places
from fieldapp.usecases.reporting import draft

WRITTEN = tuple(specs(GROUPS["report"]))
"""The elements that the author may write in their own words, at `report/<element>`."""
_TITLES = {"decision": "title_decision", "plan": "title_plan"}


@dataclass(frozen=True, slots=True)
class Ground:
    """What a sentence rests on: a chip that leads to a place in the case."""

    place: str
    name: Text
    words: Text
    """What is said there, where it is a text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the report. `place`: where to go to change it; `label`: of a short answer."""

    text: Text
    origin: Origin
    place: str
    grounds: tuple[Ground, ...] = ()
    label: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class Part:
    """One of the report's elements, in the order of the report."""

    id: str
    title: Text
    paragraphs: tuple[tuple[Line, ...], ...]
    is_authored: bool
    place: str
    """Where the author's own words for it go; empty where it is always composed."""

    @property
    def gaps(self) -> tuple[Line, ...]:
        """What is not known yet."""
        return tuple(line for told in self.paragraphs for line in told if line.origin == "gap")


@dataclass(frozen=True, slots=True)
class IssuedEdition:
    """A report that was issued. `is_kept`: it has not been erased."""

    number: int
    final: bool
    at: datetime | None
    reason: Text
    content: str
    """SHA-256 (hex) of the frozen content."""
    is_kept: bool
    warning: Finding | None = None
    """That it carries no signature, and why; None where it carries one."""


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """The report of a case as it stands."""

    case_id: bytes
    parts: tuple[Part, ...]
    missing: tuple[Finding, ...]
    """What a final report still needs, see `Guide.missing`."""
    advice: tuple[Finding, ...]
    """What a supervisor would send it back for, gravest first; `where` is the place to go to."""
    progress: tuple[int, int]
    """(done, needed) of the fields a final report needs."""
    editions: tuple[IssuedEdition, ...]
    """The last issued first."""
    is_changed: bool
    """Whether the case has changed since it was last issued, or never was."""


def report_draft(workspace: Workspace, case_id: bytes, library: Library) -> ReportDraft:
    """The report of a case as it would be issued now.

    Raises:
        UnknownPlaybookError: see `cases.playbook_of`.
        StoreError: from the disk.
    """
    from fieldapp.playbook import compensation
    from fieldapp.report.lint import lint

    case = cases.load(workspace, case_id, library)
    playbook = cases.playbook_of(workspace, case, library)
    now = workspace.machine.clock()
    digest = cases.ops_digest(workspace, case_id)
    content, missing = draft(case, playbook, now, digest)
    guide = Guide(playbook, case, now.date())
    advice = (
        *guide.rules(),
        *guide.overridden(),
        *guide.misfits(),
        *compensation.check(case, library.remedies),
        *lint(case, playbook, content),
    )
    issued = cases.issued_content(workspace, case)
    return ReportDraft(
        case_id=case_id,
        parts=parts_of(content, Places(case, playbook)),
        missing=missing,
        advice=tuple(sorted(advice, key=lambda finding: -finding.severity)),
        progress=guide.progress(),
        editions=editions(workspace, case),
        is_changed=issued is None or issued.ops_digest != digest,
    )


def editions(workspace: Workspace, case: Case) -> tuple[IssuedEdition, ...]:
    """The reports issued of a case, the last first."""
    kept = workspace.blobs(bytes.fromhex(case.id))
    numbered = [issue for issue in case.issues if issue.number is not None]
    numbered.sort(key=lambda issue: issue.number or 0, reverse=True)
    return tuple(
        IssuedEdition(
            issue.number or 0,
            issue.final,
            issue.at,
            issue.reason,
            issue.content,
            {issue.content, issue.pdf} <= kept,
            unsigned_warning(issue.number or 0, issue.unsigned),
        )
        for issue in numbered
    )


def composed_text(workspace: Workspace, case_id: bytes, element: str, library: Library) -> Text:
    """What an element says in composed sentences, to begin one's own words with.

    Args:
        element: one of `WRITTEN`; what the author has written there is passed over.

    Raises:
        UnknownPlaybookError: see `cases.playbook_of`.
    """
    case = cases.load(workspace, case_id, library)
    unwritten = replace(case, report=replace(case.report, **{element: NO_TEXT}))
    playbook = cases.playbook_of(workspace, case, library)
    content, _ = draft(unwritten, playbook, workspace.machine.clock(), "")
    told = content.element("supervisor", element)
    zh, en = (_told(told, lang) for lang in LANGS)
    return Text(zh, en, case.title.src)


def parts_of(content: Content, places: Places) -> tuple[Part, ...]:
    """The elements of a report in its order."""
    return tuple(_part(element, places) for element in content.elements["supervisor"])


def _part(element: Element, places: Places) -> Part:
    title = _TITLES.get(element.id, f"section_{element.id}")
    zh, en = (tr(f"report.{title}", lang) for lang in LANGS)
    place = f"report/{element.id}" if element.id in WRITTEN else ""
    return Part(
        element.id,
        Text(zh, en),
        tuple(_lines(told, place, places) for told in element.paragraphs),
        element.is_authored,
        place,
    )


def _lines(paragraph: Paragraph, place: str, places: Places) -> tuple[Line, ...]:
    return tuple(_line(sentence, place, places) for sentence in paragraph)


def _line(sentence: Sentence, place: str, places: Places) -> Line:
    grounds = tuple(
        Ground(where, name, places.words(where))
        for where in sentence.rests_on
        if (name := places.name(where))
    )
    own = place if sentence.origin == "authored" else next(iter(sentence.rests_on), place)
    gap = sentence.origin == "gap"
    return Line(sentence.text, sentence.origin, own, () if gap else grounds, sentence.label)


def _told(element: Element, lang: Lang) -> str:
    """An element's sentences in one language, a line for each paragraph; no gaps."""
    told = ([_said(s, lang) for s in part if s.origin != "gap"] for part in element.paragraphs)
    return "\n".join(("" if lang == "zh" else " ").join(said) for said in told if said)


def _said(sentence: Sentence, lang: Lang) -> str:
    text = sentence.text.get(lang)
    if not sentence.label:
        return text
    return f"{sentence.label.get(lang)}{'：' if lang == 'zh' else ': '}{text}"
