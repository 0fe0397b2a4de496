"""A report that is to be decided on, in lines for a terminal and as a program reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fieldapp.base.language import Lang, Text, tr
from fieldapp.cli.console import visible

if TYPE_CHECKING:
    from fieldapp.case.records import Evidence
    from fieldapp.case.reportstate import Ruling
    from fieldapp.usecases.reviewing import Looked
    from fieldapp.usecases.reviewlists import Listed


def line(one: Listed, lang: Lang) -> Iterator[str]:
    yield one.reference
    yield tr(f"review.state_{one.state}", lang)
    if one.asked is not None and one.asked.deadline:
        yield one.asked.deadline.isoformat()
    if one.asked is not None and one.asked.amount:
        yield one.asked.amount
    for text in (one.title, one.company, one.engineer):
        if said := visible(text.get(lang)):
            yield said
    if one.to:
        yield tr("review.asked_for", lang, name=visible(one.to.get(lang)))


def listed(one: Listed) -> dict[str, object]:
    asked = one.asked
    return {
        "case": one.case_id.hex(),
        "reference": one.reference,
        "number": one.number,
        "final": one.final,
        "state": one.state,
        "at": one.at.isoformat(),
        "title": _both(one.title),
        "company": _both(one.company),
        "engineer": _both(one.engineer),
        "decision": _both(asked.what) if asked else None,
        "amount": asked.amount if asked else None,
        "deadline": asked.deadline.isoformat() if asked and asked.deadline else None,
        "for_me": one.is_for_me,
        "to": _both(one.to),
    }


def told(looked: Looked, lang: Lang) -> Iterator[str]:
    """The report as a supervisor reads it, from what is asked down to what was said about it."""
    state = tr(f"review.state_{looked.report.state}", lang)
    yield f"{looked.reference}  {state}  {looked.title.get(lang)}  {looked.company.get(lang)}"
    if looked.asked is None:
        yield tr("review.not_here", lang)
    else:
        deadline, waiting = looked.asked.deadline, looked.asked.waiting.get(lang)
        yield looked.asked.what.get(lang)
        yield "  ".join(filter(None, (looked.asked.amount, str(deadline or ""), waiting)))
    if looked.is_unsigned:
        yield tr("signing.none", lang)
    if looked.since:
        yield ""
        yield tr("reviewcli.changed_since", lang, number=looked.since)
        for one in looked.changes:
            name = " · ".join(filter(None, (one.label.get(lang), one.name.get(lang))))
            yield f"  {name}: {one.before.get(lang)} → {one.after.get(lang)}"
    for part in looked.parts:
        yield ""
        yield part.title.get(lang)
        for paragraph in part.paragraphs:
            yield from (f"  {sentence.text.get(lang)}" for sentence in paragraph)
    if looked.evidence:
        yield ""
        yield tr("review.section_evidence", lang)
        yield from (f"  {_exhibit(one, lang)}" for one in looked.evidence)
    for ruling in looked.report.rulings:
        yield ""
        yield from _said(looked, ruling, lang)


def _exhibit(one: Evidence, lang: Lang) -> str:
    number = "" if one.value is None else f"{one.value} {one.unit.get(lang)}".strip()
    return " ".join(filter(None, (number, one.caption.get(lang))))


def _said(looked: Looked, ruling: Ruling, lang: Lang) -> Iterator[str]:
    review = ruling.review
    who = looked.names.get(ruling.author) or review.by.get(lang) or tr("review.somebody", lang)
    at = f"{review.at.astimezone():%Y-%m-%d %H:%M}" if review.at else ""
    decision = tr(f"review.decision_{review.decision}", lang)
    yield "  ".join(filter(None, (who, at, decision, review.to_name.get(lang))))
    if reason := review.reason.get(lang):
        yield f"  {reason}"
    for remark in ruling.remarks:
        yield f"  {tr(f'review.section_{remark.section}', lang)}: {remark.text.get(lang)}"
    for asked in ruling.conditions:
        parts = (asked.what.get(lang), asked.who.get(lang), str(asked.due or ""))
        yield f"  • {' · '.join(filter(None, parts))}"
    if review.is_unsigned:
        yield f"  {tr('review.unsigned', lang)}"
    if ruling.doubt:
        yield f"  {tr(f'review.doubt_{ruling.doubt}', lang)}"


def as_json(looked: Looked) -> dict[str, object]:
    report, asked = looked.report, looked.asked
    return {
        "case": looked.case_id.hex(),
        "reference": looked.reference,
        "number": report.issue.number,
        "final": report.issue.final,
        "state": report.state,
        "own": looked.is_mine,
        "title": _both(looked.title),
        "company": _both(looked.company),
        "decision": _both(asked.what) if asked else None,
        "amount": asked.amount if asked else None,
        "deadline": asked.deadline.isoformat() if asked and asked.deadline else None,
        "cost_of_waiting": _both(asked.waiting) if asked else None,
        "since": looked.since or None,
        "changes": [
            {
                "section": one.section,
                "what": _both(one.label),
                "name": _both(one.name),
                "event": one.event,
                "before": _both(one.before),
                "after": _both(one.after),
            }
            for one in looked.changes
        ],
        "parts": {
            part.id: [_both(one.text) for paragraph in part.paragraphs for one in paragraph]
            for part in looked.parts
        },
        "evidence": [
            {"id": one.id, "kind": one.kind, "caption": _both(one.caption), "value": one.value}
            for one in looked.evidence
        ],
        "said": [_ruling(looked, one) for one in report.rulings],
    }


def _ruling(looked: Looked, ruling: Ruling) -> dict[str, object]:
    review = ruling.review
    return {
        "id": review.id,
        "by": looked.names.get(ruling.author) or review.by.original,
        "at": review.at.isoformat() if review.at else None,
        "decision": review.decision,
        "reason": _both(review.reason),
        "remarks": {one.section: _both(one.text) for one in ruling.remarks},
        "conditions": [
            {"what": _both(one.what), "who": _both(one.who), "due": one.due, "status": one.status}
            for one in ruling.conditions
        ],
        "to": _both(review.to_name),
        "signed": review.signed or None,
        "doubt": ruling.doubt or None,
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
