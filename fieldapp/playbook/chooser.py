"""Which playbook fits: three short questions, and what the playbooks say of their answers.

The questions are data (`forms/chooser.yaml`); a playbook, the company's own as well, says in its
`suits` how much an answer speaks for it and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Protocol

from fieldapp.base import paths
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.playbook import source
from fieldapp.playbook.fields import text_of
from fieldapp.playbook.model import Fit

MOST_REASONS = 2


@frozen
class Answer:
    """`situations`: what it makes of a new case, the likeliest first."""

    id: str
    label: Text
    situations: tuple[str, ...] = ()


@frozen
class Question:
    id: str
    title: Text
    answers: tuple[Answer, ...]


@frozen
class Recommendation:
    """A playbook for some answers. `reasons`: why, the weightiest first; `situation`: of the case,
    empty where the answers do not say."""

    playbook: str
    points: int
    reasons: tuple[Text, ...]
    situation: str = ""


class Choosable(Protocol):
    """What of a playbook is needed to recommend it."""

    @property
    def id(self) -> str: ...
    @property
    def situations(self) -> tuple[str, ...]: ...
    @property
    def suits(self) -> tuple[Fit, ...]: ...


@cache
def questions() -> tuple[Question, ...]:
    """The questions, in the order they are asked."""
    node, _ = source.read(paths.forms("chooser.yaml"))
    content: Mapping[str, Any] = node.plain() if node else {}
    return tuple(
        Question(
            asked["id"],
            text_of(asked["title"]),
            tuple(
                Answer(one["id"], text_of(one["label"]), tuple(one.get("situations", ())))
                for one in asked["answers"]
            ),
        )
        for asked in content.get("questions", ())
    )


def recommend(
    answers: Mapping[str, str], playbooks: Iterable[Choosable]
) -> tuple[Recommendation, ...]:
    """What fits some answers, the best first; what nothing speaks for is left out.

    Args:
        answers: question -> answer; questions may be left open.
    """
    given = set(answers.values())
    found = [
        Recommendation(
            known.id,
            sum(fit.points for fit in spoken),
            _reasons(spoken),
            _situation(answers, known.situations),
        )
        for known in playbooks
        if (spoken := [fit for fit in known.suits if fit.answer in given])
    ]
    found.sort(key=lambda one: (-one.points, one.playbook))
    return tuple(one for one in found if one.points > 0)


def _reasons(spoken: list[Fit]) -> tuple[Text, ...]:
    told = [fit for fit in spoken if fit.points > 0 and fit.because]
    told.sort(key=lambda fit: -fit.points)
    return tuple(fit.because for fit in told[:MOST_REASONS])


def _situation(answers: Mapping[str, str], known: tuple[str, ...]) -> str:
    """What the answers make of the case, among what the playbook is for."""
    meant = (
        situation
        for asked in questions()
        for answer in asked.answers
        if answers.get(asked.id) == answer.id
        for situation in answer.situations
    )
    return next((situation for situation in meant if situation in known), "")
