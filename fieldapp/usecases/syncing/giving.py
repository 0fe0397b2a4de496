"""Giving: whom cases may be given to by stick or mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from fieldapp.base.values import frozen
from fieldapp.store.workspace import Workspace
from fieldapp.usecases.syncing import contacts
from fieldapp.usecases.syncing.contacts import Contact


@frozen
class Circle:
    """Whom this laptop knows. `own`: itself; `people`: those whose contact was taken in; `teams`: a
    team's name and how many other laptops it has."""

    own: Contact
    people: tuple[Contact, ...]
    teams: tuple[tuple[str, int], ...]


def circle(workspace: Workspace, name: str) -> Circle:
    """Whom cases can be given to.

    Args:
        name: what this laptop's person is called.
    """
    known = contacts.known(workspace)
    named = {key for key, _ in workspace.parts.spaces.contacts()}
    laptops = Counter(one.team for one in known if one.team)
    return Circle(
        contacts.own(workspace, name),
        tuple(one for one in known if one.key in named),
        tuple(sorted(laptops.items())),
    )


def recipients(
    workspace: Workspace, keys: Collection[bytes], teams: Collection[str]
) -> tuple[Contact, ...]:
    """The laptops that are meant by keys of people and by names of teams."""
    known = contacts.known(workspace)
    return tuple(one for one in known if one.key in keys or one.team in {*teams} - {""})
