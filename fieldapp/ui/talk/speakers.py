"""Who may have said it: the customer's contact, the engineer, and whoever has spoken before."""

from __future__ import annotations

from fieldapp.base.language import Text, tr
from fieldapp.case.records import Case


def speakers(case: Case, own_name: str) -> tuple[Text, ...]:
    """Who is offered as a speaker, each once: the customer's side first, then the engineer.

    Args:
        own_name: the person's own name, for a case that names no engineer.
    """
    customer = case.customer.contact or _word("customer")
    engineer = case.engineer or (Text.of(own_name) if own_name else _word("engineer"))
    heard = [statement.speaker for statement in reversed(case.statements) if statement.speaker]
    found: dict[str, Text] = {}
    for one in (*dict.fromkeys((customer, *heard)), engineer):
        found.setdefault(_plain(one), one)
    return tuple(found.values())


def last_speaker(case: Case, own_name: str) -> Text:
    """Who spoke last; before anybody has, the customer."""
    heard = (statement.speaker for statement in reversed(case.statements) if statement.speaker)
    return next(heard, speakers(case, own_name)[0])


def same(one: Text, two: Text) -> bool:
    """Whether two names are of one person."""
    return _plain(one) == _plain(two)


def _plain(name: Text) -> str:
    return " ".join(name.original.split()).casefold()


def _word(who: str) -> Text:
    return Text(tr(f"talk.{who}", "zh"), tr(f"talk.{who}", "en"))
