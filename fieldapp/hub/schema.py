"""The hub's tables, as SQLite and PostgreSQL alike hold them.

Every key begins with the space, so that spaces can lie on different machines one day; nothing uses
sequences, triggers, advisory locks or a uniqueness across spaces. Names and ids are bytes; times
are milliseconds since 1970. What is large lies in object storage (`objects`), and its row has the
object's key. `migrations/` makes these tables and says how older ones become them.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()


def _space() -> Column[bytes]:
    return Column("space_id", LargeBinary(16), primary_key=True)


def _key(name: str, size: int) -> Column[bytes]:
    return Column(name, LargeBinary(size), primary_key=True)


def _binary(name: str, size: int | None = None) -> Column[bytes]:
    return Column(name, LargeBinary(size), nullable=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False)


def _text(name: str, size: int) -> Column[str]:
    return Column(name, String(size), nullable=False)


def _object() -> Column[str]:
    return Column("object", String(120), nullable=False, default="")


setting = Table(
    "setting",
    metadata,
    Column("name", String(40), primary_key=True),
    _binary("content"),
)
"""What is the hub's own and of no space: its epoch, who it is."""

# The feed

space = Table("space", metadata, _space(), _text("name", 200), _binary("root"), _number("made"))
"""`root`: the space's root key, wrapped (`vault`)."""

feed = Table(
    "feed",
    metadata,
    _space(),
    _number("seq"),
    _binary("link", 16),
    _number("certified"),
)
"""The end of each space's feed and how many certificates have come to it. Whoever extends
a feed holds this row, so the places of a feed are taken one after the other."""

certificate = Table("certificate", metadata, _space(), _key("id", 32), _binary("raw"))

