"""Handing a case on from this laptop: to a colleague of its team, or to another team.

What is wished is kept in the case and carried out by the hub at the next contact; `Wished` tells
how far that is. Who may wish it the hub decides; what is certain to be refused is refused here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Literal

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case import handing
from fieldapp.case.handing import Answer, Kind, Wish
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.sync.certificates import HUB, REVIEWERS
from fieldapp.sync.roster import Roster
from fieldapp.usecases import people
from fieldapp.usecases.syncing.rosters import Rosters

__all__ = ["Answer", "Kind"]

State = Literal["waiting", "sent", "done", "refused"]
"""Only on this laptop; with the hub, which has not answered; carried out; not carried out."""
_NOTE = "handings"
_MOST = 50


class HandingError(FieldAppError):
    """The case cannot be handed on so. Nothing was written."""


@frozen
class Colleague:
    """Somebody of the team. `account`: by which they are named."""

    account: bytes
    name: str


@frozen
class Team:
    """A team. `space` empty: only its name is known."""

    space: bytes
    name: str


@frozen
class Wished:
    """A wish and how far it is. `by_me`: it was wished on this laptop, or another one of mine."""

    case_id: bytes
    wish: Wish
    state: State
    by_me: bool
    title: Text = Text()

    @property
    def is_answered(self) -> bool:
        return self.state in ("done", "refused")


@frozen
class Hands:
    """Whom a case may be handed on to.

    `team`: the one it is of, empty for none; then it can be given by bundle only. `colleagues`:
    those of it whose laptops are known here. `others`: the other teams of this laptop. `any_team`:
    another one may be named. `wished`: the last wish, if there is one. `left`: the case has left
    this team for another one.
    """

    team: str
    colleagues: tuple[Colleague, ...] = ()
    others: tuple[Team, ...] = ()
    any_team: bool = False
    wished: Wished | None = None
    left: bool = False


def hands(workspace: Workspace, case_id: bytes) -> Hands:
    """Whom a case may be handed on to from here."""
    joined = workspace.parts.spaces.memberships()
    space = _space(workspace, case_id)
    _, former = workspace.parts.spaces.home(case_id)
    last = _last(workspace, case_id, space or former)
    here = next((one for one in joined if one.space == space), None)
    if here is None:
        return Hands("", wished=last, left=bool(former))
    roster = Rosters(workspace).of(space)
    names = people.people(workspace).names
    found = {
        account: names[author]
        for author in names
        if (account := roster.account_of(author)) and _works_here(roster, account, here.account)
    }
    return Hands(
        here.team,
        tuple(sorted((Colleague(*one) for one in found.items()), key=lambda one: one.name)),
        tuple(Team(one.space, one.team) for one in joined if one.space != space),
        not roster.roles(here.account).isdisjoint(REVIEWERS),
        last,
    )


def _works_here(roster: Roster, account: bytes, own: bytes) -> bool:
    roles = roster.roles(account)
    return bool(roles) and HUB not in roles and account != own


def give(workspace: Workspace, case_id: bytes, colleague: Colleague) -> Wished:
    """Wishes that a colleague goes on with a case.

    Raises:
        HandingError: the case is of no team of this laptop's.
    """
    return _wish(workspace, case_id, "give", colleague.account.hex(), colleague.name)


def move(workspace: Workspace, case_id: bytes, team: Team) -> Wished:
    """Wishes that another team goes on with a case.

    Raises:
        HandingError: the case is of no team of this laptop's.
    """
    return _wish(workspace, case_id, "move", team.space.hex(), team.name)


def named_colleague(known: Hands, name: str) -> Colleague:
    """Raises: HandingError: nobody of the team is known here by that name, or several are."""
    _needs_team(known)
    found = [one for one in known.colleagues if one.name == name.strip()]
    if len(found) != 1:
        names = ", ".join(one.name for one in known.colleagues) or "-"
        raise HandingError("handing.unknown_colleague", name=name, names=names)
    return found[0]


def named_team(known: Hands, name: str) -> Team:
    """Raises: HandingError: it is none of this laptop's teams, and only supervisors name others."""
    _needs_team(known)
    found = next((one for one in known.others if one.name == name.strip()), None)
    if found is not None:
        return found
    if not known.any_team or not name.strip():
        names = ", ".join(one.name for one in known.others) or "-"
        raise HandingError("handing.unknown_team", name=name, names=names)
    return Team(b"", name.strip())


