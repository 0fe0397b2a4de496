"""What the hub itself is, and what laptops exchange: feeds, cases, files."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from fieldapp.hub.schema.columns import (
    binary,
    flag,
    key,
    metadata,
    number,
    object_key,
    space_key,
    text,
)

setting = Table(
    "setting",
    metadata,
    Column("name", String(40), primary_key=True),
    binary("content"),
)
"""What is the hub's own and of no space: its epoch, who it is."""

# The feed

space = Table("space", metadata, space_key(), text("name", 200), binary("root"), number("made"))
"""`root`: the space's root key, wrapped (`vault`)."""

feed = Table(
    "feed",
    metadata,
    space_key(),
    number("seq"),
    binary("link", 16),
    number("certified"),
)
"""The end of each space's feed and how many certificates have come to it. Whoever extends
a feed holds this row, so the places of a feed are taken one after the other."""

certificate = Table("certificate", metadata, space_key(), key("id", 32), binary("raw"))

entry = Table(
    "entry",
    metadata,
    space_key(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    binary("link", 16),
    Column("kind", Integer, nullable=False),
    binary("case_id", 16),
    binary("name", 32),
)

# Cases

held_case = Table(
    "held_case",
    metadata,
    space_key(),
    key("case_id", 16),
    Column("digest", LargeBinary(32), nullable=True),
    flag("has_erasure"),
    Column("target", LargeBinary(16), nullable=True),
    Column("touched", BigInteger, nullable=False, server_default="0"),
)
"""`digest`: none where nothing is held. `target`: the space that it was moved to. `touched`: when
it was written in last, by the writer's clock; 0 where that was not noted yet."""

party = Table("party", metadata, space_key(), key("case_id", 16), key("account", 16))
"""Who was given a case that they may not have written in yet."""

former = Table("former", metadata, space_key(), key("case_id", 16), key("was_in", 16))

change = Table(
    "change",
    metadata,
    space_key(),
    key("case_id", 16),
    key("id", 32),
    binary("device", 16),
    binary("incarnation", 8),
    number("seq"),
    binary("prev", 32),
    number("arrival"),
    binary("raw"),
    object_key(),
    Index("change_chain", "space_id", "case_id", "device", "incarnation", "seq"),
)
"""`arrival`: its number among the changes of its case, as they came."""

value = Table(
    "value",
    metadata,
    space_key(),
    key("case_id", 16),
    key("hash", 32),
    binary("salt", 16),
    binary("data"),
    object_key(),
)

seal = Table(
    "seal",
    metadata,
    space_key(),
    key("case_id", 16),
    key("head", 32),
    key("key", 32),
    binary("signature", 64),
)

# Photos, files and packs

file = Table(
    "file",
    metadata,
    space_key(),
    key("case_id", 16),
    key("sha256", 32),
    flag("is_wanted"),
    Index("file_name", "space_id", "sha256"),
)
"""The blobs that a case names."""

blob = Table("blob", metadata, space_key(), key("sha256", 32), number("size"), object_key())

part = Table(
    "part",
    metadata,
    space_key(),
    key("sha256", 32),
    key("device", 16),
    Column("start", BigInteger, primary_key=True, autoincrement=False),
    number("size"),
    number("at"),
    object_key(),
)

pack = Table(
    "pack",
    metadata,
    space_key(),
    Column("place", Integer, primary_key=True, autoincrement=False),
    binary("sha256", 32),
    number("size"),
    number("before_seq"),
    binary("before_link", 16),
    number("after_seq"),
    binary("after_link", 16),
    object_key(),
)

garbage = Table(
    "garbage",
    metadata,
    space_key(),
    Column("object", String(120), primary_key=True),
    number("at"),
)
"""Objects that no row names any more; they are removed after the transaction that let them go."""
