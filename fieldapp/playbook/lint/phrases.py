"""Phrases that promise, pressure, invent urgency, blame or label.

The words lie in `phrases.yaml` of the forms folders, each group with its reason and a suggestion.
What is to be avoided may of course say them: `avoid` phrases are not searched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Lang
from fieldapp.base.values import frozen
from fieldapp.playbook import schema, source
from fieldapp.playbook.lint.texts import Place, walk
from fieldapp.playbook.source import Node

FILE = "phrases.yaml"
_SPOKEN: set[Place] = {("steps", "say", "text"), ("steps", "ask", "text")}
_SKIPPED: set[Place] = {("steps", "avoid", "text"), ("steps", "avoid", "why")}


@dataclass(frozen=True)
class Word:
    """A phrase to look for, but not within one of `unless`."""

    phrase: str
    lang: Lang
    unless: tuple[str, ...] = ()

    def find(self, text: str) -> str:
        """The phrase as the text writes it; empty if it is not there."""
        text = text.replace("’", "'")
        spared = [found.span() for pattern in self._spared for found in pattern.finditer(text)]
        for found in self._wanted.finditer(text):
            begin, end = found.span()
            if not any(low <= begin and end <= high for low, high in spared):
                return found[0]
        return ""

    @cached_property
    def _wanted(self) -> re.Pattern[str]:
        return _pattern(self.phrase, self.lang)

    @cached_property
    def _spared(self) -> list[re.Pattern[str]]:
        return [_pattern(phrase, self.lang) for phrase in self.unless]


def _pattern(phrase: str, lang: Lang) -> re.Pattern[str]:
    """English is matched by whole words in any case, Chinese as it stands."""
    if lang == "zh":
        return re.compile(re.escape(phrase))
    return re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)", re.IGNORECASE)


@frozen
class Group:
    """Words that do harm in the same way. `advice`: reason and suggestion by language."""

    spoken_only: bool
    advice: dict[str, str]
    words: tuple[Word, ...]


def words(folders: Sequence[Path]) -> list[Group]:
    """The groups of those forms folders; a file with errors is left out."""
    groups = []
    for folder in folders:
        path = folder / FILE
        node, _ = source.read(path) if path.is_file() else (None, [])
        if node is not None and not schema.check(node, "phrases", FILE):
            groups += [_group(item) for item in node.entries["groups"].items]
    return groups


def _group(node: Node) -> Group:
    content = node.plain()
    advice = {
        f"{key}_{lang}": content[key].get(lang, "")
        for key in ("reason", "suggestion")
        for lang in LANGS
    }
    found = [
        Word(word, lang)
        if isinstance(word, str)
        else Word(word["phrase"], lang, tuple(word["unless"]))
        for lang in LANGS
        for word in content["words"][lang]
    ]
    return Group(content.get("spoken_only", False), advice, tuple(found))


def check(node: Node, groups: Sequence[Group], file: str) -> list[Finding]:
    """Harmful phrases in what an author's file would have people say or read."""
    found = []
    for place, text in walk(node):
        if place in _SKIPPED or place[0] == "practice":
            continue
        for group in groups:
            if group.spoken_only and place not in _SPOKEN:
                continue
            for word in group.words:
                found += _hits(word, group, text, file)
    return found


def _hits(word: Word, group: Group, text: Node, file: str) -> list[Finding]:
    part = text.get(word.lang)
    found = []
    for line in (part.items or [part]) if part else []:
        if hit := word.find(str(line.value)):
            params = {"found": hit, **group.advice}
            where = f"{file}:{line.line}"
            found.append(Finding("playbook.phrase", params, where, Severity.WARNING))
    return found
