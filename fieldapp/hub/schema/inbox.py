"""What supervisors look at, and whom else reports are told: the inbox, alerts, sign-on, customer
systems."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text

from fieldapp.hub.schema.columns import binary, flag, key, metadata, number, space_key, text

# The inbox: rows that are made from the changes and editions above, and may be made again

report = Table(
    "report",
    metadata,
    space_key(),
    key("case_id", 16),
    Column("issue", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
    text("folder", 10),
    number("rank"),
    text("state", 20),
    number("issued"),
    Column("decided", BigInteger, nullable=True),
    Column("deadline", BigInteger, nullable=True),
    number("escalates"),
    text("assigned", 32),
    binary("content", 32),
    flag("is_whole"),
    flag("is_light"),
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
    space_key(),
    key("case_id", 16),
    Column("item", String(64), primary_key=True),
    Column("issue", String(64), nullable=False),
    number("due"),
    flag("is_open"),
    Column("told", Text, nullable=False, default="{}"),
    Column("words", Text, nullable=False, default=""),
    Index("promise_due", "space_id", "is_open", "due", "case_id", "item"),
)
"""What the latest report of a case promises, or a decision on it. `due`: days since 1970."""

team_row = Table(
    "team_row",
    metadata,
    space_key(),
    key("case_id", 16),
    Column("month", Integer, nullable=False),
    Column("content", Text, nullable=False, default=""),
    Index("team_month", "space_id", "month"),
)
"""What a case contributes to its team's figures, as `overview.packed` has it. `month`: when its
first report was issued, such as 202611."""

team_tally = Table(
    "team_tally",
    metadata,
    space_key(),
    Column("month", Integer, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    number("number"),
)
"""The sum of these rows, see `overview.tally`; `key` is JSON. `month`: 0 for what is of none; of
that, `day` is when it is due, in days since the year 1, or 0."""

term = Table(
    "term",
    metadata,
    space_key(),
    Column("view", String(10), primary_key=True),
    key("term", 24),
    Column("rank", BigInteger, primary_key=True, autoincrement=False),
    key("case_id", 16),
    Index("term_case", "space_id", "case_id"),
    sqlite_with_rowid=False,
)
"""By what a list is searched (`terms`), in the order of the list: `rank` is the place of the case's
report in it, or the day by which a promise is due. In `view` a report has its folder, a promise
`promises`. What no list shows is not searched and not here."""

opened = Table(
    "opened",
    metadata,
    space_key(),
    key("account", 16),
    key("case_id", 16),
    Column("issue", String(64), primary_key=True),
    number("at"),
)
"""Which reports somebody has opened in the inbox."""

preference = Table(
    "preference",
    metadata,
    space_key(),
    key("account", 16),
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
    space_key(),
    key("account", 16),
    binary("address"),
    text("rhythm", 10),
    Column("fault", String(60), nullable=False, default=""),
    Column("failed", BigInteger, nullable=True),
)
"""Where somebody is told of reports, wrapped (`vault`), and how often; of account 0: where the
whole team is. `fault`: why the last try failed, and `failed` when; empty once one has gone well."""

alert = Table(
    "alert",
    metadata,
    space_key(),
    key("id", 16),
    binary("account", 16),
    text("kind", 10),
    binary("case_id", 16),
    text("issue", 64),
    Column("number", Integer, nullable=False),
    number("made"),
    number("due"),
    Column("tries", Integer, nullable=False),
    Index("alert_due", "space_id", "due"),
)
"""What waits to be told. A row goes when it was told, or given up."""

# Single sign-on

granted = Table(
    "granted",
    metadata,
    space_key(),
    Column("group_name", String(200), primary_key=True),
    text("role", 20),
)
"""Which role a group of the provider has in a team."""

linked = Table("linked", metadata, space_key(), key("subject", 32), binary("account", 16))
"""Whose account somebody of the provider has. `subject`: a hash of what the provider calls them."""

# Customer systems

crm_row = Table(
    "crm_row",
    metadata,
    space_key(),
    Column("system", String(20), primary_key=True),
    Column("module", String(60), primary_key=True),
    key("key", 32),
    text("theirs", 100),
    binary("sent", 32),
    text("fault", 60),
    number("at"),
    Column("tries", Integer, nullable=False, server_default="0"),
)
"""What became of a row that was handed over: `key` and `sent` are hashes of what it is recognised
by and what it said, `theirs` is its id there, `fault` their code if it was not taken."""
