"""What the company tells, people, and what they agree on."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, Text

from fieldapp.hub.schema.columns import binary, flag, key, metadata, number, space_key, text

# What the company tells

stock = Table(
    "stock",
    metadata,
    space_key(),
    Column("topic", String(40), primary_key=True),
    Column("name", String(100), primary_key=True),
    key("version", 32),
    number("at"),
    binary("content"),
)
"""What administrators have added for teams to be given; of no team, so its space is all zeros."""

# People

account = Table(
    "account",
    metadata,
    space_key(),
    key("account", 16),
    text("name", 200),
    text("role", 20),
    Column("password", Text, nullable=False, default=""),
    Column("password_ends", BigInteger, nullable=True),
    number("made"),
    Column("ended", BigInteger, nullable=True),
)
"""`password`: argon2id in its usual form; empty where there is none. `password_ends`: when one that
is for once ends; none where its owner has chosen it. `ended`: off-boarded."""

device = Table(
    "device",
    metadata,
    space_key(),
    key("device", 16),
    key("public", 32),
    binary("account", 16),
    binary("author", 16),
    text("label", 200),
    number("made"),
    Column("seen", BigInteger, nullable=True),
    Column("revoked", BigInteger, nullable=True),
    flag("is_spent"),
)
"""`is_spent`: a spent token of it has come; none stands until it is enrolled anew."""

token = Table(
    "token",
    metadata,
    space_key(),
    key("hash", 32),
    binary("account", 16),
    Column("device", LargeBinary(16), nullable=True),
    Column("public", LargeBinary(32), nullable=True),
    text("state", 10),
    number("made"),
    number("ends"),
    Column("seen", BigInteger, nullable=True),
    Column("browser", String(40), nullable=False, server_default=""),
)
"""A laptop's token, or without a device a session of a person. `hash`: SHA-256 of its 32 bytes. Of
a session, `seen`: when it was used last; `browser`: what it was begun with, in our own words."""

second = Table(
    "second",
    metadata,
    space_key(),
    key("account", 16),
    binary("secret"),
    number("made"),
    number("step"),
)
"""Somebody's authenticator app: its secret, wrapped (`vault`), and the last step of time (of 30 s
since 1970) whose code was used."""

spare = Table("spare", metadata, space_key(), key("account", 16), key("hash", 32))
"""Codes that stand in for the app, each once, by their hashes."""

code = Table(
    "code",
    metadata,
    space_key(),
    key("hash", 32),
    binary("account", 16),
    number("ends"),
    Column("device", LargeBinary(16), nullable=True),
    Column("public", LargeBinary(32), nullable=True),
    Index("code_hash", "hash"),
)
"""Codes with which a laptop joins, by the hash of what is sent of them, and the one that used it.
Who has a code does not know the space yet: codes alone are looked for in all of them."""

attempt = Table(
    "attempt",
    metadata,
    space_key(),
    Column("subject", String(80), primary_key=True),
    Column("window", BigInteger, primary_key=True, autoincrement=False),
    number("count"),
)
"""How often something was tried within a while, for limits that hold over all nodes."""

audit = Table(
    "audit",
    metadata,
    space_key(),
    key("id", 16),
    number("at"),
    binary("account", 16),
    text("action", 40),
    binary("subject"),
    Column("detail", Text, nullable=False, default=""),
    Index("audit_time", "space_id", "at"),
)
"""Who did what to whom or what. Neither names nor what anybody wrote."""

audit_seal = Table(
    "audit_seal",
    metadata,
    space_key(),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    number("until"),
    number("lines"),
    binary("link", 32),
    binary("signature", 64),
)
"""Seals on these lines, see `audit_seals`: each on those after the one before, `until` a time."""

reading = Table(
    "reading",
    metadata,
    space_key(),
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    key("account", 16),
    key("device", 16),
    Column("kind", String(20), primary_key=True),
    number("count"),
)
"""How often a laptop read what, a day (days since 1970)."""

retention = Table(
    "retention",
    metadata,
    space_key(),
    Column("path", String(200), primary_key=True),
    number("days"),
)
"""After how many days what lies under a path of a case is erased; the whole case if it is empty."""

hold = Table(
    "hold",
    metadata,
    space_key(),
    key("case_id", 16),
    binary("account", 16),
    number("at"),
    text("reason", 500),
)
"""Cases of which nothing may be erased, by order of law."""
