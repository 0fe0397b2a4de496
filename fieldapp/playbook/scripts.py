"""Practice scripts: conversations that branch, as `fieldapp.playbook.practice` plays them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.playbook.fields import text_of


@frozen
class PracticeOption:
    id: str
    text: Text
    next: str = ""
    """The node that follows; empty: the script ends."""
    score: int = 0
    feedback: Text = Text()
    skill: str = ""
    """What choosing it shows, one of `practice.SKILLS`."""


@frozen
class PracticeNode:
    id: str
    speaker: Literal["customer", "engineer", "narrator"]
    text: Text
    level: int | None = None
    options: tuple[PracticeOption, ...] = ()
    step: str = ""
    """Id of the method's step that is practised here."""


@frozen
class PracticeScript:
    """A branching conversation to practise with."""

    id: str
    title: Text
    start: str
    nodes: tuple[PracticeNode, ...]
    about: Text = Text()
    """The scene."""
    playbook: str = ""
    """Id of the method that is practised."""
    sample: str = ""
    """The sample case the scene is from."""


def script_of(data: Mapping[str, Any], playbook: str) -> PracticeScript:
    """A practice script from its file or its playbook."""
    nodes = tuple(
        PracticeNode(
            node["id"],
            node["speaker"],
            text_of(node["text"]),
            node.get("level"),
            tuple(
                PracticeOption(
                    option["id"],
                    text_of(option["text"]),
                    option.get("next", ""),
                    option.get("score", 0),
                    text_of(option.get("feedback")),
                    option.get("skill", ""),
                )
                for option in node.get("options", ())
            ),
            node.get("step", ""),
        )
        for node in data["nodes"]
    )
    return PracticeScript(
        data["id"],
        text_of(data["title"]),
        data["start"],
        nodes,
        text_of(data.get("about")),
        playbook,
        data.get("sample", ""),
    )
