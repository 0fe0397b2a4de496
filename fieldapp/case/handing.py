"""Handing on: the wish that somebody else goes on with a case, or another team; and the answer.

A wish is an ordinary change of the case, so it is kept, sealed and sent like any other, and is told
in the history. Nothing follows from it until the hub has read it, which decides whether its writer
may wish that and says in the case what became of it (`fieldapp.hub.handing`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, get_args

from fieldapp.base.values import frozen
from fieldapp.case import ids
from fieldapp.case.change import Change
from fieldapp.case.edit import Edit
from fieldapp.case.fold import Fold, Order

Kind = Literal["give", "move"]
"""To a colleague of the same team; to another team."""
KINDS: tuple[Kind, ...] = get_args(Kind)
Answer = Literal["done", "not_yours", "nobody", "no_team", "meanwhile", "same_team"]
"""What became of it: carried out; or why not, for whoever wished it may not, there is no such
colleague or team, the case was given to somebody else meanwhile, or it is where it shall go."""
ANSWERS: tuple[Answer, ...] = get_args(Answer)
HANDINGS = "handings/"
_WISH, _ANSWER = "wish", "answer"
_ENGINEER = "engineer"
MAX_NAME = 200


@frozen
class Wish:
    """Who shall go on with a case.

    `to`: the account, or the space of the team (hexadecimal); empty where only the team's name is
    known. `name`: what they are called. `seen`: the changes (hexadecimal) that named the engineer
    when it was written.
    """

    id: str
    kind: Kind
    to: str
    name: str
    author: bytes
    change: bytes
    order: Order
    seen: frozenset[str] = frozenset()
    answer: Answer | None = None


def wishes(fold: Fold, answers: Callable[[bytes], bool]) -> tuple[Wish, ...]:
    """The wishes of a case that stand, the first one first.

    Args:
        answers: whether an author is the hub's, whose word alone is an answer.
    """
    found = []
    for name in fold.known_items(HANDINGS.rstrip("/")):
        for head in fold.heads(f"{HANDINGS}{name}/{_WISH}"):
            wish = _wish(fold.content(head))
            if wish is not None:
                kind, to, called, seen = wish
                said = _answer(fold, name, answers)
                where = (head.author, head.id.change, head.order)
                found.append(Wish(name, kind, to, called, *where, seen, said))
    return tuple(sorted(found, key=lambda one: one.order))


def write(edit: Edit, kind: Kind, to: str, name: str) -> str:
    """Wishes it.

    Returns:
        The wish's id.
    """
    wish = ids.new_item_id(edit.entropy)
    content = {"kind": kind, "to": to, "name": name[:MAX_NAME], "seen": _seen(edit.fold)}
    edit.write(f"{HANDINGS}{wish}/{_WISH}", content)
    return wish


def take_back(edit: Edit, wish: str) -> None:
    """Withdraws it, as long as nobody has read it."""
    edit.clear(f"{HANDINGS}{wish}/{_WISH}")


def answer(edit: Edit, wish: str, said: Answer) -> None:
    """Says what became of it."""
    edit.write(f"{HANDINGS}{wish}/{_ANSWER}", said)


def is_wish(change: Change) -> bool:
    """Whether a change wishes something."""
    return any(op.path.startswith(HANDINGS) and op.path.endswith(f"/{_WISH}") for op in change.ops)


def given_since(fold: Fold, wish: Wish, hub: bytes) -> bool:
    """Whether a hub, known by its author id, has given the case to somebody meanwhile."""
    heads = fold.heads(_ENGINEER)
    return any(head.author == hub and head.id.change.hex() not in wish.seen for head in heads)


def _seen(fold: Fold) -> list[str]:
    return sorted({head.id.change.hex() for head in fold.heads(_ENGINEER)})


def _wish(content: Any) -> tuple[Kind, str, str, frozenset[str]] | None:
    """What a wish says; None where it is none that is known here."""
    match content:
        case {"kind": kind, "to": str(to), "name": str(called), "seen": seen} if kind in KINDS:
            strings = seen if isinstance(seen, list | tuple) else ()
            return kind, to, called, frozenset(one for one in strings if isinstance(one, str))
    return None


def _answer(fold: Fold, name: str, answers: Callable[[bytes], bool]) -> Answer | None:
    heads = [head for head in fold.heads(f"{HANDINGS}{name}/{_ANSWER}") if answers(head.author)]
    said: Mapping[str, Answer] = {known: known for known in ANSWERS}
    found = fold.content(heads[-1]) if heads else None
    return said.get(found) if isinstance(found, str) else None
