"""Incoming: all that came from others and waits for a person: what is in dispute, what was set
aside, what was erased."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import conflicts, erased, people, setaside
from fieldapp.usecases.conflicts import Overview
from fieldapp.usecases.erased import Notice
from fieldapp.usecases.people import People
from fieldapp.usecases.setaside import Aside

_NOTE = "own_words"


@frozen
class Incoming:
    """All of it, and whom this laptop knows. `words`: answers that are half written,
    by what they are to settle."""

    disputes: Overview
    asides: tuple[Aside, ...]
    notices: tuple[Notice, ...]
    people: People
    words: Mapping[str, Text] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return self.disputes.count + len(self.asides) + len(self.notices)


def look(workspace: Workspace, library: Library) -> Incoming:
    """What waits."""
    return Incoming(
        conflicts.overview(workspace, library),
        setaside.listed(workspace),
        erased.notices(workspace),
        people.people(workspace),
        _words(workspace),
    )


def count(workspace: Workspace) -> int:
    """How much waits."""
    waiting = conflicts.count(workspace) + setaside.count(workspace)
    return waiting + len(erased.notices(workspace))


def keep_words(workspace: Workspace, words: Mapping[str, Text]) -> None:
    """Makes half-written answers durable; those that are not among them are let go of."""
    texts = {where: [text.zh, text.en, text.src] for where, text in sorted(words.items())}
    content = json.dumps(texts).encode() if texts else b""
    if (workspace.note(_NOTE) or b"") != content:
        workspace.put_note(_NOTE, content)


def _words(workspace: Workspace) -> dict[str, Text]:
    note = workspace.note(_NOTE)
    return {where: Text(*parts) for where, parts in json.loads(note or b"{}").items()}
