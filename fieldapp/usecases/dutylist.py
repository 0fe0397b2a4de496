"""The duty list: whom to call for help, by whom it is kept on this laptop, in the workspace.

It is typed or pasted as lines, `name, what for, phone, when`, with commas, tabs or bars between.
"""

from __future__ import annotations

import json
import re

from fieldapp.base.language import Lang, tr
from fieldapp.base.values import frozen
from fieldapp.playbook.tools.helpers import LEGAL
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.standing import Standing

_NOTE = "duty"
_BETWEEN = re.compile(r"\s*[\t|｜,，;；]\s*")
_NUMBER = re.compile(r"[+＋]?[\d（(][\d\s()（）-]{4,}")
MOST, LONGEST = 200, 200
"""Lines, and characters of a part."""


@frozen
class Helper:
    """Somebody to call. `what`: what for; `hours`: when they can be reached, as it was written."""

    name: str
    what: str = ""
    phone: str = ""
    hours: str = ""


def read(workspace: Workspace) -> tuple[Helper, ...]:
    """The list as it is kept; empty if there is none or it cannot be read."""
    try:
        rows = json.loads(workspace.note(_NOTE) or b"[]")
        return tuple(Helper(*(str(part) for part in row)) for row in rows)
    except (ValueError, TypeError):
        return ()


def keep(workspace: Workspace, helpers: tuple[Helper, ...]) -> None:
    """Keeps another list in its place."""
    rows = [[one.name, one.what, one.phone, one.hours] for one in helpers]
    workspace.put_note(_NOTE, json.dumps(rows, ensure_ascii=False).encode())


def parse(text: str) -> tuple[Helper, ...]:
    """The list of what was typed; the phone is found wherever it stands in its line."""
    helpers = []
    for line in text.splitlines()[:MOST]:
        parts = [part[:LONGEST] for part in _BETWEEN.split(line.strip()) if part]
        if not parts:
            continue
        number = next((part for part in parts[1:] if _NUMBER.fullmatch(part)), "")
        rest = [part for part in parts[1:] if part != number]
        what, hours = (*rest, "", "")[:2]
        helpers.append(Helper(parts[0], what, number, hours))
    return tuple(helpers)


def told(helpers: tuple[Helper, ...]) -> str:
    """The list as lines that `parse` reads again."""
    rows = ((one.name, one.what, one.phone, one.hours) for one in helpers)
    return "\n".join(", ".join(part for part in row if part) for row in rows)


def request(standing: Standing, helper: Helper, lang: Lang) -> str:
    """A call for help in a few lines: what it is about, how it stands, what is asked for.

    It holds no feelings and nothing private: it leaves the program.
    """
    case = standing.case
    problem = case.answers.get("problem")
    what = getattr(problem, "original", problem) or case.title.get(lang)
    place = " · ".join(
        filter(None, (case.customer.company.get(lang), case.customer.site.get(lang)))
    )
    severity = tr(f"forms.severity_{case.severity}", lang) if case.severity else ""
    lines = [
        tr("helpers.ask_hello", lang, name=helper.name),
        tr("helpers.ask_what", lang, reference=standing.reference, place=place, what=str(what)),
        tr("helpers.ask_severity", lang, severity=severity) if severity else "",
        tr("helpers.ask_legal", lang) if case.answers.get(LEGAL) == "present" else "",
        tr("helpers.ask_for", lang),
    ]
    return "\n".join(filter(None, lines))
