"""What a person has chosen for the inbox: their language, and who decides while they are away."""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from fieldapp.base.values import frozen
from fieldapp.hub import schema
from fieldapp.hub.shelf import SqlShelf


@frozen
class Preference:
    """`lang`: empty for what the browser asks for. `deputy_until`: milliseconds since 1970."""

    lang: str = ""
    deputy: bytes | None = None
    deputy_until: int | None = None


def of(shelf: SqlShelf, space: bytes, account: bytes) -> Preference:
    here = schema.preference.c
    query = select(here.lang, here.deputy, here.deputy_until)
    row = shelf.work.row(query.where(here.space_id == space, here.account == account))
    return Preference(row.lang, row.deputy, row.deputy_until) if row else Preference()


def put(shelf: SqlShelf, space: bytes, account: bytes, chosen: Preference) -> None:
    here, execute = schema.preference.c, shelf.work.connection.execute
    execute(delete(schema.preference).where(here.space_id == space, here.account == account))
    row = {"lang": chosen.lang, "deputy": chosen.deputy, "deputy_until": chosen.deputy_until}
    execute(insert(schema.preference).values(space_id=space, account=account, **row))


def stood_in_for(shelf: SqlShelf, space: bytes, account: bytes) -> frozenset[bytes]:
    """The accounts that somebody decides for today."""
    here = schema.preference.c
    query = select(here.account).where(
        here.space_id == space, here.deputy == account, here.deputy_until > shelf.now()
    )
    return frozenset(row.account for row in shelf.work.rows(query))
