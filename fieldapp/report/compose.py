"""From a case to what its report says.

Where the author wrote a section it stands as written; otherwise it is told from what was captured,
in both languages. What a final report would still need is named as a gap and never holds it back.
"""

from __future__ import annotations

from collections.abc import Iterator

from fieldapp.base.language import Text
from fieldapp.case.record import Record
from fieldapp.case.records import Case
from fieldapp.playbook import answers
from fieldapp.playbook.fields import Field, Section, Visibility
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.model import Playbook
from fieldapp.report import audience, sentences, snapshot
from fieldapp.report.content import Content, Element, Gap, Issue, Paragraph, Sentence
from fieldapp.report.grounds import Grounds
from fieldapp.report.phrasing import both
from fieldapp.report.telling import Teller

# inventory 176, 178, 179, 180, 181: the report is told in these parts
# inventory 177: a final report without one of them needs a stated reason
_SECTIONS: tuple[tuple[str, Section], ...] = (
    ("decision", Section.DECISION),
    ("background", Section.BACKGROUND),
    ("impact", Section.IMPACT),
    ("solution", Section.SOLUTION),
    ("plan", Section.PLAN),
    ("benefit", Section.BENEFIT),
)
_FOR_CUSTOMER: tuple[tuple[str, tuple[Section, ...]], ...] = (
    ("noted", (Section.BACKGROUND, Section.IMPACT)),
    ("agreed", (Section.SOLUTION, Section.BENEFIT)),
    ("next", (Section.PLAN,)),
)
_WRITTEN = ("background", "impact", "solution", "benefit")
_DECISION = ("decision_needed", "decision_due", "cost_of_waiting")
_MOST_GAPS = 60


def compose(case: Case, playbook: Playbook, issue: Issue, *, ops_digest: str = "") -> Content:
    """The content of a case's report.

    Args:
        case: as its owner sees it; what is private is left out here.
        ops_digest: SHA-256 (hex) of the sorted ids of its operations, where it has a log.
    """
    kept = snapshot.give(snapshot.take(audience.carried(case, playbook, "supervisor")))
    gaps = {
        (gap.where, gap.text): gap
        for gap in (
            *_undecided(kept, playbook),
            *_missing(kept, playbook, issue),
            *_conflicts(case, playbook),
        )
    }
    named = tuple(gaps.values())[:_MOST_GAPS]
    return Content(
        case=kept,
        playbook_version=playbook.version,
        issue=issue,
        elements={
            "supervisor": tuple(_for_supervisor(kept, playbook, named)),
            "customer": tuple(_for_customer(kept, playbook)),
        },
        gaps=named,
        ops_digest=ops_digest,
    )


def _for_supervisor(case: Case, playbook: Playbook, gaps: tuple[Gap, ...]) -> Iterator[Element]:
    shown = audience.printed(case, playbook, "supervisor")
    teller, grounds = Teller(shown, playbook, "supervisor"), Grounds(shown)
    for name, section in _SECTIONS:
        fields = playbook.report.get(section, ())
        written = getattr(shown.report, name) if name in _WRITTEN else Text()
        if written:
            paragraphs = _authored(written, grounds, _answered(shown, playbook, fields))
        else:
            paragraphs = teller.fields(fields)
        missing = [gap for gap in gaps if gap.element == name]
        if not paragraphs and not missing:
            paragraphs = ((Sentence(both(f"gap_{name}"), origin="gap"),),)
        paragraphs += tuple((Sentence(gap.text, (gap.where,), "gap"),) for gap in missing)
        yield Element(name, paragraphs)


def _for_customer(case: Case, playbook: Playbook) -> Iterator[Element]:
    """Told from what the customer may see alone; the author's sections are the supervisor's."""
    shown = audience.printed(case, playbook, "customer")
    teller = Teller(shown, playbook, "customer")
    for name, sections in _FOR_CUSTOMER:
        fields = [field for section in sections for field in playbook.report.get(section, ())]
        paragraphs = teller.fields(fields)
        if name == "noted":
            paragraphs += tuple(teller.records("statements", shown.statements))
        yield Element(name, paragraphs or ((Sentence(both(f"gap_{name}"), origin="gap"),),))


