"""Promises: whether each says who does what by when, how it shows, on what it depends.

After Doran (1981), "There's a S.M.A.R.T. way to write management's goals and objectives"; what it
depends on and what proves it are added, for a promise to a customer is relied upon.
"""

# inventory 42, 211: promises with their day, measure, condition and proof

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Literal

from fieldapp.base import paths
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS, Text
from fieldapp.case.pending import end_of, is_open
from fieldapp.case.records import Case, Commitment
from fieldapp.playbook import source
from fieldapp.playbook.lint.phrases import Word
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

PARTS = ("who", "what", "measure", "due", "condition", "proof")
"""What a promise is marks_of for, in the order it is asked."""
Mark = Literal["said", "vague", "missing"]
_MOST = 3
"""Findings of one kind: a long list helps nobody."""
_NEEDED = ("who", "due", "measure")
_KIND = ("condition", "proof")
"""Asked for once the rest is said, and never insisted upon."""


def marks_of(promise: Commitment) -> dict[str, Mark]:
    """How well each of `PARTS` is said."""
    marks: dict[str, Mark] = {}
    for part in PARTS:
        value = getattr(promise, part)
        is_vague = part in ("who", "what", "measure") and bool(vague_in(part, value))
        marks[part] = "missing" if not value else "vague" if is_vague else "said"
    return marks


def vague_in(part: str, text: Text) -> str:
    """The words that leave open who it is, what is done or how it shows; empty if none do.

    Only what was written first is looked at, not its translation.
    """
    words = _vague("who" if part == "who" else "what")
    hits = (word.find(text.original) for word in words if word.lang == text.src)
    return next(filter(None, hits), "")


def is_overdue(promise: Commitment, today: date) -> bool:
    """Whether its day has passed and it is still to be kept."""
    return is_open(promise) and promise.due is not None and end_of(promise.due).date() < today


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What a promise still leaves open."""
    wanted = [promise for promise in case.commitments if is_open(promise)]
    yield from _few("overdue", "due", [p for p in wanted if is_overdue(p, today)])
    marks = {promise.id: marks_of(promise) for promise in wanted}
    for part in _NEEDED:
        lacking = [p for p in wanted if p.what and marks[p.id][part] == "missing"]
        yield from _few(f"no_{part}", part, lacking)
    for part in ("what", "who", "measure"):
        vague = [p for p in wanted if marks[p.id][part] == "vague"]
        yield from _few(f"vague_{part}", part, vague)
    done = [p for p in case.commitments if p.status == "done" and not p.proof]
    yield from _few("done_unproven", "proof", done)
    for part in _KIND:
        lacking = [
            p
            for p in wanted
            if marks[p.id][part] == "missing" and all(marks[p.id][n] == "said" for n in _NEEDED)
        ]
        yield from _few(f"no_{part}", part, lacking[:1], Severity.INFO)


def _few(
    code: str, part: str, promises: list[Commitment], severity: Severity = Severity.WARNING
) -> Iterator[Finding]:
    for promise in promises[:_MOST]:
        named: dict[str, str] = {f"name_{lang}": short(promise.what.get(lang)) for lang in LANGS}
        if code.startswith("vague_"):
            named["found"] = vague_in(part, getattr(promise, part))
        yield Finding(f"promises.{code}", named, f"commitments/{promise.id}/{part}", severity)


@cache
def _vague(part: str) -> tuple[Word, ...]:
    node, _ = source.read(paths.forms("words", "vague.yaml"))
    groups = node.plain()["groups"] if node is not None else []
    return tuple(
        Word(entry, lang)
        if isinstance(entry, str)
        else Word(entry["phrase"], lang, tuple(entry["unless"]))
        for group in groups
        if group["id"] == f"vague_{part}"
        for lang in LANGS
        for entry in group["words"][lang]
    )
