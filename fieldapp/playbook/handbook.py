"""The handbook: quick cards and pages of our own, and the methods of the installed playbooks.

Pages are data (`forms/handbook/*.yaml`, and the same folder of a company); a playbook's chapter is
made from the playbook, so that it never says anything else than the guide does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from fieldapp.base import paths
from fieldapp.base.findings import Finding
from fieldapp.base.language import LANGS, Text
from fieldapp.base.values import frozen
from fieldapp.playbook import schema, source
from fieldapp.playbook.fields import text_of
from fieldapp.playbook.model import Level, Phrase, Playbook, Scale, Step

ChapterKind = Literal["card", "principle", "method", "playbook", "scale"]
LineKind = Literal["point", "say", "ask", "avoid", "sign"]
_LAST = 1000


@frozen
class Line:
    """A sentence. `note`: why, of what to avoid; `levels`: the customer's emotion levels it is for,
    such as `1–3`, empty for all."""

    kind: LineKind
    text: Text
    note: Text = Text()
    levels: str = ""


@frozen
class Entry:
    """A part of a chapter: a section of a page, a step of a method, a level of the table."""

    id: str
    title: Text
    lead: Text
    lines: tuple[Line, ...]


@frozen
class Chapter:
    id: str
    kind: ChapterKind
    title: Text
    lead: Text
    entries: tuple[Entry, ...]


@frozen
class Hit:
    """An entry that was found, and its lines that were; all of them where its title was."""

    chapter: Chapter
    entry: Entry
    lines: tuple[Line, ...]


def handbook(
    playbooks: Iterable[Playbook], own: Sequence[Path] = ()
) -> tuple[tuple[Chapter, ...], tuple[Finding, ...]]:
    """The chapters, cards first, and what is wrong in pages that were left out.

    Args:
        own: further folders with a `handbook/` in them.
    """
    known = sorted(playbooks, key=lambda one: not one.role)  # the crisis form before the methods
    pages, findings = _pages([paths.forms(), *own])
    scales = {playbook.scale.id: playbook.scale for playbook in known}
    chapters = (*pages, *map(_method, known), *map(_table, scales.values()))
    return chapters, tuple(findings)


def search(chapters: Iterable[Chapter], typed: str) -> Iterator[Hit]:
    """Entries that hold every word typed, in either language; those with it in the title first."""
    words = typed.casefold().split()
    if not words:
        return
    later: list[Hit] = []
    for chapter in chapters:
        for entry in chapter.entries:
            if _holds(words, chapter.title, entry.title):
                yield Hit(chapter, entry, entry.lines)
            elif lines := tuple(one for one in entry.lines if _holds(words, one.text, one.note)):
                later.append(Hit(chapter, entry, lines))
            elif _holds(words, entry.lead):
                later.append(Hit(chapter, entry, entry.lines))
    yield from later


def _holds(words: Sequence[str], *texts: Text) -> bool:
    said = "\n".join(text.get(lang) for text in texts for lang in LANGS).casefold()
    return all(word in said for word in words)


def _pages(folders: Iterable[Path]) -> tuple[list[Chapter], list[Finding]]:
    found: list[tuple[int, Chapter]] = []
    findings: list[Finding] = []
    for path in (
        path for folder in folders for path in sorted((folder / "handbook").glob("*.yaml"))
    ):
        node, wrong = source.read(path)
        wrong += schema.check(node, "handbook", path.name) if node is not None else []
        findings += wrong
        if node is not None and not wrong:
            content = node.plain()
            found.append((content.get("order", _LAST), _page(content)))
    found.sort(key=lambda each: each[0])
    return [page for _, page in found], findings


def _page(content: dict[str, Any]) -> Chapter:
    entries = tuple(
        Entry(str(number), text_of(part["title"]), Text(), tuple(_points(part["points"])))
        for number, part in enumerate(content["sections"], 1)
    )
    title, lead = text_of(content["title"]), text_of(content["lead"])
    return Chapter(content["id"], content["kind"], title, lead, entries)


def _points(points: Iterable[dict[str, Any]]) -> Iterator[Line]:
    for point in points:
        yield Line("point", text_of(point["text"]))
        if "say" in point:
            yield Line("say", text_of(point["say"]))


def _method(playbook: Playbook) -> Chapter:
    entries = tuple(map(_step, playbook.steps))
    return Chapter(playbook.id, "playbook", playbook.title, playbook.summary, entries)


def _step(step: Step) -> Entry:
    spoken: tuple[tuple[LineKind, tuple[Phrase, ...]], ...] = (
        ("say", step.say),
        ("ask", step.ask),
        ("avoid", step.avoid),
    )
    lines = tuple(
        Line(kind, phrase.text, phrase.why, _levels(phrase))
        for kind, phrases in spoken
        for phrase in sorted(phrases, key=lambda one: (one.when is not None, one.low))
    )
    return Entry(step.id, step.title, step.purpose, lines)


def _levels(phrase: Phrase) -> str:
    return str(phrase.low) if phrase.low == phrase.high else f"{phrase.low}–{phrase.high}"


def _table(scale: Scale) -> Chapter:
    entries = tuple(map(_level, scale.levels))
    return Chapter(scale.id, "scale", scale.title, Text(), entries)


def _level(level: Level) -> Entry:
    title = Text(f"{level.level} {level.label.zh}", f"{level.level} {level.label.en}")
    signs = tuple(Line("sign", sign) for sign in level.signs)
    response = tuple(Line("point", answer) for answer in level.response)
    return Entry(str(level.level), title, level.own, signs + response)
