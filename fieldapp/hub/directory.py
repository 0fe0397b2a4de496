"""The directory: which role a group of the provider has in a team, and whose account is whose.

Groups are asked at each signing in: a new role holds from then on, and who is in none of a team's
groups any more is not let in there. That ends nobody's laptop; off-boarding does.
"""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from fieldapp.hub import schema, tokens
from fieldapp.hub.errors import HubError
from fieldapp.hub.people import LONGEST_NAME, ROLES, People, Person
from fieldapp.hub.provider import Identity
from fieldapp.hub.shelf import SqlShelf
from fieldapp.hub.spaces import Spaces

_LONGEST_GROUP = 200


class Directory:
    """Within the shelf's transactions."""

    def __init__(self, shelf: SqlShelf, spaces: Spaces, people: People) -> None:
        self._shelf = shelf
        self._spaces = spaces
        self._people = people

    def grant(self, space: bytes, group: str, role: str) -> None:
        """Gives a group a role in a team; an empty one takes it away.

        Raises:
            HubError: no group, or no role.
        """
        tidy = group.strip()
        if not tidy or len(tidy) > _LONGEST_GROUP:
            raise HubError("single.group_unfit", most=_LONGEST_GROUP)
        if role and role not in ROLES:
            raise HubError("hub.role_unknown", role=role)
        here, execute = schema.granted.c, self._shelf.work.connection.execute
        execute(delete(schema.granted).where(here.space_id == space, here.group_name == tidy))
        if role:
            execute(insert(schema.granted).values(space_id=space, group_name=tidy, role=role))

    def granted(self, space: bytes) -> dict[str, str]:
        """The roles of groups in a team."""
        here = schema.granted.c
        rows = self._shelf.work.rows(
            select(here.group_name, here.role)
            .where(here.space_id == space)
            .order_by(here.group_name)
        )
        return {row.group_name: row.role for row in rows}

    def admit(self, who: Identity) -> list[tuple[bytes, Person]]:
        """The accounts of somebody who has signed in, by team: made where there is none yet, with
        the role that their groups have now."""
        admitted = []
        for space, _ in self._spaces.all():
            granted = self.granted(space)
            roles = {granted[group] for group in who.groups & granted.keys()}
            known = self._linked(space, who.subject)
            if not roles:
                if known is not None:
                    tokens.end_sessions(self._shelf.work.connection, space, known.account)
                continue
            role = max(roles, key=ROLES.index)
            if known is None:
                known = self._make(space, who, role)
            elif known.ended is not None:
                continue
            elif known.role != role:
                self._people.set_role(space, known.account, role)
            found = self._people.get(space, known.account)
            assert found is not None
            admitted.append((space, found))
        return admitted

    def _linked(self, space: bytes, subject: bytes) -> Person | None:
        here = schema.linked.c
        row = self._shelf.work.row(
            select(here.account).where(here.space_id == space, here.subject == subject)
        )
        return None if row is None else self._people.get(space, row.account)

    def _make(self, space: bytes, who: Identity, role: str) -> Person:
        """A new account. One that is called the same stays somebody else's: names are no proof."""
        taken = {one.name for one in self._people.all(space) if one.ended is None}
        printable = "".join(char for char in who.name if char.isprintable())
        base = printable.strip()[: LONGEST_NAME - 6] or "?"
        names = (base if number == 1 else f"{base} ({number})" for number in range(1, 10_000))
        name = next(one for one in names if one not in taken)
        account = self._people.add(space, name, role, "")
        self._shelf.work.connection.execute(
            insert(schema.linked).values(space_id=space, subject=who.subject, account=account)
        )
        found = self._people.get(space, account)
        assert found is not None
        return found
