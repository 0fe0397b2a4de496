"""What an author's sentence rests on: the records it names and those that hold its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from fieldapp.base.language import Text
from fieldapp.case.declaring import Kind
from fieldapp.case.records import COLLECTIONS, WRITTEN_BY_HAND, Case, specs

_NUMBER = re.compile(r"\d{1,15}(?:,\d{3})*(?:\.\d{1,6})?(?:\s?([万亿kKM])(?![A-Za-z]))?")
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATE = re.compile(
    r"\d{4}\s?年|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[:：]\d{2}"
    r"|\d{1,2}\s?月(?:\s?\d{1,2}(?:\s?[、，至到—–-]\s?\d{1,2})*\s?[日号])?|\d{1,2}\s?日"
    rf"|\d{{1,2}}(?:(?:, ?| and | to | ?[–-] ?)\d{{1,2}})* {_MONTH}(?: \d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?:, \d{{4}})?"
)
_TIMES = {"万": 10_000, "亿": 100_000_000, "k": 1_000, "K": 1_000, "M": 1_000_000}
_FIGURE = re.compile(r"(?:图|照片|附图|Fig\.?|Figure|Photo)\s?(\d{1,3})", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LIKE_AN_ID = re.compile(r"(?=.*\d)(?=.*[A-Za-z])")
_TELLING = 10
"""A smaller whole number in a text stands in too many others to tell them apart."""
_MOST_FIGURES = 400
_MOST_ITEMS = 500
_MOST_READ = 20_000
"""Characters of one text that are looked at."""
_DIGIT = re.compile("[0-9]")


def figures(text: str) -> Iterator[Decimal]:
    """The numbers of a text, without those of dates and times; `4.6 万` is 46,000."""
    text = text[:_MOST_READ]
    if not _DIGIT.search(text):
        return
    for count, match in enumerate(_NUMBER.finditer(_DATE.sub(" ", text))):
        if count == _MOST_FIGURES:
            return
        digits, unit = match[0], match[1]
        number = Decimal(digits.rstrip("万亿kKM ").replace(",", ""))
        yield number * _TIMES.get(unit or "", 1)


@dataclass(frozen=True)
class Grounds:
    """The places of a case that sentences may rest on."""

    case: Case

    def of(self, text: Text) -> tuple[str, ...]:
        """Places in the case that the text names, or that hold a figure of it, in order."""
        found: dict[str, None] = {}
        for part in (text.zh, text.en):
            for match in _FIGURE.finditer(part):
                if place := self._photos.get(int(match[1])):
                    found[place] = None
            for token in _TOKEN.findall(part):
                if _LIKE_AN_ID.match(token) and (place := self._names.get(token)):
                    found[place] = None
            for number in figures(part):
                found |= dict.fromkeys(self._figures.get(number, ())[:3])
        return tuple(found)

    @cached_property
    def _photos(self) -> dict[int, str]:
        photos = (e for e in self.case.evidence if e.kind == "photo")
        return {number: f"evidence/{e.id}" for number, e in enumerate(photos, 1)}

    @cached_property
    def _names(self) -> dict[str, str]:
        return {
            item.id: f"{name}/{item.id}"
            for name in WRITTEN_BY_HAND
            for item in self.case.collection(name)
        }

    @cached_property
    def _figures(self) -> dict[Decimal, list[str]]:
        known: dict[Decimal, list[str]] = {}
        for number, place in self._all_figures():
            if number < _TELLING and number == number.to_integral_value():
                continue
            places = known.setdefault(number, [])
            if place not in places[-1:]:
                places.append(place)
        return known

    def _all_figures(self) -> Iterator[tuple[Decimal, str]]:
        """What carries most weight first: evidence, then what was said, then the answers."""
        for name in ("evidence", *(name for name in WRITTEN_BY_HAND if name != "evidence")):
            keys = specs(COLLECTIONS[name])
            for item in self.case.collection(name)[:_MOST_ITEMS]:
                for key, spec in keys.items():
                    value = getattr(item, key)
                    if spec.kind is Kind.DECIMAL and value is not None:
                        yield abs(value), f"{name}/{item.id}"
                    elif spec.kind is Kind.TEXT and value:
                        yield from _told(value, f"{name}/{item.id}")
        for name, answer in self.case.answers.items():
            place = f"answers/{name}"
            if isinstance(answer, Decimal | int) and not isinstance(answer, bool):
                yield abs(Decimal(answer)), place
            elif isinstance(answer, Text | str):
                yield from _told(answer if isinstance(answer, Text) else Text.of(answer), place)


def _told(text: Text, place: str) -> Iterator[tuple[Decimal, str]]:
    for part in (text.zh, text.en):
        for number in figures(part):
            yield number, place
