"""Asking the customer: what they may see of the options, and what they say of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.records import Case
from fieldapp.report.people import People
from fieldapp.usecases.editing import Put, PutText, Wish

Wished = Literal["prefers", "accepts", "declines"]
WISHES: tuple[Wished, ...] = ("prefers", "accepts", "declines")


@frozen
class Offer:
    """An option as the customer may see it: what it is, and what it means for them."""

    id: str
    title: Text
    words: Text


def offers(case: Case) -> tuple[Offer, ...]:
    """The options that are offered: no amounts, no risks, none of our people by name."""
    people = People(case)
    return tuple(
        Offer(o.id, people.without_names(o.title), people.without_names(o.for_customer))
        for o in case.options
        if o.offered and o.title
    )


def answered(wished: Mapping[str, Wished], words: str) -> tuple[Wish, ...]:
    """What is written of an answer.

    Args:
        wished: what they say of each option, by its id; of those they say nothing of, nothing.
        words: what they add; kept with the option they prefer, or the first they speak of.
    """
    wishes: list[Wish] = [Put(f"options/{name}/acceptance", wish) for name, wish in wished.items()]
    if words.strip() and wished:
        preferred = next((name for name, wish in wished.items() if wish == "prefers"), None)
        place = preferred or next(iter(wished))
        wishes.append(PutText(f"options/{place}/their_words", words.strip()))
    return tuple(wishes)