def _needs_team(known: Hands) -> None:
    if not known.team:
        raise HandingError("handing.no_team")


def take_back(workspace: Workspace, wished: Wished) -> None:
    """Withdraws a wish that is only on this laptop.

    Raises:
        HandingError: it has gone to the hub.
    """
    if _state(workspace, wished.case_id, wished.wish) != "waiting":
        raise HandingError("handing.gone_already")

    def write(writing: Writing) -> None:
        handing.take_back(writing.shared, wished.wish.id)

    workspace.commit(wished.case_id, write)
    _forget(workspace, wished.wish.id)


def pending(workspace: Workspace) -> tuple[Wished, ...]:
    """What was wished here: what waits, and what the hub has answered since it was last `seen`."""
    found = []
    for case, name in _noted(workspace):
        _, former = workspace.parts.spaces.home(case)
        known = _read(workspace, case, _space(workspace, case) or former)
        wished = next((one for one in known if one.wish.id == name), None)
        if wished is None:  # taken back, or erased
            _forget(workspace, name)
        else:
            found.append(wished)
    return tuple(found)


def seen(workspace: Workspace, wished: Wished) -> None:
    """The person has been told what became of it."""
    _forget(workspace, wished.wish.id)


# Inside


def _wish(workspace: Workspace, case_id: bytes, kind: Kind, to: str, name: str) -> Wished:
    space = _space(workspace, case_id)
    if not space:
        raise HandingError("handing.no_team")
    made: list[str] = []

    def write(writing: Writing) -> None:
        # One at a time: the earlier one that nobody has read is meant no more.
        for earlier in _read(workspace, case_id, space):
            if earlier.by_me and earlier.state == "waiting":
                handing.take_back(writing.shared, earlier.wish.id)
        made[:] = [handing.write(writing.shared, kind, to, name)]

    workspace.commit(case_id, write)
    _note(workspace, case_id, made[-1])
    return next(one for one in _read(workspace, case_id, space) if one.wish.id == made[-1])


def _last(workspace: Workspace, case_id: bytes, space: bytes) -> Wished | None:
    known = _read(workspace, case_id, space)
    return known[-1] if known else None


def _read(workspace: Workspace, case_id: bytes, space: bytes) -> Sequence[Wished]:
    known: list[Roster] = []

    def is_hub(author: bytes) -> bool:
        # A team's certificates are looked at only where somebody has answered.
        if not known:
            known.append(Rosters(workspace).of(space))
        account = known[0].account_of(author)
        return account is not None and HUB in known[0].roles(account)

    fold = workspace.load(case_id).shared
    row = workspace.listing().row(case_id)
    title = row.summary.title if row else Text()
    own = workspace.identity.author
    return [
        Wished(case_id, one, _state(workspace, case_id, one), one.author == own, title)
        for one in handing.wishes(fold, is_hub)
    ]


def _state(workspace: Workspace, case_id: bytes, wish: Wish) -> State:
    if wish.answer is not None:
        return "done" if wish.answer == "done" else "refused"
    home, former = workspace.parts.spaces.home(case_id)
    if wish.kind == "move" and former and not home:
        return "done"  # the answer went with the case
    return "waiting" if workspace.parts.outbox.holds(wish.change) else "sent"


def _space(workspace: Workspace, case_id: bytes) -> bytes:
    """The team of this laptop's that a case is of; what is of none yet is of the first."""
    home, former = workspace.parts.spaces.home(case_id)
    joined = [one.space for one in workspace.parts.spaces.memberships()]
    if home or former:
        return home if home in joined else b""
    return joined[0] if joined else b""


# What is noted of the wishes of this laptop


def _noted(workspace: Workspace) -> list[tuple[bytes, str]]:
    rows = json.loads(workspace.note(_NOTE) or b"[]")
    return [(bytes.fromhex(case), name) for case, name in rows]


def _note(workspace: Workspace, case_id: bytes, name: str) -> None:
    rows = [row for row in _noted(workspace) if row[0] != case_id]
    _keep(workspace, [*rows, (case_id, name)][-_MOST:])


def _forget(workspace: Workspace, name: str) -> None:
    rows = _noted(workspace)
    kept = [row for row in rows if row[1] != name]
    if kept != rows:
        _keep(workspace, kept)


def _keep(workspace: Workspace, rows: Sequence[tuple[bytes, str]]) -> None:
    content = [[case.hex(), name] for case, name in rows]
    workspace.put_note(_NOTE, json.dumps(content).encode())
