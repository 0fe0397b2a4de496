"""The questions of a survey: data (`forms/surveys/`), worded for a customer and for a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from fieldapp.base import paths
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.playbook import source
from fieldapp.playbook.fields import text_of

Party = Literal["customer", "colleague"]
Wordings = Mapping[str, Text]
"""`Party` -> what is said to them."""


@frozen
class Dimension:
    """`improve`: what helps where less was found than expected."""

    id: str
    label: Text
    improve: Text


@frozen
class Question:
    """A statement that is rated twice: how much of it was expected, how much was found."""

    id: str
    dimension: str
    text: Wordings


@frozen
class Survey:
    title: Text
    dimensions: Mapping[str, Dimension]
    questions: tuple[Question, ...]
    recommend: Wordings


@cache
def survey() -> Survey:
    """The survey that is asked after a service."""
    node, _ = source.read(paths.forms("surveys", "service.yaml"))
    content: Mapping[str, Any] = node.plain() if node else {}
    dimensions = (
        Dimension(one["id"], text_of(one["label"]), text_of(one["improve"]))
        for one in content["dimensions"]
    )
    return Survey(
        text_of(content["title"]),
        {one.id: one for one in dimensions},
        tuple(
            Question(one["id"], one["dimension"], _wordings(one["text"]))
            for one in content["questions"]
        ),
        _wordings(content["recommend"]),
    )


def _wordings(content: Mapping[str, Any]) -> Wordings:
    return {party: text_of(text) for party, text in content.items()}
