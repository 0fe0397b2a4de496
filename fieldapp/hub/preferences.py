"""What a person has chosen for the inbox: their language, and who decides while they are away."""

from __future__ import annotations

from sqlalchemy import delete, insert, or_, select

from fieldapp.base.values import frozen
from fieldapp.hub import schema
from fieldapp.hub.shelf import SqlShelf


@frozen
class Preference:
    """`lang`: empty for what the browser asks for. `deputy_until`: milliseconds since 1970."""

    lang: str = ""
    deputy: bytes | None = None
    deputy_until: int | None = None


def known(shelf: SqlShelf, space: bytes, account: bytes) -> tuple[Preference, frozenset[bytes]]:
    """What somebody has chosen, and the accounts that they decide for today."""
    here = schema.preference.c
    rows = shelf.work.rows(
        select(here.account, here.lang, here.deputy, here.deputy_until).where(
            here.space_id == space, or_(here.account == account, here.deputy == account)
        )
    )
    chosen, others = Preference(), set[bytes]()
    for row in rows:
        if row.account == account:
            chosen = Preference(row.lang, row.deputy, row.deputy_until)
        elif (row.deputy_until or 0) > shelf.now():
            others.add(row.account)
    return chosen, frozenset(others)


def put(shelf: SqlShelf, space: bytes, account: bytes, chosen: Preference) -> None:
    here, execute = schema.preference.c, shelf.work.connection.execute
    execute(delete(schema.preference).where(here.space_id == space, here.account == account))
    row = {"lang": chosen.lang, "deputy": chosen.deputy, "deputy_until": chosen.deputy_until}
    execute(insert(schema.preference).values(space_id=space, account=account, **row))
