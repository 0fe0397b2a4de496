"""Bias check: questions about our own thinking, brought up by what was written.

It questions, it never finds fault; nothing here is a finding a report could show. What one makes of
a question is private. `analyse` therefore says nothing: the page asks, and only when it is opened.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from fieldapp.base.findings import Finding
from fieldapp.base.language import LANGS, Text
from fieldapp.base.values import frozen
from fieldapp.case.records import Case, Cause
from fieldapp.case.toolrecords import BIASES
from fieldapp.playbook import glossary
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

MOST = 3
"""Questions of one bias at a time."""
_FEW = 5
"""Past cases below which nothing is said of how often something was the cause."""
_CUSTOMER = re.compile(
    r"客户|用户|甲方|对方|使用方|误操作|操作不当|使用不当|\b(?:customer|client|user|operator|misuse)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"上次|以前|别的客户|一向|\b(?:last time|always worked|other customers)", re.IGNORECASE
)
_FOR_THEM = ("paraphrase", "solution_steps", "acceptance_check", "agreed_standard")
"""Answers that are read to the customer."""
_TENSE = 3
"""The emotion level from which a quick yes may be politeness."""


@frozen
class Question:
    """One question: the bias, its code (`bias.ask_<code>`), the place that brought it up, and what
    fills the sentence."""

    bias: str
    code: str
    about: str
    params: Mapping[str, str | int]


def questions(case: Case) -> tuple[Question, ...]:
    """What may be asked of this case now, by bias; without what was asked and answered already."""
    settled = {(doubt.asked, doubt.about) for doubt in case.doubts}
    found: list[Question] = []
    for bias in BIASES:
        new = (q for q in _ASKERS[bias](case) if (q.code, q.about) not in settled)
        found += islice(new, MOST)
    return tuple(found)


def brought_up(case: Case) -> dict[tuple[str, str], Question]:
    """Every question the case brings up, answered or not, by its code and place."""
    found = (question for bias in BIASES for question in _ASKERS[bias](case))
    return {(question.code, question.about): question for question in found}


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """Nothing: whoever wants to be asked opens the page."""
    return iter(())


# inventory 150: confirmation
def _confirmation(case: Case) -> Iterator[Question]:
    """A cause that blames the customer with nothing against it; a single explanation."""
    for cause in case.causes:
        said = f"{cause.text.zh} {cause.text.en}"
        names_them = cause.category == "partner" or _CUSTOMER.search(said)
        if names_them and cause.basis == "assumption" and not cause.evidence and cause.text:
            yield _of_cause("blames_customer", cause)
    top = [cause for cause in case.causes if cause.parent is None and cause.text]
    if len(top) == 1 and not case.answers.get("ruled_out"):
        yield _of_cause("one_explanation", top[0])


# inventory 151: survivorship
def _survivorship(case: Case) -> Iterator[Question]:
    """Only where it failed was looked at; only what worked out is called to mind."""
    if case.causes and not case.answers.get("not_affected"):
        yield Question("survivorship", "where_it_works", "answers/not_affected", {})
    for option in case.options:
        said = f"{option.reason.zh} {option.reason.en}"
        if _BEFORE.search(said):
            name = _named(option.title)
            yield Question("survivorship", "worked_before", f"options/{option.id}/reason", name)


# inventory 152: the curse of knowledge
def _knowledge(case: Case) -> Iterator[Question]:
    """Words of the trade in what the customer is to read or hear, each with its plain word."""
    seen: set[str] = set()
    for place, text in _for_them(case):
        for lang in LANGS:
            if not text.has(lang):
                continue
            for found, term in glossary.unexplained(text.get(lang)):
                if found not in seen:
                    seen.add(found)
                    plain = {f"plain_{each}": term.plain.get(each, "") for each in LANGS}
                    yield Question("knowledge", "jargon", place, {"found": found, **plain})


def _for_them(case: Case) -> Iterator[tuple[str, Text]]:
    for name in _FOR_THEM:
        answer = case.answers.get(name)
        if isinstance(answer, Text | str):
            yield f"answers/{name}", answer if isinstance(answer, Text) else Text.of(answer)
    for option in case.options:
        yield f"options/{option.id}/for_customer", option.for_customer
    for commitment in case.commitments:
        yield f"commitments/{commitment.id}/what", commitment.what


# inventory 153: availability
def _availability(case: Case) -> Iterator[Question]:
    """A root nobody has verified: is it the likeliest, or the first that came to mind?"""
    for cause in case.causes:
        if cause.root and cause.basis != "fact" and cause.text:
            yield _of_cause("first_to_mind", cause, "availability")


# inventory 154: social desirability
def _desirability(case: Case) -> Iterator[Question]:
    """A yes that may have been said out of politeness."""
    levels = [e.level for e in case.emotions if e.who == "customer" and e.level]
    tense = bool(levels) and max(levels) >= _TENSE
    confirmed = case.answers.get("paraphrase_confirmed") == "yes"
    if tense and confirmed and not case.answers.get("paraphrase_correction"):
        yield Question("desirability", "polite_yes", "answers/paraphrase_confirmed", {})
    for option in case.options:
        if option.acceptance in ("accepts", "prefers") and not option.their_words:
            place = f"options/{option.id}/acceptance"
            yield Question("desirability", "no_words", place, _named(option.title))


_ASKERS: Mapping[str, Callable[[Case], Iterator[Question]]] = {
    "confirmation": _confirmation,
    "survivorship": _survivorship,
    "knowledge": _knowledge,
    "availability": _availability,
    "desirability": _desirability,
}


def rates(cases: Iterable[Case]) -> Counter[str]:
    """In how many past cases a verified root was of each category."""
    found: Counter[str] = Counter()
    for case in cases:
        found.update({c.category for c in case.causes if c.root and c.basis == "fact"} - {""})
    return found


def base_rate(case: Case, past: Sequence[Case]) -> Question | None:
    """How often past cases came from where this one is put down to; None with too few of them."""
    known = [one for one in past if any(c.root and c.basis == "fact" for c in one.causes)]
    root = next((c for c in case.causes if c.root and c.category), None)
    if root is None or len(known) < _FEW:
        return None
    counted = rates(known)
    most = max(counted, key=counted.__getitem__, default=root.category)
    params: dict[str, str | int] = {
        "total": len(known),
        "count": counted[root.category],
        "category": root.category,
        "most": most,
        "most_count": counted[most],
    }
    return Question("availability", "base_rate", f"causes/{root.id}/category", params)


def _of_cause(code: str, cause: Cause, bias: str = "confirmation") -> Question:
    return Question(bias, code, f"causes/{cause.id}/text", _named(cause.text))


def _named(text: Text) -> dict[str, str | int]:
    return {f"name_{lang}": short(text.get(lang)) for lang in LANGS}
