"""What a supervisor's list says of a report: taken from its frozen content, and of that only what a
supervisor may see."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.records import Case, Commitment
from fieldapp.case.typed import without_surrogates
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience
from fieldapp.report.asks import Asked, asked
from fieldapp.report.content import Content

LONGEST = 400
"""Characters of a text in a list."""
_MOST_PROMISES = 200
_HEAD = ("title", "company", "reference")


@frozen
class Promised:
    """What somebody promised in a report."""

    item: str
    due: date
    told: Mapping[str, Any]
    words: str


@frozen
class Summary:
    """`told`: JSON. `words`: what is searched, folded. `is_light`: it asks for no money, promises
    nothing and names no risk."""

    told: Mapping[str, Any]
    words: str
    deadline: date | None
    is_light: bool
    promises: tuple[Promised, ...]


def summary(content: Content, playbook: Playbook | None) -> Summary:
    """Without its playbook nobody knows what of a case may be seen: then it is the title alone and
    what was composed for supervisors."""
    asks = asked(content, playbook)
    told: dict[str, Any] = {
        "title": _short(content.case.title),
        "asked": _short(asks.what),
        "amount": asks.amount,
        "deadline": asks.deadline.isoformat() if asks.deadline else "",
        "waiting": _short(asks.waiting),
        "final": content.issue.final,
        "reference": content.reference,
    }
    texts = [content.case.title, asks.what]
    if playbook is None:
        return Summary(told, _words(content, texts), asks.deadline, False, ())
    case = audience.printed(content.case, playbook, "supervisor")
    told |= {
        "company": _short(case.customer.company),
        "site": _short(case.customer.site),
        "engineer": _short(case.engineer),
        "supervisor": _short(case.supervisor),
        "severity": case.severity or 0,
    }
    texts += [case.customer.company, case.customer.site, case.engineer]
    return Summary(
        told,
        _words(content, texts),
        asks.deadline,
        _is_light(case, asks),
        tuple(_promised(one, content, told) for one in case.commitments if one.due)[
            :_MOST_PROMISES
        ],
    )


def _is_light(case: Case, asks: Asked) -> bool:
    chosen = [option for option in case.options if option.chosen]
    costs = bool(asks.amount) or any(option.cost for option in chosen)
    return not (costs or case.commitments or any(option.risk for option in chosen))


def condition(one: Commitment, said: Summary) -> Promised | None:
    """What an approval asks for; None if it names no day."""
    if one.due is None:
        return None
    head = {key: said.told[key] for key in _HEAD if key in said.told}
    words = folded(" ".join(text for t in (one.what, one.who) for text in (t.zh, t.en) if text))
    return Promised(one.id, _day(one.due), _promise(one) | head, f"{said.words} {words}")


def _promised(one: Commitment, content: Content, told: Mapping[str, Any]) -> Promised:
    assert one.due is not None
    said = _promise(one) | {key: told[key] for key in _HEAD}
    words = _words(content, [one.what, one.who, content.case.title])
    return Promised(one.id, _day(one.due), said, words)


def _promise(one: Commitment) -> dict[str, Any]:
    return {
        "what": _short(one.what),
        "who": _short(one.who),
        "party": one.party,
        "due": _day(one.due).isoformat() if one.due else "",
    }


def _day(due: date) -> date:
    """A moment may stand in a day's place."""
    return date(due.year, due.month, due.day)


def _short(text: Text) -> list[str]:
    """Both languages and which one it was written in."""
    zh, en = (t if len(t) <= LONGEST else f"{t[: LONGEST - 1]}…" for t in (text.zh, text.en))
    return [zh, en, text.src]


def _words(content: Content, texts: list[Text]) -> str:
    parts = [content.reference, *(part for text in texts for part in (text.zh, text.en))]
    return folded(" ".join(part[:LONGEST] for part in parts if part))


def folded(text: str) -> str:
    """A text as it is searched, whatever its case and width; without what no database takes."""
    plain = without_surrogates(text).replace("\0", " ")
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split())
