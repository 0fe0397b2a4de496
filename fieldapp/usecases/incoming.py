"""Incoming: all that came from others and waits for a person: what is in dispute, what was set
aside, what was erased."""

from __future__ import annotations

from fieldapp.base.values import frozen
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import conflicts, erased, people, setaside
from fieldapp.usecases.conflicts import Overview
from fieldapp.usecases.erased import Notice
from fieldapp.usecases.people import People
from fieldapp.usecases.setaside import Aside


@frozen
class Incoming:
    """All of it, and whom this laptop knows."""

    disputes: Overview
    asides: tuple[Aside, ...]
    notices: tuple[Notice, ...]
    people: People

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
    )


def count(workspace: Workspace) -> int:
    """How much waits."""
    waiting = conflicts.count(workspace) + setaside.count(workspace)
    return waiting + len(erased.notices(workspace))
