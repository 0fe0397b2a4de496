"""What a person has chosen for the inbox: their language, and who decides while they are away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, insert, or_, select

from fieldapp.base.values import frozen
from fieldapp.hub import schema
from fieldapp.hub.shelf import SqlShelf

_here = schema.preference.c
Value = bytes | ColumnElement[bytes]


@frozen
class Preference:
    """`lang`: empty for what the browser asks for. `deputy_until`: milliseconds since 1970."""

    lang: str = ""
    deputy: bytes | None = None
    deputy_until: int | None = None


COLUMNS = (_here.account.label("of"), _here.lang, _here.deputy, _here.deputy_until)
"""What `told` reads."""


def concerns(space: Value, account: Value) -> ColumnElement[bool]:
    """Whose preferences say something about an account: its own, and of those it stands in for."""
    return and_(_here.space_id == space, or_(_here.account == account, _here.deputy == account))


def told(rows: Iterable[Row[Any]], account: bytes, now: int) -> tuple[Preference, frozenset[bytes]]:
    """What somebody has chosen, and the accounts that they decide for today."""
    chosen, others = Preference(), set[bytes]()
    for row in rows:
        if row.of == account:
            chosen = Preference(row.lang, row.deputy, row.deputy_until)
        elif row.of is not None and (row.deputy_until or 0) > now:
            others.add(row.of)
    return chosen, frozenset(others)


def known(shelf: SqlShelf, space: bytes, account: bytes) -> Preference:
    """What somebody has chosen."""
    rows = shelf.work.rows(select(*COLUMNS).where(concerns(space, account)))
    return told(rows, account, shelf.now())[0]


def put(shelf: SqlShelf, space: bytes, account: bytes, chosen: Preference) -> None:
    here, execute = schema.preference.c, shelf.work.connection.execute
    execute(delete(schema.preference).where(here.space_id == space, here.account == account))
    row = {"lang": chosen.lang, "deputy": chosen.deputy, "deputy_until": chosen.deputy_until}
    execute(insert(schema.preference).values(space_id=space, account=account, **row))
