"""Who is who in a case: whose side a name is on, and what our people are called outside.

A statement does not say which side its speaker is on. Who is not recognisably the customer's is
not taken for the customer's: a customer's edition would rather leave a sentence out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from fieldapp.base.language import LANGS, Text
from fieldapp.case.records import Case
from fieldapp.report.phrasing import both

_CUSTOMER = re.compile(
    r"客户|用户|甲方|贵方|业主|院方|\b(?:customer|client|user)(?:['’]s|s)?\b", re.IGNORECASE
)
_CUT = re.compile(r"[（(\[【,，、/;；:：|·•]|\s[-–—]\s")
_ROLE = re.compile(
    r"[组部队师员管理任长室科方司商处店厂心]\Z|我|\b(?:team|group|department|dept|engineer|manager|"
    r"support|service|sales|supervisor|technician|lead|desk|office|warehouse|centre|center|"
    r"we|us|our|side|supplier)\b",
    re.IGNORECASE,
)
_HAN_NAME = re.compile("[\u3400-\u9fff·\U00020000-\U000323af]{2,4}")
_LATIN_NAME = re.compile(r"[A-Z][\w'’.-]*(?: [A-Z][\w'’.-]*){1,3}")
_CALLED = re.compile(r"[A-Z][\w'’.-]+")
_MOST_NAMES = 200
_US = re.compile(r"我方|我们|\b(?:our side|ours|us)\b", re.IGNORECASE)
_LISTED = re.compile(r"[：:]|[、,，/]|\s+(?:and|of|by)\s+|和|及")
_OURSELVES = frozenset(("工程师", "engineer"))
"""What a speaker is called who has no name yet and is the engineer."""
OUR_SIDES = frozenset(("sales", "delivery", "service"))
"""Sides of a party that are us."""
PARTICIPANTS = "participants"
"""The answer that lists those in the talk, side by side: `客户：…；我方：…`."""


def name_of(text: str) -> str:
    """The name proper: `李晓芳` of `李晓芳（装配二组）`."""
    return _CUT.split(text.strip(), maxsplit=1)[0].strip()


def _is_personal(name: str) -> bool:
    """Whether it looks like somebody's name and not like a role or a team."""
    if _ROLE.search(name):
        return False
    return bool(_HAN_NAME.fullmatch(name) or _LATIN_NAME.fullmatch(name))


def _may_be_personal(name: str) -> bool:
    """The same of what may be just a first name or a family name."""
    return _is_personal(name) or bool(_CALLED.fullmatch(name) and not _ROLE.search(name))


@dataclass(frozen=True)
class People:
    """The people of a case."""

    case: Case

    @cached_property
    def _theirs(self) -> frozenset[str]:
        case = self.case
        texts = [case.customer.contact, case.customer.company, case.customer.site]
        texts += [c.who for c in case.commitments if c.party == "customer"]
        texts += [party.title for party in case.stakeholders if party.side == "customer"]
        return frozenset((*_names(texts), *self._listed("customer")))

    @cached_property
    def _ours(self) -> frozenset[str]:
        case = self.case
        texts = [case.engineer, case.supervisor]
        texts += [c.who for c in case.commitments if c.party == "us"]
        texts += [party.title for party in case.stakeholders if party.side in OUR_SIDES]
        return frozenset((*_names(texts), *self._listed("us")))

    def _listed(self, side: str) -> Iterator[str]:
        """The names listed for a side among those in the talk."""
        answer = self.case.answers.get(PARTICIPANTS)
        if not isinstance(answer, Text | str):
            return
        text = answer if isinstance(answer, Text) else Text.of(answer)
        for lang in LANGS:
            for group in re.split(r"[；;\n]", text.get(lang)):
                head, *names = _LISTED.split(group)
                if names and self._side(head) == side:
                    yield from filter(None, (name_of(name) for name in names))

    def _side(self, head: str) -> str:
        """Whose names follow: ours, or the customer's, whose company may be cut short."""
        head = head.strip()
        if _US.search(head):
            return "us"
        company = self.case.customer.company
        is_company = len(head) > 1 and any(head in company.get(lang) for lang in LANGS)
        return "customer" if is_company or _CUSTOMER.search(head) else ""

    def is_customers(self, who: Text) -> bool:
        """Whether a person is recognisably on the customer's side."""
        names = set(_names([who]))
        if names & self._ours:
            return False
        return bool(names & self._theirs) or any(
            _CUSTOMER.search(who.get(lang)) for lang in LANGS if who.has(lang)
        )

    def is_ours(self, who: Text) -> bool:
        """Whether a person is recognisably one of us."""
        said = {who.get(lang).strip().casefold() for lang in LANGS if who.has(lang)}
        is_known = bool(set(_names([who])) & self._ours)
        return is_known or bool(said & _OURSELVES) or any(map(_US.search, said))

    def role(self, who: Text) -> Text:
        """What one of our people is called in a document for the customer."""
        names = set(_names([who]))
        for role, known in (
            ("role_engineer", self.case.engineer),
            ("role_supervisor", self.case.supervisor),
        ):
            if names & set(_names([known])):
                return both(role)
        return both("role_us")

    def _roles(self, is_name: Callable[[str], bool]) -> dict[str, Text]:
        """Name as it may stand in a text -> role."""
        case = self.case
        known: dict[str, Text] = {}
        for key, texts in (
            ("role_engineer", [case.engineer]),
            ("role_supervisor", [case.supervisor]),
            ("role_colleague", [c.who for c in case.commitments if c.party == "us"]),
        ):
            names = [*_names(texts), *(self._listed("us") if key == "role_colleague" else ())]
            for name in names:
                if name not in self._theirs and is_name(name):
                    known.setdefault(name, both(key))
        return dict(list(known.items())[:_MOST_NAMES])

    @cached_property
    def _ours_renamed(self) -> _Renaming:
        return _Renaming(self._roles(_is_personal))

    @cached_property
    def _all_renamed(self) -> _Renaming:
        company = frozenset(_names([self.case.customer.company]))
        theirs = sorted(n for n in self._theirs if n in company or _may_be_personal(n))
        known = dict.fromkeys((n for n in theirs if len(n) > 1), both("role_customer"))
        return _Renaming(
            {**self._roles(_may_be_personal), **dict(list(known.items())[:_MOST_NAMES])}
        )

    def without_names(self, text: Text) -> Text:
        """The text with our people's names replaced by their roles."""
        return self._ours_renamed.of(text)

    def without_any_names(self, text: Text) -> Text:
        """The same with the customer's too, as far as the case says who they are; rather one word
        too many."""
        return self._all_renamed.of(text)


class _Renaming:
    """Names replaced by roles wherever they stand."""

    def __init__(self, roles: Mapping[str, Text]) -> None:
        self._roles = roles
        names = sorted(roles, key=len, reverse=True)
        words = (rf"\b{re.escape(n)}\b" if n.isascii() else re.escape(n) for n in names)
        self._pattern = re.compile("|".join(words)) if names else None

    def of(self, text: Text) -> Text:
        pattern = self._pattern
        if pattern is None or not text:
            return text
        return replace(
            text,
            zh=pattern.sub(lambda found: self._roles[found[0]].zh, text.zh),
            en=pattern.sub(lambda found: self._roles[found[0]].en, text.en),
        )


def _names(texts: Iterable[Text]) -> Iterator[str]:
    """The names of texts, in both languages."""
    for text in texts:
        for lang in LANGS:
            if text.has(lang) and (name := name_of(text.get(lang))):
                yield name
