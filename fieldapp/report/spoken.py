"""The notes in words, as they stand on the screen and on the customer's copy.

The headings and labels here are not bound to an answer; what people wrote is (`report.notes`).
"""

from __future__ import annotations

from fieldapp.base.language import Lang, Text
from fieldapp.report.notes import Note, Part
from fieldapp.report.phrasing import both

_BARE = {"paraphrase", "open_points"}
"""Fields whose part's heading says what they are."""


def heading(part: Part, lang: Lang) -> str:
    """What a part of the notes is called."""
    return both(f"part_{part}").get(lang)


def label(note: Note, lang: Lang) -> str:
    """What a note answers, in words to the customer; empty where none is needed."""
    asked = note.field and note.field not in _BARE
    return both(f"note_{note.field}").get(lang) if asked else ""


def said(note: Note, lang: Lang) -> str:
    """What a note says: its text, in quotes if it is verbatim, or the day it names."""
    if not note.text and note.on is not None:
        return both("value", value=note.on).get(lang)
    return f"“{note.text}”" if note.quoted else note.text


def details(note: Note, lang: Lang) -> tuple[str, ...]:
    """What stands beside it: whose it is, by when, how it is measured, what it depends on."""
    parts = [Text(note.who, note.who)]
    if note.text and note.on is not None:
        parts.append(both("note_by", day=note.on))
    if note.measure:
        parts.append(both("note_measure", text=note.measure))
    if note.condition:
        parts.append(both("condition", text=note.condition))
    return tuple(part.get(lang) for part in parts if part)
