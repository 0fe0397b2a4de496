"""Practising a talk: the customer's words and level change with what is chosen to say.

Scripts are data (`forms/practice/*.yaml`, the same folder of a company, and a playbook's own
`practice`). A choice is scored on the step of the method it belongs to and on the skill it shows;
feedback says why. Nothing here is about a real case.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fieldapp.base import paths
from fieldapp.base.findings import Finding
from fieldapp.base.values import frozen
from fieldapp.playbook import schema, source
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.scripts import PracticeNode, PracticeOption, PracticeScript, script_of

SKILLS = (
    "prepare",
    "listen",
    "calm",
    "empathise",
    "paraphrase",
    "ask",
    "plain",
    "solve",
    "agree",
    "safety",
)
_LAST = 1000


@frozen
class Score:
    """Points earned of those that could be."""

    earned: int = 0
    possible: int = 0

    @property
    def is_full(self) -> bool:
        return self.earned >= self.possible


@frozen
class Said:
    """What was chosen to say at a node."""

    node: PracticeNode
    option: PracticeOption

    @property
    def possible(self) -> int:
        return max(option.score for option in self.node.options)

    @property
    def best(self) -> PracticeOption:
        """What would have helped most."""
        return max(self.node.options, key=lambda option: option.score)

    @property
    def is_best(self) -> bool:
        return self.option.score == self.possible


@frozen
class Run:
    """One go at a script; never changed, `choose` gives the next.

    `at`: the node it is at now. `seed` mixes the choices, so that their place tells nothing.
    """

    script: PracticeScript
    at: str
    said: tuple[Said, ...] = ()
    seed: int = 0

    @property
    def node(self) -> PracticeNode | None:
        return next((node for node in self.script.nodes if node.id == self.at), None)

    @property
    def choices(self) -> tuple[PracticeOption, ...]:
        """What may be said now, mixed."""
        options = list(self.node.options) if self.node is not None else []
        random.Random(f"{self.seed}/{self.at}").shuffle(options)  # noqa: S311 - no secret
        return tuple(options)

    @property
    def is_over(self) -> bool:
        return self.node is None or not self.node.options

    @property
    def level(self) -> int | None:
        """The customer's, as it was last shown."""
        if self.node is not None and self.node.level is not None:
            return self.node.level
        known = [said.node.level for said in self.said if said.node.level is not None]
        return known[-1] if known else None

    @property
    def levels(self) -> tuple[int, ...]:
        """How the customer's level went."""
        nodes = [said.node for said in self.said]
        nodes += [self.node] if self.node is not None else []
        return tuple(node.level for node in nodes if node.level is not None)

    def choose(self, option_id: str) -> Run:
        """Goes on with what is said; where there is no such option, stays."""
        node = self.node
        for option in node.options if node is not None else ():
            if node is not None and option.id == option_id:
                return replace(self, at=option.next, said=(*self.said, Said(node, option)))
        return self

    @property
    def score(self) -> Score:
        return self._score(self.said)

    @property
    def by_step(self) -> Mapping[str, Score]:
        """Step of the method -> score, in the order they came."""
        return self._by(lambda said: said.node.step)

    @property
    def by_skill(self) -> Mapping[str, Score]:
        """Skill -> score; a node is about the skill of its best option."""
        return self._by(lambda said: said.best.skill)

    def _by(self, key: Callable[[Said], str]) -> Mapping[str, Score]:
        names = dict.fromkeys(filter(None, map(key, self.said)))
        return {name: self._score(s for s in self.said if key(s) == name) for name in names}

    def _score(self, said: Iterable[Said]) -> Score:
        each = [(max(one.option.score, 0), one.possible) for one in said]
        return Score(sum(earned for earned, _ in each), sum(possible for _, possible in each))


def begin(script: PracticeScript, seed: int = 0) -> Run:
    """A new go at a script."""
    return Run(script, script.start, seed=seed)


def scripts(
    playbooks: Iterable[Playbook], own: Sequence[Path] = ()
) -> tuple[tuple[PracticeScript, ...], tuple[Finding, ...]]:
    """The scripts there are, in their order, and what is wrong in files that were left out.

    Args:
        own: further folders with a `practice/` in them.
    """
    found: list[tuple[int, PracticeScript]] = []
    findings: list[Finding] = []
    folders = [paths.forms(), *own]
    for path in (path for one in folders for path in sorted((one / "practice").glob("*.yaml"))):
        node, wrong = source.read(path)
        wrong += schema.check(node, "practice", path.name) if node is not None else []
        findings += wrong
        if node is not None and not wrong:
            content = node.plain()
            found.append((content.get("order", _LAST), script_of(content, content["playbook"])))
    found += [(_LAST, script) for playbook in playbooks for script in playbook.practice]
    found.sort(key=lambda each: each[0])
    return tuple(script for _, script in found), tuple(findings)
