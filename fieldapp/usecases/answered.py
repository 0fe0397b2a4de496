"""What the customer answered last to the notes, whether it holds, and what has changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fieldapp.base.language import Lang, Text
from fieldapp.playbook.library import Library
from fieldapp.report.notes import Changes, showing, standing_reply
from fieldapp.report.phrasing import both
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases, readback


@dataclass(frozen=True, slots=True)
class Answered:
    """`told`: who answered what, and how. `changes`: since then; None where what was shown is not
    kept here, or nothing has changed. `lang`: of the notes in them."""

    told: Text
    words: Text
    at: datetime | None
    is_signed: bool
    holds: bool
    changes: Changes | None
    lang: Lang


def answered(workspace: Workspace, case_id: bytes, library: Library) -> Answered | None:
    """The answer that counts now; None if nobody was asked.

    Raises:
        UnknownPlaybookError: see `cases.playbook_of`.
    """
    case = cases.load(workspace, case_id, library)
    playbook = cases.playbook_of(workspace, case, library)
    reply = standing_reply(case, playbook)
    if reply is None:
        return None
    given = reply.given
    lang: Lang = "en" if given.lang == "en" else "zh"
    now = showing(case, playbook, lang)
    who, key = given.who or both("reply_nobody"), given.answer or "unknown"
    return Answered(
        told=both(f"reply_{key}_{given.how or 'told'}", who=who),
        words=given.words,
        at=given.at,
        is_signed=bool(given.signature),
        holds=reply.holds,
        changes=None if reply.holds else readback.changed_since(workspace, given, now),
        lang=lang,
    )
