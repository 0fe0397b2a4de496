"""Causes: a tree from what happened down to its roots, how well each link holds, and the way back.

Asked downwards it is "why?", read upwards it is "therefore"; a tree whose way back does not sound
right has a link missing (5 whys, Ohno; cause-and-effect diagram, Ishikawa).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import ClassVar

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import LANGS
from fieldapp.case.records import SERVICE, SIX_M, Case, Cause
from fieldapp.playbook.model import Playbook
from fieldapp.playbook.tools.wording import short

SCHEMES = {"service": SERVICE, "making": SIX_M}
"""The two sets of categories a fishbone is drawn with."""
DEEP = 3
"""Levels below which it is worth while to ask why once more."""
SURE = 5
"""`strength` of a fact with evidence."""
_MOST = 3
"""Findings of one kind: a long list helps nobody."""
_BASIS = {"assumption": 1, "customer_statement": 2, "fact": 3}
_LITTLE = 4
"""Signs that two texts may differ by and still say the same."""
_LOOSE = re.compile(r"[\W_]+")


def strength(cause: Cause) -> int:
    """How well a cause is known: 0 (nothing is said) to `SURE`."""
    if not cause.text:
        return 0
    known = _BASIS.get(cause.basis, 1)
    return known + ((2 if cause.basis == "fact" else 1) if cause.evidence else 0)


# inventory 126, 127: five whys and a fishbone over one tree
class Tree:
    """The causes of a case as a tree. A cause whose parent is not there hangs on the top.

    `order` lists them depth first.
    """

    _last: ClassVar[tuple[Sequence[Cause], Tree] | None] = None

    def __init__(self, causes: Sequence[Cause]) -> None:
        self.causes = {cause.id: cause for cause in causes}
        self.children: dict[str | None, list[Cause]] = {}
        for cause in causes:
            self.children.setdefault(self._parent(cause), []).append(cause)
        self.order: list[Cause] = []
        self.depth: dict[str, int] = {}
        waiting = [(cause, 1) for cause in reversed(self.children.get(None, ()))]
        while waiting:
            cause, depth = waiting.pop()
            self.order.append(cause)
            self.depth[cause.id] = depth
            waiting += [(child, depth + 1) for child in reversed(self.below(cause.id))]

    @classmethod
    def of(cls, causes: Sequence[Cause]) -> Tree:
        """The tree of a case's causes; of those asked for last, the same one again."""
        if cls._last is None or causes is not cls._last[0]:
            cls._last = causes, cls(causes)
        return cls._last[1]

    def _parent(self, cause: Cause) -> str | None:
        return cause.parent if cause.parent in self.causes else None

    def below(self, cause_id: str | None) -> list[Cause]:
        """The causes of a cause; of None, those of what happened."""
        return self.children.get(cause_id, [])

    def way_up(self, cause_id: str) -> list[Cause]:
        """A cause and what it leads to, up to the one right below what happened."""
        way: list[Cause] = []
        place: str | None = cause_id
        while place is not None and place in self.causes:
            way.append(self.causes[place])
            place = self._parent(self.causes[place])
        return way

    @property
    def roots(self) -> list[Cause]:
        """The causes marked as roots."""
        return [cause for cause in self.order if cause.root]

    @property
    def ends(self) -> list[Cause]:
        """Where the chains end: at the roots, and at leaves without a root above them."""
        return [
            cause
            for cause in self.order
            if cause.root
            or not (self.below(cause.id) or any(each.root for each in self.way_up(cause.id)[1:]))
        ]

    @cached_property
    def weakest(self) -> dict[str, int]:
        """The weakest link of each chain that leads to a root, by id, with its strength.

        Of several as weak, the one nearest to what happened: it is checked first. A chain of facts
        with evidence has none.
        """
        found: dict[str, int] = {}
        for root in self.roots:
            link = min(reversed(self.way_up(root.id)), key=strength)
            if strength(link) < SURE:
                found[link.id] = strength(link)
        return found


def scheme(causes: Sequence[Cause]) -> str:
    """Which of `SCHEMES` a tree is drawn with: that of the categories it uses."""
    return "making" if any(c.category in SIX_M[1:] for c in causes) else "service"


def bones(causes: Sequence[Cause], wanted: str = "") -> tuple[str, ...]:
    """The categories of a fishbone in order: those of a scheme, then others that are in use.

    Args:
        wanted: of `SCHEMES`; empty for the one in use.
    """
    known = SCHEMES[wanted or scheme(causes)]
    used = (cause.category for cause in causes if cause.parent is None)
    return tuple(dict.fromkeys((*known, *(category for category in used if category))))


def analyse(case: Case, playbook: Playbook, today: date) -> Iterator[Finding]:
    """What holds the tree back."""
    tree = Tree.of(case.causes)
    yield from _roots(tree)
    links = map(tree.causes.__getitem__, tree.weakest)
    # Of a root that is a guess it is said already.
    weak = [link for link in links if not (link.root and link.basis == "assumption")]
    yield from _few("weakest", weak, Severity.WARNING)
    yield from _few("fact_bare", [c for c in tree.order if _is_bare(c)], Severity.WARNING)
    yield from _few("says_same", [c for c in tree.order if _says_same(c, tree)], Severity.WARNING)
    yield from _few("unnamed", [c for c in tree.order if not c.text], Severity.INFO)
    shallow = [c for c in tree.ends if not c.root and c.text and tree.depth[c.id] < DEEP]
    yield from _few("shallow", shallow, Severity.INFO)
    top = tree.below(None)
    if len(tree.order) > DEEP and len({cause.category for cause in top}) == 1:
        yield Finding("causes.one_bone", {}, "causes", Severity.INFO)


def _roots(tree: Tree) -> Iterator[Finding]:
    if tree.order and not tree.roots and max(tree.depth.values()) >= DEEP:
        yield Finding("causes.no_root", {}, "causes", Severity.WARNING)
    guesses = [cause for cause in tree.roots if cause.basis == "assumption"]
    yield from _few("root_guess", guesses, Severity.WARNING)
    inside = [c for c in tree.roots if any(below.text for below in tree.below(c.id))]
    yield from _few("root_inside", [c for c in inside if c not in guesses], Severity.INFO)


def _few(code: str, causes: Sequence[Cause], severity: Severity) -> Iterator[Finding]:
    return (_about(code, cause, severity) for cause in causes[:_MOST])


def _about(code: str, cause: Cause, severity: Severity) -> Finding:
    named = {f"name_{lang}": short(cause.text.get(lang)) for lang in LANGS}
    return Finding(f"causes.{code}", named, f"causes/{cause.id}/text", severity)


def _is_bare(cause: Cause) -> bool:
    return cause.basis == "fact" and bool(cause.text) and not cause.evidence


def _says_same(cause: Cause, tree: Tree) -> bool:
    """Whether a cause only repeats what it is to explain."""
    parent = tree.causes.get(cause.parent or "")
    if parent is None:
        return False
    return any(
        cause.text.has(lang)
        and parent.text.has(lang)
        and abs(len(cause.text.get(lang)) - len(parent.text.get(lang))) < _LITTLE
        and _plain(cause.text.get(lang)) == _plain(parent.text.get(lang))
        for lang in LANGS
    )


@lru_cache(4096)
def _plain(text: str) -> str:
    return _LOOSE.sub("", text).casefold()