entry = Table(
    "entry",
    metadata,
    _space(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    _binary("link", 16),
    Column("kind", Integer, nullable=False),
    _binary("case_id", 16),
    _binary("name", 32),
)

# Cases

held_case = Table(
    "held_case",
    metadata,
    _space(),
    _key("case_id", 16),
    Column("digest", LargeBinary(32), nullable=True),
    _flag("has_erasure"),
    Column("target", LargeBinary(16), nullable=True),
    Column("touched", BigInteger, nullable=False, server_default="0"),
)
"""`digest`: none where nothing is held. `target`: the space that it was moved to. `touched`: when
it was written in last, by the writer's clock; 0 where that was not noted yet."""

party = Table("party", metadata, _space(), _key("case_id", 16), _key("account", 16))
"""Who was given a case that they may not have written in yet."""

former = Table("former", metadata, _space(), _key("case_id", 16), _key("was_in", 16))

change = Table(
    "change",
    metadata,
    _space(),
    _key("case_id", 16),
    _key("id", 32),
    _binary("device", 16),
    _binary("incarnation", 8),
    _number("seq"),
    _binary("prev", 32),
    _number("arrival"),
    _binary("raw"),
    _object(),
    Index("change_chain", "space_id", "case_id", "device", "incarnation", "seq"),
)
"""`arrival`: its number among the changes of its case, as they came."""

value = Table(
    "value",
    metadata,
    _space(),
    _key("case_id", 16),
    _key("hash", 32),
    _binary("salt", 16),
    _binary("data"),
    _object(),
)

seal = Table(
    "seal",
    metadata,
    _space(),
    _key("case_id", 16),
    _key("head", 32),
    _key("key", 32),
    _binary("signature", 64),
)

# Photos, files and packs

file = Table(
    "file",
    metadata,
    _space(),
    _key("case_id", 16),
    _key("sha256", 32),
    _flag("is_wanted"),
    Index("file_name", "space_id", "sha256"),
)
"""The blobs that a case names."""

blob = Table("blob", metadata, _space(), _key("sha256", 32), _number("size"), _object())

part = Table(
    "part",
    metadata,
    _space(),
    _key("sha256", 32),
    _key("device", 16),
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    _number("size"),
    _number("at"),
    _object(),
)

pack = Table(
    "pack",
    metadata,
    _space(),
    Column("place", Integer, primary_key=True, autoincrement=False),
    _binary("sha256", 32),
    _number("size"),
    _number("before_seq"),
    _binary("before_link", 16),
    _number("after_seq"),
    _binary("after_link", 16),
    _object(),
)

garbage = Table(
    "garbage",
    metadata,
    _space(),
    Column("object", String(120), primary_key=True),
    _number("at"),
)
"""Objects that no row names any more; they are removed after the transaction that let them go."""

# What the company tells

stock = Table(
    "stock",
    metadata,
    _space(),
    Column("topic", String(40), primary_key=True),
    Column("name", String(100), primary_key=True),
    _key("version", 32),
    _number("at"),
    _binary("content"),
)
"""What administrators have added for teams to be given; of no team, so its space is all zeros."""

# People

account = Table(
    "account",
    metadata,
    _space(),
    _key("account", 16),
    _text("name", 200),
    _text("role", 20),
    Column("password", Text, nullable=False, default=""),
    Column("password_ends", BigInteger, nullable=True),
    _number("made"),
    Column("ended", BigInteger, nullable=True),
)
"""`password`: argon2id in its usual form; empty where there is none. `password_ends`: when one that
is for once ends; none where its owner has chosen it. `ended`: off-boarded."""

device = Table(
    "device",
    metadata,
    _space(),
    _key("device", 16),
    _key("public", 32),
    _binary("account", 16),
    _binary("author", 16),
    _text("label", 200),
    _number("made"),
    Column("seen", BigInteger, nullable=True),
    Column("revoked", BigInteger, nullable=True),
    _flag("is_spent"),
)
"""`is_spent`: a spent token of it has come; none stands until it is enrolled anew."""

token = Table(
    "token",
    metadata,
    _space(),
    _key("hash", 32),
    _binary("account", 16),
    Column("device", LargeBinary(16), nullable=True),
    Column("public", LargeBinary(32), nullable=True),
    _text("state", 10),
    _number("made"),
    _number("ends"),
    Column("seen", BigInteger, nullable=True),
    Column("browser", String(40), nullable=False, server_default=""),
)
"""A laptop's token, or without a device a session of a person. `hash`: SHA-256 of its 32 bytes. Of
a session, `seen`: when it was used last; `browser`: what it was begun with, in our own words."""

second = Table(
    "second",
    metadata,
    _space(),
    _key("account", 16),
    _binary("secret"),
    _number("made"),
    _number("step"),
)
"""Somebody's authenticator app: its secret, wrapped (`vault`), and the last step of time (of 30 s
since 1970) whose code was used."""

spare = Table("spare", metadata, _space(), _key("account", 16), _key("hash", 32))
"""Codes that stand in for the app, each once, by their hashes."""

code = Table(
    "code",
    metadata,
    _space(),
    _key("hash", 32),
    _binary("account", 16),
    _number("ends"),
    Column("device", LargeBinary(16), nullable=True),
    Column("public", LargeBinary(32), nullable=True),
    Index("code_hash", "hash"),
)
"""Codes with which a laptop joins, by the hash of what is sent of them, and the one that used it.
Who has a code does not know the space yet: codes alone are looked for in all of them."""

attempt = Table(
    "attempt",
    metadata,
    _space(),
    Column("subject", String(80), primary_key=True),
    Column("window", BigInteger, primary_key=True, autoincrement=False),
    _number("count"),
)
"""How often something was tried within a while, for limits that hold over all nodes."""

audit = Table(
    "audit",
    metadata,
    _space(),
    _key("id", 16),
    _number("at"),
    _binary("account", 16),
    _text("action", 40),
    _binary("subject"),
    Column("detail", Text, nullable=False, default=""),
    Index("audit_time", "space_id", "at"),
)
"""Who did what to whom or what. Neither names nor what anybody wrote."""

reading = Table(
    "reading",
    metadata,
    _space(),
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    _key("account", 16),
    _key("device", 16),
    Column("kind", String(20), primary_key=True),
    _number("count"),
)
"""How often a laptop read what, a day (days since 1970)."""

retention = Table(
    "retention",
    metadata,
    _space(),
    Column("path", String(200), primary_key=True),
    _number("days"),
)
"""After how many days what lies under a path of a case is erased; the whole case if it is empty."""

hold = Table(
    "hold",
    metadata,
    _space(),
    _key("case_id", 16),
    _binary("account", 16),
    _number("at"),
    _text("reason", 500),
)
"""Cases of which nothing may be erased, by order of law."""

# The inbox: rows that are made from the changes and editions above, and may be made again

report = Table(
    "report",
    metadata,
    _space(),
    _key("case_id", 16),
    Column("issue", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
    _text("folder", 10),
    _number("rank"),
    _text("state", 20),
    _number("issued"),
    Column("decided", BigInteger, nullable=True),
    Column("deadline", BigInteger, nullable=True),
    _number("escalates"),
    _text("assigned", 32),
    _binary("content", 32),
    _flag("is_whole"),
    _flag("is_light"),
    Column("told", Text, nullable=False, default="{}"),
    Column("words", Text, nullable=False, default=""),
    Index("report_folder", "space_id", "folder", "rank", "case_id", "issue"),
)
"""An issued report, as a supervisor's list shows it: `told` is JSON, `words` what is searched.
`folder`: the list it stands in; `rank`: its place there, the smallest first. `deadline`: days since
1970. `escalates`: when it waits for every supervisor. `assigned`: the account (hexadecimal) that is
asked, empty for any of the team. `is_whole`: its frozen content was here and readable."""

promise = Table(
    "promise",
    metadata,
    _space(),
    _key("case_id", 16),
    Column("item", String(64), primary_key=True),
    Column("issue", String(64), nullable=False),
    _number("due"),
    _flag("is_open"),
    Column("told", Text, nullable=False, default="{}"),
    Column("words", Text, nullable=False, default=""),
    Index("promise_due", "space_id", "is_open", "due", "case_id", "item"),
)
"""What the latest report of a case promises, or a decision on it. `due`: days since 1970."""

team_row = Table(
    "team_row",
    metadata,
    _space(),
    _key("case_id", 16),
    Column("month", Integer, nullable=False),
    Column("content", Text, nullable=False, default=""),
    Index("team_month", "space_id", "month"),
)
"""What a case contributes to its team's figures, as `overview.packed` has it. `month`: when its
first report was issued, such as 202611."""

team_tally = Table(
    "team_tally",
    metadata,
    _space(),
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    _number("number"),
)
"""The sum of these rows, see `overview.tally`; `key` is JSON. `month`: 0 for what is of none; of
that, `day` is when it is due, in days since the year 1, or 0."""

term = Table(
    "term",
    metadata,
    _space(),
    Column("view", String(10), primary_key=True),
    _key("term", 24),
    Column("rank", BigInteger, primary_key=True, autoincrement=False),
    _key("case_id", 16),
    Index("term_case", "space_id", "case_id"),
    sqlite_with_rowid=False,
)
"""By what a list is searched (`terms`), in the order of the list: `rank` is the place of the case's
report in it, or the day by which a promise is due. In `view` a report has its folder, a promise
`promises`. What no list shows is not searched and not here."""

opened = Table(
    "opened",
    metadata,
    _space(),
    _key("account", 16),
    _key("case_id", 16),
    Column("issue", String(64), primary_key=True),
    _number("at"),
)
"""Which reports somebody has opened in the inbox."""

preference = Table(
    "preference",
    metadata,
    _space(),
    _key("account", 16),
    Column("lang", String(2), nullable=False, default=""),
    Column("deputy", LargeBinary(16), nullable=True),
    Column("deputy_until", BigInteger, nullable=True),
)
"""`lang`: empty for what the browser asks for. `deputy`: the account that decides in their place,
until a moment."""

# Alerts

channel = Table(
    "channel",
    metadata,
    _space(),
    _key("account", 16),
    _binary("address"),
    _text("rhythm", 10),
    Column("fault", String(60), nullable=False, default=""),
    Column("failed", BigInteger, nullable=True),
)
"""Where somebody is told of reports, wrapped (`vault`), and how often; of account 0: where the
whole team is. `fault`: why the last try failed, and `failed` when; empty once one has gone well."""

alert = Table(
    "alert",
    metadata,
    _space(),
    _key("id", 16),
    _binary("account", 16),
    _text("kind", 10),
    _binary("case_id", 16),
    _text("issue", 64),
    Column("number", Integer, nullable=False),
    _number("made"),
    _number("due"),
    Column("tries", Integer, nullable=False),
    Index("alert_due", "space_id", "due"),
)
"""What waits to be told. A row goes when it was told, or given up."""

# Single sign-on

granted = Table(
    "granted",
    metadata,
    _space(),
    Column("group_name", String(200), primary_key=True),
    _text("role", 20),
)
"""Which role a group of the provider has in a team."""

linked = Table("linked", metadata, _space(), _key("subject", 32), _binary("account", 16))
"""Whose account somebody of the provider has. `subject`: a hash of what the provider calls them."""

# Customer systems

crm_row = Table(
    "crm_row",
    metadata,
    _space(),
    Column("system", String(20), primary_key=True),
    Column("module", String(60), primary_key=True),
    _key("key", 32),
    _text("theirs", 100),
    _binary("sent", 32),
    _text("fault", 60),
    _number("at"),
)
"""What became of a row that was handed over: `key` and `sent` are hashes of what it is recognised
by and what it said, `theirs` is its id there, `fault` their code if it was not taken."""
