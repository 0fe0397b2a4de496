"""Words that do harm in a report: blame, labels, absolutes, promises, jargon.

The lists are data (`forms/words/`, and the playbooks' `forms/phrases.yaml` for blame and labels;
of the latter a company may have one of its own besides).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from fieldapp.base import paths
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Lang
from fieldapp.base.values import frozen
from fieldapp.playbook import glossary, schema, source
from fieldapp.playbook.lint.phrases import FILE as PHRASES
from fieldapp.playbook.lint.phrases import Word
from fieldapp.report.lint.passages import MOST_READ, Passage

# inventory 166: words a customer may not know are named before the report goes out
_FILES = ("words/blame.yaml", "words/traits.yaml", "words/absolutes.yaml", "words/promises.yaml")
_SHARED = ("blame", "label")
"""Groups of the playbooks' list that hold for reports as well."""
_SEVERITY = {"absolute": Severity.INFO}


@frozen
class Group:
    """Words that do harm in the same way; `advice`: reason and suggestion by language."""

    id: str
    advice: Mapping[str, str]
    words: tuple[Word, ...]


def check(passages: Iterable[Passage]) -> Iterator[Finding]:
    """Harmful words in what we write ourselves; each word once a passage."""
    seen: set[str] = set()
    for passage in passages:
        if passage.whose != "ours":
            continue
        for lang in LANGS:
            if passage.text.has(lang):
                text = passage.in_our_words(passage.text.get(lang))
                yield from _hits(passage.where, text, lang)
                yield from _jargon(passage.where, text, seen)


def symptom(text: str, lang: Lang) -> str:
    """The phrase that makes a root cause a mere symptom; empty if there is none."""
    text = text[:MOST_READ]
    return next((hit for word in _symptoms() if word.lang == lang and (hit := word.find(text))), "")


def _hits(where: str, text: str, lang: Lang) -> Iterator[Finding]:
    if not _any_word(lang).search(text.replace("’", "'")):
        return
    for group in _groups():
        for word in group.words:
            if word.lang == lang and (found := word.find(text)):
                severity = _SEVERITY.get(group.id, Severity.WARNING)
                params = {"found": found, **group.advice}
                yield Finding(f"report.lint_{group.id}", params, where, severity)


def _jargon(where: str, text: str, seen: set[str]) -> Iterator[Finding]:
    """Terms not explained where they first stand."""
    for found, term in glossary.unexplained(text):
        if found not in seen:
            seen.add(found)
            plain = {f"plain_{lang}": term.plain.get(lang, "") for lang in LANGS}
            yield Finding("report.lint_jargon", {"found": found, **plain}, where, Severity.INFO)


@cache
def _groups() -> tuple[Group, ...]:
    own = _own_groups()
    shared = (group for group in (*own, *_read_groups(PHRASES)) if group.id in _SHARED)
    return (*shared, *(group for name in _FILES for group in _read_groups(name)))


def _own_groups() -> Iterator[Group]:
    """The company's own, where it has given some."""
    path = paths.company(PHRASES)
    node, _ = source.read(path) if path.is_file() else (None, [])
    if node is not None and not schema.check(node, "phrases", PHRASES):
        yield from _made(node.plain()["groups"])


def forget() -> None:
    """Reads the lists anew when they are used next: the company's is another one."""
    _groups.cache_clear()
    _any_word.cache_clear()


@cache
def _any_word(lang: Lang) -> re.Pattern[str]:
    """Whether there is anything to look at more closely: most texts have nothing."""
    phrases = {word.phrase for group in _groups() for word in group.words if word.lang == lang}
    return re.compile("|".join(map(re.escape, sorted(phrases))), re.IGNORECASE)


@cache
def _symptoms() -> tuple[Word, ...]:
    return tuple(word for group in _read_groups("words/symptoms.yaml") for word in group.words)


def _read_groups(name: str) -> Iterator[Group]:
    return _made(_plain(name)["groups"])


def _made(groups: Iterable[Mapping[str, Any]]) -> Iterator[Group]:
    for group in groups:
        advice = {
            f"{key}_{lang}": group[key].get(lang, "")
            for key in ("reason", "suggestion")
            for lang in LANGS
        }
        words = tuple(
            Word(entry, lang)
            if isinstance(entry, str)
            else Word(entry["phrase"], lang, tuple(entry["unless"]))
            for lang in LANGS
            for entry in group["words"][lang]
        )
        yield Group(group["id"], advice, words)


def _plain(name: str) -> Any:
    node, _ = source.read(paths.forms(*name.split("/")))
    return node.plain() if node is not None else {"groups": []}
