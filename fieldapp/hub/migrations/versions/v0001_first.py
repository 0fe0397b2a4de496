"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "account"),
    )
    op.create_table(
        "attempt",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("window", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "subject", "window"),
    )
    op.create_table(
        "audit",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id"),
    )
    op.create_index("audit_time", "audit", ["space_id", "at"], unique=False)
    op.create_table(
        "blob",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("object", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "sha256"),
    )
    op.create_table(
        "certificate",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "id"),
    )
    op.create_table(
        "change",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("incarnation", sa.LargeBinary(length=8), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("prev", sa.LargeBinary(length=32), nullable=False),
        sa.Column("arrival", sa.BigInteger(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("object", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id", "id"),
    )
    op.create_index(
        "change_chain",
        "change",
        ["space_id", "case_id", "device", "incarnation", "seq"],
        unique=False,
    )
    op.create_table(
        "code",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=True),
        sa.Column("public", sa.LargeBinary(length=32), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "hash"),
    )
    op.create_index("code_hash", "code", ["hash"], unique=False)
    op.create_table(
        "device",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.Column("author", sa.LargeBinary(length=16), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=True),
        sa.Column("revoked", sa.BigInteger(), nullable=True),
        sa.Column("is_spent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "device", "public"),
    )
    op.create_table(
        "entry",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("link", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "seq"),
    )
    op.create_table(
        "feed",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.LargeBinary(length=16), nullable=False),
        sa.Column("certified", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id"),
    )
    op.create_table(
        "file",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id", "sha256"),
    )
    op.create_index("file_name", "file", ["space_id", "sha256"], unique=False)
    op.create_table(
        "former",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("was_in", sa.LargeBinary(length=16), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id", "was_in"),
    )
    op.create_table(
        "garbage",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("object", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "object"),
    )
    op.create_table(
        "held_case",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("has_erasure", sa.Boolean(), nullable=False),
        sa.Column("target", sa.LargeBinary(length=16), nullable=True),
        sa.PrimaryKeyConstraint("space_id", "case_id"),
    )
    op.create_table(
        "hold",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id"),
    )
    op.create_table(
        "pack",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("before_seq", sa.BigInteger(), nullable=False),
        sa.Column("before_link", sa.LargeBinary(length=16), nullable=False),
        sa.Column("after_seq", sa.BigInteger(), nullable=False),
        sa.Column("after_link", sa.LargeBinary(length=16), nullable=False),
        sa.Column("object", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "place"),
    )
    op.create_table(
        "part",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("object", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "sha256", "device", "start"),
    )
    op.create_table(
        "reading",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "day", "account", "device", "kind"),
    )
    op.create_table(
        "retention",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("days", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "path"),
    )
    op.create_table(
        "seal",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("head", sa.LargeBinary(length=32), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id", "head", "key"),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "space",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id"),
    )
    op.create_table(
        "token",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account", sa.LargeBinary(length=16), nullable=False),
        sa.Column("device", sa.LargeBinary(length=16), nullable=True),
        sa.Column("public", sa.LargeBinary(length=32), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "hash"),
    )
    op.create_table(
        "value",
        sa.Column("space_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("case_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("object", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("space_id", "case_id", "hash"),
    )
