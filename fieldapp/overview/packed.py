"""A row as JSON and back, for whoever keeps rows."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from fieldapp.base.language import Text
from fieldapp.overview.rows import CaseRow, Promise, Work
from fieldapp.overview.said import Rating, Said, Shift


def packed(row: CaseRow) -> str:
    told = row.said
    document = {
        "case": row.case,
        "reference": row.reference,
        "state": row.state,
        "issued": row.issued.isoformat(),
        "decided": _iso(row.decided),
        "promises": [[p.party, _iso(p.due), p.state] for p in row.promises],
        "work": [[w.kind, _text(w.who), _iso(w.due)] for w in row.work],
        "title": _text(told.title),
        "method": told.method,
        "engineer": _text(told.engineer),
        "opened": _iso(told.opened),
        "responded": _iso(told.responded),
        "mode": told.mode,
        "outcome": told.outcome,
        "causes": told.causes,
        "own_words": [_text(one) for one in told.own_words],
        "shifts": [[s.place, s.step, s.before, s.after] for s in told.shifts],
        "ratings": [[r.party, r.dimension, r.expected, r.found] for r in told.ratings],
        "lesson": _text(told.lesson),
        "went_well": _text(told.went_well),
        "improvements": told.improvements,
        "names": [[name, _text(text)] for name, text in told.names],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def unpacked(data: str) -> CaseRow:
    """The row of `packed`'s JSON; nobody else writes it, so it is not looked at closely."""
    found = json.loads(data)
    return CaseRow(
        case=found["case"],
        reference=found["reference"],
        state=found["state"],
        issued=datetime.fromisoformat(found["issued"]),
        decided=_moment(found["decided"]),
        promises=tuple(Promise(party, _day(due), state) for party, due, state in found["promises"]),
        work=tuple(Work(kind, Text(*who), _day(due)) for kind, who, due in found["work"]),
        said=Said(
            title=Text(*found["title"]),
            method=found["method"],
            engineer=Text(*found["engineer"]),
            opened=_moment(found["opened"]),
            responded=_moment(found["responded"]),
            mode=found["mode"],
            outcome=found["outcome"],
            causes=tuple((name, cause) for name, cause in found["causes"]),
            own_words=tuple(Text(*one) for one in found["own_words"]),
            shifts=tuple(Shift(*one) for one in found["shifts"]),
            ratings=tuple(Rating(*one) for one in found["ratings"]),
            lesson=Text(*found["lesson"]),
            went_well=Text(*found["went_well"]),
            improvements=tuple(found["improvements"]),
            names=tuple((name, Text(*text)) for name, text in found["names"]),
        ),
    )


def _text(text: Text) -> list[Any]:
    return [text.zh, text.en, text.src]


def _iso(moment: date | None) -> str:
    return "" if moment is None else moment.isoformat()


def _moment(iso: str) -> datetime | None:
    return datetime.fromisoformat(iso) if iso else None


def _day(iso: str) -> date | None:
    return date.fromisoformat(iso) if iso else None
