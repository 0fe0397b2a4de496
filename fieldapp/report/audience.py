"""What an edition may show and carry.

One table of the case's own fields and the playbook's visibilities decide; the narrower of the two
holds. The same filtered case is laid out and attached, so that the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from fieldapp.base.language import Text
from fieldapp.case.record import Record
from fieldapp.case.records import (
    COLLECTIONS,
    GROUPS,
    KEPT,
    WRITTEN_BY_HAND,
    Answer,
    Case,
    Cause,
    EmotionReading,
    specs,
)
from fieldapp.playbook.fields import FieldType, Visibility
from fieldapp.playbook.model import Playbook
from fieldapp.report.content import Audience
from fieldapp.report.people import People

_PRIVATE, _INTERNAL = Visibility.PRIVATE, Visibility.INTERNAL
_SUPERVISOR, _CUSTOMER, _CRM = Visibility.SUPERVISOR, Visibility.CUSTOMER, Visibility.CRM

HEADER: Mapping[str, Visibility] = {
    "title": _CRM,
    "situation": _CRM,
    "severity": _SUPERVISOR,
    "customer.company": _CRM,
    "customer.site": _CRM,
    "customer.contact": _SUPERVISOR,
    "engineer": _SUPERVISOR,
    "supervisor": _SUPERVISOR,
    "opened": _CUSTOMER,
    "opened_steps": _SUPERVISOR,
    "report.background": _SUPERVISOR,
    "report.impact": _SUPERVISOR,
    "report.solution": _SUPERVISOR,
    "report.benefit": _SUPERVISOR,
}
"""The widest reader of the case's header, whatever a playbook says."""

RECORDS: Mapping[str, Mapping[str, Visibility]] = {
    name: {
        key: Visibility[(spec.reader or KEPT[name].reader).upper()]
        for key, spec in specs(COLLECTIONS[name]).items()
    }
    for name in WRITTEN_BY_HAND
}
"""The widest reader of each field of each record."""


def carried(case: Case, playbook: Playbook, audience: Audience) -> Case:
    """The case as an edition carries it."""
    return _filtered(case, playbook, _CUSTOMER if audience == "customer" else _INTERNAL)


def printed(case: Case, playbook: Playbook, audience: Audience) -> Case:
    """The case as an edition shows it: what it carries, without what is internal."""
    return _filtered(case, playbook, _CUSTOMER if audience == "customer" else _SUPERVISOR)


def handed_over(case: Case, playbook: Playbook) -> Case:
    """The case as a customer system may be told it."""
    return _filtered(case, playbook, _CRM)


def _filtered(case: Case, playbook: Playbook, least: Visibility) -> Case:
    """Only what readers with that visibility may see."""
    parts: dict[str, Any] = {
        name: _records(case, name, playbook, least) for name in WRITTEN_BY_HAND
    }
    parts |= _header(case, playbook, least)
    parts["answers"] = {
        name: answer
        for name, answer in case.answers.items()
        if name not in case.private_answers and playbook.visibility(name) >= least
    }
    parts["private_answers"] = frozenset()
    # What becomes of a report is not in it; a customer is told at most whether it is approved.
    parts |= {"reviews": (), "remarks": ()}
    if least > _INTERNAL:
        parts |= {"extras": {}, "misfits": {}, "conflicts": (), "revived": (), "erased": ()}
    kept = replace(case, **parts)
    return _for_customer(case, kept) if least >= _CUSTOMER else kept


def _header(case: Case, playbook: Playbook, least: Visibility) -> dict[str, Any]:
    """The header's hidden parts, emptied."""
    seen = dict(HEADER)
    for field in playbook.fields.values():
        if field.type is FieldType.HEADER and field.path in seen:
            seen[field.path] = min(seen[field.path], field.visibility)
    empty = {field.name: field.default for field in fields(Case)}
    parts: dict[str, Any] = {}
    for path, visibility in seen.items():
        if visibility >= least:
            continue
        name, _, key = path.partition(".")
        if key:
            group = parts.get(name, getattr(case, name))
            parts[name] = replace(group, **{key: getattr(GROUPS[name](), key)})
        else:
            parts[name] = empty[name]
    return parts


