"""The glossary: words of the trade that a reader from outside may not know, and plain ones.

The list is data, `forms/words/jargon.yaml`, and a company's own before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from fieldapp.base import paths
from fieldapp.base.values import frozen
from fieldapp.playbook import schema, source
from fieldapp.playbook.wares import FILES

FILE = FILES["glossary"]

_EXPLAINED = re.compile(r"\s?[（(]")


@frozen
class Term:
    """A term of the trade and plain words for it, by language."""

    pattern: re.Pattern[str]
    plain: Mapping[str, str]
    unless: tuple[str, ...] = ()


def unexplained(text: str) -> Iterator[tuple[str, Term]]:
    """The terms of a text, as they stand there, without those that are explained beside them."""
    if not _any_term().search(text):
        return
    for term in _terms():
        found = term.pattern.search(text)
        if found is None:
            continue
        beside = _EXPLAINED.match(text, found.end()) or text[: found.start()].endswith(("（", "("))
        known = any(plain in text for plain in term.plain.values() if plain)
        if not (beside or known or any(longer in text for longer in term.unless)):
            yield found[0], term


@cache
def _terms() -> tuple[Term, ...]:
    own, built_in = paths.company(FILE), paths.forms(FILE)
    entries = [entry for path in (own, built_in) if path.is_file() for entry in _entries(path)]
    return tuple(
        Term(_term_pattern(entry["term"]), entry["plain"], tuple(entry.get("unless", ())))
        for entry in entries
    )


def _entries(path: Path) -> list[dict[str, Any]]:
    node, _ = source.read(path)
    if node is None or schema.check(node, "glossary", FILE):
        return []
    entries: list[dict[str, Any]] = node.plain()["terms"]
    return entries


def forget() -> None:
    """Reads the lists anew when they are used next: the company's is another one."""
    _terms.cache_clear()
    _any_term.cache_clear()


@cache
def _any_term() -> re.Pattern[str]:
    terms = {entry.pattern.pattern for entry in _terms()}
    return re.compile("|".join(sorted(terms)), re.IGNORECASE)


def _term_pattern(term: Mapping[str, str]) -> re.Pattern[str]:
    """Chinese as written; English between Latin letters, an abbreviation in its own case."""
    if zh := term.get("zh"):
        return re.compile(re.escape(zh))
    en = term["en"]
    flags = re.IGNORECASE if en.islower() else re.NOFLAG
    return re.compile(rf"(?<![A-Za-z0-9_/-]){re.escape(en)}s?(?![A-Za-z0-9_/-])", flags)