def _authored(text: Text, grounds: Grounds, otherwise: tuple[str, ...]) -> tuple[Paragraph, ...]:
    return tuple(
        tuple(
            Sentence(sentence, grounds.of(sentence) or otherwise, "authored")
            for sentence in paragraph
        )
        for paragraph in sentences.split(text)
    )


def _answered(case: Case, playbook: Playbook, field_ids: tuple[str, ...]) -> tuple[str, ...]:
    """The places of the section's own fields that have an answer."""
    fields = (playbook.fields.get(field_id) for field_id in field_ids)
    return tuple(
        f"answers/{field.id}" for field in fields if field is not None and field.id in case.answers
    )


def _missing(case: Case, playbook: Playbook, issue: Issue) -> Iterator[Gap]:
    """What the playbook misses for a final report."""
    items: dict[tuple[str, str], list[str]] = {}
    for finding in Guide(playbook, case, issue.at.date()).missing():
        params = finding.params
        field = playbook.fields[str(params["field"])]
        if field.visibility < Visibility.SUPERVISOR:
            continue
        if "item" in params:
            items.setdefault((field.id, str(params["item"])), []).append(str(params["key"]))
        else:
            yield _unanswered(field)
    for (field_id, item), keys in items.items():
        yield _incomplete(case, playbook.fields[field_id], item, keys)


def _undecided(case: Case, playbook: Playbook) -> Iterator[Gap]:
    """What page 1 owes whoever is asked to decide."""
    fields = [playbook.fields[name] for name in _DECISION if name in playbook.fields]
    missing = [field for field in fields if answers.read(field, case).value is None]
    if fields[:1] and fields[0] not in missing:
        yield from map(_unanswered, missing)


def _unanswered(field: Field) -> Gap:
    text = both("gap_field", what=field.label)
    return Gap(field.register, text, field.report.value, field.label)


def _conflicts(case: Case, playbook: Playbook) -> Iterator[Gap]:
    """What two people wrote differently and nobody has settled yet."""
    told = set()
    for place in case.disputed:
        known = _field_at(case, playbook, place)
        if known is None or known.visibility < Visibility.SUPERVISOR or known.id in told:
            continue
        told.add(known.id)
        text = both("gap_conflict", what=known.label)
        yield Gap(place, text, known.report.value)


def _field_at(case: Case, playbook: Playbook, place: str) -> Field | None:
    """The field that a place belongs to: its own, or the one that shows its record."""
    collection, _, rest = place.partition("/")
    item = rest.partition("/")[0]
    for field in playbook.fields.values():
        if field.register == place:
            return field
        if field.record == collection:
            records = answers.read(field, case).value
            if isinstance(records, tuple) and any(
                isinstance(record, Record) and record.id == item for record in records
            ):
                return field
    return None


def _incomplete(case: Case, field: Field, item: str, keys: list[str]) -> Gap:
    """A record that lacks something; it is called by its own words."""
    record = next(record for record in case.collection(field.record) if record.id == item)
    names = (getattr(record, key, None) for key in ("what", "title", "text", "caption", "word"))
    name = next((found for found in names if isinstance(found, Text) and found), Text())
    labels = [both(f"key_{key}") for key in keys]
    missing = Text("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))
    where = f"{field.record}/{item}/{keys[0]}"
    if not name:
        text = both("gap_item_unnamed", what=field.label, missing=missing)
    else:
        text = both("gap_item", item=_short(name), missing=missing)
    return Gap(where, text, field.report.value)


def _short(text: Text, most: int = 40) -> Text:
    zh, en = (part if len(part) <= most else f"{part[: most - 1]}…" for part in (text.zh, text.en))
    return Text(zh, en, text.src)
