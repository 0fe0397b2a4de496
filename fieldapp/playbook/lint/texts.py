"""Texts of an author's file: both languages there, and short enough for their place."""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Lang, detect
from fieldapp.playbook.source import Node

Place = tuple[str, ...]
"""The keys that lead to a text, such as `("steps", "say", "text")`."""

_LIMITS: dict[str, dict[Place, tuple[int, int]]] = {
    "playbook": {
        ("title",): (16, 40),
        ("summary",): (120, 360),
        ("suits", "because"): (40, 120),
        ("steps", "title"): (10, 30),
        ("steps", "purpose"): (60, 180),
        ("steps", "say", "text"): (80, 240),
        ("steps", "ask", "text"): (80, 240),
        ("steps", "avoid", "text"): (80, 240),
        ("steps", "avoid", "why"): (80, 240),
        ("steps", "guard", "reason"): (120, 360),
        ("rules", "message"): (80, 240),
        ("rules", "fix"): (80, 240),
        ("clocks", "title"): (16, 40),
        ("practice", "title"): (24, 60),
    },
    "practice": {
        ("title",): (24, 60),
        ("about",): (120, 360),
        ("nodes", "text"): (80, 240),
        ("nodes", "options", "text"): (80, 240),
        ("nodes", "options", "feedback"): (80, 240),
    },
    "fields": {
        ("title",): (10, 30),
        ("fields", "label"): (14, 36),
        ("fields", "help"): (80, 240),
        ("fields", "choices", "label"): (14, 36),
        ("fields", "unit"): (6, 12),
    },
    "scale": {
        ("title",): (16, 40),
        ("levels", "label"): (8, 24),
        ("levels", "own"): (120, 360),
    },
}
"""Characters that fit, in Chinese and in English, by a text's place."""


def walk(node: Node, place: Place = ()) -> Iterator[tuple[Place, Node]]:
    """Every bilingual text with its place; the author's tests hold none of ours."""
    if place in {("tests",)} or (place and place[-1].startswith("x-")):
        return
    if place and node.entries and node.entries.keys() <= set(LANGS):
        yield place, node
        return
    for key, child in node.entries.items():
        yield from walk(child, (*place, key))
    for item in node.items:
        yield from walk(item, place)


def check(node: Node, kind: str, file: str) -> list[Finding]:
    """Missing translations, texts in the wrong language, and texts too long for their place."""
    found: list[Finding] = []
    for place, text in walk(node):
        at = ".".join(place)
        where = f"{file}:{text.key_line}"
        found += _uneven(text, at, where)
        limits = _LIMITS.get(kind, {}).get(place)
        for index, lang in enumerate(LANGS):
            if lang not in text.entries:
                code = f"playbook.{lang}_missing"
                found.append(Finding(code, {"at": at}, where, Severity.WARNING))
            for part in _parts(text, lang):
                limit = limits[index] if limits else None
                found += _faults(str(part.value), lang, limit, at, f"{file}:{part.line}")
    return found


def _faults(written: str, lang: Lang, limit: int | None, at: str, where: str) -> list[Finding]:
    found = []
    if _is_in_other_language(written, lang):
        found.append(Finding(f"playbook.{lang}_other", {"at": at}, where, Severity.WARNING))
    if limit is not None and len(written) > limit:
        params: dict[str, str | int] = {"at": at, "length": len(written), "limit": limit}
        found.append(Finding(f"playbook.{lang}_long", params, where, Severity.WARNING))
    return found


def _parts(text: Node, lang: Lang) -> list[Node]:
    """The texts in one language: one, or those of a list."""
    part = text.get(lang)
    if part is None:
        return []
    return part.items or [part]


def _uneven(text: Node, at: str, where: str) -> list[Finding]:
    zh, en = (len(_parts(text, lang)) for lang in LANGS)
    if zh == en or not (zh and en):
        return []
    params: dict[str, str | int] = {"at": at, "zh": zh, "en": en}
    return [Finding("playbook.texts_uneven", params, where, Severity.WARNING)]


def _is_in_other_language(text: str, lang: Lang) -> bool:
    if lang == "en":
        return detect(text) == "zh"
    return detect(text) == "en" and len(text.split()) > 3
