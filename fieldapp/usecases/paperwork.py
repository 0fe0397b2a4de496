"""Papers of their own out of a case: a change request, a responsibility letter, a kick-off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Lang, Text
from fieldapp.base.values import frozen
from fieldapp.case import ids
from fieldapp.case.record import Record
from fieldapp.playbook.library import Library
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases, crafts, workshop
from fieldapp.usecases.outputs import write_file

if TYPE_CHECKING:
    from fieldapp.report.blocks import Document
    from fieldapp.report.layout.change_paper import Paper


_R = TypeVar("_R", bound=Record)
_CARD_LINES = 6
"""Wishes and promises on a card."""


class GoneError(FieldAppError):
    """What the paper was to be about is not in the case any more."""


@frozen
class Asked:
    """Which paper: of which case, about which of its records, in which language, for whom."""

    case_id: bytes
    item: str
    lang: Lang
    is_for_customer: bool = False


def save_change(workspace: Workspace, library: Library, asked: Asked, path: Path) -> None:
    """Saves a change request as a PDF.

    Raises:
        GoneError: there is none of that id.
        NotWrittenError: with the reason; what was there is still there.
    """
    from fieldapp.report.layout.change_paper import change_paper

    paper = _paper(workspace, library, asked)
    _save(change_paper(paper, _asked_for(paper.case.changes, asked)), path)


def card(workspace: Workspace, library: Library, asked: Asked, next_step: Text) -> bytes:
    """The hand-over card of a case as a PDF of one page, with as much as fits on it.

    Args:
        asked: its `item` is not looked at.
        next_step: what comes next.
    """
    from fieldapp.report.layout.handover_card import handover_card

    paper = _paper(workspace, library, asked)
    return _on_one_page(lambda most: handover_card(paper, next_step, most))


def card_before_visit(workspace: Workspace, library: Library, asked: Asked) -> bytes:
    """What is to be known before a visit as a PDF of one page, with as much as fits on it.

    Args:
        asked: its `item` is not looked at.
    """
    from fieldapp.report.layout.visit_card import visit_card

    paper = _paper(workspace, library, asked)
    return _on_one_page(lambda most: visit_card(paper, most))


def _on_one_page(document: Callable[[int], Document]) -> bytes:
    """The PDF of a document that is given how much it may list."""
    for most in range(_CARD_LINES, 0, -1):
        made = workshop.ours.do(crafts.set_document, document(most))
        if made.pages == 1:
            break
    return made.pdf


def save_letter(workspace: Workspace, library: Library, asked: Asked, path: Path) -> None:
    """Saves the responsibility letter of one party, or where none is named of all who answer for
    something.

    Raises:
        GoneError: the party is not there, or nobody answers for anything.
        NotWrittenError: with the reason; what was there is still there.
    """
    from fieldapp.playbook.tools.responsibilities import duties_of
    from fieldapp.report.layout.duties import letter

    paper = _paper(workspace, library, asked)
    known = paper.case.stakeholders
    parties = [
        party
        for party in known
        if (party.id == asked.item if asked.item else duties_of(paper.case, party))
    ]
    if not parties:
        raise GoneError("usecases.paper_gone")
    _save(letter(paper, parties), path)


def save_kickoff(workspace: Workspace, library: Library, asked: Asked, path: Path) -> None:
    """Saves a kick-off as a PDF to be signed by both sides.

    Raises:
        GoneError: there is none of that id.
        NotWrittenError: with the reason; what was there is still there.
    """
    from fieldapp.report.layout.kickoff_paper import kickoff_paper

    paper = _paper(workspace, library, asked)
    _save(kickoff_paper(paper, _asked_for(paper.case.kickoffs, asked)), path)


def _asked_for(records: Iterable[_R], asked: Asked) -> _R:
    found = next((one for one in records if one.id == asked.item), None)
    if found is None:
        raise GoneError("usecases.paper_gone")
    return found


def _paper(workspace: Workspace, library: Library, asked: Asked) -> Paper:
    from fieldapp.report.layout.change_paper import Paper

    case = cases.load(workspace, asked.case_id, library)
    now = workspace.machine.clock()
    reference = ids.reference(asked.case_id)
    return Paper(case, reference, now, asked.lang, asked.is_for_customer)


def _save(document: Document, path: Path) -> None:
    write_file(path, workshop.ours.do(crafts.set_document, document).pdf)