def _records(case: Case, name: str, playbook: Playbook, least: Visibility) -> tuple[Record, ...]:
    """The visible records of a collection, their hidden fields emptied."""
    limits = [
        (dict(field.where), field.visibility)
        for field in playbook.fields.values()
        if field.type is FieldType.RECORDS and field.record == name
    ]
    blank = COLLECTIONS[name](id="")
    hidden = {
        key: getattr(blank, key) for key, visibility in RECORDS[name].items() if visibility < least
    }
    return tuple(
        replace(record, **hidden) if hidden else record
        for record in case.collection(name)
        if _may_leave(record)
        and _visibility(record, limits, Visibility[KEPT[name].unsaid.upper()]) >= least
    )


def _may_leave(record: Record) -> bool:
    """Whether a record may leave the laptop at all."""
    own = isinstance(record, EmotionReading) and record.who == "engineer" and not record.share
    return not (record.private or own)


def _visibility(
    record: Record, limits: list[tuple[dict[str, Any], Visibility]], unsaid: Visibility
) -> Visibility:
    """The narrowest of the fields that show it."""
    shown = [
        visibility
        for where, visibility in limits
        if all(getattr(record, key, None) == wanted for key, wanted in where.items())
    ]
    return min(shown, default=unsaid)


def _for_customer(case: Case, kept: Case) -> Case:
    """Beyond the table: no words of ours, our people as roles, only evidence that is spoken of, and
    nothing that a supervisor asks of us.

    The case has no id of its own here, so that nobody imports it over the real one, and its files
    no names, which may tell more than their captions.
    """
    people = People(case)
    statements = tuple(
        s for s in kept.statements if s.kind != "feeling" and people.is_customers(s.speaker)
    )
    named = {ref for statement in statements for ref in statement.evidence}
    asked = {promise.id for promise in case.commitments if promise.review}
    kept = replace(
        kept,
        id="",
        file_id="",
        file_format="",
        statements=statements,
        emotions=(),
        causes=tuple(c for c in kept.causes if _cause(case, c.id).category != "people"),
        options=tuple(o for o in kept.options if o.chosen),
        commitments=tuple(
            replace(c, who=people.role(c.who)) if c.party == "us" else c
            for c in kept.commitments
            if c.id not in asked
        ),
        evidence=tuple(replace(e, file="") for e in kept.evidence if e.id in named),
    )
    return _map_texts(kept, people.without_names)


def _cause(case: Case, cause_id: str) -> Cause:
    return next(cause for cause in case.causes if cause.id == cause_id)


def _map_texts(case: Case, change: Callable[[Text], Text]) -> Case:
    """The case with every text of it changed."""
    parts = _changed(case, change)
    for name in GROUPS:
        parts[name] = replace(getattr(case, name), **_changed(getattr(case, name), change))
    for name in WRITTEN_BY_HAND:
        parts[name] = tuple(
            replace(record, **_changed(record, change)) for record in case.collection(name)
        )
    parts["answers"] = {name: _answer(answer, change) for name, answer in case.answers.items()}
    return replace(case, **parts)


def _answer(answer: Answer, change: Callable[[Text], Text]) -> Answer:
    if not isinstance(answer, Text | str):
        return answer
    text = Text.of(answer) if isinstance(answer, str) else answer
    changed = change(text)
    return answer if changed == text else changed


def _changed(record: Any, change: Callable[[Text], Text]) -> dict[str, Any]:
    texts = ((name, getattr(record, name)) for name in specs(type(record)))
    return {name: change(text) for name, text in texts if isinstance(text, Text) and text}
