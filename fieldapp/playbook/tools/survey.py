"""Survey: what was expected of a service and what was found, by dimension, and the gap between.

After SERVQUAL (Parasuraman, Zeithaml & Berry 1988): gap = found - expected, so that what fell short
is below zero. The questions are our own; the scale has 5 levels instead of 7, to be tapped. The
recommend score, 0 to 10, is after Reichheld (2003).
"""

# inventory 93, 94, 110, 111, 112, 113, 115, 137, 191, 212: the survey, its gaps and what helps

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from statistics import fmean

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS
from fieldapp.base.values import frozen
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import DIMENSIONS, SurveyRating
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.surveys import survey

SHORT = -0.5
"""A gap from here on is worth a word; less is within what a person means by the same digit."""
_RELUCTANT = 6
"""Whoever would recommend us up to this may be asked what would have been better."""


@frozen
class Gap:
    """A dimension over some ratings: means from 1 to 5, and of how many."""

    dimension: str
    expected: float
    found: float
    count: int

    @property
    def size(self) -> float:
        return self.found - self.expected

    @property
    def shown(self) -> str:
        """With its sign, which is a minus and no hyphen; none has no sign."""
        signed = f"{self.size:+.1f}".replace("-", "−")
        return "0.0" if signed[1:] == "0.0" else signed


def gaps(case: Case, party: str) -> tuple[Gap, ...]:
    """What customers or colleagues expected and found, in the order of `DIMENSIONS`.

    Only what was rated both ways counts; a dimension nobody rated is left out.
    """
    asked = {response.id for response in case.surveys if response.asked == party}
    rated = [rating for rating in case.survey_ratings if rating.survey in asked]
    return tuple(gap for dimension in DIMENSIONS if (gap := _gap(dimension, rated)) is not None)


def _gap(dimension: str, ratings: Sequence[SurveyRating]) -> Gap | None:
    pairs = [
        (rating.expected, rating.found)
        for rating in ratings
        if rating.dimension == dimension and rating.expected and rating.found
    ]
    if not pairs:
        return None
    return Gap(dimension, fmean(e for e, _ in pairs), fmean(f for _, f in pairs), len(pairs))


def ratings_of(case: Case, response: str) -> dict[str, SurveyRating]:
    """Question -> its rating in a response; the first, where two laptops have made one each."""
    found: dict[str, SurveyRating] = {}
    for rating in case.survey_ratings:
        if rating.survey == response:
            found.setdefault(rating.question, rating)
    return found


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What fell short, and what helps; who might be asked for a word more."""
    for response in case.surveys:
        where = f"surveys/{response.id}"
        if not (response.recommend is not None or ratings_of(case, response.id)):
            yield Finding("survey.unanswered", {}, where, Severity.INFO)
        elif (
            response.recommend is not None
            and response.recommend <= _RELUCTANT
            and not response.words
        ):
            yield Finding("survey.reluctant", {}, f"{where}/words", Severity.INFO)
    for party in ("customer", "colleague"):
        short = [gap for gap in gaps(case, party) if gap.size <= SHORT]
        for gap in sorted(short, key=lambda gap: gap.size)[:2]:
            yield _short(gap, party, case)


def _short(gap: Gap, party: str, case: Case) -> Finding:
    known = survey().dimensions[gap.dimension]
    params: dict[str, str] = {"gap": gap.shown}
    for lang in LANGS:
        params |= {f"name_{lang}": known.label.get(lang), f"help_{lang}": known.improve.get(lang)}
    asked = next(one for one in case.surveys if one.asked == party)
    return Finding(f"survey.short_{party}", params, f"surveys/{asked.id}", Severity.INFO)
