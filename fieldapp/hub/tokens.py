"""Tokens: what a laptop, or a person's session, shows with each request.

The hub keeps a hash alone. A laptop makes its tokens itself and tells the hash of the next one,
signed by its key (`fieldapp.sync.enrolment`). Both stand until the next one is shown; then the one
before is spent, and if it comes once more somebody has a copy, and none of the laptop's stands.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from fieldapp.base.clock import Entropy
from fieldapp.hub import audit, schema
from fieldapp.sync.enrolment import TOKEN

DAY = 86_400_000
LAPTOP_DAYS, SESSION_HOURS = 30, 12
"""A laptop renews its token once a day, and one that has ended too."""
IDLE = 3_600_000
"""Milliseconds after which a session ends that nobody uses."""


class State(StrEnum):
    """`NEXT`: not shown yet. `SPENT`: another one was shown after it. `REVOKED`: its laptop or
    account belongs to the space no more."""

    CURRENT = "current"
    NEXT = "next"
    SPENT = "spent"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who shows a token. A session is of no laptop."""

    space: bytes
    account: bytes
    role: str
    token: bytes
    """Its hash."""
    device: bytes | None = None
    public: bytes | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A token that the hub knows."""

    caller: Caller
    state: State
    ends: int
    seen: int
    """When it was used last, as far as is kept (milliseconds since 1970)."""
    is_spent: bool
    """A spent one of the laptop has come: none stands until it is enrolled anew."""


def read(text: str) -> bytes | None:
    """The hash of a token as it was sent (base64url without padding); None if it is none."""
    if len(text) > 2 * TOKEN or not text.isascii():
        return None
    try:
        secret = base64.b64decode(text + "=" * (-len(text) % 4), "-_", validate=True)
    except binascii.Error:
        return None
    return hashlib.sha256(secret).digest() if len(secret) == TOKEN else None


def keep(
    connection: Connection,
    space: bytes,
    account: bytes,
    hash_: bytes,
    at: int,
    *,
    device: bytes | None = None,
    public: bytes | None = None,
    state: State = State.CURRENT,
    browser: str = "",
) -> None:
    """Keeps a new token; `at` in milliseconds since 1970."""
    lasts = LAPTOP_DAYS * DAY if device else SESSION_HOURS * DAY // 24
    connection.execute(
        insert(schema.token).values(
            space_id=space,
            hash=hash_,
            account=account,
            device=device,
            public=public,
            state=state,
            made=at,
            ends=at + lasts,
            seen=at,
            browser=browser,
        )
    )


def find(connection: Connection, space: bytes, hash_: bytes) -> Found | None:
    """What is known of a token."""
    here, of, laptop = schema.token.c, schema.account.c, schema.device.c
    owned = and_(of.space_id == here.space_id, of.account == here.account)
    shown = and_(
        laptop.space_id == here.space_id,
        laptop.device == here.device,
        laptop.public == here.public,
    )
    row = connection.execute(
        select(
            here.account,
            here.device,
            here.public,
            here.state,
            here.ends,
            here.made,
            here.seen,
            of.role,
            laptop.is_spent,
        )
        .select_from(schema.token.join(schema.account, owned).outerjoin(schema.device, shown))
        .where(here.space_id == space, here.hash == hash_)
    ).first()
    if row is None:
        return None
    caller = Caller(space, row.account, row.role, hash_, row.device, row.public)
    return Found(
        caller, State(row.state), row.ends, row.seen or row.made, is_spent=bool(row.is_spent)
    )


def came_first(connection: Connection, caller: Caller) -> None:
    """The next token is shown for the first time: the one before is spent."""
    here = schema.token.c
    connection.execute(
        update(schema.token)
        .where(_of_laptop(caller), here.state == State.CURRENT)
        .values(state=State.SPENT)
    )
    connection.execute(
        update(schema.token)
        .where(here.space_id == caller.space, here.hash == caller.token)
        .values(state=State.CURRENT)
    )


def came_again(connection: Connection, caller: Caller, at: int) -> None:
    """A spent token has come: a copy of the laptop goes about, and none of its tokens stands."""
    laptop = schema.device.c
    connection.execute(
        update(schema.device)
        .where(laptop.space_id == caller.space, laptop.device == caller.device)
        .values(is_spent=True)
    )
    audit.note(
        connection,
        caller.space,
        at,
        "token_reused",
        account=caller.account,
        subject=caller.device or b"",
    )


def forget_next(connection: Connection, space: bytes, device: bytes) -> None:
    """A token that was told and never shown does not stand any more."""
    here = schema.token.c
    connection.execute(
        delete(schema.token).where(
            here.space_id == space, here.device == device, here.state == State.NEXT
        )
    )


def revoke(
    connection: Connection,
    space: bytes,
    *,
    account: bytes | None = None,
    device: bytes | None = None,
) -> None:
    """All tokens of an account, or of a laptop, belong to nobody of the space any more."""
    here = schema.token.c
    whose = here.device == device if account is None else here.account == account
    connection.execute(
        update(schema.token).where(here.space_id == space, whose).values(state=State.REVOKED)
    )


def forget(
    connection: Connection,
    space: bytes,
    *,
    token: bytes | None = None,
    session: bytes | None = None,
    device: bytes | None = None,
) -> None:
    """Forgets a token, one that is a session's, or all of a laptop."""
    here = schema.token.c
    which = here.device == device if token is None else here.hash == token
    if session is not None:
        which = and_(here.hash == session, here.device.is_(None))
    connection.execute(delete(schema.token).where(here.space_id == space, which))


# Sessions


@dataclass(frozen=True, slots=True)
class Session:
    """Where somebody is signed in. Times in milliseconds since 1970."""

    token: bytes
    """Its hash."""
    browser: str
    made: int
    seen: int

    @property
    def name(self) -> str:
        """What it is called in a form."""
        return self.token.hex()[:16]


def begin_session(
    connection: Connection,
    space: bytes,
    account: bytes,
    entropy: Entropy,
    at: int,
    *,
    browser: str = "",
) -> str:
    """The token of a new session, as it is sent."""
    secret = entropy(TOKEN)
    keep(connection, space, account, hashlib.sha256(secret).digest(), at, browser=browser)
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def sessions(connection: Connection, space: bytes, account: bytes, now: int) -> list[Session]:
    """Where somebody is signed in, the latest first."""
    here = schema.token.c
    rows = connection.execute(
        select(here.hash, here.browser, here.made, here.seen)
        .where(_sessions(space, account), here.ends > now)
        .order_by(here.made.desc(), here.hash)
    )
    every = [Session(row.hash, row.browser, row.made, row.seen or row.made) for row in rows]
    return [one for one in every if now - one.seen < IDLE]


def came(connection: Connection, caller: Caller, at: int) -> None:
    """A session is used."""
    here = schema.token.c
    connection.execute(
        update(schema.token)
        .where(here.space_id == caller.space, here.hash == caller.token)
        .values(seen=at)
    )


def end_sessions(connection: Connection, space: bytes, account: bytes) -> None:
    """Ends the sessions of a person; their laptops go on."""
    connection.execute(delete(schema.token).where(_sessions(space, account)))


def _sessions(space: bytes, account: bytes) -> ColumnElement[bool]:
    here = schema.token.c
    return and_(here.space_id == space, here.account == account, here.device.is_(None))


def _of_laptop(caller: Caller) -> ColumnElement[bool]:
    here = schema.token.c
    return and_(here.space_id == caller.space, here.device == caller.device)
