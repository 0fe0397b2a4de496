"""The customer's first box: the case's number, whom to turn to, what comes next, and how to correct
the notes or take the matter further.
"""

from __future__ import annotations

from datetime import date

from fieldapp.base.language import Text
from fieldapp.case.records import Case
from fieldapp.playbook import answers
from fieldapp.playbook.model import Playbook
from fieldapp.report.blocks import Note
from fieldapp.report.layout.voice import Voice
from fieldapp.report.phrasing import both, iso_day


def contact_card(
    case: Case, playbook: Playbook, today: date, reference: str, contact: str
) -> tuple[tuple[Text, Text], ...]:
    """Label and text of each line; what is not known is left out, or said to be open.

    Args:
        case: as the customer may see it.
        reference: what people call the case.
        contact: how the customer reaches us, in one line.
    """
    lines = (
        ("number", Text(reference, reference)),
        ("contact", Text(contact, contact)),
        ("next", _next_news(case, playbook, today)),
        ("correct", both("card_how_to_correct")),
        ("further", _further(case, playbook)),
    )
    return tuple((both(f"card_{name}"), text) for name, text in lines if text)


def card_block(card: tuple[tuple[Text, Text], ...], voice: Voice) -> Note:
    """The box on paper."""
    lines = tuple(voice.labelled(label, text) for label, text in card)
    return Note(voice.say("card_title"), "info", lines)


def _next_news(case: Case, playbook: Playbook, today: date) -> Text:
    """When and how the customer hears from us next."""
    for name in ("follow_up_date", "review_date"):
        on = _value(case, playbook, name)
        if not isinstance(on, date) or iso_day(on) < iso_day(today):
            continue
        field = playbook.fields.get("follow_up_channel")
        chosen = _value(case, playbook, "follow_up_channel")
        channel = field.choice(chosen) if field and isinstance(chosen, str) else None
        if channel is None or name != "follow_up_date":
            return both("value", value=on)
        return both("card_next_by", day=on, channel=channel.label)
    return both("card_next_open")


def _further(case: Case, playbook: Playbook) -> Text:
    """Whom to turn to if it gets stuck."""
    found = _value(case, playbook, "escalation_contact")
    return found if isinstance(found, Text) else both("card_further_open")


def _value(case: Case, playbook: Playbook, name: str) -> answers.Answered:
    field = playbook.fields.get(name)
    return answers.read(field, case).value if field is not None else None
