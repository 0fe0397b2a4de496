"""Questions: what to ask in which phase, what was asked, and what to see to meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.records import Case
from fieldapp.case.toolrecords import Asking
from fieldapp.playbook.guide import Guide
from fieldapp.playbook.model import Playbook, Step

KINDS = ("open", "guiding", "closed")
"""In the order they are offered: open ones first."""
# inventory 167: what the body says
SIGNS = ("silent", "watch", "arms", "away", "voice", "nods", "writes", "looks")
"""What can be seen and heard without a word; behaviour, never what it may mean."""
GOAL, THEIR_SIDE, SEEN = "talk_goal", "their_side", "behaviour_seen"
"""The shared fields the page shows: goal, the other side's view, behaviour seen."""
_TENSE = 4
_SEVERAL = 3


@frozen
class Ask:
    """A question as the page shows it. `asking`: the record of it, where there is one."""

    text: Text
    kind: str
    step: str
    asking: Asking | None = None

    is_own: bool = False
    """One's own, not the playbook's."""

    @property
    def is_asked(self) -> bool:
        return self.asking is not None and self.asking.done


def asks(case: Case, guide: Guide, step: Step) -> tuple[Ask, ...]:
    """The questions of a step for the customer's level, and one's own; open ones first."""
    kept = [asking for asking in case.askings if asking.step == step.id]
    offered = [Ask(phrase.text, phrase.kind, step.id) for phrase in guide.coach(step).ask]
    found = []
    for ask in offered:
        known = next((each for each in kept if _same(each.text, ask.text)), None)
        found.append(Ask(ask.text, ask.kind, ask.step, known))
    own = [each for each in kept if not any(_same(each.text, ask.text) for ask in offered)]
    found += [Ask(each.text, each.kind, step.id, each, is_own=True) for each in own]
    return tuple(sorted(found, key=lambda ask: KINDS.index(ask.kind) if ask.kind in KINDS else 0))


def _same(one: Text, other: Text) -> bool:
    return (one.zh, one.en) == (other.zh, other.en)


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What a talk that has begun may still need."""
    guide = Guide(playbook, case, today)
    if guide.levels.get("customer", 0) >= _TENSE:
        yield Finding("questions.tense", {}, "askings", Severity.INFO)
    has_begun = bool(case.statements or case.askings)
    if has_begun and GOAL in playbook.fields and guide.value(GOAL) is None:
        yield Finding("questions.no_goal", {}, f"answers/{GOAL}", Severity.INFO)
    if case.options and THEIR_SIDE in playbook.fields and guide.value(THEIR_SIDE) is None:
        yield Finding("questions.no_their_side", {}, f"answers/{THEIR_SIDE}", Severity.INFO)
    asked = [asking for asking in case.askings if asking.done]
    if len(asked) >= _SEVERAL and all(asking.kind == "closed" for asking in asked):
        yield Finding("questions.only_closed", {}, "askings", Severity.INFO)
